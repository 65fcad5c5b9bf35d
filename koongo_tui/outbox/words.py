"""What sending a feed will do, in sentences for the person who says yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from koongo_tui.feeds.checks.whole import size_words
from koongo_tui.feeds.kinds import words_of
from koongo_tui.feeds.model import Example, Finding, Severity

if TYPE_CHECKING:
    from koongo_tui.feeds.model import FeedFacts
    from koongo_tui.outbox.plan import SendPlan
    from koongo_tui.store.intents import Intent

_OPERATIONS = {
    "": ("record without an operation", "records without an operation"),
    "UPDATE": ("update", "updates"),
    "PARTIAL_UPDATE": ("partial update", "partial updates"),
    "PATCH": ("patch", "patches"),
    "DELETE": ("deletion", "deletions"),
}
_SEVERITIES = {
    Severity.REFUSE: "Amazon would refuse it",
    Severity.WARN: "Look at this",
    Severity.NOTE: "Note",
}
_MOST_EXAMPLES = 3


def plan_lines(plan: SendPlan, now: datetime) -> tuple[str, ...]:
    """What will happen, a line each; what was found comes after it."""
    return (*_head(plan, now), *(line for one in plan.checked.findings for line in _found(one)))


def _head(plan: SendPlan, now: datetime) -> Iterator[str]:
    checked, channel = plan.checked, plan.channel
    facts, kind = checked.facts, checked.feed_type
    market = checked.marketplace.name if checked.marketplace else channel.marketplace_id
    yield f"To     {market}, channel {channel.name}, through {channel.program.title}"
    if kind is None:
        name = "a feed of unknown type"
    else:
        name = kind.words if kind.words == kind.name else f"{kind.words} ({kind.name})"
    yield f"Feed   {name}, {counted(facts.rows, 'record')}, {size_words(checked.file.size)}"
    if operations := operation_words(facts):
        yield f"Does   {operations}"
    if facts.quantities:
        yield f"Stock  {stock_words(facts)}"
    if plan.last is not None:
        yield f"Last   {_last(plan, plan.last, now)}"


def operation_words(facts: FeedFacts) -> str:
    """``1,000 updates, 20 deletions``; empty where the records say none."""
    named = {name: count for name, count in facts.operations.items() if count}
    if not any(named):
        return ""
    return ", ".join(
        counted(count, *_OPERATIONS.get(name, (name, name)))
        for name, count in sorted(named.items(), key=lambda item: -item[1])
    )


def stock_words(facts: FeedFacts) -> str:
    """``12 of 400 quantities are 0 (3 %)``."""
    if not facts.zeros:
        return f"none of {counted(facts.quantities, 'quantity', 'quantities')} is 0"
    share = facts.zeros * 100 // facts.quantities
    verb = "is" if facts.zeros == 1 else "are"
    return (
        f"{facts.zeros:,} of {counted(facts.quantities, 'quantity', 'quantities')} {verb} 0 "
        f"({share} %)"
    )


def _last(plan: SendPlan, last: Intent, now: datetime) -> str:
    sent = f"sent {ago(now, last.began_at or last.created_at)} as {last.submission_id}"
    if plan.unchanged:
        return f"{sent}: the very same feed, nothing in it has changed"
    if plan.changes is None:
        return f"{sent}; not compared: {plan.not_compared}" if plan.not_compared else sent
    found = plan.changes
    return (
        f"{sent}; since then {found.added:,} added, {found.changed:,} changed, "
        f"{found.removed:,} removed, {found.same:,} the same"
    )


def _found(finding: Finding) -> Iterator[str]:
    yield f"{_SEVERITIES[finding.severity]}: {finding.sentence}"
    if finding.fix:
        yield f"  {finding.fix}"
    for example in finding.examples[:_MOST_EXAMPLES]:
        yield f"  e.g. {_example(example)}"


def _example(example: Example) -> str:
    parts = [f"record {example.record}"] if example.record else []
    parts += [f"SKU {example.sku}"] if example.sku else []
    words = ", ".join(parts) or "the file"
    return f"{words}: {example.detail}" if example.detail else words


def intent_words(intent: Intent, now: datetime) -> str:
    """``Prices, 12 records, prepared 3 hours ago``."""
    new = intent.new
    kind = words_of(new.feed_type) or new.feed_type
    amount = size_words(new.size) if new.records is None else counted(new.records, "record")
    return f"{kind}, {amount}, prepared {ago(now, intent.created_at)}"


def counted(number: int, word: str, many: str | None = None) -> str:
    """``1 record``, ``1,234 records``."""
    return f"{number:,} {word if number == 1 else many or word + 's'}"


def ago(now: datetime, then: datetime) -> str:
    """``just now``, ``5 minutes ago``, ``3 hours ago``, ``12 days ago``."""
    minutes = int((now - then).total_seconds()) // 60
    if minutes < 1:
        return "just now"
    if minutes < 120:
        return f"{counted(minutes, 'minute')} ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} hours ago"
    return f"{minutes // (24 * 60)} days ago"
