"""Grouping, and the codes in plain words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from koongo_tui.amazon.reports import Issue, Severity, read_report
from koongo_tui.amazon.reports.codes import Meaning, explain
from koongo_tui.amazon.reports.codes_feeds import FEEDS
from koongo_tui.amazon.reports.codes_listings import LISTINGS, WARNINGS
from koongo_tui.amazon.reports.fields import named_field
from koongo_tui.amazon.reports.grouping import MAX_GROUPS, Groups
from tests.amazon.reports.reading import Read

MEANINGS = {**LISTINGS, **FEEDS, **{f"{code} as a warning": m for code, m in WARNINGS.items()}}


def issue(
    code: str | None = "8560",
    severity: Severity = Severity.ERROR,
    sku: str | None = None,
    order_id: str | None = None,
    record: str | None = None,
    message: str = "x",
) -> Issue:
    return Issue(record, sku, order_id, code, severity, message)


def test_the_biggest_group_comes_first(read: Read, data: Path) -> None:
    groups = read((data / "products.xml").read_bytes()).report.groups
    assert [(g.code, g.severity, g.count) for g in groups] == [
        ("8560", "error", 2),
        ("8541", "error", 1),
        ("5000", "warning", 1),
    ]
    assert groups[0].examples == ("MUG-BLUE-2", "MUG-RED-2")
    assert groups[0].cause == "Required information is missing"
    assert groups[0].fix is not None
    assert groups[0].message.startswith("SKU MUG-BLUE-2")


def test_of_the_same_size_the_worse_comes_first() -> None:
    groups = Groups()
    for severity in (Severity.INFO, Severity.WARNING, Severity.ERROR, Severity.FATAL):
        groups.add(issue(severity=severity))
    assert [g.severity for g in groups.result()] == ["fatal", "error", "warning", "info"]


def test_examples_are_different_and_few() -> None:
    groups = Groups()
    groups.add(issue(record="9"))
    groups.add(issue(order_id="302-1", record="1"))
    for sku in "AABCDEFG":
        groups.add(issue(sku=sku, order_id="302-2", record="2"))
    assert groups.result()[0].examples == ("9", "302-1", "A", "B", "C")


def test_without_a_code_the_words_keep_groups_apart() -> None:
    groups = Groups()
    for message in ("a", "b", "a"):
        groups.add(issue(code=None, message=message))
    assert [(g.message, g.count) for g in groups.result()] == [("a", 2), ("b", 1)]


def test_the_number_of_groups_is_bounded() -> None:
    groups = Groups()
    for number in range(MAX_GROUPS * 3):
        groups.add(issue(code=f"X{number}", sku="S" * 10_000))
    result = groups.result()
    assert len(result) == MAX_GROUPS + 1
    assert result[0].count == MAX_GROUPS * 2
    assert result[0].code is None
    assert sum(g.count for g in result) == groups.count
    assert max(len(e) for g in result for e in g.examples) == 200


def test_a_hundred_thousand_errors_are_grouped() -> None:
    head = "Title:\n\ta\t\t100000\n\tb\t\t0\n\n"
    head += "original-record-number\tsku\terror-code\terror-type\terror-message\n"
    rows = "".join(f"{n}\tSKU-{n}\t{8500 + n % 70}\tError\tBrand is bad.\n" for n in range(100_000))
    report = read_report(io.BytesIO((head + rows).encode()))
    assert (report.issue_count, len(report.groups)) == (100_000, 70)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("SKU A, Missing Attributes brand,color_name. SKU A", "brand,color_name"),
        ("'[batteries_required]' is required but not supplied.", "batteries_required"),
        ('"brand" is required but missing.', "brand"),
        ('A value is required for the "item_type" field.', "item_type"),
        ("The field 'x' for the attribute 'a.b' does not have enough values.", "a.b"),
        ("are conflicting: size (Merchant: 'S/M (UK 8-10)' / Amazon: '5 UK')", "size"),
        ("SKU 75, ASIN B00, ('brand' Merchant: 'A' / Amazon: 'B').", "brand"),
        ('values: “footwear_size” (Seller: "a" / Amazon: "b")', "footwear_size"),
        ("You are not authorised.", None),
        ("", None),
    ],
)
def test_the_field_that_a_message_names(message: str, field: str | None) -> None:
    assert named_field(message) == field


@pytest.mark.parametrize("unit", ["(", "a, ", "Missing Attributes a,", "'", " a"])
def test_hostile_messages_come_to_their_end(unit: str) -> None:
    # A pattern that takes the square of a message would meet the suite's time limit.
    found = named_field(unit * (3_000_000 // len(unit)))
    assert found is None or len(found) <= 120


def test_enough_codes_are_explained() -> None:
    assert len(MEANINGS) >= 70


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_an_explanation_is_short_plain_and_sourced(code: str) -> None:
    meaning = MEANINGS[code]
    assert 10 < len(meaning.cause) <= 60
    assert meaning.cause[-1] not in ".!"
    assert meaning.fix.endswith(".")
    assert len(meaning.fix) <= 220
    assert "!" not in meaning.fix + meaning.cause
    assert len(meaning.source) > 10


def test_a_number_that_means_two_things() -> None:
    skipped, damaged = explain("5000", Severity.WARNING), explain("5000", Severity.ERROR)
    assert isinstance(skipped, Meaning)
    assert isinstance(damaged, Meaning)
    assert "skipped" in skipped.cause
    assert "XML" in damaged.cause


@pytest.mark.parametrize("code", ["bad_request", "BAD_REQUEST"])
def test_words_as_codes(code: str) -> None:
    assert explain(code, Severity.ERROR) is FEEDS["BAD_REQUEST"]


@pytest.mark.parametrize("code", [None, "123456", "WHATEVER"])
def test_nothing_is_made_up_for_an_unknown_code(code: str | None) -> None:
    assert explain(code, Severity.ERROR) is None


def test_no_code_stands_in_two_tables() -> None:
    assert not LISTINGS.keys() & FEEDS.keys()
