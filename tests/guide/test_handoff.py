"""Ready messages for somebody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from koongo_tui.guide.flow import Setup, SetupError
from koongo_tui.guide.handoff import (
    SubmissionFacts,
    held_message,
    koongo_keys_message,
    koongo_region_message,
    owner_card,
    stuck_message,
)
from koongo_tui.guide.regions import Region

TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0004567"
SENT = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)
NOW = SENT + timedelta(hours=1, minutes=52)
FACTS = SubmissionFacts(
    id="50148017702",
    submitted_at=SENT,
    native_status="_IN_PROGRESS_",
    seller_id="A135KKEKJAIBJ56",
    marketplace="Amazon.co.uk",
)


def assert_fits(text: str) -> None:
    assert all(len(line) <= 78 for line in text.splitlines())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("region", Region)
def test_the_owner_card_gives_page_and_id_of_the_region(region: Region) -> None:
    setup = Setup().choose_region(region).paste(f"Seller ID: A135KKEKJAIBJ56\n{TOKEN}")
    card = owner_card(setup)
    assert_fits(card)
    assert region.developer_id in card
    assert [r for r in Region if r.developer_id in card] == [region]
    assert region.title in card
    assert f"KT-{region.value.upper()}-1" in card
    for page in setup.pages:
        assert page.url in [line.strip() for line in card.splitlines()]
    assert "4567" not in card
    assert "A135" not in card
    assert "primary user" in card


def test_the_owner_card_of_a_country_with_a_given_id() -> None:
    card = owner_card(Setup().choose_uncovered("MX", "1234-5678-9012"))
    assert "1234-5678-9012" in card
    assert "KT-MX-1" in card
    assert "Mexico" in card


@pytest.mark.parametrize("setup", [Setup(), Setup().choose_uncovered("MX")])
def test_without_an_id_there_is_no_card(setup: Setup) -> None:
    with pytest.raises(SetupError):
        owner_card(setup)


def test_the_message_on_a_region_asks_one_question() -> None:
    text = koongo_region_message(Setup().choose_uncovered("SG"))
    assert_fits(text)
    assert "seller account opened in Singapore" in text
    assert not any(r.developer_id in text for r in Region)


def test_the_message_on_keys_holds_what_koongo_needs() -> None:
    text = koongo_keys_message(
        region="Europe",
        developer_id="9051-1235-5740",
        at=SENT,
        amazon_words="InvalidAccessKeyId - The AWS Access Key Id you provided does not exist",
        request_id="0ac-1",
    )
    for part in ("Europe", "9051-1235-5740", "2026-11-23 12:40 UTC", "InvalidAccessKeyId", "0ac-1"):
        assert part in text


def test_unknown_facts_are_left_out() -> None:
    text = koongo_keys_message(region="Europe", developer_id="9051-1235-5740", at=SENT)
    assert "Request ID" not in text
    assert "Amazon's words" not in text


def test_the_message_on_a_stuck_submission() -> None:
    text = stuck_message(FACTS, now=NOW)
    for part in ("50148017702", "1 h 52 min ago", "_IN_PROGRESS_", "A135KKEKJAIBJ56", "cancel"):
        assert part in text
    assert "Size" not in text


@pytest.mark.parametrize(
    ("size", "words"), [(400_000, "0.4 MB"), (6_300_000, "6.3 MB"), (900, "0.9 kB")]
)
def test_the_size_is_told_when_it_is_known(size: int, words: str) -> None:
    facts = SubmissionFacts(
        id="1", submitted_at=None, native_status="x", seller_id="A", marketplace="M", size=size
    )
    text = stuck_message(facts, now=NOW)
    assert words in text
    assert "Submitted" not in text


def test_minutes_alone_when_it_is_recent() -> None:
    assert " 5 min ago" in stuck_message(FACTS, now=SENT + timedelta(minutes=5))


def test_the_message_on_a_held_submission_counts_what_it_would_do() -> None:
    facts = SubmissionFacts(
        id="50148018010",
        submitted_at=SENT,
        native_status="_IN_SAFETY_NET_",
        seller_id="A135KKEKJAIBJ56",
        marketplace="Amazon.co.uk",
        feed_type="POST_INVENTORY_AVAILABILITY_DATA",
        products=1411,
        quantity_zero=389,
    )
    text = held_message(facts, now=NOW)
    for part in ("50148018010", "1,411", "389", "POST_INVENTORY_AVAILABILITY_DATA", "cancel"):
        assert part in text
