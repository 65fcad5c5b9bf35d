"""Step 2: what to open, click and fill in; copying, pictures, QR code, plain view, owner's card."""

from __future__ import annotations

import base64
import io
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from koongo_tui.guide.flow import Step
from koongo_tui.tui.screens.setup.authorise import AuthorisePage
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.paste import PastePage
from koongo_tui.tui.screens.setup.picture import PicturePage
from koongo_tui.tui.screens.setup.qr import QrPage
from koongo_tui.tui.widgets.copy_item import CopyItem
from koongo_tui.tui.widgets.page_picture import AnyPage, Page, PagePicture
from koongo_tui.tui.widgets.qr_code import QrCode
from tests.tui.setup.person import TOKEN, DemoPages, Person, Walk, at

LINK = "https://sellercentral.amazon.co.uk/apps/manage"


async def test_what_is_copied_stands_alone_at_column_0(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        for value in (LINK, "9051-1235-5740", "Koongo"):
            assert value in walk.text().split("\n")


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (140, 45)])
async def test_the_link_is_never_wrapped(person: Person, size: tuple[int, int]) -> None:
    async with person.sits_down(size) as walk:
        await walk.go(at(Step.AUTHORISE))
        assert any(line.startswith(LINK) for line in walk.text().split("\n"))


