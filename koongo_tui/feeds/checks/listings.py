"""Checking the messages of a JSON listings feed against Amazon's published schema, version 2."""

from __future__ import annotations

import json
from typing import Any

from koongo_tui.feeds.batches import Batch
from koongo_tui.feeds.checks.sheet import Sheet
from koongo_tui.feeds.forms import UTF8_MARK, JsonForm
from koongo_tui.feeds.json_reader import BadMessage, load_message, prices, quantities
from koongo_tui.feeds.json_walker import JsonWalker
from koongo_tui.feeds.lines import line_and_column
from koongo_tui.feeds.parsed import operation_word

LARGEST_ID = 2_147_483_647
VERSION = "2.0"
REPORT_VERSION = "2021-08-01"
OPERATIONS = ("UPDATE", "PARTIAL_UPDATE", "PATCH", "DELETE")
REQUIREMENTS = ("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY")
PATCHES = ("add", "replace", "merge", "delete")
INCLUDED = frozenset(
    {
        "summaries",
        "attributes",
        "issues",
        "offers",
        "fulfillmentAvailability",
        "procurement",
        "relationships",
        "productTypes",
    }
)

_NEEDED = {
    "UPDATE": ("productType", "attributes"),
    "PARTIAL_UPDATE": ("productType", "attributes"),
    "PATCH": ("productType", "patches"),
    "DELETE": (),
}
_UNFIT = {
    "UPDATE": ("patches",),
    "PARTIAL_UPDATE": ("requirements", "patches"),
    "PATCH": ("requirements", "attributes"),
    "DELETE": ("requirements", "attributes", "productType", "patches"),
}


