"""The calendar file: understood by other programs, with its reminders, and without a secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.calendar_file import Ending, calendar_text

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
ENDING = Ending(
    channel="Köln; shop, no. 1 \\ 2",
    shop="Amazon.co.uk",
    seller_id="A135KKEKJAIBJ56",
    ends_on=date(2027, 3, 25),
    renew_at="https://sellercentral.amazon.co.uk/apps/manage",
    how="In the row Koongo click Renew.",
)


def read(text: str) -> list[tuple[str, str]]:
    """Unfolded lines as names and values, as the format is defined."""
    assert text.endswith("\r\n")
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    return [(name, value) for name, _, value in (line.partition(":") for line in lines)]


def unescaped(value: str) -> str:
    out, rest = "", iter(value)
    for character in rest:
        out += {"n": "\n"}.get(c := next(rest), c) if character == "\\" else character
    return out


def test_it_holds_the_day_and_the_way_to_renew() -> None:
    lines = read(calendar_text(ENDING, NOW))
    values = dict(lines)
    assert values["DTSTART;VALUE=DATE"] == "20270325"
    assert values["DTEND;VALUE=DATE"] == "20270326"
    assert values["DTSTAMP"] == "20260306T143200Z"
    assert unescaped(values["SUMMARY"]).endswith("ends (Köln; shop, no. 1 \\ 2)")
    assert lines[0] == ("BEGIN", "VCALENDAR")
    assert lines[-1] == ("END", "VCALENDAR")


def test_reminders_ring_in_the_morning_30_14_7_and_1_days_before() -> None:
    triggers = [value for name, value in read(calendar_text(ENDING, NOW)) if name == "TRIGGER"]
    assert triggers == ["-P29DT15H", "-P13DT15H", "-P6DT15H", "-P0DT15H"]
    midnight = datetime(2027, 3, 25, tzinfo=UTC)
    rings = []
    for trigger in triggers:
        days, hours = trigger.removeprefix("-P").removesuffix("H").split("DT")
        rings.append(midnight - timedelta(days=int(days), hours=int(hours)))
    assert [r.hour for r in rings] == [9, 9, 9, 9]
    assert [(midnight.date() - r.date()).days for r in rings] == [30, 14, 7, 1]


def test_the_same_channel_gives_the_same_entry() -> None:
    first = dict(read(calendar_text(ENDING, NOW)))["UID"]
    later = replace(ENDING, ends_on=date(2028, 3, 25))
    assert dict(read(calendar_text(later, NOW)))["UID"] == first
    other = replace(ENDING, channel="other")
    assert dict(read(calendar_text(other, NOW)))["UID"] != first


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_any_name_survives_folding_and_escaping(name: str) -> None:
    text = calendar_text(replace(ENDING, channel=name), NOW)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    shown = "".join(c for c in name.replace("\r\n", "\n") if c.isprintable() or c == "\n")
    assert f"({shown})" in unescaped(dict(read(text))["SUMMARY"])


@pytest.mark.parametrize("broken", ["END:VEVENT\r\nBEGIN:VEVENT", "a\r\nATTACH:x"])
def test_a_name_cannot_add_lines(broken: str) -> None:
    lines = read(calendar_text(replace(ENDING, channel=broken), NOW))
    assert sum(name == "BEGIN" for name, _ in lines) == 2 + 4
    assert "ATTACH" not in dict(lines)
