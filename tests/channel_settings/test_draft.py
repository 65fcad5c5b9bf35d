"""A draft of settings: what is refused, what differs, what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from koongo_tui.channel_settings import (
    Draft,
    EndDateUnclear,
    Setting,
    SettingWrong,
    offered_marketplaces,
    refused_type_words,
)
from koongo_tui.errors import UsageError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.channels import Channel, NoticeSettings, SecretHome, SecretPlace

TODAY = date(2026, 3, 6)
TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
CHANNEL = Channel("main", Program.MWS, Region.EU, "A1F83G8C2ARO7P", "A135KKEKJAIBJ56")


def draft(**values: object) -> Draft:
    return Draft.of(replace(CHANNEL, **values), NoticeSettings())  # type: ignore[arg-type]


def enter(before: Draft, setting: Setting, text: str, *, taken: tuple[str, ...] = ()) -> Draft:
    return before.enter(setting, text, today=TODAY, home=Path("/home/me"), taken=taken)


def test_nothing_is_changed_at_first() -> None:
    assert not draft().changed
    assert draft().changes() == ()
    assert draft().to_values() == {}


def test_a_change_says_before_after_and_what_it_means() -> None:
    changed = enter(draft(), Setting.MARKETPLACE, "A1PA6795UKMFR9")
    (change,) = changed.changes()
    assert (change.before, change.after) == ("Amazon.co.uk", "Amazon.de")
    assert "same account" in change.meaning
    assert not changed.other_account


def test_another_seller_id_is_another_account() -> None:
    changed = enter(draft(), Setting.SELLER_ID, " a135kkekjaibj57\n")
    (change,) = changed.changes()
    assert change.after == "A135KKEKJAIBJ57"
    assert changed.other_account
    assert "kept apart" in change.meaning


def test_what_is_put_back_is_no_change() -> None:
    there = enter(draft(), Setting.REFRESH, "90")
    assert there.changed
    assert not enter(there, Setting.REFRESH, "60").changed


@pytest.mark.parametrize(
    ("setting", "text", "said"),
    [
        (Setting.SELLER_ID, "", "needs a Seller ID"),
        (Setting.SELLER_ID, "A1PA6795UKMFR9", "That is a marketplace, not a seller"),
        (Setting.SELLER_ID, "9051-1235-5740", "developer"),
        (Setting.SELLER_ID, TOKEN, "belongs in the other field"),
        (Setting.MARKETPLACE, "ATVPDKIKX0DER", "belongs to US and Canada"),
        (Setting.MARKETPLACE, "nothing", "no marketplace"),
        (Setting.REFRESH, "44", "every 45 seconds"),
        (Setting.REFRESH, "soon", "not a number"),
        (Setting.REFRESH, "99999999999999", "A day has"),
        (Setting.ENDS_ON, "next spring", "no date"),
        (Setting.NAME, "", "needs a name"),
        (Setting.NAME, "x" * 41, "at most 40"),
        (Setting.FEED_TYPE, "products", "not a feed type"),
        (Setting.FEED_SOURCE, "feed.xml", "no fixed folder"),
        (Setting.FEED_SOURCE, "http://shop.example/feed", "in the clear"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(setting: Setting, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        enter(draft(), setting, text)
    assert said in f"{caught.value.message} {caught.value.fix}"
    assert TOKEN not in f"{caught.value.message} {caught.value.fix}"


def test_a_name_that_is_taken_is_refused_whatever_its_capitals() -> None:
    with pytest.raises(SettingWrong, match="already"):
        enter(draft(), Setting.NAME, "Shop", taken=("shop",))


def test_a_pasted_row_gives_both_dates() -> None:
    row = "Active\tKoongo\t905112355740\t3/26/2026, 4:28 PM 3/25/2027, 4:28 PM\tView\tRenew"
    now = enter(draft(), Setting.ENDS_ON, row).now
    assert (now.authorised_on, now.expires_on) == (date(2026, 3, 26), date(2027, 3, 25))


def test_a_date_of_two_readings_is_asked_for() -> None:
    with pytest.raises(EndDateUnclear) as caught:
        enter(draft(), Setting.ENDS_ON, "3/4/2027")
    assert caught.value.readings == (date(2027, 3, 4), date(2027, 4, 3))


def test_a_token_is_found_in_a_page_and_stays_masked() -> None:
    page = f"Seller ID: A135KKEKJAIBJ57 MWS Auth Token: {TOKEN}"
    changed, notes = draft().with_token(page, today=TODAY)
    assert changed.token == Secret(TOKEN)
    assert any("A135KKEKJAIBJ57" in note for note in notes)
    assert TOKEN not in f"{changed} {notes} {changed.changes()} {changed.to_values()}"


@pytest.mark.parametrize("text", ["View", TOKEN[:30], "A135KKEKJAIBJ56", "hello", "Atzr|IwEBIAB"])
def test_what_is_no_token_of_this_program_is_named(text: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        draft().with_token(text, today=TODAY)
    assert caught.value.fix


def test_a_new_token_cannot_be_kept_where_another_program_gives_it() -> None:
    place = SecretPlace(SecretHome.COMMAND, "pass show amazon")
    changed, _ = draft(token_place=place).with_token(TOKEN, today=TODAY)
    assert "comes from a command" in changed.problems()[0]
    assert changed.with_place(SecretHome.FILE).problems() == ()


def test_a_token_that_is_kept_nowhere_cannot_be_moved() -> None:
    before = draft(token_place=SecretPlace(SecretHome.ASK))
    moved = before.with_place(SecretHome.FILE)
    assert "Paste it first" in moved.problems()[0]
    assert moved.with_token(TOKEN, today=TODAY)[0].problems() == ()


def test_a_command_has_to_be_named() -> None:
    with pytest.raises(SettingWrong):
        draft().with_place(SecretHome.COMMAND, " ")


def test_auto_submit_needs_a_source() -> None:
    on = enter(draft(), Setting.AUTO_SUBMIT, "yes")
    assert "needs a feed source" in on.problems()[0]
    assert enter(on, Setting.FEED_SOURCE, "/srv/feed.xml").problems() == ()


def test_types_that_amazon_refuses_are_said() -> None:
    legacy = replace(CHANNEL, program=Program.SP_API, feed_type="POST_PRODUCT_DATA")
    assert "31 July 2025" in (refused_type_words(legacy) or "")
    assert refused_type_words(replace(legacy, program=Program.MWS)) is None
    assert refused_type_words(replace(legacy, feed_type="JSON_LISTINGS_FEED")) is None


def test_what_is_kept_of_a_draft_brings_it_back_without_the_token() -> None:
    changed = enter(draft(), Setting.FEED_SOURCE, "~/feed.xml")
    changed = enter(changed, Setting.REFRESH, "90")
    changed = enter(changed, Setting.BELL, "yes").with_place(SecretHome.COMMAND, "pass show x")
    changed = enter(changed, Setting.ENDS_ON, "2027-03-25")
    with_token, _ = changed.with_token(TOKEN, today=TODAY)
    values = with_token.to_values()
    assert TOKEN not in str(values)
    assert draft().with_values(values) == changed


def test_what_makes_no_sense_any_more_is_left_out() -> None:
    values = {"refresh_seconds": "90", "marketplace": "gone", "token_place": "moon"}
    assert draft().with_values(values).to_values() == {"refresh_seconds": "90"}


def test_an_address_with_a_key_is_not_shown_whole() -> None:
    changed = enter(draft(), Setting.FEED_SOURCE, "https://shop.example/feed?key=S3cret")
    assert "S3cret" not in str(changed.changes())


def test_the_accounts_own_marketplaces_are_offered() -> None:
    own = offered_marketplaces(CHANNEL, ["A1PA6795UKMFR9", "ATVPDKIKX0DER"])
    assert [m.name for m in own] == ["Amazon.co.uk", "Amazon.de"]
    assert len(offered_marketplaces(CHANNEL, None)) > 5
