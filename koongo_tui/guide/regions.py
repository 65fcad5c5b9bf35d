"""The regions of Amazon, and Koongo's developer ID in each.

The developer IDs and the page to open are those of Koongo's guide, "Authorizing a developer".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DEVELOPER_NAME = "Koongo"

RETIRED_DEVELOPER_ID = "7930-6722-8694"
"""Shown beside Koongo in a picture of the guide, and given nowhere in its text."""


class Region(StrEnum):
    """A part of Amazon with endpoints and authorisations of its own."""

    EU = "eu"
    NA = "na"
    FE = "fe"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The name that the guide uses."""
        return _FACTS[self].title

    @property
    def developer_id(self) -> str:
        """Koongo's developer ID, grouped as Amazon prints it: ``9051-1235-5740``."""
        return _FACTS[self].developer_id

    @property
    def sites(self) -> tuple[str, ...]:
        """Seller Central hosts to offer when the seller named none, the usual one first."""
        return _FACTS[self].sites


@dataclass(frozen=True, slots=True)
class _Facts:
    title: str
    developer_id: str
    sites: tuple[str, ...]


_FACTS = {
    Region.EU: _Facts("Europe", "9051-1235-5740", ("sellercentral.amazon.co.uk",)),
    Region.NA: _Facts("US and Canada", "0176-5302-9598", ("sellercentral.amazon.com",)),
    Region.FE: _Facts(
        "Australia and Japan",
        "2611-6230-2505",
        ("sellercentral.amazon.com.au", "sellercentral.amazon.co.jp"),
    ),
}

_WORDS = {
    Region.EU: ("eu", "europe", "european union"),
    Region.NA: ("na", "us", "usa", "us-ca", "us and canada", "us & canada", "north america"),
    Region.FE: ("fe", "au-jp", "australia and japan", "australia & japan", "far east"),
}


def parse_region(text: str) -> Region | None:
    """The region that a word names: its code, its name in the guide or a usual short form."""
    word = " ".join(text.lower().replace("_", " ").split())
    return next(
        (
            region
            for region, words in _WORDS.items()
            if word in words or word == region.title.lower()
        ),
        None,
    )


def develop_apps_url(seller_central: str) -> str:
    """Address of the page Develop apps, where a private application is authorised."""
    return f"https://{seller_central}/sellingpartner/developerconsole"


def manage_apps_url(seller_central: str) -> str:
    """Address of the page Manage your apps on a Seller Central host."""
    return f"https://{seller_central}/apps/manage"
