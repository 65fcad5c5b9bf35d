"""What the tab Feed Preview says about a feed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from koongo_tui.feeds.checks.whole import size_words
from koongo_tui.feeds.model import Example, FeedFacts, Finding, Progress, Severity
from koongo_tui.outbox.words import operation_words, stock_words
from koongo_tui.tui.text import EMPTY, Line, Span, Tone, paragraph, spread
from koongo_tui.tui.wording import ago, plural


def head_line(
    title: str, size: int, count: int, *, complete: bool, looked: str, width: int
) -> Line:
    """The feed in one line."""
    rows = plural(count, "record") if complete else f"{count:,} records so far"
    pieces: list[Span] = [
        (title, Tone.STRONG),
        (rows, Tone.PLAIN),
        (size_words(size), Tone.PLAIN),
    ]
    # Where there is little room the counts come first.
    return spread(pieces, width, end=(looked, Tone.MUTED) if width >= 70 else None)


def looked_at_words(at: datetime | None, now: datetime, *, kept: bool) -> str:
    """How old what is shown is."""
    if at is None or not kept:
        return "as the file is now"
    return f"source looked at {ago(now - at)} ago"


def facts_line(facts: FeedFacts | None, width: int) -> Line:
    """What the feed does, in one line."""
    if facts is None:
        return ()
    pieces: list[Span] = []
    if does := operation_words(facts):
        pieces.append((does, Tone.PLAIN))
    if facts.quantities:
        pieces.append((f"Stock: {stock_words(facts)}", Tone.PLAIN))
    if facts.prices:
        span = f"{facts.lowest_price} to {facts.highest_price} {' '.join(facts.currencies)}"
        pieces.append((f"Prices {span.rstrip()}", Tone.PLAIN))
    return spread(pieces, width) if pieces else ()


def found_words(findings: Sequence[Finding] | None, doing: str, progress: Progress | None) -> str:
    """The words in the line above what was found."""
    if findings is None:
        return f"{doing} {percent(progress)}".strip() if doing else "Not checked yet"
    if not findings:
        return "Checked: nothing was found"
    refuse, warn, note = (sum(f.severity is s for f in findings) for s in Severity)
    parts = []
    if refuse:
        parts.append(f"{refuse} that Amazon would refuse it for")
    if warn:
        parts.append(f"{warn} to look at")
    if note:
        parts.append(plural(note, "note"))
    return f"Found: {', '.join(parts)}"


def percent(progress: Progress | None) -> str:
    """``34 %``; empty where nobody knows."""
    if progress is None or not progress.total:
        return ""
    return f"{progress.done * 100 // progress.total} %"


def finding_lines(finding: Finding | None, width: int) -> Sequence[Line]:
    """Where a finding is, and what to do about it."""
    if finding is None:
        return []
    lines = paragraph(finding.fix, width) if finding.fix else []
    if finding.examples:
        where = "; ".join(example_words(e) for e in finding.examples[:3])
        lines += paragraph(f"e.g. {where}", width, tone=Tone.MUTED)
    return lines


def example_words(example: Example) -> str:
    """``record 18, SKU NH-0018: 0.00``."""
    parts = [f"record {example.record}"] if example.record else []
    parts += [f"SKU {example.sku}"] if example.sku else []
    words = ", ".join(parts) or "the file"
    return f"{words}: {example.detail}" if example.detail else words


def no_source_lines(width: int) -> Sequence[Line]:
    """There is no feed source."""
    return [
        EMPTY,
        *paragraph("This channel has no feed source yet", width, tone=Tone.STRONG),
        EMPTY,
        *paragraph(
            "A feed source is the file that Koongo makes for Amazon: a path on this machine, or "
            "its https address. Press 4, choose Feed source, and save with 5.",
            width,
        ),
    ]


def trouble_lines(message: str, fix: str, width: int) -> Sequence[Line]:
    """The source cannot be read, and nothing of it is here."""
    return [
        EMPTY,
        *paragraph("The feed cannot be shown", width, tone=Tone.BAD),
        EMPTY,
        *paragraph(message, width),
        *(paragraph(fix, width) if fix else []),
        EMPTY,
        *paragraph("r looks again. Nothing was sent.", width, tone=Tone.MUTED),
    ]
