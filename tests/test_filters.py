"""The language of filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.amazon.submission import Counts, State, Submission
from koongo_tui.errors import UsageError
from koongo_tui.filters import OPEN, PROBLEMS, Filter, parse_filter
from koongo_tui.store.history import MEMORY, History, ReportState, SortKey

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
ACCOUNT = "mws:eu:A135KKEKJAIBJ56"


def parsed(text: str) -> Filter:
    return parse_filter(text, now=NOW)


def test_nothing_shows_everything() -> None:
    assert parsed("").is_empty
    assert parsed("   ").is_empty
    assert not parsed("mug").is_empty


def test_words_all_count() -> None:
    assert parsed("5014 listings").words == ("5014", "listings")
    assert parsed("type:listings id:5014").words == ("listings", "5014")


def test_words_of_the_screen_find_amazons_types() -> None:
    assert parsed("Prices").words == parsed("type:price").words == ("PRIC",)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("errors>0", 1, None),
        ("errors>=5", 5, None),
        ("errors=3", 3, 3),
        ("errors<3", None, 2),
        ("errors<=3", None, 3),
        ("errors>2 errors>4", 5, None),
        ("errors<9 errors<=4", None, 4),
        ("ERRORS>0", 1, None),
    ],
)
def test_counts(text: str, least: int | None, most: int | None) -> None:
    found = parsed(text)
    assert (found.least_errors, found.most_errors) == (least, most)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("state:stuck", {State.STUCK}),
        ("status:stuck?", {State.STUCK}),
        ("state:done", {State.DONE}),
        ("state:done-with-errors", {State.DONE_WITH_ERRORS}),
        ("state:errors", {State.DONE_WITH_ERRORS}),
        ("state:hel", {State.HELD}),
        ("state:stuck,held", {State.STUCK, State.HELD}),
        ("state:problem", PROBLEMS),
        ("state:open", OPEN),
        ("state:problem state:open", PROBLEMS & OPEN),
    ],
)
def test_states(text: str, states: set[State]) -> None:
    assert parsed(text).states == frozenset(states)


def test_skus() -> None:
    assert parsed("sku:MUG sku:blue mug").skus == ("MUG", "blue")
    assert not parsed("sku:MUG").is_empty


def test_days_begin_at_local_midnight() -> None:
    today = datetime.combine(NOW.astimezone().date(), datetime.min.time()).astimezone()
    assert parsed("after:today").since == today
    yesterday = parsed("after:yesterday").since
    assert yesterday is not None
    assert yesterday.date() == today.date() - timedelta(days=1)
    week = parsed("since:7d").since
    assert week is not None
    assert week.date() == today.date() - timedelta(days=7)
    assert parsed("after:2026-03-01 after:2026-03-03").since == parsed("after:2026-03-03").since


def test_a_day_and_what_was_before_it() -> None:
    day, following = parsed("after:2026-10-25").since, parsed("after:2026-10-26").since
    assert parsed("before:2026-10-25").until == day
    assert parsed("on:2026-10-25") == Filter(since=day, until=following)
    assert parsed("before:today").until == parsed("after:today").since
    assert parsed("before:3d before:5d before:4d").until == parsed("before:5d").until
    assert parsed("on:today after:yesterday") == parsed("on:today")
    assert parsed("on:today before:today").until == parsed("after:today").since


def test_a_day_on_which_the_clocks_change(
    time_zone: Callable[[str], None], history: History
) -> None:
    time_zone("Europe/Berlin")
    found = parsed("on:2026-10-25")
    assert found.since is not None
    assert found.until is not None
    assert found.until.astimezone(UTC) - found.since.astimezone(UTC) == timedelta(hours=25)
    at = found.until - timedelta(milliseconds=1)
    late = [Submission("6001", "A", at, "_DONE_"), Submission("6002", "A", found.until, "_DONE_")]
    history.upsert(ACCOUNT, late, seen_at=NOW)
    view = found.view(history, ACCOUNT, now=NOW)
    assert [row.id for row in view.rows(0, 9)] == ["6001"]


@pytest.mark.parametrize(
    "text",
    [
        "before:",
        "on:9999-12-31",
        "on:0001-01-01",
        "on:2026-13-01",
        "foo:bar",
        "state:nope",
        "after:someday",
        "errors>",
        "errors>x",
        "type:",
        "state:",
    ],
)
def test_what_means_nothing_is_named(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsed(text)
    assert caught.value.fix


def test_more_conditions_from_options() -> None:
    found = parsed("state:problem").with_state(State.STUCK).with_since(NOW)
    assert found.states == frozenset({State.STUCK})
    assert found.since == NOW
    assert found.with_since(NOW - timedelta(days=1)).since == NOW


@pytest.fixture
def history() -> Iterator[History]:
    history = History(MEMORY)
    kinds = [
        ("5001", "POST_PRODUCT_DATA", "_DONE_", 0),
        ("5002", "POST_PRODUCT_PRICING_DATA", "_DONE_", 3),
        ("5003", "POST_PRODUCT_DATA", "_DONE_", 14),
        ("5004", "POST_PRODUCT_DATA", "_IN_PROGRESS_", None),
    ]
    submissions = [
        Submission(id_, kind, NOW - timedelta(minutes=i), word)
        for i, (id_, kind, word, _) in enumerate(kinds)
    ]
    history.upsert(ACCOUNT, submissions, seen_at=NOW)
    for id_, _, _, errors in kinds:
        if errors is not None:
            counts = Counts(100, 100 - errors, errors, 0)
            history.set_report(
                ACCOUNT,
                id_,
                counts,
                report_state=ReportState.STORED,
                fetched_at=NOW,
                skus=[f"MUG-{id_}"] if errors else [],
            )
    yield history
    history.close()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["5001", "5002", "5003", "5004"]),
        ("errors>0", ["5002", "5003"]),
        ("errors>3", ["5003"]),
        ("errors<5", ["5001", "5002"]),
        ("errors=0", ["5001"]),
        ("price", ["5002"]),
        ("500 PRODUCT", ["5001", "5002", "5003", "5004"]),
        ("state:working", ["5004"]),
        ("state:problem errors>5", ["5003"]),
        ("state:held state:working", []),
        ("after:2030-01-01", []),
        ("sku:mug", ["5002", "5003"]),
        ("mug-5003", ["5003"]),
        ("sku:mug price", ["5002"]),
        ("before:2030-01-01", ["5001", "5002", "5003", "5004"]),
        ("before:2020-01-01", []),
        ("before:2020-01-01 errors>0", []),
        ("on:2026-03-06 errors>3", ["5003"]),
    ],
)
def test_the_history_shows_what_was_asked_for(history: History, text: str, ids: list[str]) -> None:
    view = parsed(text).view(history, ACCOUNT, now=NOW)
    assert [row.id for row in view.rows(0, 99)] == ids
    assert len(view) == len(ids)


def test_any_order(history: History) -> None:
    view = parsed("errors>0").view(history, ACCOUNT, now=NOW, sort=SortKey.ERRORS, descending=True)
    assert [row.id for row in view.rows(0, 9)] == ["5003", "5002"]
