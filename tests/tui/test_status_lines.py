"""The lines around the list: connection, age, authorisation, what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    ClockSkewed,
    DeveloperRefused,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.submission import State
from koongo_tui.errors import NotSetUpError
from koongo_tui.store.history import Tally
from koongo_tui.sync import CatchUp, Phase, SyncState
from koongo_tui.tui.screens.submissions.status import (
    AGE_WIDTH,
    SHORT_AGE_WIDTH,
    Situation,
    age_line,
    age_words,
    connection_words,
    expiry_words,
    next_words,
    status_line,
    tally_line,
)
from koongo_tui.tui.text import Tone, text_of

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
GONE = Unreachable("Amazon could not be reached.", host="h", cause="name")


def situation(
    age: float | None = 12,
    *,
    expires: date | None = date(2026, 3, 25),
    blocked: NotSetUpError | None = None,
    opening: bool = False,
    next_in: float | None = 48,
    phase: Phase = Phase.IDLE,
    error: AmazonError | None = None,
    failures: int = 0,
    auto: bool = True,
    tries_left: int = 0,
    first: bool = False,
) -> Situation:
    return Situation(
        state=SyncState(
            phase=phase,
            checked_at=None if age is None else NOW - timedelta(seconds=age),
            next_at=None if next_in is None else NOW + timedelta(seconds=next_in),
            error=error,
            failures=failures,
            auto=auto,
            tries_left=tries_left,
            first=first,
            refused_since=NOW if phase is Phase.PAUSED else None,
        ),
        interval=timedelta(seconds=60),
        expires_on=expires,
        blocked=blocked,
        opening=opening,
        now=NOW,
    )


REFUSED = situation(phase=Phase.PAUSED, error=AccessRefused("No."), next_in=None, failures=1)


@pytest.mark.parametrize(
    ("found", "words", "tone"),
    [
        (situation(), "Connected", Tone.GOOD),
        (situation(opening=True), "Connecting", Tone.MUTED),
        (situation(None, first=True, opening=True), "Reading your list", Tone.ACCENT),
        (situation(blocked=NotSetUpError("x")), "NOT CONNECTED", Tone.BAD),
        (situation(90, error=GONE, failures=1), "No answer from Amazon", Tone.WARN),
        (situation(400, error=GONE, failures=4), "NOT UPDATING", Tone.BAD),
        (
            situation(50, error=Throttled("x", retry_at=NOW), failures=1),
            "Amazon asks us to wait",
            Tone.WARN,
        ),
        (situation(200, tries_left=11, phase=Phase.PATIENT), "Refused. Try 2 of 12", Tone.WARN),
        (situation(phase=Phase.PAUSED, error=ClockSkewed("x")), "STOPPED since", Tone.BAD),
    ],
)
def test_the_connection(found: Situation, words: str, tone: Tone) -> None:
    said, how = connection_words(found)
    assert said.startswith(words)
    assert how is tone


def test_a_refusal_says_since_when() -> None:
    local = NOW.astimezone().strftime("%H:%M")
    assert connection_words(REFUSED) == (f"ACCESS REFUSED by Amazon since {local}", Tone.BAD)
    keys = situation(phase=Phase.PAUSED, error=DeveloperRefused("No."))
    assert connection_words(keys)[0].startswith("ACCESS REFUSED")


def test_an_age_is_a_fact_then_a_warning_then_not_updating() -> None:
    assert age_words(situation(12)) == ("Updated 12 s ago", Tone.PLAIN)
    assert age_words(situation(121, next_in=-61)) == ("Updated 2 min ago", Tone.WARN)
    words, tone = age_words(situation(360, next_in=-300))
    assert words.startswith("Data from ")
    assert words.endswith("6 min old")
    assert tone is Tone.BAD


def test_an_old_list_that_is_being_refreshed_is_not_called_still() -> None:
    asking = situation(86_400, next_in=None, phase=Phase.ASKING)
    assert not asking.standing_still
    assert connection_words(asking) == ("Asking Amazon", Tone.MUTED)
    assert age_words(asking) == ("Updated 24 h ago", Tone.WARN)
    assert connection_words(situation(86_400, next_in=None, opening=True))[0] == "Connecting"


def test_a_list_that_rests_is_not_late() -> None:
    """With nothing open Amazon is asked every five minutes: four minutes are no warning."""
    assert age_words(situation(240, next_in=60))[1] is Tone.PLAIN
    assert not situation(240, next_in=60).standing_still


def test_a_manual_list_is_as_old_as_its_owner_lets_it_become() -> None:
    assert age_words(situation(900, auto=False, next_in=None)) == ("Updated 15 min ago", Tone.PLAIN)
    assert situation(900, auto=False, next_in=None, failures=1, error=GONE).standing_still


def test_an_age_before_the_first_list() -> None:
    assert age_words(situation(None)) == ("never updated", Tone.MUTED)
    assert age_words(situation(None, first=True))[0] == ""


@pytest.mark.parametrize(
    ("days", "words", "short", "tone"),
    [
        (121, "Authorisation ends in 121 days (5 Jul)", "121 days", Tone.PLAIN),
        (19, "Authorisation ends in 19 days (25 Mar)", "19 days", Tone.WARN),
        (1, "Authorisation ends in 1 day (7 Mar)", "1 day", Tone.BAD),
        (0, "Authorisation ends today (6 Mar)", "today", Tone.BAD),
        (-1, "Authorisation ended 5 Mar", "ended", Tone.BAD),
    ],
)
def test_the_authorisation(days: int, words: str, short: str, tone: Tone) -> None:
    found = situation(expires=NOW.date() + timedelta(days=days))
    assert expiry_words(found) == (words, tone)
    assert expiry_words(found, short=True) == (short, tone)


def test_an_authorisation_without_an_end() -> None:
    assert expiry_words(situation(expires=None))[0] == "Authorisation end not known"
    assert expiry_words(situation(expires=None), short=True)[0] == ""


def test_the_lines_at_80_and_at_60_columns() -> None:
    left = text_of(status_line(situation(), 80 - AGE_WIDTH))
    right = text_of(age_line(situation(), AGE_WIDTH))
    assert left == " Connected   Authorisation ends in 19 days (25 Mar)"
    assert right.strip() == "Updated 12 s ago   Auto"
    long = situation(expires=date(2027, 3, 25), blocked=NotSetUpError("x"))
    said = text_of(status_line(long, 80 - AGE_WIDTH))
    assert said == " NOT CONNECTED   Authorisation ends in 384 days"
    assert text_of(status_line(situation(), 41)) == " Connected   19 days"
    assert text_of(age_line(situation(), SHORT_AGE_WIDTH)).strip() == "12 s ago"
    assert "Manual" in text_of(age_line(situation(auto=False), AGE_WIDTH))


def test_the_right_part_keeps_its_width_while_it_ticks() -> None:
    widths = {len(text_of(age_line(situation(age), AGE_WIDTH))) for age in (1, 9, 10, 99)}
    assert widths == {AGE_WIDTH - 1}


def test_a_list_that_stands_still_says_when_it_is_tried_again() -> None:
    found = situation(400, error=GONE, failures=4, next_in=52)
    assert "Data from" in text_of(status_line(found, 60))
    assert text_of(age_line(found, AGE_WIDTH)).strip() == "Next try in 0:52"
    assert text_of(age_line(replace_next(found, None), AGE_WIDTH)).strip() == "Data 6 min old"
    never = situation(None, phase=Phase.PAUSED, next_in=None)
    assert text_of(age_line(never, AGE_WIDTH)).strip() == ""


def replace_next(found: Situation, moment: datetime | None) -> Situation:
    return replace(found, state=replace(found.state, next_at=moment))


@pytest.mark.parametrize(
    ("found", "words", "end"),
    [
        (situation(), "Amazon allows one refresh every 45 s", "Next 0:48"),
        (situation(phase=Phase.ASKING), "Asking Amazon.", ""),
        (situation(next_in=None, opening=True), "Opening the connection.", ""),
        (situation(next_in=None, auto=False), "Refreshing by hand", ""),
        (situation(60, error=GONE, failures=1), "Amazon could not be reached.", "Next try 0:48"),
        (situation(600, error=GONE, failures=4), "Filters, details and export", "Next try 0:48"),
        (situation(60, error=Throttled("x", retry_at=NOW)), "Amazon asks us to slow down", "0:48"),
        (situation(blocked=NotSetUpError("x")), "Amazon is not asked.", ""),
        (REFUSED, "Refreshing is paused", ""),
    ],
)
def test_what_comes_next(found: Situation, words: str, end: str) -> None:
    said, countdown = next_words(found)
    assert said.startswith(words)
    assert countdown == end


OLD = NOW - timedelta(days=23)


@pytest.mark.parametrize(
    ("progress", "words", "short"),
    [
        (
            CatchUp(OLD, 51_402, NOW, 2.0),
            "Reading older ones: 51,402 left, about 17 min, back to 11 Feb.",
            "Reading older ones: 51,402 left.",
        ),
        (
            # One page, and it has to wait.
            CatchUp(OLD, 40, NOW + timedelta(minutes=5), 2.0),
            "Reading older ones: 40 left, about 5 min, back to 11 Feb.",
            "Reading older ones: 40 left.",
        ),
        (
            CatchUp(OLD, None, NOW, 45.0),
            "Reading older ones, back to 11 Feb so far. Amazon keeps 90 days.",
            "Reading older ones, back to 11 Feb so far.",
        ),
    ],
)
def test_progress_of_a_long_list(progress: CatchUp, words: str, short: str) -> None:
    now = situation()
    found = replace(now, state=replace(now.state, catching_up=progress))
    assert next_words(found) == (words, "Next 0:48")
    assert next_words(found, short=True)[0] == short
    assert len(words) + len("Next 0:48") < 78


def test_short_words_for_a_narrow_terminal() -> None:
    for found in (situation(), situation(next_in=None, auto=False)):
        assert len(next_words(found, short=True)[0]) < 42


def test_the_tally_counts_what_needs_a_look() -> None:
    counted = dict.fromkeys(State, 0) | {State.STUCK: 1, State.DONE_WITH_ERRORS: 1, State.DONE: 41}
    tally = Tally(43, MappingProxyType(counted))
    line = text_of(tally_line(tally, "", 80))
    assert line.startswith(" Needs a look 2   Open 0   Done 41   All 43")
    assert line.endswith("Show: all")
    assert text_of(tally_line(tally, "Show: mug", 80)).endswith("Show: mug")
    assert tally_line(None, "", 80) == ()
