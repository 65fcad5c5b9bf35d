"""Feed Preview: the feed as it is, what was found in it, what it changes."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.feeds.kinds import find_feed_type
from koongo_tui.outbox.preparing import ToSend, prepare
from koongo_tui.store.intents import Origin
from koongo_tui.tui.screens.channel.feed_table import FeedTable
from koongo_tui.tui.screens.channel.findings_table import FindingsTable
from tests.tui.channel.seller import STOCK, opened

SIZES = [(80, 24), (60, 20), (140, 45)]


def was_sent(seller: Any) -> None:
    """The source as it is was sent a while ago."""
    kind = find_feed_type(STOCK)
    assert kind is not None
    wanted = ToSend(seller.source, kind, "ascii", 3, Origin.PERSON)
    intent = prepare(seller.workspace, seller.channel, wanted)
    seller.workspace.intents.begin(intent.id, seller.now, None)
    seller.workspace.intents.sent(intent.id, "50148017655")


def spoil(kept: Path) -> None:
    """Somebody else writes into the copy."""
    kept.write_text("sku\tprice\tquantity\nOTHER-1\t1.00\t1\n")


@pytest.mark.parametrize("size", SIZES)
async def test_the_feed_is_a_table_with_what_it_does(seller: Any, size: tuple[int, int]) -> None:
    async with opened(seller, "3", size=size) as form:
        await form.until("Checked: nothing was found")
        for words in ("Price and stock file", "3 records", "MUG-2", "4.50", "quantity"):
            assert words in form.text
        assert "none of 3 quantities is 0" in form.text


async def test_what_was_found_leads_to_its_rows(seller: Any) -> None:
    rows = [(f"MUG-{n}", "4.50", "3") for n in range(300)]
    rows[40] = ("MUG-40", "0.00", "3")
    rows[250] = ("MUG-250", "4.50", "many")
    seller.write(*rows)
    async with opened(seller, "3") as form:
        await form.until("Found: 2 to look at")
        await form.press("n")
        table = form.app.screen.query_one(FeedTable)
        assert table.cursor_row.sku == "MUG-40"
        assert "e.g. record 41, SKU MUG-40" in form.words
        await form.press("n")
        assert table.cursor_row.sku == "MUG-250"
        assert form.line("MUG-250").startswith("▸!")
        await form.press("n")
        assert table.cursor_row.sku == "MUG-40"
        await form.press("N")
        assert table.cursor_row.sku == "MUG-250"
        await form.press("home", "tab")
        assert form.app.screen.query_one(FindingsTable).has_focus
        await form.press("enter")
        assert table.cursor_row.sku == "MUG-250"
        assert table.has_focus


async def test_columns_are_paged_and_the_sku_stays(seller: Any) -> None:
    names = [f"column-{n:02}" for n in range(20)]
    seller.source.write_text(
        "\t".join(["sku", "price", "quantity", *names])
        + "\n"
        + "\t".join(["MUG-1", "4.50", "3", *(f"value-{n:02}" for n in range(20))])
        + "\n"
    )
    async with opened(seller, "3") as form:
        await form.until("columns 1 to")
        assert "column-00" in form.text
        await form.press("right")
        assert "column-00" not in form.text
        assert "MUG-1" in form.text
        await form.press(*["right"] * 20)
        assert "value-19" in form.text
        await form.press(*["left"] * 20)
        assert "columns 1 to" in form.words


async def test_a_record_is_shown_whole_and_as_it_is_in_the_file(seller: Any) -> None:
    seller.write(("[/oops]", "4.50", "3"))
    async with opened(seller, "3") as form:
        await form.until("[/oops]")
        await form.press("v")
        await form.until("bytes 19 to")
        assert "quantity" in form.text
        await form.press("v")
        assert "[/oops] 4.50" in form.words
        await form.press("escape")
        await form.until("[3 Feed Preview]")


async def test_another_look_shows_what_has_changed(seller: Any) -> None:
    async with opened(seller, "3") as form:
        await form.until("Checked")
        await form.press("r")
        await form.until("It is the same feed.")
        seller.write(("NEW-1", "4.50", "3"))
        await form.press("r")
        await form.until("The source holds another feed now.")
        await form.until("NEW-1")
        assert "MUG-1" not in form.text


async def test_a_source_that_is_gone_is_named_and_the_last_feed_stays(seller: Any) -> None:
    async with opened(seller, "3") as form:
        await form.until("Checked")
        seller.source.unlink()
        await form.press("r")
        await form.until("There is no file")
        assert "MUG-1" in form.text
        await form.press("r")
    async with opened(seller, "3") as form:
        await form.until("MUG-1")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no file"),
        (b"", "empty"),
        (b"<!doctype html><title>Sign in</title>", "web page"),
    ],
)
async def test_what_is_no_feed_is_named(seller: Any, content: bytes | None, said: str) -> None:
    seller.source.unlink()
    if content is not None:
        seller.source.write_bytes(content)
        os.utime(seller.source, (0, 0))
    async with opened(seller, "3") as form:
        await form.until(said)
        await form.press("enter")
        assert seller.amazon.contents == []


async def test_without_a_source_the_way_on_is_shown(seller: Any) -> None:
    seller.channel = replace(seller.channel, feed_source=None)
    seller.save_channel()
    async with opened(seller, "3") as form:
        await form.until("This channel has no feed source yet")
        await form.press("4", "down", "enter")
        await form.type(str(seller.source))
        await form.press("5", "enter")
        await form.until("The settings are saved.")
        await form.press("3")
        await form.until("MUG-1")


async def test_differences_to_the_feed_sent_last(seller: Any) -> None:
    was_sent(seller)
    seller.write(("MUG-1", "4.75", "3"), ("CUP-1", "7.25", "12"), ("CUP-2", "7.25", "12"))
    async with opened(seller, "3") as form:
        await form.until("CUP-2")
        await form.press("equals_sign")
        await form.until("[2 Changed 1]")
        assert "1 Added 1" in form.text
        assert "3 Removed 1" in form.text
        assert "1 say the same" in form.text
        assert "MUG-1" in form.text
        await form.until("price: 4.50 now 4.75")
        await form.press("1")
        await form.until("[1 Added 1]")
        assert "CUP-2" in form.text
        await form.press("3")
        await form.until("[3 Removed 1]")
        assert "MUG-2" in form.text
        await form.press("escape")
        await form.until("[3 Feed Preview]")


async def test_nothing_sent_before_is_nothing_to_compare(seller: Any) -> None:
    async with opened(seller, "3") as form:
        await form.until("Checked")
        await form.press("equals_sign")
        await form.until("there is nothing to compare")


async def test_a_copy_that_is_gone_is_named(seller: Any) -> None:
    was_sent(seller)
    seller.workspace.sent.forget("sent")
    async with opened(seller, "3") as form:
        await form.until("Checked")
        await form.press("equals_sign")
        await form.until("They cannot be compared.")


async def test_a_feed_that_is_replaced_meanwhile_is_read_anew(seller: Any) -> None:
    async with opened(seller, "3") as form:
        await form.until("Checked")
        spoil(seller.workspace.feeds.path("main"))
        form.app.screen.query_one(FeedTable).forget_rows()
        await form.until("MUG-1")
        await form.until("Checked")
        assert "OTHER-1" not in form.text
