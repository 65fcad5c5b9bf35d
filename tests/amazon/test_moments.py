"""Amazon's dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.moments import read_header, read_iso, write_iso

MOMENTS = st.datetimes(
    datetime(1970, 1, 2),  # noqa: DTZ001 (hypothesis adds the zone)
    datetime(2199, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2017-04-26T01:19:37+00:00", datetime(2017, 4, 26, 1, 19, 37, tzinfo=UTC)),
        ("2017-04-26T03:19:37+02:00", datetime(2017, 4, 26, 1, 19, 37, tzinfo=UTC)),
        ("2017-04-25T18:19:37-0700", datetime(2017, 4, 26, 1, 19, 37, tzinfo=UTC)),
        ("2015-03-28T18:13:58.055Z", datetime(2015, 3, 28, 18, 13, 58, 55_000, tzinfo=UTC)),
        ("2015-03-28T18:13:58.1Z", datetime(2015, 3, 28, 18, 13, 58, 100_000, tzinfo=UTC)),
        ("2008-09-28T18:49:45", datetime(2008, 9, 28, 18, 49, 45, tzinfo=UTC)),
        (" 2008-09-28T18:49:45Z\n", datetime(2008, 9, 28, 18, 49, 45, tzinfo=UTC)),
    ],
)
def test_dates_of_answers(text: str, moment: datetime) -> None:
    assert read_iso(text) == moment
    assert read_iso(text).utcoffset() == timedelta(0)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["", None, "string", "2017-13-01T00:00:00Z", "0001-01-01T00:00:00+10:00"]
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert read_iso(text) is None
    assert read_header(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Mon,03 Feb 2014 09:57:00 UTC",
        "Mon, 03 Feb 2014 09:57:00 GMT",
        "mon, 3 feb 2014 09:57 utc",
        "Monday, 03-Feb-2014 09:57:00 GMT",
        "2014-02-03T09:57:00Z",
    ],
)
def test_dates_of_headers(text: str) -> None:
    assert read_header(text) == datetime(2014, 2, 3, 9, 57, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["31 Feb 2014 09:57:00", "03 Foo 2014 09:57:00", "03 Feb 2014 25:00:00"]
)
def test_impossible_dates_of_headers_are_none(text: str) -> None:
    assert read_header(text) is None


@given(MOMENTS, ZONES)
def test_a_date_survives_in_any_zone(moment: datetime, zone: timezone) -> None:
    assert read_iso(moment.astimezone(zone).isoformat()) == moment


@given(MOMENTS)
def test_what_is_written_is_read_again_to_the_second(moment: datetime) -> None:
    second = moment.replace(microsecond=0)

    assert read_iso(write_iso(moment)) == second
    assert read_header(format_datetime(moment, usegmt=True)) == second


@given(MOMENTS, ZONES)
def test_requests_always_speak_utc(moment: datetime, zone: timezone) -> None:
    assert write_iso(moment.astimezone(zone)) == write_iso(moment)
    assert write_iso(moment).endswith("Z")


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    for found in (read_iso(text), read_header(text)):
        assert found is None or found.tzinfo is UTC
