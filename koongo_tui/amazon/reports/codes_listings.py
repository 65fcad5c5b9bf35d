"""Codes about products and offers: the match with Amazon's catalogue, brands, attributes."""

from __future__ import annotations

from koongo_tui.amazon.reports.codes import Meaning

_ISSUES = "https://github.com/amzn/selling-partner-api-models/issues"
_FEED_MESSAGES = "Amazon, Feeds Error Messages (vdocument.in, pdfslide.us: Marketplace Feeds)"
_UPLOAD_ERRORS = "https://github.com/lineofflight/peddler/wiki/Amazon-Inventory-File-Upload-Errors"
_BRAND_POLICY = "Seller Central help, Amazon Brand Name Policy (G2N3GKE5SGSHWYRZ)"
_CHANNABLE = "https://helpcenter.channable.com/hc/en-us/articles/360013229559"
_CHANNEL_ENGINE = "https://support.channelengine.com/hc/en-us/articles/4409502759709"
_EFFECT_CONNECT = "https://www.effectconnect.com/knowledge/amazon-errors"
_WOOSA = "https://support.woosa.com/article/203-what-means-amazon-error-codes"
_REPORT_EXAMPLE = (
    "https://github.com/amzn/selling-partner-api-models/blob/main/schemas/feeds/"
    "listings-feed-processing-report-schema-v2.example.json"
)

_ASK_TO_SELL = (
    "Apply for approval in Seller Central, Catalogue, Add products, Show limitations. Until "
    "Amazon agrees, take the product out of this channel."
)

