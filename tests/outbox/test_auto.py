"""When a feed is sent by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.outbox.auto import AutoFacts, Send, Settle, Stop, Wait, decide
from koongo_tui.store.history import ReportState, Row
from koongo_tui.store.intents import Intent, IntentState, NewIntent, Origin, Pause

NOW = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)
NEW = NewIntent("main", "JSON_LISTINGS_FEED", (), "application/json", "aa", 9, 1, Origin.AUTO)


def intent(state: IntentState = IntentState.SENT, *, digest: str = "old", ago: int = 60) -> Intent:
    return Intent(
        1,
        "sp-api:eu:A1",
        replace(NEW, digest=digest),
        state,
        NOW - timedelta(minutes=ago),
        began_at=NOW - timedelta(minutes=ago),
        submission_id="77" if state is IntentState.SENT else None,
    )


def row(status: str = "DONE", counts: Counts | None = None, *, ago: int = 60) -> Row:
    submission = Submission("77", NEW.feed_type, NOW - timedelta(minutes=ago), status)
    return Row(submission, counts or Counts(10, 10, 0, 0), ReportState.STORED, NOW)


FINE = AutoFacts(
    switched_on=True,
    paused=None,
    lifted=None,
    digest="new",
    refusal=None,
    zero_share=0.0,
    last=intent(),
    last_row=row(),
    allowed_at=NOW,
    advised=timedelta(minutes=20),
)


def test_a_source_that_changed_is_sent() -> None:
    assert decide(FINE, NOW) == Send()
    assert decide(replace(FINE, last=None, last_row=None), NOW) == Send()


@pytest.mark.parametrize(
    ("change", "until", "words"),
    [
        ({"switched_on": False}, None, "is off"),
        ({"paused": Pause(NOW, "failed", "Amazon gave up.", "77")}, None, "Amazon gave up."),
        ({"digest": "old"}, None, "not changed"),
        ({"refusal": "It is empty."}, None, "It is empty."),
        (
            {"last": intent(ago=5), "last_row": row(ago=5)},
            NOW + timedelta(minutes=15),
            "20 minutes",
        ),
        (
            {"last": intent(ago=25), "last_row": row("IN_PROGRESS", Counts(), ago=25)},
            NOW + timedelta(minutes=35),
            "still working",
        ),
        (
            {"last": intent(ago=25), "last_row": None},
            NOW + timedelta(minutes=35),
            "still working",
        ),
        ({"allowed_at": NOW + timedelta(minutes=2)}, NOW + timedelta(minutes=2), "quota"),
        ({"last": intent(IntentState.REFUSED, digest="new")}, None, "not changed"),
    ],
)
def test_what_has_to_wait(change: dict[str, object], until: datetime | None, words: str) -> None:
    found = decide(replace(FINE, **change), NOW)  # type: ignore[arg-type]
    assert isinstance(found, Wait)
    assert found.until == until
    assert words in found.why


def test_a_feed_that_takes_long_does_not_stop_the_next_one() -> None:
    slow = replace(FINE, last=intent(ago=61), last_row=row("IN_PROGRESS", Counts(), ago=61))
    assert decide(slow, NOW) == Send()


def test_a_lost_answer_is_looked_for_first() -> None:
    lost = intent(IntentState.SENDING)
    assert decide(replace(FINE, last=lost, last_row=None), NOW) == Settle(lost)


def test_what_did_not_arrive_is_sent_as_it_is_unless_the_source_changed() -> None:
    ready = intent(IntentState.READY, digest="new")
    assert decide(replace(FINE, last=ready, last_row=None), NOW) == Send(ready)
    outdated = intent(IntentState.READY, digest="older")
    assert decide(replace(FINE, last=outdated, last_row=None), NOW) == Send()


@pytest.mark.parametrize(
    ("change", "code", "subject"),
    [
        ({"last_row": row("FATAL", Counts())}, "failed", "77"),
        ({"last_row": row("_IN_SAFETY_NET_", Counts())}, "held", "77"),
        ({"last_row": row(counts=Counts(10, 4, 6, 0))}, "many-errors", "77"),
        ({"zero_share": 0.51}, "mostly-zero", "new"),
    ],
)
def test_it_stops_until_a_person_has_looked(
    change: dict[str, object], code: str, subject: str
) -> None:
    facts = replace(FINE, **change)  # type: ignore[arg-type]
    found = decide(facts, NOW)
    assert isinstance(found, Stop)
    assert (found.pause.code, found.pause.subject) == (code, subject)
    # Once they have, the same thing is no reason any more; another one is.
    assert decide(replace(facts, lifted=found.pause), NOW) == Send()
    other = replace(found.pause, subject="another")
    assert isinstance(decide(replace(facts, lifted=other), NOW), Stop)


def test_half_of_the_lines_in_error_is_not_over_half() -> None:
    assert decide(replace(FINE, last_row=row(counts=Counts(10, 5, 5, 0))), NOW) == Send()
    assert decide(replace(FINE, zero_share=0.5), NOW) == Send()


def test_a_source_that_was_sent_already_is_not_looked_at_for_zeros() -> None:
    sent = replace(FINE, digest="old", zero_share=1.0)
    assert isinstance(decide(sent, NOW), Wait)
