"""The small parts that the setup is made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import segno

from koongo_tui.guide.secret import Secret
from koongo_tui.tui.screens.setup.words import day, moment, short_id, short_path
from koongo_tui.tui.widgets.hidden_text import HiddenText
from koongo_tui.tui.widgets.page_picture import WIDTH, Page, Words, picture
from koongo_tui.tui.widgets.qr_code import qr_lines, qr_modules

WORDS = Words(
    host="sellercentral.amazon.com.au",
    authorise="Authorise",
    developer_name="Koongo",
    developer_id="2611-6230-2505",
)
TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"


@pytest.mark.parametrize("page", list(Page))
@pytest.mark.parametrize("plain", [True, False])
def test_a_picture_is_a_closed_box_with_the_place_to_click_marked(page: Page, plain: bool) -> None:
    drawn = picture(page, WORDS, plain=plain)
    lines = drawn.split("\n")
    assert {line.cell_length for line in lines} == {WIDTH}
    assert ("<--" if plain else "◀──") in drawn.plain
    assert "{{" not in drawn.plain
    assert any("reverse" in str(span.style) for span in drawn.spans)
    assert drawn.plain.isascii() is plain


def test_what_is_marked_is_what_has_to_be_clicked() -> None:
    for page, words in (
        (Page.PERMISSIONS, "Visit Manage Your Apps"),
        (Page.APPS, "Authorise new developer"),
        (Page.FORM, "2611-6230-2505"),
        (Page.AGREEMENT, "Authorise developer"),
        (Page.CONGRATULATIONS, "MWS Authorisation Token"),
    ):
        drawn = picture(page, WORDS, plain=True)
        marked = [drawn.plain[s.start : s.end] for s in drawn.spans if "reverse" in str(s.style)]
        assert any(words in text for text in marked)
        assert not any("Credentials" in text for text in marked)


def test_the_qr_code_is_segnos_with_a_margin_of_two() -> None:
    link = "https://sellercentral.amazon.co.uk/apps/manage"
    modules = qr_modules(link)
    code = segno.make(link, error="l", micro=False, boost_error=False)
    assert len(modules) == code.symbol_size(border=2)[0] == 33
    inner = [row[2:-2] for row in modules[2:-2]]
    assert inner == [[bool(m) for m in row] for row in code.matrix]
    assert not any(modules[0])
    lines = qr_lines(link)
    assert (len(lines), len(lines[0])) == (17, 33)
    assert "█" in "".join(qr_lines(link, inverted=True)[0])


def test_hidden_text_tells_its_length_and_nothing_else() -> None:
    hidden = HiddenText()
    hidden.add(TOKEN)
    assert len(hidden) == 45
    assert "amzn" not in repr(hidden)
    assert "amzn" not in f"{hidden}"
    hidden.drop_last()
    assert hidden.take() == TOKEN[:-1]
    assert len(hidden) == 0
    hidden.drop_last()
    hidden.clear()
    assert not hidden.take()


def test_moments_are_local_with_their_zone() -> None:
    now = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
    assert moment(now - timedelta(hours=1), now) == "today at 13:02 UTC"
    assert moment(now - timedelta(days=1), now) == "yesterday at 14:02 UTC"
    assert moment(now - timedelta(days=20), now) == "on 3 November at 14:02 UTC"
    assert day(now.date()) == "23 November 2026"


def test_short_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    assert short_id("A135KKEKJAIBJ56") == "A135..BJ56"
    assert short_path("/home/anna/card.txt") == str(Path("~/card.txt"))
    assert short_path("/etc/hosts") == "/etc/hosts"


def test_a_secret_stays_masked_in_its_forms() -> None:
    assert TOKEN not in f"{Secret(TOKEN)} {Secret(TOKEN)!r}"
