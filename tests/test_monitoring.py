"""The line for a monitoring system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.monitoring import Gauge, Level, Said, line

LINE = re.compile(
    r"(OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]+ \| (?:\w+=(?:U|-?\d+);\d+:?;\d+:?;0; ?)+"
)


def days(left: int | None) -> Gauge:
    return Gauge("days_left", f"authorisation ends in {left} days", left, 30, 7, falling=True)


def stuck(number: int) -> Gauge:
    return Gauge("stuck", f"{number} stuck", number, 0, 2)


@pytest.mark.parametrize(
    ("left", "level"),
    [
        (31, Level.OK),
        (30, Level.WARNING),
        (8, Level.WARNING),
        (7, Level.CRITICAL),
        (-1, Level.CRITICAL),
        (None, Level.OK),
    ],
)
def test_days_left_are_bad_when_few(left: int | None, level: Level) -> None:
    assert days(left).level is level


@pytest.mark.parametrize(
    ("number", "level"),
    [(0, Level.OK), (1, Level.WARNING), (2, Level.WARNING), (3, Level.CRITICAL)],
)
def test_a_number_is_bad_when_it_is_above(number: int, level: Level) -> None:
    assert stuck(number).level is level


def test_the_line_names_what_is_bad_the_worst_first() -> None:
    level, text = line((), (days(19), stuck(3)), "main: connected")
    assert level is Level.CRITICAL
    assert text == (
        "CRITICAL - 3 stuck; authorisation ends in 19 days | days_left=19;30:;7:;0; stuck=3;0;2;0;"
    )
    level, text = line((), (days(None), stuck(0)), "main: connected")
    assert text == "OK - main: connected | days_left=U;30:;7:;0; stuck=0;0;2;0;"
    assert level is Level.OK


def test_unknown_outweighs_a_warning_and_not_what_is_critical() -> None:
    away = Said(Level.UNKNOWN, "could not ask Amazon")
    assert line([away], [days(19)], "")[0] is Level.UNKNOWN
    assert line([away], [days(1)], "")[0] is Level.CRITICAL


@given(st.text(max_size=80), st.integers(-9, 999), st.sampled_from(Level))
def test_whatever_is_said_it_is_one_line_that_can_be_read(
    words: str, number: int, level: Level
) -> None:
    _, text = line([Said(level, f"x{words}")], [days(number)], "fine")
    assert "\n" not in text
    assert text.count("|") == 1
    assert LINE.fullmatch(text)
