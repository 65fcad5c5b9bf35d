"""The demo's channel has a feed to look at and to send."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from koongo_tui.demo import demo_workspace
from koongo_tui.feeds.kinds import find_feed_type
from koongo_tui.guide.marketplaces import Marketplace, find_marketplace
from koongo_tui.guide.programs import Program
from koongo_tui.outbox.checking import check_file
from koongo_tui.store.channels import Channel


def market(code: str) -> Marketplace:
    found = find_marketplace(code)
    assert found is not None
    return found


@pytest.mark.parametrize("program", list(Program))
@pytest.mark.parametrize("code", ["GB", "US", "JP"])
def test_its_feed_can_be_sent_and_has_something_to_find(program: Program, code: str) -> None:
    place = market(code)
    with demo_workspace(os.environ, clock=lambda: datetime.now(UTC)) as workspace:
        demo = workspace.demo
        assert demo is not None
        feed = demo.feed(program, place)
        kind = find_feed_type(feed.feed_type)
        assert kind is not None
        assert kind.taken_by(program)
        channel = Channel("main", program, place.region, place.id, "A135KKEKJAIBJ56")
        checked = check_file(Path(feed.source), channel, feed_type=feed.feed_type)
        codes = Counter(finding.code for finding in checked.findings)
        assert codes["price-zero"] == codes["quantity-wrong"] == 1
        assert checked.facts.rows == 120
        # What is changed in it stays, so that a visitor can put it right and send it again.
        Path(feed.source).write_text("mine")
        assert demo.feed(program, place) == feed
        assert Path(feed.source).read_text() == "mine"
