"""A person's workspace with a channel, a history that is filled, and an Amazon that is played."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from textual.app import App
from textual.screen import Screen

from koongo_tui.amazon.api import (
    ReportDocument,
    SubmissionPage,
    SubmissionQuery,
)
from koongo_tui.amazon.errors import AmazonError, NotFound
from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Channel, SecretHome, SecretPlace
from koongo_tui.store.history import History, ReportState
from koongo_tui.store.paths import Paths
from koongo_tui.tui.app import KoongoApp
from koongo_tui.tui.terminal import Terminal
from koongo_tui.workspace import Workspace
from tests.played_api import PlayedApi

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)

XML_REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<AmazonEnvelope><Header><DocumentVersion>1.02</DocumentVersion>
<MerchantIdentifier>M</MerchantIdentifier></Header>
<MessageType>ProcessingReport</MessageType><Message><MessageID>1</MessageID><ProcessingReport>
<DocumentTransactionID>50148017726</DocumentTransactionID><StatusCode>Complete</StatusCode>
<ProcessingSummary><MessagesProcessed>412</MessagesProcessed>
<MessagesSuccessful>398</MessagesSuccessful><MessagesWithError>14</MessagesWithError>
<MessagesWithWarning>0</MessagesWithWarning></ProcessingSummary>
{results}
</ProcessingReport></Message></AmazonEnvelope>"""
RESULT = """<Result><MessageID>{line}</MessageID><ResultCode>Error</ResultCode>
<ResultMessageCode>{code}</ResultMessageCode>
<ResultDescription>{words}</ResultDescription>
<AdditionalInfo><SKU>{sku}</SKU></AdditionalInfo></Result>"""


def error_report() -> bytes:
    """Eight lines with 8560 and six with 8541."""
    words = "A value is required for the brand field. [/oops] is not one."
    rows = [RESULT.format(line=17 + i, code=8560, words=words, sku=f"MUG-{i}") for i in range(8)]
    words = "The barcode belongs to another product."
    rows += [RESULT.format(line=99 + i, code=8541, words=words, sku=f"CUP-{i}") for i in range(6)]
    return XML_REPORT.format(results="\n".join(rows)).encode()


class PlayedAmazon(PlayedApi):
    """A seller's account that answers what a test put into it."""

    def __init__(self) -> None:
        self.listed: list[Submission] = []
        self.reports: dict[str, bytes] = {}
        self.error: AmazonError | None = None
        self.asked = 0
        self.closed = False

    async def ping(self) -> datetime:
        return NOW

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return SubmissionPage(tuple(self.listed))

    async def submission(self, submission_id: str) -> Submission:
        return next(s for s in self.listed if s.id == submission_id)

    async def count(self, query: SubmissionQuery) -> int | None:
        return len(self.listed)

    async def download_report(self, submission: Submission, into: BinaryIO) -> ReportDocument:
        if submission.id not in self.reports:
            raise NotFound("Amazon has no such report.")
        into.write(self.reports[submission.id])
        return ReportDocument("text/xml", len(self.reports[submission.id]))

    async def aclose(self) -> None:
        self.closed = True


class FakeWorkspace(Workspace):
    """The person's files are real; Amazon is played."""

    amazon: PlayedAmazon

    def open_api(self, channel: Channel, *, token: Secret | None = None) -> PlayedAmazon:
        self.token_given = token
        if (refusal := getattr(self, "refusal", None)) is not None:
            raise refusal
        return self.amazon


class BareApp(KoongoApp):
    """The program with an empty first screen, for a widget or screen alone."""

    def _choose(self) -> Screen[Any]:
        return Screen()


