"""From the address where a seller signs in to the region."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koongo_tui.guide.addresses import read_address
from koongo_tui.guide.marketplaces import MARKETPLACES, Marketplace
from koongo_tui.guide.regions import Region


@pytest.mark.parametrize("marketplace", MARKETPLACES, ids=lambda m: m.code)
def test_every_sellers_host_is_covered_or_refused(marketplace: Marketplace) -> None:
    for host in (f"sellercentral.{marketplace.domain}", f"www.{marketplace.domain}"):
        address = read_address(f"https://{host}/apps/manage?x=1")
        assert address.host == host
        assert address.marketplace is marketplace
        assert address.covered is marketplace.in_guide
        assert address.region is (marketplace.region if marketplace.in_guide else None)
        assert bool(address.reason) is not marketplace.in_guide


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("https://sellercentral-europe.amazon.com/gp/homepage.html", Region.EU),
        ("sellercentral-na.amazon.com", Region.NA),
        ("sellercentral-japan.amazon.com", Region.FE),
        ("HTTPS://SellerCentral.Amazon.DE:443", Region.EU),
        ("<https://sellercentral.amazon.co.jp/>", Region.FE),
        ("I sign in at https://sellercentral.amazon.ca/home, as a rule.", Region.NA),
        ("sellercentral.amazon.com.au.", Region.FE),
        ("someone@sellercentral.amazon.fr", Region.EU),
    ],
)
def test_addresses_as_people_give_them(text: str, region: Region) -> None:
    address = read_address(text)
    assert address.region is region
    assert address.covered
    assert address.reason == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sellercentral.amazon.com.mx", "Mexico"),
        ("sellercentral.amazon.sg", "Singapore"),
        ("sellercentral.amazon.cn", "China"),
        ("vendorcentral.amazon.de", "Vendor Central"),
        ("https://pay.amazon.com/", "Amazon Pay"),
        ("mws.amazon.com", "do not know"),
        ("sellercentral.amazon.example", "no address of Amazon"),
        ("https://sellercentral.amazon.de@evil.example/", "no address of Amazon"),
        ("sellercentral.amazon.de.evil.example", "no address of Amazon"),
        ("https://evil.example/?to=https://sellercentral.amazon.de", "no address of Amazon"),
        ("https://evil.example#sellercentral.amazon.de", "no address of Amazon"),
        ("https://evil.example\\sellercentral.amazon.de", "no address of Amazon"),
        ("sellercentral-amazon.de", "no address of Amazon"),
        ("s\u0435llercentral.amazon.de", "does not look like an address"),
        ("", "does not look like an address"),
        ("Europe", "does not look like an address"),
    ],
)
def test_nothing_is_guessed(text: str, reason: str) -> None:
    address = read_address(text)
    assert address.region is None
    assert not address.covered
    assert reason in address.reason


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    address = read_address(text)
    assert address.covered is (address.region is not None)
    assert address.covered is not bool(address.reason)
