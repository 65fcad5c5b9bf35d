"""What is said of all channels, and of the one under the cursor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from koongo_tui.amazon.submission import State
from koongo_tui.fleet.health import ChannelRow, Fleet, Health
from koongo_tui.fleet.order import FleetSort
from koongo_tui.tui.marks import UNICODE, Marks
from koongo_tui.tui.text import EMPTY, Line, Span, Tone, clean, cut, facts, paragraph, plain, spread
from koongo_tui.tui.widgets.channel_table import age_in_minutes, days_span, health_tone
from koongo_tui.tui.wording import day, plural, when, zone

ONE_LINE_FROM = 70
"""Cells from which a channel is told in lines that hold several facts."""

_STATES = (
    (State.STUCK, "stuck"),
    (State.HELD, "held by Amazon"),
    (State.DONE_WITH_ERRORS, "done with errors"),
    (State.FAILED, "failed"),
)

_SORTED = {
    FleetSort.ATTENTION: "what needs attention first",
    FleetSort.NAME: "by name",
    FleetSort.MARKETPLACE: "by marketplace",
    FleetSort.PROGRAM: "by program",
    FleetSort.HEALTH: "by connection",
    FleetSort.AGE: "oldest list first",
    FleetSort.DAYS: "authorisation that ends first",
    FleetSort.LOOK: "most that need a look first",
    FleetSort.OPEN: "most open first",
    FleetSort.NEWEST: "newest submission first",
}


def totals(fleet: Fleet | None) -> str:
    """``1,000 channels, 7 need a look``."""
    if fleet is None:
        return "Channels"
    looks = fleet.looks
    rest = "none needs a look" if not looks else f"{looks:,} need{'s' * (looks == 1)} a look"
    return f"{plural(len(fleet.rows), 'channel')}, {rest}"


def sorted_words(sort: FleetSort) -> str:
    """``Sorted: what needs attention first.``"""
    return f"Sorted: {_SORTED[sort]}."


def health_line(fleet: Fleet | None, shown: int, words: str, width: int) -> Line:
    """How many channels there are of each health, and which are shown.

    Args:
        shown: how many of them.
        words: the filter; empty without one.
    """
    if fleet is None:
        return plain(" Reading the channels", Tone.MUTED)
    counted = Counter(row.health for row in fleet.rows)
    # What is fine comes first: it tells the others' share, and is never cut.
    order = [Health.OK, *(health for health in Health if health is not Health.OK)]
    pieces: list[Span] = [
        (f"{health.word} {counted[health]:,}", health_tone(health))
        for health in order
        if counted[health]
    ]
    end = f"Show: {words} ({shown:,})" if words else "Show: all"
    return spread(pieces, width, end=(end, Tone.ACCENT if words else Tone.MUTED))


def detail_lines(row: ChannelRow, width: int, marks: Marks = UNICODE) -> Sequence[Line]:
    """The channel under the cursor."""
    if width >= ONE_LINE_FROM:
        return _in_lines(row, width, marks)
    return _in_a_column(row, width, marks)


def _why(row: ChannelRow, width: int, marks: Marks) -> list[Line]:
    """The reason and the way on, behind the health's word."""
    text = " ".join(clean(part, marks) for part in (row.reason, row.fix) if part)
    head = row.health.word
    if not text:
        return [plain(f" {head}", health_tone(row.health))]
    lines = paragraph(text, width - 2, first=f"{head}: ")
    first, *rest = lines
    (words, tone), *_ = first
    split = len(head) + 1
    return [((words[:split], health_tone(row.health)), (words[split:], tone)), *rest]


def _list_words(row: ChannelRow) -> str:
    checked = row.checked_at
    if checked is None:
        return "The list was never updated"
    age = age_in_minutes(row.age)
    old = "just now" if row.age is not None and row.age < timedelta(minutes=1) else f"{age} ago"
    return f"Updated {old}"


def _ends_words(row: ChannelRow, *, dated: bool = True) -> Span:
    channel = row.channel
    if row.days_left is None or channel is None or channel.expires_on is None:
        return "Authorisation end not known", Tone.MUTED
    on = f" ({day(channel.expires_on, row.at.astimezone().date())})" if dated else ""
    tone = days_span(row)[1]
    if row.days_left < 0:
        return f"Authorisation ended{on}", tone
    left = "today" if row.days_left == 0 else f"in {plural(row.days_left, 'day')}"
    return f"Authorisation ends {left}{on}", tone


