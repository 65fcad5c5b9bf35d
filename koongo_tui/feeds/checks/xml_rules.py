"""What the messages of each kind have to hold, as Amazon's schemas (the XSDs of MWS) want it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from koongo_tui.feeds.checks.sheet import Sheet
from koongo_tui.feeds.xml_reader import text_of


@dataclass(frozen=True, slots=True)
class Judged:
    """The message that is looked at.

    Attributes:
        body: its element of the feed's kind.
        operation: ``UPDATE`` where the message says none, as Amazon takes it.
    """

    body: Element
    index: int
    record: str
    sku: str
    operation: str

    @property
    def deletes(self) -> bool:
        """It takes something away, for which the SKU is enough."""
        return self.operation == "DELETE"

    def value(self, path: str) -> str:
        """The text at a path below the body; empty when there is none."""
        return text_of(self.body.find(path))


Rules = Callable[[Judged, Sheet], Iterator[str]]
"""Gives the names of what is missing; says the rest itself."""

BY_PARENT = frozenset({"Relationship"})
SEVERAL_OF_A_SKU = frozenset({"ProductImage"})
"""A product has several pictures, so its SKU comes again."""


def missing(judged: Judged, sheet: Sheet, kind: str) -> Iterator[str]:
    """The names of required elements that a message does not have."""
    return _RULES.get(kind, _nothing)(judged, sheet)


def _nothing(*_: object) -> Iterator[str]:
    return iter(())


def _inventory(judged: Judged, sheet: Sheet) -> Iterator[str]:
    if text := judged.value("Quantity"):
        sheet.quantity(text, judged.index, judged.record, judged.sku)
    elif judged.value("Available") == "false":
        sheet.tally.quantity(0)
    elif not judged.deletes and not (judged.value("Available") or judged.value("Lookup")):
        yield "Quantity"


def _price(judged: Judged, sheet: Sheet) -> Iterator[str]:
    price = judged.body.find("StandardPrice")
    if price is None:
        if not judged.deletes:
            yield "StandardPrice"
        return
    currency = price.get("currency", "")
    if len(currency) != 3:
        sheet.notes.record("no-currency", judged.index, judged.record, judged.sku)
    sheet.price(text_of(price), judged.index, judged.record, judged.sku, currency)
    sale = judged.body.find("Sale")
    if sale is not None:
        for name in ("StartDate", "EndDate", "SalePrice"):
            if not text_of(sale.find(name)):
                yield f"Sale/{name}"


def _image(judged: Judged, sheet: Sheet) -> Iterator[str]:
    if not judged.value("ImageType"):
        yield "ImageType"
    address = judged.value("ImageLocation")
    if not judged.deletes and not address:
        yield "ImageLocation"
    elif address and not address.lower().startswith(("http://", "https://")):
        sheet.notes.record("field-wrong", judged.index, judged.record, judged.sku, "ImageLocation")


def _relationship(judged: Judged, _: Sheet) -> Iterator[str]:
    if judged.body.find("Relation") is None:
        yield "Relation"


def _fulfilment(judged: Judged, _: Sheet) -> Iterator[str]:
    if not judged.value("FulfillmentDate"):
        yield "FulfillmentDate"


def _acknowledgement(judged: Judged, sheet: Sheet) -> Iterator[str]:
    status = judged.value("StatusCode")
    if not status:
        yield "StatusCode"
    elif status not in ("Success", "Failure"):
        sheet.notes.record("field-wrong", judged.index, judged.record, "", f"StatusCode {status}")


def _adjustment(judged: Judged, _: Sheet) -> Iterator[str]:
    if judged.body.find("AdjustedItem") is None:
        yield "AdjustedItem"


_RULES: Mapping[str, Rules] = {
    "Inventory": _inventory,
    "Price": _price,
    "ProductImage": _image,
    "Relationship": _relationship,
    "OrderFulfillment": _fulfilment,
    "OrderAcknowledgement": _acknowledgement,
    "OrderAdjustment": _adjustment,
}
