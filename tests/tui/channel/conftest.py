"""What the tests of the channel's form share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.channel.seller import STOCK, Seller, SellingAmazon


@pytest.fixture
def seller(tmp_path: Path) -> Iterator[Seller]:
    """A channel with a list, a token, and a feed of three products."""
    world = Seller(tmp_path, amazon=SellingAmazon())
    world.write(("MUG-1", "4.50", "3"), ("MUG-2", "5.00", "2"), ("CUP-1", "7.25", "12"))
    world.channel = replace(world.channel, feed_source=str(world.source), feed_type=STOCK)
    world.save_channel()
    world.keep_token()
    world.fill()
    yield world
    world.workspace.close()
