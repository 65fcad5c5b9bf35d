"""The feed types of Amazon: their kind, their name in plain words, who takes them, their limits.

Sources: the feed type values of MWS and SP-API (``amazon.md`` 2.5, 4.6, 4.8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache

from koongo_tui.guide.programs import Program

ADVISED_PAUSE = timedelta(minutes=20)
"""Amazon's advice: not more than one feed of a type in this time."""

MB = 1_000_000
GIB = 1024**3

JSON_LISTINGS = "JSON_LISTINGS_FEED"
"""The one type that replaces every listing feed under SP-API."""


class FeedKind(StrEnum):
    """The shape of a feed's file."""

    JSON = "json"
    XML = "xml"
    FLAT_FILE = "flat-file"

    @property
    def words(self) -> str:
        """What people call it: ``a flat file``."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    FeedKind.JSON: "a JSON feed",
    FeedKind.XML: "an XML feed",
    FeedKind.FLAT_FILE: "a flat file",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What Amazon advises and what it refuses; None where it says nothing.

    Attributes:
        advised_bytes, advised_records: larger feeds are taken and slow.
        fewer_bytes: the file has to be smaller than this.
        most_records: more are refused.
        sendings: at most so many feeds within ``sendings_within``.
    """

    advised_bytes: int | None = 10 * MB
    advised_records: int | None = 30_000
    fewer_bytes: int | None = 2 * GIB
    most_records: int | None = None
    sendings: int | None = None
    sendings_within: timedelta | None = None


_USUAL_LIMITS = Limits()
_JSON_LIMITS = Limits(
    advised_bytes=None,
    advised_records=None,
    fewer_bytes=None,
    most_records=25_000,
    sendings=5,
    sendings_within=timedelta(minutes=5),
)


@dataclass(frozen=True, slots=True)
class FeedType:
    """A feed type.

    Attributes:
        name: Amazon's, without the underscores that MWS puts around it.
        kind: of its file.
        words: what it is about, for people; Amazon's name where there are none.
        sp_api, mws: the program takes it (MWS: took it while it lived); None when not known.
        message_type: what the XML envelope's MessageType says; None for other kinds.
        by_order: its records are about orders, not about SKUs.
        pause: Amazon's advice between two feeds of the type.
        known: it is in this table.
    """

    name: str
    kind: FeedKind
    words: str
    sp_api: bool | None = None
    mws: bool | None = None
    message_type: str | None = None
    by_order: bool = False
    limits: Limits = _USUAL_LIMITS
    pause: timedelta = ADVISED_PAUSE
    known: bool = True

    @property
    def removed(self) -> bool:
        """A listing feed that Amazon ends as FATAL under SP-API since 31 July 2025."""
        return self.known and self.sp_api is False

    def taken_by(self, program: Program) -> bool | None:
        """Whether a program takes it; None when that is not known."""
        return self.mws if program is Program.MWS else self.sp_api