def _newest(row: ChannelRow) -> str:
    newest = row.summary.newest
    if newest is None:
        return ""
    return f"{when(newest, row.at)} {zone(newest)}".rstrip()


def _looks(row: ChannelRow) -> list[str]:
    tally = row.summary.tally
    return [f"{tally[state]:,} {word}" for state, word in _STATES if tally[state]]


def _in_lines(row: ChannelRow, width: int, marks: Marks) -> list[Line]:
    if row.channel is None:
        return [
            plain(f" {cut(clean(row.name, marks), width - 2, marks)}", Tone.STRONG),
            *_why(row, width, marks),
        ]
    head: list[Span] = [
        (clean(row.name, marks), Tone.STRONG),
        (clean(row.marketplace, marks), Tone.PLAIN),
        (row.program, Tone.PLAIN),
        (clean(row.seller_id, marks), Tone.PLAIN),
    ]
    tally = row.summary.tally
    look = ", ".join(_looks(row))
    counts: list[Span] = [
        (
            f"Needs a look: {look}" if look else "Nothing needs a look",
            Tone.WARN if look else Tone.PLAIN,
        ),
        (f"Open {row.open:,}", Tone.PLAIN),
        (f"All {tally.total:,}", Tone.MUTED),
        (f"Newest {_newest(row)}" if _newest(row) else "", Tone.MUTED),
    ]
    return [
        spread(head, width),
        spread([(_list_words(row), Tone.PLAIN), _ends_words(row)], width),
        spread(counts, width),
        *_why(row, width, marks),
    ]


def _in_a_column(row: ChannelRow, width: int, marks: Marks) -> list[Line]:
    lines = [plain(f" {cut(clean(row.name, marks), width - 2, marks)}", Tone.STRONG)]
    lines += [EMPTY, *_why(row, width, marks)]
    if row.channel is None:
        return lines
    tally = row.summary.tally
    pairs = [
        ("Marketplace", clean(row.marketplace, marks)),
        ("Program", row.program),
        ("Seller ID", clean(row.seller_id, marks)),
        ("Updated", _list_words(row).removeprefix("Updated ")),
        ("Newest", _newest(row) or "-"),
        ("Open", f"{row.open:,}"),
        ("All", f"{tally.total:,}"),
    ]
    lines += [EMPTY, *facts(pairs, width - 1, indent=1), EMPTY]
    text, tone = _ends_words(row)
    lines += paragraph(text, width - 1, tone=tone)
    looks = _looks(row)
    lines += [EMPTY, plain(" Needs a look" if looks else " Nothing needs a look", Tone.PLAIN)]
    lines += [plain(f"   {words}", Tone.WARN) for words in looks]
    return lines


def compact_lines(row: ChannelRow, width: int, marks: Marks = UNICODE) -> list[Line]:
    """The channel under the cursor in two lines."""
    head: list[Span] = [
        (clean(row.name, marks), Tone.STRONG),
        (clean(row.marketplace, marks), Tone.PLAIN),
        (_ends_words(row, dated=False)[0].replace("Authorisation e", "E"), days_span(row)[1]),
    ]
    lines = _why(row, width, marks)
    if not row.reason and row.channel is not None:
        look = ", ".join(_looks(row)) or "nothing needs a look"
        lines = [spread([(row.health.word, health_tone(row.health)), (look, Tone.PLAIN)], width)]
    return [spread(head if row.channel else head[:1], width), *lines]


def empty_lines(words: str, width: int) -> Sequence[Line]:
    """No row: there is no channel, or none fits the filter."""
    if words:
        return [
            EMPTY,
            *paragraph(f"No channel fits “{clean(words)}”.", width, tone=Tone.STRONG),
            EMPTY,
            *paragraph("Esc shows all channels again.", width),
        ]
    return [
        EMPTY,
        *paragraph("There is no channel yet.", width, tone=Tone.STRONG),
        EMPTY,
        *paragraph("+ sets up the first one.", width),
    ]