async def test_number_keys_copy(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        for key, value in (("1", LINK), ("2", "Koongo"), ("3", "9051-1235-5740")):
            await walk.press(key)
            assert walk.app.clipboard == value
            assert "sent to your terminal's clipboard" in walk.said()
        await walk.press("9")
        assert walk.app.clipboard == "9051-1235-5740"


async def test_a_click_copies_and_tmux_gets_its_own_form(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.environ["TMUX"] = "/tmp/tmux-0/default,1,0"
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        sent: list[str] = []
        driver = walk.app._driver
        assert driver is not None
        monkeypatch.setattr(driver, "write", sent.append)
        await walk.click(list(walk.page.query(CopyItem))[2])
        coded = base64.b64encode(b"9051-1235-5740").decode()
        copies = [text for text in sent if coded in text]
        assert any(text.startswith("\x1b]52;c;") for text in copies)
        assert any(text.startswith("\x1bPtmux;\x1b\x1b]52;c;") for text in copies)


async def test_each_sub_step_has_its_picture_beside_it_where_there_is_room(person: Person) -> None:
    async with person.sits_down((140, 45)) as walk:
        await walk.go(at(Step.AUTHORISE))

        def page() -> AnyPage:
            return walk.page.query_one(PagePicture).page

        shown = []
        for _ in Page:
            shown.append(page())
            await walk.press("down")
        assert shown == list(Page)
        assert "Congratulations!" in walk.text()
        await walk.press("up", "up")
        assert page() is Page.FORM
        assert "9051-1235-5740" in walk.line("Developer ID:")
        await walk.click(list(walk.page.query(".substep"))[1])
        assert page() is Page.APPS


async def test_elsewhere_a_key_shows_the_picture(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        assert not walk.page.query_one(PagePicture).region
        await walk.press("down", "p")
        assert walk.shows(PicturePage)
        assert "[ Authorise new developer ] ◀──" in walk.text()
        await walk.press("down", "right")
        assert "Authorise developer ] ◀──" in walk.text()
        await walk.press("up", "left", "left", "left")
        assert "[ Visit Manage Your Apps ] ◀──" in walk.text()
        await walk.press("escape")
        assert walk.shows(AuthorisePage)


async def test_america_reads_authorize(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "2", "enter")
        assert "Authorize new developer" in walk.text()


async def test_the_picture_key_is_not_needed_to_go_on(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("enter")
        assert walk.shows(PastePage)
        await walk.press("escape")
        assert walk.shows(AuthorisePage)


async def test_the_qr_code_with_the_link_beside_it(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("g")
        assert walk.shows(QrPage)
        code = walk.page.query_one(QrCode)
        assert code.region.size == (33, 17)
        assert LINK in walk.text().split("\n")
        before = walk.text()
        await walk.press("i")
        assert walk.text() != before
        await walk.press("1")
        assert walk.app.clipboard == LINK
        await walk.press("f")
        assert LINK in (person.folder / "koongo-qr.txt").read_text(encoding="utf-8")
        await walk.press("escape")
        assert walk.shows(AuthorisePage)


async def test_two_addresses_have_a_code_each(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.press("enter", "3", "enter", "g")
        assert "sellercentral.amazon.com.au/apps/manage" in walk.text()
        await walk.press("right")
        assert "sellercentral.amazon.co.jp/apps/manage" in walk.text()
        assert "sellercentral.amazon.com.au/apps/manage" not in walk.text()


async def test_a_code_that_cannot_be_written_is_said(person: Person) -> None:
    (person.folder / "koongo-qr.txt").mkdir()
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("g", "f")
        assert "could not be written" in walk.said()


def _leave_the_screen(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    out = io.StringIO()
    monkeypatch.setattr(sys, "__stderr__", out)
    monkeypatch.setattr(sys, "__stdin__", io.StringIO("\n"))
    monkeypatch.setattr(walk.app, "suspend", nullcontext)
    return out


async def test_the_plain_view_prints_link_name_and_id(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        out = _leave_the_screen(walk, monkeypatch)
        await walk.press("l")
        lines = out.getvalue().split("\n")
        assert {LINK, "Koongo", "9051-1235-5740"} <= set(lines)
        await walk.press("g", "l")
        assert out.getvalue().split("\n").count(LINK) == 2


async def test_where_the_screen_cannot_be_left_it_is_said(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("l")
        assert "cannot leave the drawn screen" in walk.said()


async def test_the_card_is_shown_copied_and_written(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("o")
        assert walk.shows(OwnerCardPage)
        written = person.folder / "koongo-handoff.txt"
        assert "~/koongo-handoff.txt" in walk.said()
        assert "9051-1235-5740" in written.read_text(encoding="utf-8")
        assert walk.app.clipboard == written.read_text(encoding="utf-8").rstrip("\n") + "\n"
        walk.app.copy_to_clipboard("")
        await walk.press("c")
        assert "9051-1235-5740" in walk.app.clipboard
        await walk.press("enter")
        assert walk.shows(PastePage)


async def test_a_card_replaces_a_card_but_no_other_file(person: Person) -> None:
    mine = person.folder / "koongo-handoff.txt"
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("o", "escape", "o")
        assert not (person.folder / "koongo-handoff-2.txt").exists()
        mine.write_text("my own notes\n", encoding="utf-8")
        await walk.press("escape", "o")
    assert mine.read_text(encoding="utf-8") == "my own notes\n"
    assert "9051-1235-5740" in (person.folder / "koongo-handoff-2.txt").read_text(encoding="utf-8")


async def test_the_card_goes_to_another_file_too(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("o", "f", "enter")
        assert "9051" in (person.folder / "koongo-card.txt").read_text(encoding="utf-8")
        await walk.press("f", "enter")
        assert "was left alone" in walk.said()
        await walk.press("escape")
        assert walk.shows(OwnerCardPage)
        await walk.press("f")
        await walk.paste("/missing/folder")
        await walk.press("enter")
        assert "could not be written" in walk.said()


async def test_a_card_that_cannot_be_written_is_copied_all_the_same(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        monkeypatch.setattr(Path, "write_text", refuse)
        await walk.press("o")
        assert "No space left on device" in walk.said()
        assert "9051-1235-5740" in walk.app.clipboard


async def test_the_card_in_the_plain_view(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("o")
        out = _leave_the_screen(walk, monkeypatch)
        await walk.press("l")
        assert "9051-1235-5740" in out.getvalue()


async def test_the_demo_writes_no_file_and_brings_the_example(person: Person) -> None:
    person.demo = DemoPages()
    async with person.sits_down() as walk:
        await walk.press("enter", "enter")
        assert "This is the demo" in walk.text()
        await walk.press("o")
        assert "No file was written" in walk.said()
        await walk.press("escape", "g", "f")
        assert "writes no files" in walk.said()
        await walk.press("escape", "ctrl+e")
        assert walk.shows(PastePage)
        assert walk.session.setup.ready
        assert TOKEN not in walk.text()
    assert not list(person.folder.glob("*.txt"))


async def test_outside_the_demo_the_example_key_does_nothing(person: Person) -> None:
    async with person.sits_down() as walk:
        await walk.go(at(Step.AUTHORISE))
        await walk.press("ctrl+e")
        assert walk.shows(AuthorisePage)
