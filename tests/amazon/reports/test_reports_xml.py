"""The XML report in its variants."""

from __future__ import annotations

from pathlib import Path

import pytest

from koongo_tui.amazon.reports import Severity
from koongo_tui.amazon.submission import Counts
from tests.amazon.reports.reading import Read, Refused


def envelope(report: str, message_type: str = "ProcessingReport") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope>'
        f"<Header><DocumentVersion>1.02</DocumentVersion></Header>"
        f"<MessageType>{message_type}</MessageType><Message><MessageID>1</MessageID>"
        f"<ProcessingReport>{report}</ProcessingReport></Message></AmazonEnvelope>"
    ).encode()


def test_rows_come_in_order_with_what_they_are_about(read: Read, data: Path) -> None:
    rows = read((data / "products.xml").read_bytes()).rows
    assert [(r.record, r.sku, r.code, r.severity, r.field) for r in rows] == [
        ("2", "MUG-BLUE-2", "8560", Severity.ERROR, "brand,manufacturer"),
        ("3", "MUG-RED-2", "8560", Severity.ERROR, "brand"),
        ("4", "CUP-0041", "8541", Severity.ERROR, "size"),
        ("5", "TEAPOT-L", "5000", Severity.WARNING, None),
    ]
    assert rows[0].message.startswith("SKU MUG-BLUE-2, Missing Attributes brand,manufacturer.")


def test_an_order_is_named_by_its_id(read: Read, data: Path) -> None:
    row = read((data / "orders_latin1.xml").read_bytes()).rows[0]
    assert (row.sku, row.order_id) == (None, "302-1234567-1234567")
    assert "Frau Müller" in row.message


def test_without_numbers_nothing_is_made_up(read: Read, data: Path) -> None:
    report = read((data / "no_summary.xml").read_bytes()).report
    assert (report.status, report.counts) == (None, Counts())
    assert report.has_errors


def test_numbers_that_do_not_add_up_stay_as_they_are(read: Read) -> None:
    summary = (
        "<ProcessingSummary><MessagesProcessed>0</MessagesProcessed>"
        "<MessagesSuccessful>0</MessagesSuccessful><MessagesWithError>1</MessagesWithError>"
        "</ProcessingSummary>"
    )
    report = read(envelope(summary)).report
    assert report.counts == Counts(0, 0, 1, None)
    assert report.has_errors


def test_a_total_beside_the_marketplaces_is_not_counted_twice(read: Read) -> None:
    summary = "<ProcessingSummary><MessagesProcessed>3</MessagesProcessed></ProcessingSummary>"
    both = f'{summary}<Summary MarketplaceName="Amazon.de">{summary}</Summary>'
    assert read(envelope(both)).report.counts.processed == 3


def test_the_marketplace_that_is_not_complete_gives_the_status(read: Read) -> None:
    summaries = "".join(
        f"<Summary><StatusCode>{status}</StatusCode></Summary>"
        for status in ("Complete", "Processing", "Complete")
    )
    assert read(envelope(summaries)).report.status == "Processing"


@pytest.mark.parametrize("value", ["many", "", "-1", "9" * 5000])
def test_a_number_that_is_none_is_unknown(read: Read, value: str) -> None:
    report = read(envelope(f"<MessagesProcessed>{value}</MessagesProcessed>")).report
    assert report.counts.processed is None


def test_blanks_before_the_declaration_and_a_prefix_do_no_harm(read: Read, data: Path) -> None:
    text = (data / "products.xml").read_text()
    text = text.replace("<ProcessingReport>", '<m:ProcessingReport xmlns:m="urn:a&#10;b">')
    text = text.replace("</ProcessingReport>", "</m:ProcessingReport>")
    assert read(b"\r\n \n" + text.encode()).report.counts.errors == 3


def test_control_characters_are_shown_as_a_question_mark(read: Read) -> None:
    row = read(envelope("<Result><ResultDescription>a\x0bb</ResultDescription></Result>")).rows[0]
    assert row.message == "a?b"
    assert row.severity is Severity.ERROR


def test_names_within_a_row_do_not_end_it(read: Read) -> None:
    inner = (
        "<Result><MessageID>1</MessageID><ErrorMessage>no</ErrorMessage>"
        "<ResultCode>Warning</ResultCode><ResultDescription>yes</ResultDescription></Result>"
    )
    rows = read(envelope(inner)).rows
    assert [(r.message, r.severity) for r in rows] == [("yes", Severity.WARNING)]


def test_a_success_is_no_error(read: Read) -> None:
    report = read(envelope("<Result><ResultCode>Success</ResultCode></Result>")).report
    assert report.groups[0].severity is Severity.INFO
    assert not report.has_errors


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (envelope("", message_type="Product"), "This is a feed of type Product"),
        (
            b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>No.</Message></Error>"
            b"</ErrorResponse>",
            "AccessDenied - No.",
        ),
        (
            b'<?xml version="1.0"?><Error><Code>AccessDenied</Code>'
            b"<Message>Request has expired</Message></Error>",
            "AccessDenied - Request has expired",
        ),
        (b"<ErrorResponse/>", "This is an error answer from Amazon"),
        (b"<GetFeedSubmissionListResponse/>", "(GetFeedSubmissionListResponse)"),
        (b"<AmazonEnvelope><Header/></AmazonEnvelope>", "holds no processing report"),
        (b"<rss/>", "begins with <rss>"),
        (b"<", "cannot be read"),
        (envelope("<A></B>"), "cannot be read: mismatched tag (line 1)"),
    ],
)
def test_other_xml_is_refused_with_what_it_is(
    refused: Refused, document: bytes, words: str
) -> None:
    assert words in refused(document).message


def test_entities_are_refused(refused: Refused) -> None:
    bomb = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><ProcessingReport>&b;</...>'
    assert "document type declaration" in refused(bomb).message


def test_every_cut_after_the_root_is_called_a_cut(refused: Refused, data: Path) -> None:
    whole = (data / "products.xml").read_bytes().rstrip()
    begin = whole.index(b"<Header>")
    for end in range(begin, len(whole), 7):
        assert "cut off" in refused(whole[:end]).message