LISTINGS: dict[str, Meaning] = {
    # The match between your product and Amazon's catalogue.
    "8541": Meaning(
        "Barcode is tied to a different product",
        "Compare your values with those Amazon names. If it is the same product, change them in "
        "your shop to Amazon's; if not, correct the barcode.",
        f"{_ISSUES}/4969; {_WOOSA}",
    ),
    "8542": Meaning(
        "Barcode is tied to several products on Amazon",
        "Find the one that is yours in Amazon's catalogue and send its ASIN in place of the "
        "barcode.",
        "https://jaknaamazon.cz/amazon-error-8542; " + _WOOSA,
    ),
    "8560": Meaning(
        "Required information is missing",
        "Amazon needs a field this product type demands, often brand or manufacturer, or the "
        "barcode is wrong. Fill it in your shop, Koongo sends it next time.",
        "Seller Central help, Error 8560 (200692370)",
    ),
    "8566": Meaning(
        "Product is new to Amazon and cannot be created",
        "Check that the barcode is registered with GS1 and that the brand is spelled exactly as "
        "registered there, then send it again.",
        f"{_ISSUES}/2711",
    ),
    "8571": Meaning(
        "Weekly limit for new products is used up",
        "Wait a week, or send the products that matter most first. Amazon raises the limit with "
        "your sales.",
        f"{_CHANNABLE}; {_EFFECT_CONNECT}",
    ),
    "8572": Meaning(
        "Barcode does not belong to this brand or product",
        "Use the barcode that the brand's owner was given by GS1. If it is right, send Seller "
        "Support the GS1 certificate.",
        f"{_ISSUES}/549",
    ),
    "5500": Meaning(
        "Product ID matches several products on Amazon",
        "Choose the right ASIN among those Amazon names, and send it as the product ID.",
        _UPLOAD_ERRORS,
    ),
    "5501": Meaning(
        "Product ID is unknown to Amazon",
        "Correct the barcode, or send the ASIN if the product is on Amazon.",
        _UPLOAD_ERRORS,
    ),
    "5503": Meaning(
        "SKU already belongs to another product",
        "Correct the barcode, or delete the SKU on Amazon first and send it again a day later.",
        _UPLOAD_ERRORS,
    ),
    "5504": Meaning(
        "SKU already belongs to another ASIN",
        "Send the ASIN that the SKU has on Amazon, or delete the SKU there first.",
        _UPLOAD_ERRORS,
    ),
    "5505": Meaning(
        "Product ID is not a barcode or ASIN",
        "Amazon takes ASIN, UPC, EAN or ISBN. Correct it in your shop.",
        _UPLOAD_ERRORS,
    ),
    "8005": Meaning(
        "A value that identifies the product was changed",
        "Undo the change, or delete the SKU on Amazon, wait 24 hours, and send it as new.",
        f"{_CHANNEL_ENGINE}; {_EFFECT_CONNECT}",
    ),
    "13013": Meaning(
        "SKU does not exist on Amazon",
        "The product itself was refused before, or was deleted. Mend the errors of its product "
        "feed first; after a deletion wait 24 hours.",
        f"{_ISSUES}/4834; {_WOOSA}",
    ),
    # Permission to sell.
    "5461": Meaning(
        "Brand allows new products only from approved sellers",
        "Ask for approval in Seller Central, with the brand owner's letter. If you own the "
        "brand, link the account in Brand Registry.",
        f"{_BRAND_POLICY}; imagikids.freshdesk.com 22000260759",
    ),
    "5664": Meaning(
        "Product without a brand needs the brand Generic",
        "Write Generic as its brand, or the real brand if the product bears one.",
        _BRAND_POLICY,
    ),
    "5665": Meaning(
        "Brand name is not approved by Amazon",
        "Apply for the brand name in Seller Central or Brand Registry, spelled as on the "
        "product. For a product without a brand write Generic.",
        f"{_BRAND_POLICY}; https://code-classify.com/fix/amazon-error-5665/",
    ),
    "6024": Meaning(
        "Not approved for this brand in this category",
        _ASK_TO_SELL,
        _UPLOAD_ERRORS,
    ),
    "6039": Meaning(
        "Not approved for this restricted product group",
        _ASK_TO_SELL,
        "https://github.com/bhushankummar/amazon-mws/issues/113",
    ),
    "8026": Meaning(
        "Not approved for this category",
        _ASK_TO_SELL,
        f"https://github.com/bhushankummar/amazon-mws/issues/113; {_EFFECT_CONNECT}",
    ),
    "8059": Meaning(
        "Product may not be sold in this marketplace",
        "Read Amazon's restriction in Seller Central, and take the product out of this channel.",
        _CHANNABLE,
    ),
    "8556": Meaning(
        "Product is restricted, Amazon removes the offer",
        "Take the product out of this channel. If you think Amazon is wrong, ask Seller Support.",
        _FEED_MESSAGES,
    ),
    "90202": Meaning(
        "Amazon does not allow this condition for the product",
        "Check the conditions allowed for this ASIN in Seller Central, and correct yours.",
        "https://www.jaknaamazon.cz/amazon-error-90202/",
    ),
    # Variations.
    "8007": Meaning(
        "Parent product is unknown to Amazon",
        "The parent was refused or never sent. Mend its own errors first, then send the "
        "variations.",
        _UPLOAD_ERRORS,
    ),
    "8008": Meaning(
        "A product of the variation is unknown to Amazon",
        "Parent or child was refused. Mend its own errors first, the relation follows by itself.",
        f"{_UPLOAD_ERRORS}; {_ISSUES}/549",
    ),
    "8016": Meaning(
        "Variation lacks its theme or its values",
        "Parent and children need the same variation theme, and each child its value, such as "
        "size and colour. Complete them in your shop.",
        "Seller Central help, Error 8016 (23821)",
    ),
    "8032": Meaning(
        "Variation already belongs to another parent",
        "Delete the old relation on Amazon, then send the new one.",
        f"{_CHANNEL_ENGINE}; {_EFFECT_CONNECT}",
    ),
    # Values.
    "8015": Meaning(
        "A value is not valid",
        "Look up in Amazon's definitions what the field may hold, and correct it in your shop.",
        f"{_ISSUES}/3987",
    ),
    "8057": Meaning(
        "Condition differs from the one on Amazon",
        "The condition of a SKU cannot change. Send the product under a new SKU.",
        f"{_CHANNEL_ENGINE}; {_EFFECT_CONNECT}",
    ),
    "8105": Meaning(
        "A value is not in Amazon's list",
        "Choose one of the values that Amazon's template for this category lists.",
        f"{_ISSUES}/940",
    ),
    "8115": Meaning(
        "Condition is not valid",
        "Choose a condition that Amazon knows, such as New, and send it again.",
        f"{_EFFECT_CONNECT}; scribd.com/document/787190942",
    ),
    "5004": Meaning(
        "Required information is missing",
        "Compare the product with the category's template, complete it, and send it again.",
        _FEED_MESSAGES,
    ),
    "5161": Meaning(
        "Search terms hold a trademark",
        "Remove brand names from the search terms in your shop.",
        "https://support.storeautomator.com/hc/en-us/articles/8701298285212",
    ),
    "5561": Meaning(
        "Search terms hold a trademark",
        "Remove brand names from the search terms in your shop.",
        "https://support.storeautomator.com/hc/en-us/articles/8701298285212",
    ),
    "14016": Meaning(
        "Sale price lacks its start or end date",
        "Give both dates with the sale price, or no sale price.",
        _WOOSA,
    ),
    "18448": Meaning(
        "Information that helps buyers is incomplete",
        "Add the fields Amazon names when you can. The listing works without them.",
        _REPORT_EXAMPLE,
    ),
    "90057": Meaning(
        "A required field has no valid value",
        "Look up in the category's template what the field may hold, and correct it.",
        _CHANNABLE,
    ),
    "90113": Meaning(
        "A number is above Amazon's maximum",
        "Check the price or measure Amazon names, and correct it in your shop.",
        _WOOSA,
    ),
    "90114": Meaning(
        "A number is below Amazon's minimum",
        "Check the price or measure Amazon names. Price and weight need at least 0.01.",
        _WOOSA,
    ),
    "90004114": Meaning(
        "A number is below Amazon's minimum",
        "Check the number Amazon names, and correct it in your shop.",
        f"{_ISSUES}/4621",
    ),
    "90220": Meaning(
        "A required field is missing",
        "Fill the field Amazon names in your shop, Koongo sends it next time.",
        _REPORT_EXAMPLE,
    ),
    "99001": Meaning(
        "A required field is missing",
        "Fill the field Amazon names in your shop, Koongo sends it next time.",
        "https://www.jaknaamazon.cz/amazon-error-99001/; Amazon::MWS on CPAN",
    ),
    "99010": Meaning(
        "A field is missing that another one calls for",
        "Some fields belong together, such as a sale price and its dates. Fill all or none.",
        "https://www.jaknaamazon.cz/amazon-error-99010/",
    ),
    "99016": Meaning(
        "A field holds too many values",
        "Send as many values as Amazon allows for it, and drop the others.",
        _WOOSA,
    ),
    "99022": Meaning(
        "A field holds too few values",
        "Fill the field Amazon names with at least as many values as it asks for.",
        _REPORT_EXAMPLE,
    ),
    "99038": Meaning(
        "Text holds characters that Amazon refuses",
        "Remove special characters and HTML from the text in your shop.",
        _CHANNABLE,
    ),
    "90000900": Meaning(
        "A field does not belong to this product type",
        "Check the field's name and the product type; leave the field out if it is not in "
        "Amazon's definition.",
        f"{_ISSUES}/5262; https://github.com/jlevers/selling-partner-api/issues/675",
    ),
    "4000001": Meaning(
        "A value is not valid",
        "Look up in Amazon's definition of the product type what the field may hold.",
        f"{_ISSUES}/1917",
    ),
    # Pictures.
    "15": Meaning(
        "Address of the picture is not valid",
        "Give a plain web address, without blanks and special characters.",
        _FEED_MESSAGES,
    ),
    "18027": Meaning(
        "Main picture has text, a logo or a watermark",
        "Replace it by a picture of the product alone on white; the listing is hidden from "
        "search until then.",
        _REPORT_EXAMPLE,
    ),
    "20000": Meaning(
        "Amazon could not fetch the picture",
        "Open its address in a browser that is not signed in anywhere. Make it public, then "
        "send it again.",
        _CHANNABLE,
    ),
    "20013": Meaning(
        "Picture file is too large",
        "Amazon takes up to 10 MB. Make the picture smaller.",
        "Amazon::MWS on CPAN, Upload Errors",
    ),
}

WARNINGS: dict[str, Meaning] = {
    "5000": Meaning(
        "Nothing changed since the last feed, line skipped",
        "Nothing to do. Amazon has this data already.",
        _UPLOAD_ERRORS,
    ),
}
"""Codes that mean something else when they come as a warning."""
