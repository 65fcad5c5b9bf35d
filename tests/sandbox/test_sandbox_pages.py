"""What a seller copies from Seller Central."""

from __future__ import annotations

import re

import pytest

from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.sandbox.cast import Standing
from koongo_tui.sandbox.pages import congratulations_page, manage_apps_row
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.world import World
from tests.sandbox.practice import URL


@pytest.mark.parametrize("region", ["eu", "na", "fe"])
def test_the_congratulations_page_holds_the_sellers_values(world: World, region: str) -> None:
    sandbox = Sandbox(world, URL)
    seller = sandbox.seller(region)
    page = sandbox.congratulations_page(region)

    assert page.startswith("Congratulations!\n")
    assert f"\nSeller ID: {seller.seller_id}\n" in page
    assert f"\nMWS Authorisation Token: {seller.mws_auth_token}\n" in page
    for id_ in seller.marketplace_ids:
        marketplace = marketplace_by_id(id_)
        assert marketplace is not None
        assert f"{id_} ({marketplace.name})" in page


@pytest.mark.parametrize("region", ["eu", "na", "fe"])
def test_the_row_of_manage_your_apps(world: World, region: str) -> None:
    sandbox = Sandbox(world, URL)
    cells = sandbox.manage_apps_row(region).split("\t")

    assert cells[:2] == ["Active", "Koongo"]
    assert cells[2] == sandbox.seller(region).region.developer_id.replace("-", "")
    assert cells[3:5] == ["9/26/2026, 4:28 PM", "9/26/2027, 4:28 PM"]
    assert cells[5:] == ["View", "Renew Disable"]


def test_the_row_shows_what_became_of_the_authorisation(world: World) -> None:
    rows = {s.standing: manage_apps_row(s, world.clock()).split("\t") for s in world.cast.sellers}

    assert rows[Standing.REVOKED][0] == "Disabled"
    assert rows[Standing.EXPIRED][4] == "10/26/2026, 4:28 PM"
    assert re.fullmatch(r"\d+/26/\d{4}, 4:28 PM", rows[Standing.ACTIVE][3])


def test_a_page_of_any_seller(world: World) -> None:
    for seller in world.cast.sellers:
        assert seller.name in congratulations_page(seller)
