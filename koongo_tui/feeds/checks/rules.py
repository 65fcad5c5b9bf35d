"""What is said of everything that can be found in a feed, and how bad it is.

In the sentences ``{records}`` is ``1 record`` or ``12 records``, with ``{have}``, ``{are}``,
``{say}`` and ``{hold}`` in the number that fits. Other names are facts of the finding.

Severity ``REFUSE`` is for what makes Amazon refuse the feed as a whole (``amazon.md`` 3, 4.6 to
4.8, and the published listings feed schema).
"""

from __future__ import annotations

from dataclasses import dataclass

from koongo_tui.feeds.model import Severity

_R, _W, _N = Severity.REFUSE, Severity.WARN, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be found."""

    code: str
    severity: Severity
    sentence: str
    fix: str = ""


_FIX_SOURCE = "Put it right where the feed is made."

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        # The file and its type.
        Rule(
            "not-a-feed",
            _R,
            "The file is {what}, not a feed.",
            "Choose the feed itself. From a spreadsheet, save as tab-separated text.",
        ),
        Rule(
            "type-unknown",
            _R,
            "It cannot be told what type of feed this is.",
            "Choose the feed type.",
        ),
        Rule(
            "kind-mismatch",
            _R,
            "{type} has to be {wanted}, and the file is {found}.",
            "Choose the feed type that fits the file, or another file.",
        ),
        Rule(
            "type-mismatch",
            _R,
            "The feed type is {type}, and the file's MessageType is {found}.",
            "Choose the feed type that fits the file, or another file.",
        ),
        Rule(
            "type-doubtful",
            _W,
            "The feed type is {type}, and the headings look like {found}.",
            "Make sure that the feed type is right.",
        ),
        Rule(
            "type-removed",
            _R,
            "Amazon takes no {type} since 31 July 2025: such a feed ends as failed.",
            "Send the listings as JSON_LISTINGS_FEED, or let Koongo make that feed.",
        ),
        Rule(
            "type-not-taken",
            _R,
            "{type} does not exist under {program}.",
            "Choose another feed type, or a channel of the other program.",
        ),
        Rule(
            "type-not-known",
            _N,
            "{type} is not in the list of feed types here.",
            "Make sure that Amazon has it.",
        ),
        Rule("empty", _R, "The feed holds no records.", "Choose a feed that has some."),
        # Size.
        Rule("too-large", _R, "The file has {size}; Amazon takes less than {limit}.", "Split it."),
        Rule(
            "large",
            _N,
            "The file has {size}; Amazon advises at most {limit}.",
            "It is taken, and takes longer. Smaller feeds are quicker.",
        ),
        Rule(
            "too-many",
            _R,
            "The feed holds {count}; Amazon takes at most {limit}.",
            "Split it.",
        ),
        Rule(
            "many",
            _N,
            "The feed holds {count}; Amazon advises at most {limit}.",
            "It is taken, and takes longer. Smaller feeds are quicker.",
        ),
        # Well-formed, and of the right shape.
        Rule("not-well-formed", _R, "{what}: line {line}, column {column}.", _FIX_SOURCE),
        Rule("not-a-listings-feed", _R, "{what}.", "A JSON feed holds a header and messages."),
        Rule("not-an-envelope", _R, "{what}.", "An XML feed is an AmazonEnvelope of messages."),
        Rule("header-missing", _R, "The feed has no {what}.", _FIX_SOURCE),
        Rule("header-wrong", _R, "In the feed's header {what}.", _FIX_SOURCE),
        Rule(
            "other-seller",
            _R,
            "The feed is made for seller {found}, and this channel is of {wanted}.",
            "Choose the feed of this seller, or the other channel.",
        ),
        Rule(
            "other-merchant",
            _W,
            "The feed names the merchant {found}, and this channel is of {wanted}.",
            "Make sure that it is the feed of this seller.",
        ),
        Rule(
            "purge",
            _R,
            "The feed asks for PurgeAndReplace: Amazon would delete every listing that is not "
            "in it.",
            "Take PurgeAndReplace out. It is never sent from here.",
        ),
        Rule(
            "headings-missing",
            _R,
            "None of the first three lines has the heading {wanted}.",
            "Put Amazon's headings above the rows.",
        ),
        Rule(
            "heading-missing",
            _W,
            "The heading {wanted} is missing.",
            "Add the column, or choose the feed type that fits the file.",
        ),
        Rule(
            "not-tab-separated",
            _R,
            "The columns are parted by {found}, and Amazon takes tabs only.",
            "Save the file as tab-separated text.",
        ),
        Rule(
            "old-line-ends",
            _W,
            "The lines end as in old Mac programs. Amazon may read the file as one line.",
            "Save the file with the line ends of Windows or Unix.",
        ),
        # Encoding.
        Rule("not-utf-8", _R, "{what} has to be UTF-8, and this file is {found}.", _FIX_SOURCE),
        Rule(
            "utf-8-mark",
            _W,
            "The file begins with a byte order mark, which JSON does not have.",
            "Save it as UTF-8 without a mark.",
        ),
        Rule(
            "encoding-unexpected",
            _W,
            "The file is {found}; for {marketplace} Amazon expects {wanted}.",
            "Save it in that encoding, or make sure that letters arrive as they should.",
        ),
        Rule(
            "encoding-mixed",
            _W,
            "{records} {are} not in the encoding of the rest ({found}).",
            "Save the file in one encoding. Letters in those lines would arrive broken.",
        ),
        Rule(
            "undecodable",
            _W,
            "{records} {hold} bytes that are no letters in {found}.",
            "Save the file in the right encoding. Those letters would arrive broken.",
        ),
        Rule(
            "broken-letters",
            _W,
            "{records} {hold} letters that were lost before (�).",
            _FIX_SOURCE,
        ),
        # What the feed would do.
        Rule(
            "zeros-some",
            _N,
            "{share} of the quantities are 0: {zeros} of {all} go out of stock.",
        ),
        Rule(
            "zeros-many",
            _W,
            "{share} of the quantities are 0: {zeros} of {all} go out of stock.",
            "Amazon's safety net may hold such a feed until you confirm it. Make sure that the "
            "stock was read in full.",
        ),
        Rule(
            "deletes-many",
            _W,
            "{share} of the records delete a listing: {deletes} of {all}.",
            "Make sure that this is meant. Amazon's safety net may hold such a feed.",
        ),
        # Records.
        Rule("record-large", _W, "{records} {are} larger than 512 kB and {were} not checked."),
        Rule("record-deep", _W, "{records} {are} nested too deep and {were} not checked."),
        Rule("not-an-object", _W, "{records} {are} no JSON objects.", _FIX_SOURCE),
        Rule("no-message-id", _W, "{records} {have} no message number.", _FIX_SOURCE),
        Rule(
            "message-id-wrong",
            _W,
            "{records} {have} a message number that is none of 1 to 2,147,483,647.",
            _FIX_SOURCE,
        ),
        Rule("message-id-twice", _W, "{records} {have} a number used before.", _FIX_SOURCE),
        Rule("no-sku", _W, "{records} {have} no SKU.", "Amazon refuses them. Fill in the SKU."),
        Rule("sku-long", _W, "{records} {have} a SKU of more than 40 characters.", _FIX_SOURCE),
        Rule(
            "sku-twice",
            _W,
            "{records} {have} a SKU that stands in the feed before.",
            "Keep one of each. Which of them wins is not sure.",
        ),
        Rule("no-order", _W, "{records} {have} no order number.", "Amazon refuses them."),
        Rule("operation-missing", _W, "{records} {say} no operationType.", "Amazon refuses them."),
        Rule(
            "operation-unknown",
            _W,
            "{records} {say} an operation that Amazon does not have.",
            "Amazon refuses them.",
        ),
        Rule(
            "field-missing",
            _W,
            "{records} {have} no value for what is required.",
            "Amazon refuses them. Fill it in.",
        ),
        Rule(
            "field-unfit",
            _W,
            "{records} {have} fields that do not go with the operation.",
            "Amazon refuses them. Leave those fields out.",
        ),
        Rule(
            "field-wrong",
            _W,
            "{records} {have} a value of the wrong kind.",
            "Amazon refuses them.",
        ),
        Rule(
            "body-missing",
            _W,
            "{records} {hold} something else than the feed type says.",
            "Amazon refuses them.",
        ),
        Rule("quantity-wrong", _W, "{records} {have} a quantity that is no whole number from 0."),
        Rule("price-wrong", _W, "{records} {have} a price that is no amount.", _FIX_SOURCE),
        Rule("price-zero", _W, "{records} {have} a price of 0.", "Amazon refuses them."),
        Rule("no-currency", _W, "{records} {have} a price without a currency.", _FIX_SOURCE),
        Rule(
            "cells-more",
            _W,
            "{records} {have} more cells than there are headings.",
            "A tab within a text moves everything behind it one column on.",
        ),
        Rule(
            "quoted",
            _W,
            "{records} {have} cells in double quotes. Amazon takes the quotes as part of the text.",
            "Save the file without quotes.",
        ),
    )
}
