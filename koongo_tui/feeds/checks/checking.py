"""The check of a whole feed before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from koongo_tui.feeds.batches import Batch, Walker
from koongo_tui.feeds.checks.flat_file import FlatJudge
from koongo_tui.feeds.checks.listings import ListingsJudge
from koongo_tui.feeds.checks.notes import MOST_EXAMPLES
from koongo_tui.feeds.checks.sheet import CheckContext, Sheet
from koongo_tui.feeds.checks.whole import check_amounts, check_head
from koongo_tui.feeds.checks.xml_feed import XmlJudge
from koongo_tui.feeds.forms import FlatForm, Form, JsonForm, XmlForm
from koongo_tui.feeds.kinds import feed_type_named
from koongo_tui.feeds.model import (
    Cancelled,
    Example,
    FeedFacts,
    Finding,
    Progress,
    Severity,
    WorkCancelled,
    never,
)
from koongo_tui.feeds.opened import OpenedFeed
from koongo_tui.feeds.sparse import SparseIndex
from koongo_tui.feeds.spill import KeySpill, Repeats

OnProgress = Callable[[Progress], None]

_PROGRESS = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    Attributes:
        facts: counted to the end of the feed, or to where it is broken.
        findings: the worst first.
    """

    facts: FeedFacts
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Amazon would surely refuse the feed as a whole."""
        return any(finding.severity is Severity.REFUSE for finding in self.findings)


class _Judge(Protocol):
    @property
    def encoding(self) -> str: ...

    @property
    def seller_id(self) -> str | None: ...

    def batch(self, batch: Batch) -> None: ...

    def finish(self) -> None: ...


def check_feed(
    feed: OpenedFeed,
    context: CheckContext,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled = never,
) -> CheckResult:
    """Read a feed to its end and say what Amazon would make of it. For a thread.

    Args:
        feed: needs not be indexed.
        context: the channel that it is to be sent through.
        on_progress: called every few MB, in this thread.

    Raises:
        WorkCancelled: ``cancelled`` said so; there is no result.
        FeedChanged: the file is not the one that was opened.
        FeedError: it cannot be read, or there is no room for temporary files.
    """
    feed_type = feed.feed_type or feed_type_named("")
    with KeySpill() as keys, KeySpill() as numbers:
        sheet = Sheet(context, feed_type, keys, numbers)
        if not check_head(feed, sheet):
            feed.source.verify()
            return CheckResult(FeedFacts(feed.size), sheet.notes.findings())
        walker, judge = _begin(feed.form, sheet)
        said = 0
        for batch in walker.document():
            if cancelled():
                raise WorkCancelled
            if batch.count:
                sheet.places.add(batch.index, batch.start)
                judge.batch(batch)
            if batch.done - said >= _PROGRESS:
                said = batch.done
                feed.source.verify()
                if on_progress is not None:
                    on_progress(Progress(batch.done, feed.size, sheet.tally.rows))
        judge.finish()
        different = _repeats(feed.form, sheet)
        feed.source.verify()
        facts = sheet.tally.facts(
            size=feed.size,
            skus=0 if feed_type.by_order else different,
            orders=different if feed_type.by_order else 0,
            encoding=judge.encoding,
            seller_id=judge.seller_id,
        )
        check_amounts(facts, sheet)
        return CheckResult(facts, sheet.notes.findings())


def _begin(form: Form, sheet: Sheet) -> tuple[Walker, _Judge]:
    match form:
        case JsonForm():
            json_walker = form.walker()
            return json_walker, ListingsJudge(form, sheet, json_walker)
        case XmlForm():
            xml_walker = form.walker()
            return xml_walker, XmlJudge(form, sheet, xml_walker)
        case FlatForm():
            return form.walker(), FlatJudge(form, sheet)


def _repeats(form: Form, sheet: Sheet) -> int:
    """Say which SKUs and numbers come again; gives how many different keys there are."""
    numbers = sheet.numbers.repeats(MOST_EXAMPLES)
    _say(form, sheet, "message-id-twice", numbers)
    keys = sheet.keys.repeats(MOST_EXAMPLES)
    if not sheet.feed_type.by_order:
        # An order comes again with each of its items.
        _say(form, sheet, "sku-twice", keys)
    return keys.different


def _say(form: Form, sheet: Sheet, code: str, repeats: Repeats) -> None:
    examples = [_example(form, sheet.places, entry, before) for entry, before in repeats.examples]
    sheet.notes.some(code, repeats.repeated, examples)


def _example(form: Form, places: SparseIndex, entry: int, before: int) -> Example:
    index, place = places.before(entry)
    for batch in form.walker().onward(place, index):
        for record in batch.records():
            if record.index == entry:
                parsed = form.reader.read(record.data)
                number = parsed.record or str(entry + 1)
                return Example(entry, number, parsed.sku[:120], f"first in row {before + 1:,}")
    return Example(entry, str(entry + 1), "")
