"""A person at the channel's form, and an account that takes feeds."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from koongo_tui.amazon.api import Feed, OnProgress, OnStep, Participation
from koongo_tui.amazon.errors import AmazonError
from koongo_tui.amazon.submission import Submission
from koongo_tui.guide.programs import Program
from koongo_tui.guide.secret import Secret
from tests.tui.conftest import PlayedAmazon, World, shown

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
OTHER_TOKEN = "amzn.mws.11111111-f563-7709-4bae-87aea0005678"
STOCK = "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA"
PATIENCE = 90.0
"""Seconds until a screen that does not come is a failure; generous, machines are noisy."""


class SellingAmazon(PlayedAmazon):
    """Takes feeds, and tells the account's marketplaces."""

    def __init__(self) -> None:
        super().__init__()
        self.program = Program.MWS
        self.contents: list[bytes] = []
        self.fails_with: AmazonError | None = None
        self.asked_participations = 0
        self.cancelled_becomes = "_CANCELLED_"

    async def participations(self) -> tuple[Participation, ...]:
        self.asked_participations += 1
        return (
            Participation("A1F83G8C2ARO7P", "Amazon.co.uk", "GB"),
            Participation("A1PA6795UKMFR9", "Amazon.de", "DE"),
        )

    async def submit(
        self,
        feed: Feed,
        *,
        on_progress: OnProgress | None = None,
        on_step: OnStep | None = None,
    ) -> Submission:
        if self.fails_with is not None:
            raise self.fails_with
        with feed.content.opener() as file:
            self.contents.append(file.read())
        if on_progress is not None:
            on_progress(len(self.contents[-1]))
        number = str(60_000_000_000 + len(self.contents))
        # Dated after all that is listed, so that it stands on top.
        at = max([s.submitted_at for s in self.listed if s.submitted_at], default=None)
        assert at is not None
        sent = Submission(number, feed.feed_type, at + timedelta(seconds=30), "_SUBMITTED_")
        self.listed.insert(0, sent)
        return sent

    async def cancel(self, submission_ids: Sequence[str]) -> tuple[Submission, ...]:
        found = [s for s in self.listed if s.id in submission_ids]
        return tuple(
            Submission(s.id, s.feed_type, s.submitted_at, self.cancelled_becomes) for s in found
        )


class Seller(World):
    """The world of a seller with a feed source."""

    amazon: SellingAmazon

    @property
    def source(self) -> Path:
        """The channel's feed source."""
        return self.folder / "feed.txt"

    def write(self, *rows: tuple[str, str, str]) -> None:
        """Put a feed of SKU, price and quantity into the source."""
        lines = ["sku\tprice\tquantity", *("\t".join(row) for row in rows)]
        self.source.write_text("\n".join(lines) + "\n")

    def digest(self) -> str:
        """Of the source as it is."""
        return hashlib.sha256(self.source.read_bytes()).hexdigest()

    def keep_token(self) -> None:
        """The token in its private file."""
        self.workspace.secrets.write(self.channel.token_name, Secret(TOKEN))


class Form:
    """The program on the list of a channel, with keys and eyes."""

    def __init__(self, world: Any, pilot: Pilot[Any]) -> None:
        self.world = world
        self.pilot = pilot
        self.app: Any = pilot.app

    @property
    def text(self) -> str:
        """The screen."""
        return shown(self.app)

    @property
    def words(self) -> str:
        """The same without line ends and gaps."""
        return " ".join(self.text.split())

    def line(self, words: str) -> str:
        """The first line with these words."""
        return next((line for line in self.text.split("\n") if words in line), "")

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Into the field with the focus, instead of what is there."""
        await self.pilot.press("ctrl+u", *text)
        await self.pilot.press("enter")
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        """As a terminal does."""
        focused = self.app.screen.focused
        (focused or self.app.screen).post_message(events.Paste(text))
        await self.pilot.pause()

    async def until(self, what: str | Callable[[], bool]) -> str:
        """Wait for words on the screen, or for something to be so; gives the screen."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        so = what if callable(what) else lambda: what in self.words
        while not so():
            if asyncio.get_running_loop().time() > deadline:
                pytest.fail(f"did not come: {what!r}\n{self.text}")
            await self.pilot.pause(0.02)
        return self.text


@asynccontextmanager
async def opened(
    world: Any, tab: str = "1", *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Form]:
    """The program with the channel's form open."""
    app = world.app()
    async with app.run_test(size=size) as pilot:
        form = Form(world, pilot)
        await form.until("Report ID")
        await form.until(lambda: app.screen.live.api is not None)
        await form.press("e")
        await form.until("Seller ID")
        if tab != "1":
            await form.press(tab)
        yield form
