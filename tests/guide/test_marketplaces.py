"""The table of marketplaces."""

from __future__ import annotations

import itertools

import pytest

from koongo_tui.guide.lookalikes import distance, fold, near_marketplace
from koongo_tui.guide.marketplaces import (
    MARKETPLACES,
    NOT_AMAZON,
    Marketplace,
    find_marketplace,
    marketplace_by_id,
    marketplaces_of,
)
from koongo_tui.guide.regions import Region


def test_there_are_23_and_no_two_share_anything() -> None:
    assert len(MARKETPLACES) == 23
    for name in ("id", "code", "domain", "country"):
        assert len({getattr(m, name) for m in MARKETPLACES}) == 23


def test_the_regions_share_them_out() -> None:
    assert [len(marketplaces_of(r)) for r in Region] == [16, 4, 3]
    assert sum((marketplaces_of(r) for r in Region), ()) != ()


def test_the_guide_covers_its_three_groups_only() -> None:
    covered = {m.code for m in MARKETPLACES if m.in_guide}
    assert covered == {
        *("GB", "IE", "DE", "FR", "IT", "ES", "NL", "BE", "SE", "PL"),
        *("US", "CA", "AU", "JP"),
    }


def test_ids_are_far_apart_so_that_a_slip_is_told_for_certain() -> None:
    nearest = min(
        distance(fold(a.id), fold(b.id)) for a, b in itertools.combinations(MARKETPLACES, 2)
    )
    assert nearest == 9


@pytest.mark.parametrize("marketplace", MARKETPLACES, ids=lambda m: m.code)
def test_is_found_by_all_its_names(marketplace: Marketplace) -> None:
    m = marketplace
    assert marketplace_by_id(m.id) is m
    for text in (
        m.id,
        m.id.lower(),
        m.domain,
        f"https://www.{m.domain}/",
        m.code,
        m.country,
        m.name,
    ):
        assert find_marketplace(f" {text} ") is m


@pytest.mark.parametrize("marketplace", MARKETPLACES, ids=lambda m: m.code)
def test_is_told_from_its_lookalikes(marketplace: Marketplace) -> None:
    wrong = marketplace.id.translate(str.maketrans("O0I1S5B8", "0O1I5S8B"))
    assert near_marketplace(wrong) is marketplace
    assert near_marketplace(marketplace.id[:4] + "X" + marketplace.id[5:-1]) is marketplace


def test_uk_means_gb_and_nothing_else_is_guessed() -> None:
    gb = find_marketplace("UK")
    assert gb is not None
    assert gb.code == "GB"
    assert gb.name == "Amazon.co.uk"
    assert find_marketplace("amazon.cn") is None
    assert find_marketplace("") is None
    assert marketplace_by_id(next(iter(NOT_AMAZON))) is None
    assert near_marketplace("A135KKEKJAIBJ56") is None