class ListingsJudge:
    """Checks the messages of one feed.

    Attributes:
        seller_id: of the header; None before :meth:`finish`, and where there is none.
    """

    encoding = "utf-8"

    def __init__(self, form: JsonForm, sheet: Sheet, walker: JsonWalker) -> None:
        self._form = form
        self._sheet = sheet
        self._walker = walker
        self.seller_id: str | None = None
        if form.source.read(0, len(UTF8_MARK)) == UTF8_MARK:
            sheet.notes.whole("utf-8-mark")

    def batch(self, batch: Batch) -> None:
        """Check the next messages."""
        if batch.flaw is not None:
            self._sheet.flawed(batch)
            return
        self._sheet.tally.rows += batch.count
        for record in batch.records():
            try:
                message = load_message(record.data)
            except BadMessage as bad:
                if not self._sheet.notes.has("not-well-formed"):
                    self._not_json(str(bad), record.start + bad.offset)
                continue
            if isinstance(message, dict):
                self._message(record.index, message)
            else:
                detail = str(message)[:40]
                self._sheet.notes.record(
                    "not-an-object", record.index, str(record.index + 1), "", detail
                )

    def finish(self) -> None:
        """All messages were checked."""
        broken, notes = self._walker.broken, self._sheet.notes
        if broken is not None:
            if broken.code == "not-well-formed":
                self._not_json(broken.words, broken.offset)
            else:
                notes.whole(broken.code, what=broken.words)
            return
        if not self._walker.has_messages:
            notes.whole("not-a-listings-feed", what="The feed has no 'messages'")
        self._header()

    def _not_json(self, words: str, offset: int) -> None:
        line, column = line_and_column(self._form.source, offset)
        self._sheet.notes.whole(
            "not-well-formed", what=f"The feed is not valid JSON. {words}", **_at(line, column)
        )

    def _header(self) -> None:
        notes = self._sheet.notes
        try:
            header = json.loads(self._walker.header or b"null")
        except (ValueError, RecursionError):
            header = None
        if not isinstance(header, dict):
            notes.whole("header-missing", what="header")
            return
        seller, wanted = header.get("sellerId"), self._sheet.context.seller_id
        if not isinstance(seller, str) or not seller:
            notes.whole("header-wrong", what="'sellerId' is missing")
        else:
            self.seller_id = seller[:60]
            if wanted is not None and seller != wanted:
                notes.whole("other-seller", found=seller[:60], wanted=wanted)
        if header.get("version") != VERSION:
            notes.whole("header-wrong", what=f"'version' has to be {VERSION}")
        if not isinstance(header.get("issueLocale", ""), str):
            notes.whole("header-wrong", what="'issueLocale' has to be a text")
        if "report" in header and not _good_report(header["report"]):
            notes.whole("header-wrong", what="'report' is not as Amazon's schema wants it")

    def _message(self, index: int, message: dict[str, Any]) -> None:
        sheet, notes = self._sheet, self._sheet.notes
        record = self._number(index, message)
        sku = message.get("sku")
        if "sku" in message and not isinstance(sku, str):
            notes.record("field-wrong", index, record, "", "sku")
            sku = "-"
        sku = sku or ""
        sheet.sku(sku, index, record)
        operation = message.get("operationType")
        if operation is None:
            notes.record("operation-missing", index, record, sku)
        elif operation not in OPERATIONS:
            notes.record("operation-unknown", index, record, sku, str(operation))
        else:
            for name in _NEEDED[operation]:
                if name not in message:
                    notes.record("field-missing", index, record, sku, name)
            for name in _UNFIT[operation]:
                if name in message:
                    notes.record("field-unfit", index, record, sku, f"{name} with {operation}")
        sheet.tally.operation(operation_word(operation) if isinstance(operation, str) else "")
        wrong = _wrong_field(message)
        if wrong:
            notes.record("field-wrong", index, record, sku, wrong)
        self._offer(index, record, sku, message)

    def _number(self, index: int, message: dict[str, Any]) -> str:
        notes, place = self._sheet.notes, str(index + 1)
        number = message.get("messageId")
        sku = message.get("sku")
        named = sku if isinstance(sku, str) else ""
        if "messageId" not in message:
            notes.record("no-message-id", index, place, named)
            return place
        if isinstance(number, float) and number.is_integer():
            number = int(number)
        if type(number) is not int or not 1 <= number <= LARGEST_ID:
            notes.record("message-id-wrong", index, place, named, str(number))
            return place
        self._sheet.numbers.add(number, index)
        return str(number)

    def _offer(self, index: int, record: str, sku: str, message: dict[str, Any]) -> None:
        sheet = self._sheet
        given = list(quantities(message))
        if given:
            # One message may speak of several stocks; it empties the offer when all are 0.
            good = [value for value in given if type(value) is int and value >= 0]
            if len(good) < len(given):
                wrong = next(value for value in given if value not in good)
                sheet.notes.record("quantity-wrong", index, record, sku, str(wrong))
            else:
                sheet.tally.quantity(max(good))
        for value, currency in prices(message):
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                sheet.notes.record("price-wrong", index, record, sku, str(value))
                continue
            if not value:
                sheet.notes.record("price-zero", index, record, sku)
            if not currency:
                sheet.notes.record("no-currency", index, record, sku)
            sheet.tally.price(float(value), str(value), currency)


def _wrong_field(message: dict[str, Any]) -> str:
    """The first field that is not of the schema's kind; empty when all are."""
    kind = message.get("productType", "-")
    if not isinstance(kind, str) or not kind:
        return "productType"
    if "requirements" in message and message["requirements"] not in REQUIREMENTS:
        return "requirements"
    attributes = message.get("attributes", True)
    if attributes is not True and not (isinstance(attributes, dict) and attributes):
        return "attributes"
    patches = message.get("patches", True)
    if patches is not True and not (
        isinstance(patches, list) and patches and all(map(_good_patch, patches))
    ):
        return "patches"
    return ""


def _good_patch(patch: Any) -> bool:
    if not isinstance(patch, dict) or patch.get("op") not in PATCHES:
        return False
    value = patch.get("value", [])
    return (
        isinstance(patch.get("path"), str)
        and isinstance(value, list)
        and all(isinstance(part, dict) for part in value)
    )


def _good_report(report: Any) -> bool:
    if not isinstance(report, dict) or report.get("apiVersion") != REPORT_VERSION:
        return False
    included = report.get("includedData")
    return (
        isinstance(included, list)
        and bool(included)
        and all(isinstance(name, str) and name in INCLUDED for name in included)
    )


def _at(line: int, column: int) -> dict[str, str]:
    return {"line": f"{line:,}", "column": f"{column:,}"}