# SP-API and MWS take it (yes, no, ? = not known), about orders (o) or SKUs (s), name,
# MessageType of XML or -, words.
_XML = """
no  yes s POST_PRODUCT_DATA                     Product              Products
no  yes s POST_INVENTORY_AVAILABILITY_DATA      Inventory            Stock
no  yes s POST_PRODUCT_OVERRIDES_DATA           Override             Shipping overrides
no  yes s POST_PRODUCT_PRICING_DATA             Price                Prices
no  yes s POST_PRODUCT_IMAGE_DATA               ProductImage         Pictures
no  yes s POST_PRODUCT_RELATIONSHIP_DATA        Relationship         Variations
yes yes o POST_ORDER_ACKNOWLEDGEMENT_DATA       OrderAcknowledgement Order confirmations
yes yes o POST_ORDER_FULFILLMENT_DATA           OrderFulfillment     Shipments
yes yes o POST_PAYMENT_ADJUSTMENT_DATA          OrderAdjustment      Refunds
yes yes o POST_FULFILLMENT_ORDER_REQUEST_DATA   FulfillmentOrderRequest Orders for Amazon to ship
yes yes o POST_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA FulfillmentOrderCancellationRequest Orders for Amazon to cancel
?   yes o POST_INVOICE_CONFIRMATION_DATA        InvoiceConfirmation  Invoice confirmations
?   yes o POST_EXPECTED_SHIP_DATE_SOD           -                    Expected shipping dates
yes ?   o POST_EASYSHIP_DOCUMENTS               -                    Easy Ship documents
"""  # noqa: E501
_FLAT = """
no  yes s POST_FLAT_FILE_LISTINGS_DATA             - Listings file
no  yes s POST_FLAT_FILE_INVLOADER_DATA            - Inventory file
no  yes s POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA - Price and stock file
no  yes s POST_FLAT_FILE_CONVERGENCE_LISTINGS_DATA - Listings file (music and video)
no  yes s POST_FLAT_FILE_BOOKLOADER_DATA           - Books file
no  yes s POST_UIEE_BOOKLOADER_DATA                - Books file (UIEE)
yes yes o POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA - Order confirmations file
yes yes o POST_FLAT_FILE_FULFILLMENT_DATA          - Shipments file
yes yes o POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA   - Refunds file
?   yes o POST_FLAT_FILE_INVOICE_CONFIRMATION_DATA - Invoice confirmations file
yes yes o POST_FLAT_FILE_FULFILLMENT_ORDER_REQUEST_DATA - Orders for Amazon to ship, file
yes yes o POST_FLAT_FILE_FULFILLMENT_ORDER_CANCELLATION_REQUEST_DATA - Orders for Amazon to cancel, file
"""  # noqa: E501

_ANSWERS = {"yes": True, "no": False, "?": None}


def _read(line: str, kind: FeedKind) -> FeedType:
    sp_api, mws, about, name, message_type, words = line.split(maxsplit=5)
    return FeedType(
        name=name,
        kind=kind,
        words=words,
        sp_api=_ANSWERS[sp_api],
        mws=_ANSWERS[mws],
        message_type=None if message_type == "-" else message_type,
        by_order=about == "o",
    )


FEED_TYPES: tuple[FeedType, ...] = (
    FeedType(JSON_LISTINGS, FeedKind.JSON, "Listings", sp_api=True, mws=False, limits=_JSON_LIMITS),
    *(_read(line, FeedKind.XML) for line in _XML.strip().splitlines()),
    *(_read(line, FeedKind.FLAT_FILE) for line in _FLAT.strip().splitlines()),
)
"""Every type that Koongo's channels use, the living one for listings first."""


@cache
def _by_name() -> dict[str, FeedType]:
    return {feed_type.name: feed_type for feed_type in FEED_TYPES}


def plain_name(name: str) -> str:
    """Amazon's name of a type without the underscores around it, in capitals."""
    return name.strip().upper().strip("_")


def find_feed_type(name: str) -> FeedType | None:
    """The type of this name, with or without underscores around it; None when not in the table."""
    return _by_name().get(plain_name(name))


def feed_type_named(name: str) -> FeedType:
    """As :func:`find_feed_type`; for a name that is not in the table, what the name itself tells.

    Amazon has types that this table leaves out, and a person may know better.
    """
    found = find_feed_type(name)
    if found is not None:
        return found
    plain = plain_name(name)
    kind = FeedKind.XML
    if "JSON" in plain:
        kind = FeedKind.JSON
    elif "FLAT_FILE" in plain or "UIEE" in plain:
        kind = FeedKind.FLAT_FILE
    by_order = any(word in plain for word in ("ORDER", "FULFILLMENT", "PAYMENT"))
    return FeedType(plain, kind, plain, by_order=by_order, known=False)


def words_of(name: str) -> str | None:
    """What a type is about; None where only Amazon's name is known."""
    found = find_feed_type(name)
    return found.words if found else None


@cache
def _by_message_type() -> dict[str, FeedType]:
    return {t.message_type: t for t in FEED_TYPES if t.message_type}


def feed_type_of_message(message_type: str) -> FeedType | None:
    """The type of an envelope by its MessageType; None when it is of another kind."""
    return _by_message_type().get(message_type)
