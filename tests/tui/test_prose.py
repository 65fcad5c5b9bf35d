"""The longer words: refused, lost, stuck, held, empty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    BadAnswer,
    ClockSkewed,
    DeveloperRefused,
    Unreachable,
)
from koongo_tui.amazon.submission import NO_COUNTS, Submission
from koongo_tui.errors import Actor, NotSetUpError
from koongo_tui.store.rows import ReportState, Row
from koongo_tui.sync import Phase, SyncState
from koongo_tui.tui.screens.submissions.prose import (
    Refusal,
    Standing,
    blocked_lines,
    empty_lines,
    first_lines,
    freshness,
    lost_lines,
    no_match_lines,
    refused_lines,
    standing_lines,
)
from koongo_tui.tui.screens.trouble import trouble_lines
from koongo_tui.tui.text import Line, text_of

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
LINK = "https://sellercentral.amazon.co.uk/apps/manage"
DENIED = AccessRefused(
    "Amazon refuses.",
    amazon_code="AccessDenied",
    amazon_message="Access to Feeds.GetFeedSubmissionList is [/denied]",
    request_id="8b2f",
)


def words(lines: list[Line]) -> str:
    return " ".join(" ".join(text_of(line) for line in lines).split())


def refusal(
    error: AmazonError, *, expires: date | None = None, tries_left: int = 0, next_in: int = 0
) -> Refusal:
    state = SyncState(
        phase=Phase.PATIENT if tries_left else Phase.PAUSED,
        error=error,
        tries_left=tries_left,
        next_at=NOW + timedelta(seconds=next_in) if next_in else None,
        refused_since=NOW,
    )
    return Refusal(state, expires, LINK, NOW, (NOW - timedelta(minutes=5),))


@pytest.mark.parametrize("width", [38, 59, 79, 120])
def test_every_line_fits_and_the_link_stands_alone(width: int) -> None:
    lines = refused_lines(refusal(DENIED, expires=date(2026, 3, 5)), width)
    texts = [text_of(line) for line in lines]
    assert all(len(t) <= max(width, len(LINK)) for t in texts)
    assert LINK in texts


def test_the_cause_comes_first_then_the_way_on_then_amazons_words() -> None:
    said = words(refused_lines(refusal(DENIED, expires=date(2026, 3, 5)), 79))
    assert said.startswith("The authorisation has most likely ended")
    assert "5 Mar, that is yesterday" in said
    assert said.index("click Renew") < said.index("Amazon said: AccessDenied - Access to Feeds")
    assert "[/denied]" in said
    assert "Request ID: 8b2f" in said


@pytest.mark.parametrize(
    ("expires", "begins"),
    [
        (date(2026, 3, 6), "The authorisation has most likely ended"),
        (date(2026, 2, 1), "The authorisation has most likely ended"),
        (date(2026, 9, 1), "The authorisation was most likely switched off"),
        (None, "Amazon refuses access"),
    ],
)
def test_what_is_known_of_the_end_decides(expires: date | None, begins: str) -> None:
    assert words(refused_lines(refusal(DENIED, expires=expires), 79)).startswith(begins)


def test_another_cause_is_said_in_its_own_words() -> None:
    error = AccessRefused("The account is suspended.", code="account-not-eligible", fix="Look.")
    assert words(refused_lines(refusal(error), 79)).startswith("The account is suspended. Look.")


def test_the_developers_keys_are_not_the_sellers_turn() -> None:
    said = words(refused_lines(refusal(DeveloperRefused("No.")), 79))
    assert "not your values" in said
    assert "Renew" not in said


def test_a_wrong_clock_is_mended_here() -> None:
    error = ClockSkewed("The clock is 23 minutes slow.", fix="Run: timedatectl set-ntp true")
    said = words(refused_lines(refusal(error), 79))
    assert said.startswith("This machine's clock is wrong")
    assert "timedatectl" in said


def test_patience_counts_its_tries() -> None:
    said = words(refused_lines(refusal(DENIED, tries_left=10, next_in=221), 79))
    assert said.startswith("Waiting for Amazon to notice the renewal")
    assert "refused Try 3 of 12 in 3:41" in said


def test_a_lost_connection_does_not_blame_the_account() -> None:
    error = Unreachable("x", host="h", cause="name")
    said = words(lost_lines(SyncState(error=error, failures=4), 79))
    assert "could not be looked up" in said
    assert "not in doubt" in said
    assert "Tried 4 times" in said
    assert "Tried" not in words(lost_lines(SyncState(error=error, failures=1), 79))
    assert words(lost_lines(SyncState(error=BadAnswer("Odd."), failures=1), 79)).startswith("Odd.")
    assert words(lost_lines(SyncState(failures=1), 79)).startswith("No answer")


def standing(
    word: str,
    *,
    minutes: float = 30,
    size: int | None = 400_000,
    state: ReportState = ReportState.NONE,
    done: bool = False,
) -> Standing:
    sent = NOW - timedelta(minutes=minutes)
    finished = sent + timedelta(minutes=2) if done else None
    submission = Submission("50148017702", "POST_PRODUCT_DATA", sent, word, sent, finished)
    return Standing(Row(submission, NO_COUNTS, state, NOW, size=size), NOW)


@pytest.mark.parametrize(
    ("found", "begins", "holds"),
    [
        (standing("_SUBMITTED_"), "Waiting for its turn", "nothing to do"),
        (standing("_IN_PROGRESS_"), "Amazon is reading it", "appears here by itself"),
        (standing("_IN_PROGRESS_", minutes=112), "Longer than", "it passes 2 hours"),
        (standing("_IN_PROGRESS_", minutes=300), "Longer than", "another hour"),
        (standing("_IN_PROGRESS_", minutes=900, size=None), "Longer than", "not known here"),
        (standing("_IN_PROGRESS_", minutes=900, size=9_000_000), "Longer than", "is large"),
        (standing("_IN_SAFETY_NET_"), "Amazon paused this feed", "Press c for the message"),
        (standing("_CANCELLED_"), "Cancelled", "Send the feed again"),
        (standing("FATAL"), "Amazon could not process it", "gave up"),
        (standing("[/oops]"), "A status that we do not know", "[/oops]"),
        (standing("_DONE_", done=True), "Amazon has finished", "as soon as Amazon's limit"),
        (standing("_DONE_", state=ReportState.PENDING), "Amazon has finished", "We ask again"),
        (standing("_DONE_", state=ReportState.GONE), "Amazon has finished", "90 days"),
        (standing("_DONE_", state=ReportState.UNREADABLE), "Amazon has finished", "v shows it"),
        (standing("_DONE_", state=ReportState.STORED), "Amazon has finished", "names no line"),
    ],
)
def test_every_standing_says_what_it_means(found: Standing, begins: str, holds: str) -> None:
    said = words(standing_lines(found, 79))
    assert said.startswith(begins)
    assert holds in said
    assert "POST_PRODUCT_DATA" in said


def test_stuck_fits_a_usual_terminal() -> None:
    assert len(standing_lines(standing("_IN_PROGRESS_", minutes=112), 79)) <= 18
    assert len(standing_lines(standing("_IN_SAFETY_NET_"), 79)) <= 18


def test_how_fresh_that_is() -> None:
    found = standing("_IN_PROGRESS_")
    assert freshness(found) == "Not checked yet."
    later = Standing(found.row, NOW, NOW - timedelta(seconds=8), ("50148017731", NOW))
    assert freshness(later).startswith("Checked 8 s ago. A later feed, 50148017731, was sent today")


def test_nothing_to_show() -> None:
    assert "No submissions yet" in words(empty_lines(79, "Amazon.co.uk"))
    assert "[/zzz]" in words(no_match_lines(79, "[/zzz]"))
    assert "100 at a time" in words(first_lines(79))


def test_what_prevents_asking_names_who_has_to_act() -> None:
    error = NotSetUpError("The keys are missing.", fix="Run this.", who=Actor.KOONGO)
    assert "Who has to act: Koongo. The saved list" in words(blocked_lines(error, 79, saved=3))
    assert "no saved list yet" in words(blocked_lines(NotSetUpError("x"), 79, saved=0))
    assert "Run this." in words(trouble_lines(error, 79))
