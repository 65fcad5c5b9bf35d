"""Whole files: our own in Amazon's shapes, and Amazon's own where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from koongo_tui.amazon.reports import ReportError, ReportFormat
from koongo_tui.amazon.submission import Counts
from tests.amazon.reports.reading import DATA, Read


@pytest.mark.parametrize(
    ("name", "report_format", "encoding", "counts", "issues"),
    [
        ("products.xml", "xml", "utf-8", Counts(6, 3, 3, 1), 4),
        ("prices_of_markets.xml", "xml", "utf-8", Counts(20, 16, 4, 2), 1),
        ("no_summary.xml", "xml", "utf-8", Counts(), 1),
        ("orders_latin1.xml", "xml", "cp1252", Counts(2, 1, 1, 0), 1),
        ("easyship.xml", "xml", "utf-8", Counts(3, 2, 1, None), 1),
        ("english.txt", "tsv", "utf-8", Counts(412, 398, 14, 1), 5),
        ("german_words.txt", "tsv", "cp1252", Counts(1412, 1400, 12, 1), 2),
        ("italian.txt", "tsv", "cp1252", Counts(3, 2, 1, 1), 2),
        ("spanish.txt", "tsv", "cp1252", Counts(2, 1, 1, 0), 1),
        ("japanese.txt", "tsv", "cp932", Counts(5, 4, 1, 0), 1),
        ("orders_fatal.txt", "tsv", "utf-8", Counts(0, 0, 1, 1), 3),
        ("listings.json", "json", "utf-8", Counts(4, 2, 3, 1), 5),
    ],
)
def test_a_file_says_what_it_says(
    read: Read, name: str, report_format: str, encoding: str, counts: Counts, issues: int
) -> None:
    reading = read((DATA / name).read_bytes())
    assert reading.report.format == report_format
    assert reading.report.encoding == encoding
    assert reading.report.counts == counts
    assert reading.report.issue_count == len(reading.rows) == issues


@pytest.mark.parametrize(
    ("name", "counts", "rows"),
    [
        (
            "xml_report_18028_one_error.xml",
            Counts(1, 0, 1, 0),
            [("1", None, "18028", "error")],
        ),
        ("easyship_report_java.xml", Counts(1, 1, 0, None), []),
        (
            "flat_en_11006.tsv",
            Counts(11006, 11006, 0, 1),
            [("1822", "85da472e-ba6c-11e3-95af-002590a74356", "5000", "warning")],
        ),
        ("mws_us_report_flat_en.tsv", Counts(1, 1, 0, 0), []),
        ("json_report_peddler_min.json", Counts(1, 1, 0, 0), []),
        (
            "listings-feed-processing-report-schema-v2.example.json",
            Counts(4, 2, 3, 0),
            [
                ("4", "My-SKU-B", "90220", "error"),
                ("4", "My-SKU-B", "90220", "error"),
                ("5", "My-SKU-C", "99022", "error"),
            ],
        ),
    ],
)
def test_amazons_own_report_yields_what_its_description_says(
    read: Read,
    samples: Path,
    name: str,
    counts: Counts,
    rows: list[tuple[str | None, str | None, str | None, str]],
) -> None:
    reading = read((samples / name).read_bytes())
    assert reading.report.counts == counts
    assert [(r.record, r.sku, r.code, r.severity) for r in reading.rows] == rows


def test_the_listings_of_amazons_example_are_counted_apart(read: Read, samples: Path) -> None:
    name = "listings-feed-processing-report-schema-v2.example.json"
    items = read((samples / name).read_bytes()).report.items
    assert items is not None
    assert (items.count, items.errors, items.warnings) == (2, 0, 2)
    assert [group.code for group in items.groups] == ["18448", "18027"]


def test_no_other_sample_is_taken_for_a_report(read: Read, samples: Path) -> None:
    taken = []
    for path in sorted(samples.iterdir()):
        try:
            read(path.read_bytes())
        except ReportError:
            continue
        taken.append(path.name)
    assert taken == [
        "easyship_report_java.xml",
        "flat_en_11006.tsv",
        "json_report_peddler_min.json",
        "listings-feed-processing-report-schema-v2.example.json",
        "mws_us_report_flat_en.tsv",
        "xml_report_18028_one_error.xml",
    ]


def test_the_type_tells_the_encoding_where_the_bytes_do_not(read: Read, samples: Path) -> None:
    report = read(
        (samples / "mws_us_report_flat_en.tsv").read_bytes(), "text/plain;charset=windows-1252"
    ).report
    assert report.encoding == "cp1252"
    assert report.format is ReportFormat.TSV
