"""The shapes of Amazon's values."""

from __future__ import annotations

import pytest

from koongo_tui.guide.credentials import (
    CHINA,
    developer_id,
    is_marketplace_id,
    is_mws_token,
    is_refresh_token,
    is_seller_id,
)
from koongo_tui.guide.marketplaces import MARKETPLACES, NOT_AMAZON


@pytest.mark.parametrize("text", ["A135KKEKJAIBJ56", "A2R2RITDJNW1Q6", "A3UN6WX5RRO2A"])
def test_seller_ids(text: str) -> None:
    assert is_seller_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "B135KKEKJAIBJ56",
        "a135kkekjaibj56",
        "A135KKEKJA",
        "A135KKEKJAIBJ567",
        "A135KKEKJAIBJ56\n",
        "A135 KKEKJAIBJ5",
        CHINA,
        *sorted(NOT_AMAZON),
        *(m.id for m in MARKETPLACES),
    ],
)
def test_no_seller_ids(text: str) -> None:
    assert not is_seller_id(text)


def test_marketplaces_that_are_not_served_are_known_as_such() -> None:
    assert is_marketplace_id(CHINA)
    assert all(map(is_marketplace_id, NOT_AMAZON))
    assert not is_marketplace_id("A135KKEKJAIBJ56")


def test_mws_tokens() -> None:
    assert is_mws_token("amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234")
    assert is_mws_token("amzn.mws.4ea38b7b-f563-7709-4bae-87aeaEXAMPLE")
    assert not is_mws_token("amzn.mws.4ea38b7b-f563-7709-4bae-87aea000123")
    assert not is_mws_token("4ea38b7b-f563-7709-4bae-87aea0001234")


def test_refresh_tokens() -> None:
    assert is_refresh_token("Atzr|IwEBIExampleRefresh0Token")
    assert not is_refresh_token("Atza|IwEBIExampleAccess0Token")
    assert not is_refresh_token("Atzr|")


@pytest.mark.parametrize(
    "text", ["9051-1235-5740", "905112355740", "9051 1235 5740", " 9051-12355740\n"]
)
def test_developer_ids_are_grouped(text: str) -> None:
    assert developer_id(text) == "9051-1235-5740"


@pytest.mark.parametrize("text", ["", "9051-1235-574", "9051-1235-57401", "９０５１12355740", "x"])
def test_no_developer_ids(text: str) -> None:
    assert developer_id(text) is None
