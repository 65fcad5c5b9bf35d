"""The JSON report of listings feeds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koongo_tui.amazon.reports import Severity, read_report
from koongo_tui.amazon.reports import json as json_reader
from koongo_tui.amazon.reports.unpack import buffered
from koongo_tui.amazon.submission import Counts
from tests.amazon.reports.reading import Read, Refused

HEADER = {"sellerId": "A1", "version": "2.0", "feedId": "1"}


def report(issues: list[Any], **more: Any) -> bytes:
    return json.dumps({"header": HEADER, "issues": issues, **more}, ensure_ascii=False).encode()


def test_rows_and_their_fields(read: Read, data: Path) -> None:
    rows = read((data / "listings.json").read_bytes()).rows
    assert [(r.record, r.sku, r.code, r.severity, r.field) for r in rows] == [
        (None, None, "4002001", Severity.ERROR, None),
        ("4", "MUG-BLUE-2", "90220", Severity.ERROR, "brand"),
        ("4", "MUG-BLUE-2", "90220", Severity.ERROR, "manufacturer"),
        ("5", "CUP-0041", "BAD_REQUEST", Severity.WARNING, "size, color"),
        ("6", None, None, Severity.INFO, None),
    ]


def test_the_issues_of_listings_are_kept_apart(read: Read, data: Path) -> None:
    items = read((data / "listings.json").read_bytes()).report.items
    assert items is not None
    assert (items.count, items.errors, items.warnings) == (2, 0, 2)
    assert [(g.code, g.examples) for g in items.groups] == [
        ("18027", ("TEAPOT-L",)),
        ("18448", ("TEAPOT-L",)),
    ]


def test_a_report_without_the_part_on_listings(read: Read) -> None:
    assert read(report([], summary={"errors": 0})).report.items is None


def test_numbers_are_never_worked_out(read: Read) -> None:
    issue = {"severity": "ERROR", "message": "x"}
    assert read(report([issue])).report.counts == Counts()
    assert read(report([issue], summary={"errors": 0})).report.counts.errors == 0


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), ("3", 3), (None, None), (True, None), (-1, None), (1.5, None), ("many", None)],
)
def test_strange_numbers(read: Read, value: object, number: int | None) -> None:
    assert read(report([], summary={"errors": value})).report.counts.errors == number


def test_the_order_of_members_does_not_matter(read: Read) -> None:
    text = json.dumps({"summary": {"errors": 1}, "extra": [[1], {"a": 2}], "issues": [7, None]})
    assert read(text.encode()).report.counts.errors == 1


def test_line_breaks_within_a_message(read: Read) -> None:
    text = report([{"severity": "ERROR", "message": "a"}]).replace(b'"a"', b'"a\nb"')
    assert read(text).rows[0].message == "a\nb"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "this is a list"),
        ("{}", "It is empty."),
        ('{"a": 1, "b": []}', "It has a, b."),
        ('{"header": {}, "messages": [{}]}', "This is a feed"),
        ('{"errors": [{"code": "Unauthorized", "message": "No."}]}', "Unauthorized - No."),
        ('{"errors": []}', "This is an error answer from Amazon"),
        ('{"feedId": "1", "processingStatus": "DONE"}', "describes a submission"),
        ('{"feedDocumentId": "1", "url": "https://a"}', "address of a report"),
        ('{"issues": [', "cut off"),
        ('{"issues": [{"a', "cut off"),
        ('{"summary": {"errors": 1}, "issues": []', "cut off"),
        ('{"summary"', "cut off"),
        ('{"summary": tru', "cut off"),
        ('{"summary": {} "issues": []}', "«,» is missing at character 16"),
        ('{"summary" {}}', "«:» is missing at character 12"),
        ("{1: 2}", "a name is missing"),
        ('{"summary": {}} x', "something follows its end"),
        ('{"summary": {nonsense: 1}, "padding": "' + "x" * 50 + '"}', "cannot be read"),
        ('{"summary": ' + "[" * 100_000, "nested too deeply"),
        ('{"summary": ' + "9" * 5000 + "}", "cannot be read"),
    ],
)
def test_other_json_is_refused(refused: Refused, text: str, words: str) -> None:
    assert words in refused(text.encode()).message


def test_every_cut_is_called_a_cut(refused: Refused, data: Path) -> None:
    whole = (data / "listings.json").read_bytes().rstrip()
    for end in range(2, len(whole), 11):
        assert "cut off" in refused(whole[:end]).message


def test_a_value_beyond_all_measure_is_refused(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_reader, "MAX_VALUE", 1 << 20)
    text = report([{"severity": "ERROR", "message": "x" * 3_000_000}])
    assert "a value of more than 1 MB" in refused(text).message


@settings(max_examples=40)
@given(
    st.lists(st.text(max_size=40), max_size=30),
    st.integers(1, 200),
    st.sampled_from([None, 2]),
)
def test_any_text_survives_any_window(messages: list[str], window: int, indent: int | None) -> None:
    """However small the window, however the characters fall on its border."""
    issues = [{"severity": "ERROR", "message": m, "messageId": 10**9} for m in messages]
    document = {"issues": issues, "summary": {"errors": len(issues)}, "header": HEADER}
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    pieces = iter([text.encode("utf-8", "replace")])
    seen: list[str] = []
    chunk = json_reader.CHUNK
    json_reader.CHUNK = window
    try:
        parsed = json_reader.read_json(
            buffered(lambda: next(pieces, b"")), lambda issue: seen.append(issue.message)
        )
    finally:
        json_reader.CHUNK = chunk
    assert parsed.counts.errors == len(messages)
    assert seen == [m.encode("utf-8", "replace").decode().strip() for m in messages]


def test_a_callback_is_not_needed(data: Path) -> None:
    with (data / "listings.json").open("rb") as file:
        assert read_report(file).issue_count == 5
        assert not file.closed
