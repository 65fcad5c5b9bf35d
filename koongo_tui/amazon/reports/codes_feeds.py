"""Codes about the feed itself, about orders and about invoices."""

from __future__ import annotations

from koongo_tui.amazon.reports.codes import Meaning

_ISSUES = "https://github.com/amzn/selling-partner-api-models/issues"
_FEED_MESSAGES = "Amazon, Feeds Error Messages (vdocument.in, pdfslide.us: Marketplace Feeds)"
_NITROSELL = "http://forum.nitrosell.com/t/amazon-504-amazon-error-messages-and-what-they-mean/80"
_INVOICES = (
    "Amazon, Invoice Uploader developer documentation "
    "(m.media-amazon.com/images/G/03/B2B/invoice-uploader-developer-documentation.pdf)"
)

_KOONGO = "Send Koongo support this report."

FEEDS: dict[str, Meaning] = {
    # The whole file.
    "25": Meaning(
        "Feed was refused because a line in it is not valid",
        "Mend the other errors of this report first. Without others, check that the feed's type "
        "fits its content.",
        f"{_ISSUES}/1813; the number: an ERP's API document, /pb/mp/order/getFulfillmentResult",
    ),
    "5000": Meaning(
        "XML does not follow Amazon's rules",
        "Often a text is too long or a quantity is below 0. Correct the value Amazon quotes in "
        f"your shop. If it quotes none: {_KOONGO[0].lower()}{_KOONGO[1:]}",
        f"{_NITROSELL}; https://support.woosa.com/article/203-what-means-amazon-error-codes",
    ),
    "5001": Meaning(
        "XML is damaged, nothing of the feed was used",
        _KOONGO,
        f"{_ISSUES}/1473",
    ),
    "5002": Meaning(
        "Amazon failed with this line",
        "Send it again. If it fails again, check the dates in it, then ask Seller Support.",
        _FEED_MESSAGES,
    ),
    "5003": Meaning(
        "Too many errors, Amazon gave up on the feed",
        "Mend the other errors of this report first, and send fewer lines at once.",
        _FEED_MESSAGES,
    ),
    "90012": Meaning(
        "A required column is missing, nothing was used",
        "The feed's type does not fit its content: XML sent as a text file looks like this. "
        + _KOONGO,
        f"{_ISSUES}/1091",
    ),
    "90061": Meaning(
        "A column is unknown to Amazon and was ignored",
        "Check the heading that Amazon quotes against the template.",
        f"{_ISSUES}/1091",
    ),
    "4000000": Meaning(
        "Amazon failed with this line",
        "Nothing is wrong with your data. Send it again later.",
        f"{_ISSUES}/4362",
    ),
    "4002001": Meaning(
        "Feed is not JSON, nothing of it was used",
        f"The feed's type does not fit its content. {_KOONGO}",
        "https://github.com/amzn/selling-partner-api-docs/issues/1593",
    ),
    "4002006": Meaning(
        "Feed does not name the right version",
        f"Nothing of the feed was used. {_KOONGO}",
        f"{_ISSUES}/1662",
    ),
    "4002008": Meaning(
        "A message does not follow Amazon's schema",
        f"Nothing of this message was used. {_KOONGO}",
        f"{_ISSUES}/1641",
    ),
    "BAD_REQUEST": Meaning(
        "Amazon could not make sense of the message",
        "Send it again later. If Amazon still refuses it, read its words and ask Koongo support.",
        f"{_ISSUES}/2851",
    ),
    # Orders.
    "18021": Meaning(
        "More pieces confirmed than are left to ship",
        "Compare the quantities with the order: some pieces are shipped or cancelled already.",
        "https://github.com/spree/amazon_endpoint, spec/support/responses.rb",
    ),
    "18028": Meaning(
        "Order is unknown to Amazon for this account",
        "Check the order's number, and that it belongs to this seller account and region.",
        "https://github.com/interchange/Amazon-MWS, t/errors.t",
    ),
    "18181": Meaning(
        "Tracking number does not fit the carrier",
        "Check the carrier and the tracking number in your shop, and confirm the shipment again.",
        "Amazon::MWS on CPAN, Upload Errors",
    ),
    # Invoices.
    "79503": Meaning(
        "Invoice is not a PDF",
        "Upload the invoice as a PDF.",
        _INVOICES,
    ),
    "79513": Meaning(
        "Details of the invoice are missing",
        f"Amazon names them: order or shipment, invoice number, amounts. {_KOONGO}",
        f"{_ISSUES}/2437; {_INVOICES}",
    ),
    "79517": Meaning(
        "Invoice belongs to no shipped order of yours",
        "Check the order's number. Upload invoices after the goods were dispatched.",
        _INVOICES,
    ),
    "79523": Meaning(
        "Invoice needs exactly one marketplace",
        f"Amazon takes it for one marketplace at a time. {_KOONGO}",
        _INVOICES,
    ),
    "79525": Meaning(
        "Amazon writes the invoice for this order itself",
        "Nothing to upload. To write your own, leave Amazon's VAT Calculation Service.",
        f"{_ISSUES}/2965",
    ),
    "79531": Meaning(
        "Kind of document is neither invoice nor credit note",
        _KOONGO,
        _INVOICES,
    ),
    "79540": Meaning(
        "Feed came without the invoice",
        f"Upload it again. If that fails: {_KOONGO[0].lower()}{_KOONGO[1:]}",
        _INVOICES,
    ),
    "79544": Meaning(
        "Feed came without the credit note",
        f"Upload it again. If that fails: {_KOONGO[0].lower()}{_KOONGO[1:]}",
        _INVOICES,
    ),
}
