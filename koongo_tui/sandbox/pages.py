"""What the seller sees in Seller Central, as text that was copied from the browser."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.guide.regions import DEVELOPER_NAME
from koongo_tui.sandbox.cast import Seller, Standing

_YEAR = timedelta(days=365)


def congratulations_page(seller: Seller) -> str:
    """The page that follows after authorising Koongo, copied as a whole."""
    shops = [
        f"{m.id} ({m.name})" for id_ in seller.marketplace_ids if (m := marketplace_by_id(id_))
    ]
    return "\n".join(
        (
            "Congratulations!",
            "",
            f"{DEVELOPER_NAME} can now access your Amazon seller account with MWS",
            "",
            f"These are your account identifiers, which {DEVELOPER_NAME} will need to access your "
            "Amazon seller account. You can also view these identifiers and manage developer "
            "access to your seller account on the Amazon MWS Developer Permissions page.",
            "",
            f"Seller account identifiers for {seller.name}",
            "",
            f"Seller ID: {seller.seller_id}",
            f"Marketplace ID: {shops[0]}",
            *(f"{shop}" for shop in shops[1:]),
            "",
            "Seller-Developer Authorisation",
            "",
            f"MWS Authorisation Token: {seller.mws_auth_token}",
            "",
        )
    )


def manage_apps_row(seller: Seller, now: datetime) -> str:
    """The row of the developer on the page Manage your apps, cells parted by tabs.

    The dates are as in an American account, with a day above twelve, so that day and month
    cannot be exchanged.
    """
    authorised = _clear_day(now - timedelta(days=60))
    if seller.standing is Standing.EXPIRED:
        authorised = _clear_day(now - _YEAR - timedelta(days=45))
    expires = authorised + _YEAR
    status = "Disabled" if seller.standing is Standing.REVOKED else "Active"
    developer_id = seller.region.developer_id.replace("-", "")
    cells = (
        status,
        DEVELOPER_NAME,
        developer_id,
        _written(authorised),
        _written(expires),
        "View",
        "Renew Disable",
    )
    return "\t".join(cells)


def page_text(html: bytes) -> str:
    """What is copied from one of the sandbox's own pages as a whole."""
    body = re.sub(r"(?s)<(style|title)>.*?</\1>", "", html.decode())
    lines = (" ".join(line.split()) for line in re.sub(r"<[^>]*>", "", body).splitlines())
    return "\n".join(unescape(line) for line in lines if line)


def _clear_day(moment: datetime) -> datetime:
    return moment.replace(day=26, hour=16, minute=28)


def _written(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    half = "AM" if moment.hour < 12 else "PM"
    return f"{moment.month}/{moment.day}/{moment.year}, {hour}:{moment.minute:02} {half}"
