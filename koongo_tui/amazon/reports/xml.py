"""The XML report: an AmazonEnvelope around ProcessingReport, or one of its relatives.

The counters are found wherever they stand (XSD ``ProcessingReport``): directly, within one or
several ``Summary`` of marketplaces (reports on prices), or flat under the root (Easy Ship).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import BinaryIO
from xml.parsers.expat import errors as expat_errors

from koongo_tui.amazon.reports.fields import named_field
from koongo_tui.amazon.reports.model import Issue, ReportError
from koongo_tui.amazon.reports.parsed import MAX_DIGITS, Parsed, amazon_refusal, cut_off
from koongo_tui.amazon.reports.severity import severity_of
from koongo_tui.amazon.submission import Counts
from koongo_tui.amazon.xmlsafe import XmlRefused, stream

_COUNTERS = ("MessagesProcessed", "MessagesSuccessful", "MessagesWithError", "MessagesWithWarning")
_CUT = (
    expat_errors.XML_ERROR_NO_ELEMENTS,
    expat_errors.XML_ERROR_UNCLOSED_TOKEN,
    expat_errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    expat_errors.XML_ERROR_PARTIAL_CHAR,
)

_ROWS = frozenset({"Result", "ErrorMessage", "WarningMessage"})
"""``Result`` is documented. Easy Ship names what worked SuccessMessage; its failures are read
under the names that follow from it."""

_CELLS = {
    "MessageID": "record",
    "SKU": "sku",
    "AmazonOrderID": "order_id",
    "MerchantOrderID": "order_id",
    "ResultCode": "severity",
    "ResultMessageCode": "code",
    "ErrorCode": "code",
    "ResultDescription": "message",
    "ErrorDescription": "message",
}


def read_xml(source: BinaryIO, emit: Callable[[Issue], None]) -> Parsed:
    """Read an XML report.

    Args:
        source: UTF-8, whatever the document declares.
        emit: is given each row.

    Raises:
        ReportError: XML of another kind, damaged, cut off, or with a document type.
    """
    handler = _Handler(emit)
    try:
        stream(source, handler, encoding="utf-8")
    except XmlRefused as error:
        reason = str(error)
        if handler.root is not None and reason.startswith(_CUT):
            raise cut_off() from None
        raise ReportError(
            f"The XML cannot be read: {reason}.", fix="Download the report again."
        ) from None
    return handler.finish()


class _Handler:
    def __init__(self, emit: Callable[[Issue], None]) -> None:
        self._emit = emit
        self.root: str | None = None
        self._within_report = False
        self._summaries = 0
        self._row: dict[str, str] | None = None
        self._row_name = ""
        self._status: str | None = None
        self._own: dict[str, int] = {}
        self._of_markets: dict[str, int] = {}
        self._refusal: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        if self._row is not None:
            return
        if self.root is None:
            self.root = name
            if name not in ("AmazonEnvelope", "ErrorResponse", "Error"):
                self._must_be_report(name)
        if name.endswith("ProcessingReport"):
            self._within_report = True
        elif name == "Summary":
            self._summaries += 1
        elif name in _ROWS and self._within_report and self._row is None:
            self._row, self._row_name = {}, name

    def end(self, name: str, text: str) -> None:
        row = self._row
        if row is not None:
            if name == self._row_name:
                self._finish_row(row, name, text.strip())
            elif name in _CELLS and (text := text.strip()):
                row.setdefault(_CELLS[name], text)
            return
        text = text.strip()
        if self._within_report:
            self._outside_rows(name, text)
        elif name == "MessageType" and text != "ProcessingReport":
            raise ReportError(
                f"This is a feed of type {text[:60]}, the file that was sent to Amazon, not "
                "Amazon's report on it.",
                fix="Download the processing report of that submission.",
            )
        elif name in ("Code", "Message"):
            self._refusal.setdefault(name, text)

    def finish(self) -> Parsed:
        """The document's end."""
        if self.root in ("ErrorResponse", "Error"):
            raise amazon_refusal(self._refusal.get("Code"), self._refusal.get("Message"))
        if not self._within_report:
            raise ReportError("This Amazon envelope holds no processing report.")
        numbers = self._own or self._of_markets
        return Parsed(self._status, Counts(*(numbers.get(name) for name in _COUNTERS)))

    def _must_be_report(self, root: str) -> None:
        if root.endswith("ProcessingReport"):
            return
        if root.endswith("Response"):
            raise ReportError(
                f"This is Amazon's answer to a request ({root[:60]}), not a processing report.",
                fix="Download the processing report of the submission.",
            )
        raise ReportError(f"This is XML, but no processing report: it begins with <{root[:60]}>.")

    def _outside_rows(self, name: str, text: str) -> None:
        if name in _COUNTERS:
            if text.isdecimal() and len(text) <= MAX_DIGITS:
                numbers = self._of_markets if self._summaries else self._own
                numbers[name] = numbers.get(name, 0) + int(text)
        elif name == "StatusCode":
            # Several marketplaces: the one that is not complete is the news.
            if self._status in (None, "Complete"):
                self._status = text or self._status
        elif name == "Summary":
            self._summaries -= 1

    def _finish_row(self, row: Mapping[str, str], name: str, text: str) -> None:
        self._row = None
        message = row.get("message") or text
        self._emit(
            Issue(
                record=row.get("record"),
                sku=row.get("sku"),
                order_id=row.get("order_id"),
                code=row.get("code"),
                severity=severity_of(row.get("severity") or name.removesuffix("Message")),
                message=message,
                field=named_field(message),
            )
        )
