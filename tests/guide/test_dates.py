"""The dates of an authorisation: settled, or asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from koongo_tui.guide.dates import DateOrder, find_dates, in_words, read_pair, settled_order

DAYS = st.dates(min_value=date(2010, 1, 1), max_value=date(2040, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "3/26/2019, 4:28 pm",
        "26/03/2019 16:28",
        "26.03.2019",
        "26. 3. 2019",
        "26-03-2019",
        "2019-03-26",
        "2019/03/26",
        "2019-03-26t16:28:00z",
        "26.03.19",
        "26 march 2019",
        "26th of march 2019",
        "march 26, 2019",
        "mar 26th 2019",
        "26-mar-2019",
        "26. marz 2019",
        "26 mars 2019",
        "26 marzo 2019",
        "26 de marzo de 2019",
        "26 mrt. 2019",
        "26 maart 2019",
        "2019年3月26日",
        "tuesday, 26 march 2019 at 16:28",
    ],
)
def test_reads_the_26th_of_march(text: str) -> None:
    (found,) = find_dates(text)
    assert date(2019, 3, 26) in (found.day_first, found.month_first)
    assert not found.ambiguous


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/31/2019",
        "30.02.2019",
        "1/2/3",
        "123/4/2019",
        "3/4/1999",
        "3/4/20191",
        "1.2.3.4",
        "12 parcels 2019",
        "version 10.2.2019.1",
        "2019-13-45",
        "32 march 2019",
    ],
)
def test_reads_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_slashes_are_ambiguous_and_dots_are_not() -> None:
    (slashes,) = find_dates("3/4/2020")
    assert slashes.ambiguous
    assert slashes.read(DateOrder.DAY_FIRST) == date(2020, 4, 3)
    assert slashes.read(DateOrder.MONTH_FIRST) == date(2020, 3, 4)
    (dots,) = find_dates("3.4.2020")
    assert not dots.ambiguous
    assert dots.day_first == date(2020, 4, 3)


def written(day: date, order: DateOrder) -> str:
    parts = (day.day, day.month) if order is DateOrder.DAY_FIRST else (day.month, day.day)
    return f"{parts[0]}/{parts[1]}/{day.year}"


@given(DAYS, st.integers(-1, 1), st.sampled_from(DateOrder))
def test_a_year_of_authorisation_is_read_right_or_asked(
    begin: date, slack: int, order: DateOrder
) -> None:
    assume((begin.month, begin.day) != (2, 29))
    end = begin.replace(year=begin.year + 1) + timedelta(days=slack)
    first, second = find_dates(f"{written(begin, order)} {written(end, order)}")
    authorised, expires, readings = read_pair(first, second, None)
    if readings:
        assert [r.order for r in readings] == list(DateOrder)
        asked = next(r for r in readings if r.order is order)
        assert (asked.authorised_on, asked.expires_on) == (begin, end)
        assert authorised is None
        assert expires is None
    else:
        assert (authorised, expires) == (begin, end)


@given(DAYS, DAYS, st.sampled_from(DateOrder))
def test_any_two_dates_are_never_read_wrong(one: date, other: date, order: DateOrder) -> None:
    begin, end = sorted((one, other))
    first, second = find_dates(f"{written(begin, order)} {written(end, order)}")
    chosen = read_pair(first, second, order)
    assert chosen == (begin, end, ())


def test_the_person_decides() -> None:
    first, second = find_dates("3/4/2019 3/4/2020")
    assert settled_order([first, second]) is None
    assert read_pair(first, second, DateOrder.MONTH_FIRST) == (
        date(2019, 3, 4),
        date(2020, 3, 4),
        (),
    )


def test_one_date_alone_is_asked_too() -> None:
    (end,) = find_dates("3/4/2020")
    readings = read_pair(None, end, None)[2]
    assert [(r.authorised_on, r.expires_on) for r in readings] == [
        (None, date(2020, 4, 3)),
        (None, date(2020, 3, 4)),
    ]


def test_an_end_before_its_beginning_is_no_pair() -> None:
    first, second = find_dates("26 march 2020 25 march 2019")
    assert read_pair(first, second, None) == (None, None, ())


def test_a_date_in_words_cannot_be_misread() -> None:
    assert in_words(date(2020, 3, 4)) == "4 March 2020"
