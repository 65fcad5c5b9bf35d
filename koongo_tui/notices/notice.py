"""What a person is told when submissions have finished: the words, without any way of saying them.

Several that finish at once are one notice. Who says it, and how, is up to the front ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from koongo_tui.amazon.submission import State
from koongo_tui.feeds.kinds import words_of

if TYPE_CHECKING:
    from koongo_tui.store.rows import Row

TOLD = frozenset({State.DONE, State.DONE_WITH_ERRORS, State.FAILED, State.CANCELLED, State.HELD})
"""The states that are worth a notice: nothing more happens by itself."""

_WORST_FIRST = (
    State.FAILED,
    State.HELD,
    State.DONE_WITH_ERRORS,
    State.CANCELLED,
    State.DONE,
)
_SINGLE = {
    State.DONE: "done",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
    State.HELD: "held by Amazon",
}
_SEVERAL = {
    State.DONE: "done",
    State.DONE_WITH_ERRORS: "done with errors",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
    State.HELD: "held by Amazon",
}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell.

    Attributes:
        channel: whose submissions they are.
        title: a few words, ``Products: done, 14 errors``; one line, printable characters only.
        text: a sentence more, of the same kind.
        worst: the state that matters most.
        rows: the submissions, those that need a look first.
        at: when this was put together, aware.
    """

    channel: str
    title: str
    text: str
    worst: State
    rows: tuple[Row, ...]
    at: datetime


def notice_of(channel: str, rows: Iterable[Row], now: datetime) -> Notice | None:
    """What to say of submissions that were open and are not any more.

    Args:
        channel: its name, as its owner wrote it.
        rows: as the history has them now, one for each submission; of several with one ID the
            last counts. What is open again is left out.
        now: aware.

    Returns:
        None when there is nothing to tell.
    """
    latest = {row.id: row for row in rows}
    told = [(row.state(now), row) for row in latest.values()]
    told = [(state, row) for state, row in told if state in TOLD]
    if not told:
        return None
    told.sort(key=lambda one: _WORST_FIRST.index(one[0]))
    worst, first = told[0]
    name = plain_line(channel)
    if len(told) == 1:
        title = f"{_about(first)}: {_how(worst, first)}"
        text = f"Submission {plain_line(first.id)}, channel {name}.{_counts(first)}"
    else:
        title = f"{len(told):,} submissions have finished"
        amounts = {state: sum(s is state for s, _ in told) for state in _WORST_FIRST}
        parts = [f"{n:,} {_SEVERAL[state]}" for state, n in amounts.items() if n]
        text = f"{', '.join(parts)}. Channel {name}."
    return Notice(name, title, text, worst, tuple(row for _, row in told), now)


def _about(row: Row) -> str:
    kind = row.submission.feed_type
    return words_of(kind) or plain_line(kind)


def _how(state: State, row: Row) -> str:
    if state is not State.DONE_WITH_ERRORS:
        return _SINGLE[state]
    errors = row.counts.errors or 0
    return f"done, {errors:,} error{'' if errors == 1 else 's'}"


def _counts(row: Row) -> str:
    accepted, processed = row.counts.accepted, row.counts.processed
    if accepted is None or processed is None:
        return ""
    return f" Amazon accepted {accepted:,} of {processed:,}."


def plain_line(text: str) -> str:
    """A text from outside on one short line, without what steers a terminal or turns writing."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
