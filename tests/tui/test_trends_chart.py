"""The chart of days as lines of text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.store.trends import DayCounts
from koongo_tui.tui.marks import ASCII, UNICODE, Marks
from koongo_tui.tui.screens.trends.chart import LEAST, bars_of, chart_lines, fits, places
from koongo_tui.tui.screens.trends.table import table_lines
from koongo_tui.tui.text import text_of

TODAY = date(2026, 11, 24)
FINE = DayCounts(TODAY, 1, 412, 412, 0, 0)


def days_of(*found: DayCounts | None) -> list[DayCounts]:
    """These days one after the other, the last one today; None for nothing sent."""
    days = []
    for back, one in enumerate(reversed(found)):
        day = TODAY - timedelta(days=back)
        days.append(replace(one, day=day) if one else DayCounts(day, 0, None, None, None, 0))
    return days[::-1]


def drawn(days: list[DayCounts], width: int = 58, height: int = 12, **more: object) -> list[str]:
    cursor = more.get("cursor", len(days) - 1)
    marks = more.get("marks", UNICODE)
    assert isinstance(cursor, int)
    assert isinstance(marks, Marks)
    return [text_of(line) for line in chart_lines(days, cursor, width, height, marks)]


def test_one_error_among_many_lines_is_seen() -> None:
    lines = drawn(days_of(DayCounts(TODAY, 1, 90_001, 90_000, 1, 0), FINE))
    errors = lines[lines.index(next(li for li in lines if "Errors" in li)) + 1 :]
    assert "▒" in errors[0]
    # Few lines beside many are not nothing either.
    assert "▁" in "".join(lines[1 : lines.index(next(li for li in lines if "Errors" in li))])


def test_nothing_sent_zero_and_missing_numbers_differ() -> None:
    refused = DayCounts(TODAY, 1, 5, 0, 5, 0)
    unknown = DayCounts(TODAY, 2, None, None, None, 2)
    days = days_of(None, refused, unknown, FINE)
    lines = drawn(days)
    where = places(len(days), 58)
    at = [where.left(i) for i in range(4)]
    errors = next(i for i, li in enumerate(lines) if "Errors" in li)
    lowest, marks = lines[errors - 1].ljust(58), lines[-3].ljust(58)
    assert [lowest[x] for x in at] == [" ", "0", "-", "█"]
    assert [marks[x] for x in at] == ["·", " ", "?", " "]
    assert "· nothing sent" in lines[0]
    assert "? numbers missing" in lines[errors]


def test_what_does_not_occur_is_not_explained() -> None:
    text = "\n".join(drawn(days_of(FINE, FINE)))
    assert "nothing sent" not in text
    assert "numbers missing" not in text


@pytest.mark.parametrize(
    ("width", "number"), [(38, 30), (58, 30), (78, 30), (96, 90), (92, 90), (138, 7)]
)
def test_the_dates_stand_below_their_days(width: int, number: int) -> None:
    days = days_of(*[FINE] * number)
    names = drawn(days, width)[-1]
    assert names.rstrip().endswith("24 Nov")
    where = places(number, width)
    first = names.split("  ")[0].strip() or names.strip().split("  ")[0]
    index = next(i for i, d in enumerate(days) if f"{d.day.day} " in first)
    assert names.index(first) <= where.left(index) + where.step


counts = st.none() | st.integers(0, 10**6)
one_day = st.none() | st.builds(
    DayCounts, st.just(TODAY), st.integers(1, 50), counts, counts, counts, st.integers(0, 3)
)


@given(
    found=st.lists(one_day, min_size=1, max_size=90),
    width=st.integers(40, 200),
    height=st.integers(LEAST, 40),
    data=st.data(),
    marks=st.sampled_from([ASCII, UNICODE]),
)
def test_the_chart_fills_its_place_and_no_more(
    found: list[DayCounts | None], width: int, height: int, data: st.DataObject, marks: Marks
) -> None:
    if not fits(len(found), width):
        found = found[: width - 2]
    days = days_of(*found)
    cursor = data.draw(st.integers(0, len(days) - 1))
    lines = drawn(days, width, height, cursor=cursor, marks=marks)
    bars, where = bars_of(marks), places(len(days), width)
    assert len(lines) == height
    assert all(len(line) <= width for line in lines)
    assert marks is UNICODE or all(line.isascii() for line in lines)
    assert lines[-2].index(bars.cursor) == where.left(cursor)
    errors = next(i for i, li in enumerate(lines) if " Errors" in li)
    lowest = lines[-4].ljust(width)
    for index, day in enumerate(days):
        assert where.day_at(where.left(index)) == index
        assert (lowest[where.left(index)] == bars.error) == bool(day.errors)
        above = lines[errors - 1].ljust(width)[where.left(index)]
        assert (above in bars.accepted) == bool(day.accepted)


def test_too_low_for_a_chart() -> None:
    assert drawn(days_of(FINE), height=LEAST - 1) == []
    assert chart_lines([], 0, 58, 20) == []


@pytest.mark.parametrize("cursor", [0, 1, 44, 88, 89])
def test_the_table_follows_the_cursor(cursor: int) -> None:
    days = days_of(*[FINE] * 89, None)
    lines = [text_of(line) for line in table_lines(days, cursor, 11)]
    assert len(lines) == 11
    (chosen,) = [line for line in lines if line.startswith("▸")]
    assert f" {days[cursor].day.day} " in chosen
    assert table_lines(days, 0, 1) == []
