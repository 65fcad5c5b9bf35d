"""When a channel's feed is sent by itself, and when that stops until a person has looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from koongo_tui.amazon.submission import NORMAL_SMALL, State
from koongo_tui.store.history import Row
from koongo_tui.store.intents import Intent, IntentState, Pause

MOST_REFUSED = 0.5
"""Share of lines in error above which nothing more is sent by itself."""

MOST_ZERO = 0.5
"""Share of quantities set to zero above which a feed is not sent by itself: Amazon would hold it
in its safety net, and most likely the source is broken."""


@dataclass(frozen=True, slots=True)
class AutoFacts:
    """Everything that decides.

    Attributes:
        switched_on: the channel's auto-submit.
        paused: why it is paused; None when it is not.
        lifted: the pause that a person has ended last.
        digest: SHA-256 of the source as it is now.
        refusal: why Amazon would surely refuse it, a sentence; None when it would not.
        zero_share: quantities set to zero, of all quantities, 0 to 1.
        last: the newest intent of this channel and type that nobody withdrew.
        last_row: the submission that it became, as far as it is known here.
        allowed_at: when Amazon's quota lets the next feed in.
        advised: Amazon's advice on the time between two feeds of the type.
    """

    switched_on: bool
    paused: Pause | None
    lifted: Pause | None
    digest: str
    refusal: str | None
    zero_share: float
    last: Intent | None
    last_row: Row | None
    allowed_at: datetime
    advised: timedelta


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now.

    Attributes:
        intent: this one, which did not arrive before; None for a new one.
    """

    intent: Intent | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet.

    Attributes:
        until: the moment to look again; None for when something changes.
        why: a sentence.
    """

    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Settle:
    """First find out whether the feed before has arrived."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Stop:
    """Pause until a person has looked."""

    pause: Pause


Decision = Send | Wait | Settle | Stop


def decide(facts: AutoFacts, now: datetime) -> Decision:
    """What to do about a channel's feed now."""
    last = facts.last
    if not facts.switched_on:
        return Wait(None, "Auto-submit is off.")
    if facts.paused is not None:
        return Wait(None, f"Auto-submit is paused: {facts.paused.reason}")
    if last is not None and last.state is IntentState.SENDING:
        return Settle(last)
    if (pause := _reason_to_stop(facts, now)) is not None:
        return Stop(pause)
    unsent = last is not None and last.state is IntentState.READY
    if last is not None and last.new.digest == facts.digest and not unsent:
        return Wait(None, "The source has not changed since the last feed.")
    if facts.refusal is not None:
        return Wait(None, f"Amazon would refuse the feed: {facts.refusal}")
    wait = _wait_for_last(last, facts, now)
    if wait is not None:
        return wait
    if facts.allowed_at > now:
        return Wait(facts.allowed_at, "Amazon's quota allows the next feed later.")
    same = unsent and last is not None and last.new.digest == facts.digest
    return Send(last if same else None)


def _reason_to_stop(facts: AutoFacts, now: datetime) -> Pause | None:
    for pause in (_last_feed(facts.last_row, now), _zeros(facts, now)):
        # What a person has seen once and let pass is no news.
        if pause is not None and (
            facts.lifted is None
            or (facts.lifted.code, facts.lifted.subject) != (pause.code, pause.subject)
        ):
            return pause
    return None


def _last_feed(row: Row | None, now: datetime) -> Pause | None:
    if row is None:
        return None
    state, counts = row.state(now), row.counts
    if state is State.FAILED:
        return Pause(now, "failed", f"Amazon gave up on feed {row.id}.", row.id)
    if state is State.HELD:
        reason = f"Amazon holds feed {row.id} because it looks risky."
        return Pause(now, "held", reason, row.id)
    if counts.errors and counts.processed and counts.errors > MOST_REFUSED * counts.processed:
        reason = f"Amazon refused {counts.errors:,} of {counts.processed:,} lines of feed {row.id}."
        return Pause(now, "many-errors", reason, row.id)
    return None


def _zeros(facts: AutoFacts, now: datetime) -> Pause | None:
    known = facts.last is not None and facts.last.new.digest == facts.digest
    if known or facts.zero_share <= MOST_ZERO:
        return None
    share = round(facts.zero_share * 100)
    reason = f"The feed sets {share} % of the quantities to 0. Nothing was sent."
    return Pause(now, "mostly-zero", reason, facts.digest)


def _wait_for_last(last: Intent | None, facts: AutoFacts, now: datetime) -> Wait | None:
    if last is None or last.state is not IntentState.SENT or last.began_at is None:
        return None
    earliest = last.began_at + facts.advised
    if earliest > now:
        minutes = round(facts.advised.total_seconds() / 60)
        why = f"Amazon advises {minutes} minutes between two feeds of a type."
        return Wait(earliest, why)
    row = facts.last_row
    # The result tells whether to go on; a feed that takes longer than usual does not stop prices.
    if (row is None or row.state(now).is_open) and now < last.began_at + NORMAL_SMALL:
        return Wait(last.began_at + NORMAL_SMALL, "Amazon is still working on the feed before.")
    return None
