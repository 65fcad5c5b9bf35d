"""How current the list is, and what comes next: the lines above and below the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from koongo_tui.amazon.errors import AccessRefused, DeveloperRefused, Throttled
from koongo_tui.amazon.submission import State
from koongo_tui.errors import KoongoError
from koongo_tui.pacing import LIST_FLOOR
from koongo_tui.sync import PATIENCE_TRIES, CatchUp, Phase, SyncState
from koongo_tui.tui.text import Line, Span, Tone, clean, spread
from koongo_tui.tui.wording import ago, clock, clock_seconds, countdown, day, plural

if TYPE_CHECKING:
    from koongo_tui.store.history import Tally
    from koongo_tui.tui.live import Live

OLD_AFTER = 2
NOT_UPDATING_AFTER = 5
"""Intervals after which an age is a warning, and after which the list counts as standing still."""

SHORT_BELOW = 50
"""Cells of the left part with which the authorisation is said in a word."""

PAGE_SIZE = 100
"""Submissions on a page of Amazon's list."""

AGE_WIDTH, SHORT_AGE_WIDTH = 28, 19
"""Cells of the right part. It is of one width and a widget of its own: what ticks once a second
is then all that is sent."""

WARN_DAYS, CRITICAL_DAYS = 30, 7


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that the lines around the list are made from.

    Attributes:
        state: of the synchronisation.
        interval: between lists.
        expires_on: when the authorisation ends; None when unknown.
        blocked: why Amazon cannot be asked at all; None when it can.
        opening: the connection is only being opened.
        now: aware.
    """

    state: SyncState
    interval: timedelta
    expires_on: date | None
    blocked: KoongoError | None
    opening: bool
    now: datetime

    @property
    def age(self) -> timedelta | None:
        """Of the list; None before the first."""
        checked = self.state.checked_at
        return None if checked is None else max(self.now - checked, timedelta(0))

    @property
    def pause(self) -> timedelta:
        """Between two lists as they are planned now: longer while nothing is open."""
        checked, next_at = self.state.checked_at, self.state.next_at
        if checked is None or next_at is None or self.state.failures:
            return self.interval
        return max(self.interval, next_at - checked)

    @property
    def refused(self) -> bool:
        """Amazon said no, and a person has to act."""
        return self.state.phase is Phase.PAUSED

    @property
    def late(self) -> bool:
        """Older than it should be."""
        age = self.age
        old = age is not None and age > OLD_AFTER * self.pause
        return old and (self.state.auto or self.state.failures > 0)

    @property
    def standing_still(self) -> bool:
        """So old that the list must not be taken for the present."""
        if self.refused:
            return True
        if not self.state.failures and (self.opening or self.state.phase is Phase.ASKING):
            return False
        age = self.age
        # After one failure a list that is not old yet may still be believed; a manual one is
        # as old as its owner lets it become.
        late = age is not None and age > NOT_UPDATING_AFTER * self.pause
        return late and (self.state.auto or self.state.failures > 0)

    @property
    def days_left(self) -> int | None:
        """Until the authorisation ends; negative afterwards."""
        if self.expires_on is None:
            return None
        return (self.expires_on - self.now.astimezone().date()).days


def situation_of(live: Live) -> Situation:
    """The situation of a channel as it is now."""
    return Situation(
        state=live.state,
        interval=live.interval,
        expires_on=live.channel.expires_on,
        blocked=live.blocked,
        opening=not live.can_ask,
        now=live.now,
    )


def connection_words(situation: Situation) -> Span:
    """How the connection stands."""
    state = situation.state
    if situation.refused:
        since = f" since {clock(state.refused_since)}" if state.refused_since else ""
        if isinstance(state.error, AccessRefused | DeveloperRefused):
            return f"ACCESS REFUSED by Amazon{since}", Tone.BAD
        return f"STOPPED{since}", Tone.BAD
    if state.tries_left:
        number = PATIENCE_TRIES - state.tries_left + 1
        return f"Refused. Try {number} of {PATIENCE_TRIES}", Tone.WARN
    if situation.blocked is not None:
        return "NOT CONNECTED", Tone.BAD
    if situation.standing_still:
        return "NOT UPDATING", Tone.BAD
    if isinstance(state.error, Throttled):
        return "Amazon asks us to wait", Tone.WARN
    if state.failures:
        return "No answer from Amazon", Tone.WARN
    if state.first:
        return "Reading your list", Tone.ACCENT
    if situation.opening:
        return "Connecting", Tone.MUTED
    if state.phase is Phase.ASKING and situation.late:
        return "Asking Amazon", Tone.MUTED
    return "Connected", Tone.GOOD


def age_words(situation: Situation) -> Span:
    """How old the list is."""
    age, checked = situation.age, situation.state.checked_at
    if age is None or checked is None:
        return ("never updated" if not situation.state.first else ""), Tone.MUTED
    if situation.standing_still:
        return f"Data from {clock_seconds(checked)}, {ago(age)} old", Tone.BAD
    return f"Updated {ago(age)} ago", Tone.WARN if situation.late else Tone.PLAIN


def expiry_words(situation: Situation, *, short: bool = False) -> Span:
    """When the authorisation ends."""
    left, expires = situation.days_left, situation.expires_on
    if left is None or expires is None:
        return ("" if short else "Authorisation end not known"), Tone.MUTED
    tone = Tone.PLAIN
    if left <= WARN_DAYS:
        tone = Tone.WARN if left > CRITICAL_DAYS else Tone.BAD
    if left < 0:
        return ("ended" if short else f"Authorisation ended {_day(expires, situation)}"), Tone.BAD
    days = "today" if left == 0 else plural(left, "day")
    if short:
        return days, tone
    verb = "ends today" if left == 0 else f"ends in {days}"
    return f"Authorisation {verb} ({_day(expires, situation)})", tone


def _day(value: date, situation: Situation) -> str:
    return day(value, situation.now.astimezone().date())


def status_line(situation: Situation, width: int) -> Line:
    """The left part of the line under the title: the connection and the authorisation.

    When the list stands still, its age takes the place of the authorisation.
    """
    connection = connection_words(situation)
    if situation.standing_still:
        return spread((connection, age_words(situation)), width)
    expiry = expiry_words(situation, short=width < SHORT_BELOW)
    if len(connection[0]) + len(expiry[0]) + 5 > width:
        expiry = expiry[0].partition(" (")[0], expiry[1]
    return spread((connection, expiry), width)


def age_line(situation: Situation, width: int) -> Line:
    """The right part: the age of the list, and how it is refreshed; or the next try."""
    state = situation.state
    spans: list[Span]
    if situation.standing_still:
        spans = []
        if state.next_at is not None:
            spans = [(f"Next try in {countdown(state.next_at - situation.now)}", Tone.MUTED)]
        elif situation.age is not None:
            spans = [(f"Data {ago(situation.age)} old", Tone.BAD)]
    else:
        words, tone = age_words(situation)
        spans = [(words, tone)]
        if width >= AGE_WIDTH:
            spans.append(("   Auto" if state.auto else "   Manual", Tone.MUTED))
        else:
            spans = [(words.removeprefix("Updated "), tone)]
    room = width - 1 - sum(len(text) for text, _ in spans)
    return ((" " * max(0, room), Tone.PLAIN), *spans)


def tally_line(tally: Tally | None, shown: str, width: int) -> Line:
    """How many submissions there are, and which of them are shown."""
    if tally is None:
        return ()
    look = sum(tally[s] for s in State if s.needs_a_look)
    going = tally[State.WORKING] + tally[State.WAITING]
    done = tally[State.DONE]
    pieces: list[Span] = [
        (f"Needs a look {look:,}", Tone.WARN if look else Tone.PLAIN),
        (f"Open {going:,}", Tone.PLAIN),
        (f"Done {done:,}", Tone.PLAIN),
        (f"All {tally.total:,}", Tone.MUTED),
    ]
    return spread(pieces, width, end=(shown, Tone.ACCENT) if shown else ("Show: all", Tone.MUTED))


def next_words(situation: Situation, *, short: bool = False) -> tuple[str, str]:
    """What comes next, as a sentence; and the countdown to it.

    Args:
        short: there is little room.
    """
    state, now = situation.state, situation.now
    if situation.blocked is not None:
        return "Amazon is not asked. r tries to connect again.", ""
    if situation.refused:
        return "Refreshing is paused, to spare Amazon's limit. 1 says why and what to do.", ""
    if state.phase is Phase.ASKING:
        return "Asking Amazon.", ""
    if state.next_at is None:
        if situation.opening:
            return "Opening the connection.", ""
        if short:
            return "r asks Amazon, a switches to automatic.", ""
        return "Refreshing by hand: r asks Amazon, a switches automatic refresh on.", ""
    left = countdown(state.next_at - now)
    if isinstance(state.error, Throttled):
        return f"Amazon asks us to slow down until {clock_seconds(state.next_at)}.", left
    if situation.standing_still:
        return "Filters, details and export work on the saved copy.", f"Next try {left}"
    if state.failures and state.error is not None:
        return clean(state.error.message), f"Next try {left}"
    if state.catching_up is not None:
        return catch_up_words(state.catching_up, now, short=short), f"Next {left}"
    if short:
        return "r asks Amazon sooner.", f"Next {left}"
    floor = int(LIST_FLOOR.total_seconds())
    return f"Amazon allows one refresh every {floor} s; r asks sooner if we may.", f"Next {left}"


def catch_up_words(progress: CatchUp, now: datetime, *, short: bool = False) -> str:
    """How far the reading of older submissions has come.

    Args:
        short: there is little room.
    """
    back_to = day(progress.back_to.astimezone().date(), now.astimezone().date())
    if progress.remaining is None:
        words = f"Reading older ones, back to {back_to} so far."
        return words if short else f"{words} Amazon keeps 90 days."
    pages = -(-progress.remaining // PAGE_SIZE)
    seconds = pages * progress.page_seconds
    if progress.next_at is not None:
        seconds = max(seconds, (progress.next_at - now).total_seconds())
    words = f"Reading older ones: {progress.remaining:,} left"
    if short:
        return f"{words}."
    return f"{words}, about {ago(timedelta(seconds=seconds))}, back to {back_to}."


def ask_now(live: Live) -> str:
    """Ask Amazon if it may be asked; says what will happen."""
    if not live.can_ask:
        return "There is no connection to Amazon to ask through."
    allowed = live.request_now()
    if allowed is None:
        return "Asking Amazon."
    return f"Amazon allows the next request at {clock_seconds(allowed)}. We ask then."
