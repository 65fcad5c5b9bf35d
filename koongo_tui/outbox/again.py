"""A feed once more: as it was sent, or only the lines of it that Amazon refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.errors import ExitCode, KoongoError
from koongo_tui.feeds.model import Cancelled, never
from koongo_tui.feeds.opened import open_feed
from koongo_tui.feeds.subset import RecordRef, Subset, write_subset
from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.outbox.kept import NotKept

if TYPE_CHECKING:
    from koongo_tui.amazon.reports import Issue
    from koongo_tui.store.config import Channel
    from koongo_tui.store.intents import Intent
    from koongo_tui.workspace import Workspace


class NothingRefused(KoongoError):
    """There are no lines to send again. ``code`` is ``no-report`` where it is not known yet."""

    code = "nothing-refused"
    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True)
class RefusedLines:
    """What a processing report refused.

    Attributes:
        refs: the records, each once, in the order of the report.
        nameless: rows that name no record: they concern the feed as a whole.
    """

    refs: tuple[RecordRef, ...]
    nameless: int


def intent_of(workspace: Workspace, channel: Channel, submission_id: str) -> Intent:
    """What a submission was made of.

    Raises:
        NotKept: it was not sent from this machine.
    """
    intent = workspace.intents.of_submission(channel.account_key, submission_id)
    if intent is None:
        raise NotKept(
            f"{submission_id} was not sent from this machine, so there is no copy of it here. "
            "Nothing was sent.",
            fix="Send the feed from its source: koongo-tui submit",
        )
    return intent


def refused_lines(workspace: Workspace, channel: Channel, submission_id: str) -> RefusedLines:
    """The lines that the processing report refused. Reads it: for a thread.

    Raises:
        NothingRefused: it refuses none, or it is not here.
        ReportError, StoreError: it cannot be read.
    """
    from koongo_tui.amazon.reports import read_report

    source = workspace.archive.open(channel.account_key, submission_id)
    if source is None:
        raise NothingRefused(
            f"The processing report of {submission_id} is not here, so it is not known which "
            "lines were refused. Nothing was sent.",
            fix=f"Fetch it with: koongo-tui show {submission_id}",
            code="no-report",
        )
    refs: dict[RecordRef, None] = {}
    nameless = 0

    def take(issue: Issue) -> None:
        nonlocal nameless
        if not issue.severity.is_error:
            return
        record = None if issue.record == "0" else issue.record
        key = issue.sku or issue.order_id
        if record or key:
            refs[RecordRef(record, key)] = None
        else:
            nameless += 1

    with source:
        read_report(source, on_issue=take)
    if not refs:
        words = "names no line that was refused" if not nameless else "refuses the feed as a whole"
        raise NothingRefused(
            f"The processing report of {submission_id} {words}. Nothing was sent.",
            fix=f"See: koongo-tui show {submission_id}",
        )
    return RefusedLines(tuple(refs), nameless)


def take_lines(
    path: Path,
    channel: Channel,
    intent: Intent,
    refused: RefusedLines,
    target: Path,
    *,
    as_sent: bool,
    cancelled: Cancelled = never,
) -> Subset:
    """Write a feed of only these lines. For a thread.

    Args:
        path: the feed as it was sent, or one that was put right meanwhile.
        intent: what was sent.
        target: must not exist.
        as_sent: ``path`` is what was sent, so that the report's numbers fit.

    Raises as :func:`~koongo_tui.feeds.subset.write_subset`; NothingRefused when the feed holds
    none of them.
    """
    refs = refused.refs
    if not as_sent:
        # In another file the numbers are others'; SKU and order stay.
        refs = tuple(RecordRef(None if ref.key else ref.record, ref.key) for ref in refs)
    market = marketplace_by_id(channel.marketplace_id)
    with open_feed(path, feed_type=intent.new.feed_type, marketplace=market) as feed:
        found = write_subset(feed, refs, target, cancelled)
    if found.path is None:
        raise NothingRefused(
            "The feed holds none of the lines that were refused. Nothing was sent.",
            fix="Choose the feed that they came from.",
        )
    return found