@dataclass
class World:
    """What a test of the screen turns on."""

    folder: Path
    now: datetime = NOW
    amazon: PlayedAmazon = field(default_factory=PlayedAmazon)
    terminal: Terminal = field(
        default_factory=lambda: Terminal(False, None, True, False, "256 colours")
    )

    def __post_init__(self) -> None:
        self.workspace = FakeWorkspace(
            Paths(self.folder / "config", self.folder / "state"),
            dict(os.environ),
            clock=lambda: self.now,
        )
        self.workspace.amazon = self.amazon
        self.channel = Channel(
            name="main",
            program=Program.MWS,
            region=Region.EU,
            marketplace_id="A1F83G8C2ARO7P",
            seller_id="A135KKEKJAIBJ56",
            token_place=SecretPlace(SecretHome.FILE),
            expires_on=date(2026, 3, 25),
        )

    @property
    def account(self) -> str:
        return self.channel.account_key

    @property
    def history(self) -> History:
        return self.workspace.history()

    def save_channel(self) -> None:
        """Make the channel known."""
        self.workspace.config_file.save_channel(self.channel)

    def add(
        self,
        submission_id: str,
        *,
        minutes: float,
        status: str = "_DONE_",
        counts: Counts | None = None,
        kind: str = "POST_PRODUCT_DATA",
        seen: datetime | None = None,
        size: int | None = None,
        report: bytes | None = None,
    ) -> Submission:
        """A submission sent so many minutes ago, in the history and at Amazon."""
        sent = self.now - timedelta(minutes=minutes)
        done = sent + timedelta(minutes=3, seconds=20) if status == "_DONE_" else None
        submission = Submission(submission_id, kind, sent, status, sent, done)
        self.history.upsert(self.account, [submission], seen_at=seen or self.now)
        self.amazon.listed.append(submission)
        if size is not None:
            self.history.set_size(self.account, submission_id, size)
        if counts is not None:
            path = None
            if report is not None:
                path = self.keep(submission_id, report)
            self.history.set_report(
                self.account,
                submission_id,
                counts,
                report_state=ReportState.STORED,
                fetched_at=self.now,
                content_type="text/xml",
                path=path,
            )
        return submission

    def keep(self, submission_id: str, report: bytes) -> str:
        """Put a report into the archive."""
        with self.workspace.archive.begin() as file:
            file.write(report)
            file.seek(0)
            return self.workspace.archive.keep(self.account, submission_id, file)

    @staticmethod
    def error_report() -> bytes:
        """A report with two groups of errors."""
        return error_report()

    def fill(self) -> None:
        """The list of the design: one of each kind, the newest first."""
        before = self.now - timedelta(hours=3)
        fine = Counts(412, 412, 0, 0)
        self.add("50148017731", minutes=0.97, status="_IN_PROGRESS_", size=400_000)
        self.add("50148017726", minutes=27, counts=Counts(412, 398, 14, 0), report=error_report())
        self.add("50148017702", minutes=112, status="_IN_PROGRESS_", size=400_000, seen=before)
        self.add("50148017655", minutes=154, counts=fine, seen=before)
        self.add("50148017610", minutes=214, counts=fine, seen=before)
        self.add(
            "50148017600",
            minutes=220,
            status="_IN_SAFETY_NET_",
            seen=before,
            kind="POST_INVENTORY_AVAILABILITY_DATA",
        )
        self.add("50148017588", minutes=274, counts=Counts(411, 411, 0, 3), seen=before)
        self.add("50148017500", minutes=300, status="_CANCELLED_", seen=before)
        self.add("50148017400", minutes=320, status="_SUBMITTED_", seen=before)
        self.add("50148017301", minutes=1000, counts=fine, seen=before)
        self.add("50148017266", minutes=1054, counts=Counts(411, 409, 2, 0), seen=before)
        self.add("50148017200", minutes=60 * 24 * 12, seen=before)
        self.add("50148017100", minutes=60 * 24 * 120, status="[/oops]", seen=before)
        self.history.mark_visited(self.account, self.now - timedelta(minutes=82))
        self.history.record_check(self.account, self.now - timedelta(seconds=12))

    def fill_many(self, number: int) -> None:
        """A long list, all of it fine."""
        step = timedelta(minutes=1)
        many = [
            Submission(str(6_000_000_000 - i), "POST_PRODUCT_DATA", self.now - i * step, "_DONE_")
            for i in range(1, number + 1)
        ]
        self.history.upsert(self.account, many, seen_at=self.now - timedelta(days=1))
        self.history.record_check(self.account, self.now - timedelta(seconds=12))

    def app(self) -> KoongoApp:
        """The program, with what is known now."""
        return KoongoApp(self.workspace, terminal=self.terminal)

    def bare_app(self) -> KoongoApp:
        """The program without a screen of its own."""
        return BareApp(self.workspace, terminal=self.terminal)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty world with a saved channel."""
    world = World(tmp_path)
    world.save_channel()
    yield world
    world.workspace.close()


@pytest.fixture
def full(world: World) -> World:
    """The world of the design's list."""
    world.fill()
    return world


_TEXT = re.compile(r'<text[^>]*? x="([\d.]+)"[^>]*?-line-(\d+)\)">(.*?)</text>', re.DOTALL)
_CELL = 12.2
"""Width of a cell in Textual's pictures."""


def shown(app: App[Any]) -> str:
    """What is on the screen, as lines of text."""
    lines: dict[int, str] = {}
    found = [(int(n), float(x), unescape(t)) for x, n, t in _TEXT.findall(app.export_screenshot())]
    for number, x, text in sorted(found):
        line = lines.get(number, "")
        lines[number] = line.ljust(round(x / _CELL)) + text.replace("\xa0", " ")
    return "\n".join(lines.get(i, "").rstrip() for i in range(max(lines, default=-1) + 1))


@pytest.fixture
def read_screen() -> Callable[[App[Any]], str]:
    """Reads what is on the screen, as lines of text."""
    return shown
