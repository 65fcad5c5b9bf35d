"""The text report of flat files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.amazon.reports import Severity
from koongo_tui.amazon.reports.tsv import MAX_LINE, _Records
from koongo_tui.amazon.submission import Counts
from tests.amazon.reports.reading import Read, Refused

HEADINGS = "original-record-number\tsku\terror-code\terror-type\terror-message\n"


def summary(processed: object, accepted: object, rest: str = "", title: str = "Title:") -> bytes:
    return f"{title}\n\tlabel\t\t{processed}\n\tlabel 2\t\t{accepted}\n\n{rest}".encode()


def test_rows_keep_bare_quotes_and_addresses(read: Read, data: Path) -> None:
    rows = read((data / "english.txt").read_bytes()).rows
    assert [(r.record, r.sku, r.code, r.field) for r in rows] == [
        ("17", "MUG-BLUE-2", "8560", "brand"),
        ("18", "MUG-BLUE-6", "8560", "brand"),
        ("18", "MUG-BLUE-6", "99001", "item_type"),
        ("44", None, "5000", None),
        ("44", None, "90061", None),
    ]
    assert rows[4].message == 'The heading "farbe is unknown.'
    assert rows[0].message.endswith("http://sellercentral.amazon.com/gp/errorcode/200692370")


def test_headings_in_another_language_are_read_by_place(read: Read, data: Path) -> None:
    row = read((data / "spanish.txt").read_bytes()).rows[0]
    assert (row.record, row.sku, row.code, row.severity) == ("2", "TAZA-1", "6024", Severity.ERROR)


def test_rows_without_headings_are_read_by_place(read: Read) -> None:
    row = read(summary(1, 0, "3\tMUG\t8560\tError\tNo.\n")).rows[0]
    assert (row.record, row.sku, row.code, row.message) == ("3", "MUG", "8560", "No.")


def test_orders_by_place(read: Read) -> None:
    row = read(summary(1, 0, "1\t302-1\t99\t18028\tFehler\tNicht da\n")).rows[0]
    assert (row.order_id, row.sku, row.code) == ("302-1", None, "18028")


def test_order_columns_and_a_fatal_row(read: Read, data: Path) -> None:
    reading = read((data / "orders_fatal.txt").read_bytes())
    assert [(r.order_id, r.severity) for r in reading.rows] == [
        (None, Severity.FATAL),
        (None, Severity.WARNING),
        ("302-1234567-1234567", Severity.ERROR),
    ]
    assert reading.report.has_errors


@pytest.mark.parametrize(
    ("processed", "accepted", "severity", "counts"),
    [
        (0, 0, "Fatal", Counts(0, 0, 1, 0)),
        (0, 0, "Error", Counts(0, 0, 0, 0)),
        (4, 3, "Fatal", Counts(4, 3, 1, 0)),
        (1, 3, "Error", Counts(1, 3, 0, 0)),
        (9, 9, "Warning", Counts(9, 9, 0, 1)),
    ],
)
def test_errors_are_what_was_not_accepted(
    read: Read, processed: int, accepted: int, severity: str, counts: Counts
) -> None:
    rest = HEADINGS + f"14\tMUG\t1\t{severity}\tx\n14\tMUG\t2\t{severity}\ty\n"
    assert read(summary(processed, accepted, rest)).report.counts == counts


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("Error", Severity.ERROR),
        ("Fehler", Severity.ERROR),
        ("Erreur", Severity.ERROR),
        ("ERRORE", Severity.ERROR),
        ("Fout", Severity.ERROR),
        ("エラー", Severity.ERROR),
        ("something new", Severity.ERROR),
        ("Warning", Severity.WARNING),
        ("Warnung", Severity.WARNING),
        ("Avertissement", Severity.WARNING),
        ("Avviso", Severity.WARNING),
        ("Advertencia", Severity.WARNING),
        ("Waarschuwing", Severity.WARNING),
        ("警告", Severity.WARNING),
        ("Fatal", Severity.FATAL),
        ("致命的なエラー", Severity.FATAL),
        ("Info", Severity.INFO),
    ],
)
def test_severities_in_the_languages_of_the_marketplaces(
    read: Read, word: str, severity: Severity
) -> None:
    rows = read(summary(1, 0, HEADINGS + f"1\tMUG\t1\t{word}\tx\n")).rows
    assert rows[0].severity is severity


@pytest.mark.parametrize(
    ("written", "number"),
    [("11006", 11006), ("11,006", 11006), ("11.006", 11006), ("1 011 006", 1011006), ("５", 5)],
)
def test_numbers_with_separators(read: Read, written: str, number: int) -> None:
    assert read(summary(written, written)).report.counts.processed == number


def test_blanks_in_place_of_tabs(read: Read) -> None:
    text = b"Title:\r\n   records processed   4\r\n   records successful   3\r\n"
    assert read(text).report.counts == Counts(4, 3, 1, 0)


def test_an_indentation_that_was_lost(read: Read) -> None:
    assert read(b"Title:\t\nprocessed\t\t4\t\nsuccessful\t\t3\t\n").report.counts.errors == 1


def test_line_ends_and_a_mark_change_nothing(read: Read, data: Path) -> None:
    unix = (data / "english.txt").read_bytes()
    assert read(b"\xef\xbb\xbf" + unix.replace(b"\n", b"\r\n")) == read(unix)


def test_a_message_with_a_line_break_stays_one_row(read: Read) -> None:
    rows = read(summary(1, 0, HEADINGS + "1\tMUG\t1\tError\tone\ntwo\n2\tCUP\t1\tError\tx\n")).rows
    assert [r.message for r in rows] == ["one\ntwo", "x"]


def test_a_message_with_a_tab_keeps_it(read: Read) -> None:
    assert read(summary(1, 0, HEADINGS + "1\tMUG\t1\tError\ta\tb\n")).rows[0].message == "a\tb"


def test_a_row_without_its_last_cell(read: Read) -> None:
    rows = read(summary(1, 0, HEADINGS + "1\tMUG\t8560\tError\n")).rows
    assert [(r.code, r.message) for r in rows] == [("8560", "")]


def test_a_table_without_summary_has_no_numbers(read: Read) -> None:
    reading = read((HEADINGS + "1\tMUG\t8560\tError\tx\n").encode())
    assert reading.report.counts == Counts()
    assert reading.report.has_errors


def test_an_endless_line_is_shortened(read: Read) -> None:
    rest = HEADINGS + "1\tMUG\t1\tError\t" + "é" * 200_000 + "\n2\tCUP\t1\tError\tx\n"
    rows = read(summary(2, 0, rest)).rows
    assert len(rows) == 2
    assert len(rows[0].message) < MAX_LINE


def test_endless_line_breaks_are_bounded(read: Read) -> None:
    rest = HEADINGS + "1\tMUG\t1\tError\tx\n" + ("y" * 99 + "\n") * 2000
    assert len(read(summary(1, 0, rest)).rows[0].message) <= MAX_LINE + 100


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sku\tprice\tquantity\nMUG\t1\t2\n", "This is a feed"),
        ("TemplateType=fptcustom\tVersion=2020\n", "This is a feed"),
        ("Hello,\nthis is a letter.\n", "summary with the two numbers is missing"),
        ("just one line", "summary with the two numbers is missing"),
        ("config:\n  a: 1\n  b: 2\n", "summary with the two numbers is missing"),
        ("Title:\n\tlabel\t\t5\n", "cut off"),
        (summary(1, 0, HEADINGS + "1\tMUG\t85").decode(), "cut off"),
        (summary(1, 0, HEADINGS + "1\tA\t1\tError\tx\n1").decode(), "cut off"),
        ("Title:\n\ta\t\t1\n\tb\t\t1\n" + "words\n" * 30, "summary with the two numbers"),
    ],
)
def test_other_text_is_refused(refused: Refused, text: str, words: str) -> None:
    assert words in refused(text.encode()).message


def test_gigantic_indents_take_no_time(refused: Refused) -> None:
    lines = "Title:\n" + ("\t" + " " * 60_000 + "x\n") * 50
    assert "no processing report" in refused(lines.encode()).message


@given(st.lists(st.integers(0, 3_000_000) | st.text("ab1", max_size=12) | st.none()))
def test_records_are_counted_once(records: list[int | str | None]) -> None:
    words = [None if r is None else str(r) for r in records]
    counted = _Records()
    for word in words:
        counted.add(word)
    same = {int(w) if w and w.isdecimal() and len(w) < 10 else w for w in words}
    assert len(counted) == len(same)
