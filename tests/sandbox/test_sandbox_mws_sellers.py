"""The operations of Sellers."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.sandbox.practice import Amazon

STATUS = "GetServiceStatus"
LIST = "ListMarketplaceParticipations"
MORE = "ListMarketplaceParticipationsByNextToken"


async def test_the_service_is_green(amazon: Amazon, samples: Path) -> None:
    reply = await amazon.call(STATUS)
    real = ET.fromstring((samples / "mws_us_getservicestatus.xml").read_bytes())

    assert reply.text("Status") == "GREEN"
    assert reply.text("Timestamp") == "2026-11-23T10:00:00.000Z"
    assert [n.tag for n in ET.fromstring(reply.body).iter()] == [n.tag for n in real.iter()]


async def test_the_status_may_be_asked_twice(amazon: Amazon) -> None:
    statuses = [(await amazon.call(STATUS)).status for _ in range(3)]

    assert statuses == [200, 200, 503]


async def test_the_marketplaces_and_one_that_is_none(amazon: Amazon, samples: Path) -> None:
    reply = await amazon.call(LIST)
    official = ET.fromstring(
        (samples / "mws_official_sellers_ListMarketplaceParticipationsResponse.xml").read_bytes()
    )
    shops = reply.root.findall(".//Marketplace")

    assert [s.findtext("MarketplaceId") for s in shops] == [
        *amazon.seller.marketplace_ids,
        "A2ZV50J4W1RKNI",
    ]
    assert [n.text for n in shops[0]] == [
        "A1F83G8C2ARO7P",
        "Amazon.co.uk",
        "GB",
        "GBP",
        "en_GB",
        "www.amazon.co.uk",
    ]
    ours = ET.fromstring(reply.body)
    for name in ("Marketplace", "Participation"):
        wanted = official.find(f".//{{*}}{name}")
        found = ours.find(f".//{{*}}{name}")
        assert wanted is not None
        assert found is not None
        assert [n.tag for n in found] == [n.tag for n in wanted]
    assert set(reply.texts("SellerId")) == {amazon.seller.seller_id}
    assert reply.text("NextToken") is None


async def test_marketplaces_in_small_pages(amazon: Amazon) -> None:
    amazon.sandbox.use("small-pages")
    reply = await amazon.call(LIST)
    pages = [reply]
    while token := reply.text("NextToken"):
        reply = await amazon.call(MORE, {"NextToken": token})
        assert reply.status == 200, reply.body
        pages.append(reply)

    found = [id_ for page in pages for id_ in page.texts("Name")]
    assert [len(page.texts("Name")) for page in pages] == [2, 2, 2]
    assert found[-1] == "Non-Amazon"
    assert len(set(found)) == 6


@pytest.mark.parametrize("parameters", [{}, {"NextToken": "none"}])
async def test_a_token_that_is_none(amazon: Amazon, parameters: dict[str, str]) -> None:
    assert (await amazon.call(MORE, parameters)).refusal == (400, "InvalidParameterValue")
