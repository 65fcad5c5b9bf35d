"""From the address where a seller signs in to the region of the account."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from koongo_tui.guide.marketplaces import MARKETPLACES, Marketplace
from koongo_tui.guide.regions import Region

# Hosts that serve more than one country, or that went by another name.
_SHARED = {
    "sellercentral-europe.amazon.com": Region.EU,
    "sellercentral-na.amazon.com": Region.NA,
}
_OLDER = {
    "sellercentral-japan.amazon.com": "amazon.co.jp",
    "sellercentral-japan.amazon.co.jp": "amazon.co.jp",
    "sellercentral.amazon.jp": "amazon.co.jp",
    "sellercentral.amazon.uk": "amazon.co.uk",
}
_BY_DOMAIN = {m.domain: m for m in MARKETPLACES}
# What stands before the domain on pages of a seller or a shop of that country.
_PREFIXES = ("sellercentral.", "www.", "sell.", "services.", "")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}\.){1,6}[a-z]{2,12}", re.IGNORECASE)
_AFTER_HOST = re.compile(r"[/?#\\]")
_AMAZON = re.compile(r"(?:\A|\.)amazon\.(?:com?\.)?[a-z]{2,3}\Z")
_LONGEST = 2048


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says about the seller's account.

    Attributes:
        host: in small letters; empty when the text holds none.
        marketplace: the country's marketplace, or None for a host that serves several.
        region: the region whose developer ID to use; None unless ``covered``.
        covered: Koongo's guide gives a developer ID for sellers who sign in there.
        reason: why it is not covered, a sentence or two; empty when it is.
    """

    host: str
    marketplace: Marketplace | None
    region: Region | None
    covered: bool
    reason: str


def read_address(text: str) -> Address:
    """Read an address as copied from a browser: whole, without ``https://``, or the host alone.

    Nothing is guessed: a host that is not known gets a reason and no region.
    """
    host = _host(text)
    if not host:
        return _refused("", "That does not look like an address. It begins with sellercentral.")
    if region := _SHARED.get(host):
        return Address(host, None, region, True, "")
    marketplace = _marketplace(host)
    if marketplace is None:
        return _refused(host, _why_unknown(host))
    if not marketplace.in_guide:
        return Address(
            host,
            marketplace,
            None,
            False,
            f"The guide gives no developer ID for accounts opened in {marketplace.country}.",
        )
    return Address(host, marketplace, marketplace.region, True, "")


def _refused(host: str, reason: str) -> Address:
    return Address(host, None, None, False, reason)


def _host(text: str) -> str:
    """The host of a pasted address, not a name in its path, its user part or behind ``#``."""
    shown = unicodedata.normalize("NFKC", text[:_LONGEST])
    words = [word.strip("<>()[]\"'`,;") for word in shown.split() if "." in word.strip(".")]
    word = next((w for w in words if "amazon" in w.lower()), words[0] if words else "")
    authority = _AFTER_HOST.split(word.partition("://")[2] or word)[0]
    host = authority.rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    return host if _HOST.fullmatch(host) else ""


def _marketplace(host: str) -> Marketplace | None:
    if older := _OLDER.get(host):
        return _BY_DOMAIN[older]
    for prefix in _PREFIXES:
        if host.startswith(prefix) and (found := _BY_DOMAIN.get(host.removeprefix(prefix))):
            return found
    return None


def _why_unknown(host: str) -> str:
    labels = host.split(".")
    if not _AMAZON.search(host):
        return (
            "That is no address of Amazon Seller Central. Sign in only where the address begins "
            "with sellercentral.amazon."
        )
    if labels[0].startswith("vendorcentral"):
        return "That is Vendor Central. Koongo needs an account of Seller Central."
    if labels[0] in {"pay", "payments"}:
        return "That is Amazon Pay. Koongo needs an account of Seller Central."
    if host.endswith("amazon.cn"):
        return "The guide gives no developer ID for accounts opened in China."
    return "We do not know this address, and we do not guess the region from it."
