"""The regions, and the developer IDs of Koongo's guide."""

from __future__ import annotations

import pytest

from koongo_tui.guide.credentials import developer_id
from koongo_tui.guide.marketplaces import MARKETPLACES
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import (
    DEVELOPER_NAME,
    RETIRED_DEVELOPER_ID,
    Region,
    manage_apps_url,
    parse_region,
)


@pytest.mark.parametrize(
    ("region", "title", "developer"),
    [
        (Region.EU, "Europe", "9051-1235-5740"),
        (Region.NA, "US and Canada", "0176-5302-9598"),
        (Region.FE, "Australia and Japan", "2611-6230-2505"),
    ],
)
def test_the_guides_developer_ids(region: Region, title: str, developer: str) -> None:
    assert region.title == title
    assert region.developer_id == developer
    assert developer_id(developer) == developer
    assert DEVELOPER_NAME == "Koongo"


def test_no_two_developer_ids_are_alike() -> None:
    known = {r.developer_id for r in Region} | {RETIRED_DEVELOPER_ID}
    assert len(known) == 4


def test_every_site_is_one_of_the_regions_own() -> None:
    for region in Region:
        own = {f"sellercentral.{m.domain}" for m in MARKETPLACES if m.region is region}
        assert set(region.sites) <= own
        assert all(manage_apps_url(s) == f"https://{s}/apps/manage" for s in region.sites)


@pytest.mark.parametrize(
    ("word", "region"),
    [
        ("eu", Region.EU),
        ("Europe", Region.EU),
        ("US", Region.NA),
        ("us-ca", Region.NA),
        ("us_ca", None),
        ("US and  Canada", Region.NA),
        ("fe", Region.FE),
        ("au-jp", Region.FE),
        ("Australia and Japan", Region.FE),
        ("mexico", None),
        ("", None),
        ("e", None),
    ],
)
def test_words_for_a_region(word: str, region: Region | None) -> None:
    assert parse_region(word) is region


def test_the_programs_have_names_for_people() -> None:
    assert [p.title for p in Program] == ["MWS", "SP-API"]
