"""Processing reports: shape, encoding, and counts that agree with the rows."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest

from koongo_tui.sandbox.cast import Past, Seller, Standing
from koongo_tui.sandbox.feed_types import FEED_KINDS, FeedKind
from koongo_tui.sandbox.invented import invent
from koongo_tui.sandbox.outcomes import Outcome, Row, Severity, outcome_of, refused_document
from koongo_tui.sandbox.reports import Report, write_report
from koongo_tui.sandbox.submissions import Fate, Stage, Submission
from koongo_tui.sandbox.world import World

ROWS = (
    Row(1, Severity.ERROR, "8541", 'A <b> & "c"', sku="S-1"),
    Row(1, Severity.ERROR, "8560", "again", sku="S-1"),
    Row(3, Severity.WARNING, "5000", "tab\there", sku="S-3"),
)


def seller_speaking(world: World, language: str) -> Seller:
    return next(s for s in world.cast.sellers if s.report_language == language)


def submission(world: World, seller: Seller, feed_type: str, fate: Fate = Fate.CLEAN) -> Submission:
    now = world.clock()
    return Submission(
        "469001020780",
        seller.seller_id,
        feed_type,
        seller.marketplace_ids,
        now,
        now,
        now,
        fate=fate,
    )


def report(world: World, language: str, feed_type: str, outcome: Outcome) -> Report:
    seller = seller_speaking(world, language)
    return write_report(outcome, submission(world, seller, feed_type), seller)


def test_several_rows_of_one_message_are_one_error() -> None:
    assert outcome_of(5, ROWS) == Outcome(5, 4, 1, 1, ROWS)
    assert not outcome_of(5, ROWS).refused


def test_the_xml_report(world: World) -> None:
    got = report(world, "en", "POST_PRODUCT_DATA", outcome_of(5, ROWS))
    root = ET.fromstring(got.content)

    assert got.content_type == "text/xml;charset=UTF-8"
    assert got.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope ')
    assert root.findtext("Header/DocumentVersion") == "1.02"
    assert root.findtext("MessageType") == "ProcessingReport"
    summary = root.find("Message/ProcessingReport/ProcessingSummary")
    assert summary is not None
    assert [(n.tag, n.text) for n in summary] == [
        ("MessagesProcessed", "5"),
        ("MessagesSuccessful", "4"),
        ("MessagesWithError", "1"),
        ("MessagesWithWarning", "1"),
    ]
    results = root.findall("Message/ProcessingReport/Result")
    assert [r.findtext("ResultCode") for r in results] == ["Error", "Error", "Warning"]
    assert [n.tag for n in results[0]] == [
        "MessageID",
        "ResultCode",
        "ResultMessageCode",
        "ResultDescription",
        "AdditionalInfo",
    ]
    assert results[0].findtext("ResultDescription") == 'A <b> & "c"'
    assert results[0].findtext("AdditionalInfo/SKU") == "S-1"


def test_the_price_report_wraps_its_summary(world: World) -> None:
    got = report(world, "en", "POST_PRODUCT_PRICING_DATA", outcome_of(5, ROWS))
    root = ET.fromstring(got.content)

    assert root.findtext("Header/DocumentVersion") == "3.00"
    wrapper = root.find("Message/ProcessingReport/Summary")
    assert wrapper is not None
    assert wrapper.get("MarketplaceName") == "Amazon.co.uk"
    assert wrapper.findtext("ProcessingSummary/MessagesProcessed") == "5"


def test_an_order_and_a_document_as_a_whole(world: World) -> None:
    order = Row(1, Severity.ERROR, "18028", "no", order_id="302-1")
    about_order = report(world, "en", "POST_ORDER_FULFILLMENT_DATA", outcome_of(1, [order]))
    whole = report(world, "en", "POST_PRODUCT_DATA", refused_document("5001", "cut off"))

    assert b"<AmazonOrderID>302-1</AmazonOrderID>" in about_order.content
    result = ET.fromstring(whole.content).find(".//Result")
    assert result is not None
    assert (result.findtext("MessageID"), result.findtext("ResultCode")) == ("0", "Error")
    assert result.find("AdditionalInfo") is None
    assert b"<MessagesWithError>1</MessagesWithError>" in whole.content


def test_the_flat_report_in_english(world: World) -> None:
    got = report(world, "en", "POST_FLAT_FILE_LISTINGS_DATA", outcome_of(5, ROWS))

    assert got.content_type == "text/plain;charset=windows-1252"
    assert got.content.decode("cp1252") == (
        "Feed Processing Summary:\n"
        "\tNumber of records processed\t\t5\n"
        "\tNumber of records successful\t\t4\n"
        "\n"
        "original-record-number\tsku\terror-code\terror-type\terror-message\n"
        '1\tS-1\t8541\tError\tA <b> & "c"\n'
        "1\tS-1\t8560\tError\tagain\n"
        "3\tS-3\t5000\tWarning\ttab here\n"
    )


def test_the_flat_report_in_spanish_and_japanese(world: World) -> None:
    outcome = outcome_of(2, [])
    spanish = report(world, "es", "POST_FLAT_FILE_INVLOADER_DATA", outcome)
    japanese = report(world, "ja", "POST_FLAT_FILE_INVLOADER_DATA", outcome)

    assert (
        spanish.content.decode("cp1252")
        == (
            "Resumen de procesamiento de fichero:\n"
            "\tNúmero de registros procesados\t\t2\n"
            "\tNúmero de registros correctos\t\t2\n"
        )
        + "\n"
    )
    assert japanese.content_type == "text/plain;charset=windows-31j"
    assert japanese.content.decode("cp932").startswith(
        "フィード処理結果：\n\t処理された件数\t\t2\n"
    )


def test_the_flat_report_about_orders_has_columns_of_its_own(world: World) -> None:
    order = Row(1, Severity.ERROR, "18028", "no", order_id="302-1")
    got = report(world, "en", "POST_FLAT_FILE_FULFILLMENT_DATA", outcome_of(1, [order]))

    heading, row = got.content.decode().splitlines()[-2:]
    assert heading.split("\t")[1:3] == ["order-id", "order-item-id"]
    assert row.split("\t") == ["1", "302-1", "", "18028", "Error", "no"]


@pytest.mark.parametrize("feed_type", ["POST_PRODUCT_DATA", "POST_FLAT_FILE_INVLOADER_DATA"])
def test_what_is_invented_fits_its_fate(world: World, feed_type: str) -> None:
    seller = world.cast.sellers[0]

    def made(fate: Fate) -> Outcome:
        return invent("seed", seller, submission(world, seller, feed_type, fate))

    assert made(Fate.CLEAN).rows == ()
    assert made(Fate.WARNINGS).warnings > 0 == made(Fate.WARNINGS).errors
    assert made(Fate.ERRORS).errors > 0
    assert made(Fate.REFUSED).refused
    assert made(Fate.ERRORS) == made(Fate.ERRORS)


def test_counts_and_rows_of_all_past_reports_agree(world: World) -> None:
    kinds = set()
    for seller in world.cast.sellers:
        if seller.past is not Past.TYPICAL or seller.standing is not Standing.ACTIVE:
            continue
        for one in world.submissions(seller.seller_id):
            if one.stage(world.clock()) is not Stage.DONE:
                continue
            outcome = world.outcome(one)
            content = world.report(one).content
            kind = FEED_KINDS[one.feed_type]
            kinds.add((kind, one.fate))
            if kind is FeedKind.XML:
                root = ET.fromstring(content)
                shown = [int(root.findtext(f".//{n}") or "") for n in SUMMARY]
                rows = root.findall(".//Result")
                assert shown == [outcome.processed, outcome.accepted, outcome.errors]
            elif kind is FeedKind.JSON:
                report = json.loads(content)
                summary = report["summary"]
                rows = report["issues"]
                assert summary["messagesProcessed"] == outcome.processed
                assert summary["messagesAccepted"] == outcome.accepted
                assert summary["errors"] + summary["warnings"] == len(rows)
                refused = outcome.refused
                assert summary["messagesInvalid"] == (0 if refused else outcome.errors)
            else:
                codec = "cp932" if seller.report_language == "ja" else "cp1252"
                text = content.decode(codec)
                numbers = [int(n) for n in re.findall(r"^\t.*\t\t(\d+)$", text, re.MULTILINE)]
                rows = [None] * max(0, len(text.splitlines()) - 5)  # type: ignore[list-item]
                assert numbers == [outcome.processed, outcome.accepted]
            assert len(rows) == len(outcome.rows)
    assert {fate for _, fate in kinds} == set(Fate)


SUMMARY = ("MessagesProcessed", "MessagesSuccessful", "MessagesWithError")
