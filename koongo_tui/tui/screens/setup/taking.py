"""Taking links, a name and an ID along to Amazon: by key, by mouse, as a QR code, in plain text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from koongo_tui.guide.flow import Setup
from koongo_tui.guide.regions import DEVELOPER_NAME
from koongo_tui.tui.keys import KEYS, bind
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.page import SetupPage
from koongo_tui.tui.screens.setup.qr import QrPage
from koongo_tui.tui.widgets.copy_item import CopyItem


@dataclass(frozen=True, slots=True)
class Copyable:
    """Something to take to Amazon's page: its caption, the value, and what to call it."""

    caption: str
    value: str
    what: str


def copyables(setup: Setup) -> tuple[Copyable, ...]:
    """The links, and under MWS the developer's name and ID, as they are needed one by one."""
    links = tuple(Copyable(page.label, page.url, "The link was") for page in setup.pages)
    if setup.developer_id is None:
        return links
    return (
        *links,
        Copyable("Developer name", DEVELOPER_NAME, "The developer name was"),
        Copyable("Developer ID", setup.developer_id, "The developer ID was"),
    )


class TakingPage(SetupPage):
    """A page whose numbered things can be copied."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(n),
                f"take({n})",
                "Copy",
                show=n == 1,
                key_display="1..9",
                id=f"{KEYS['numbered'].id}-{n}",
            )
            for n in range(1, 10)
        ),
        bind("qr", "qr", "QR"),
        bind("plain", "plain", "Plain"),
        bind("owner", "owner"),
    ]

    def action_take(self, number: int) -> None:
        items = copyables(self.setup)
        if number <= len(items):
            self.copy(items[number - 1].value, items[number - 1].what)

    def on_copy_item_wanted(self, event: CopyItem.Wanted) -> None:
        event.stop()
        self.action_take(event.number)

    def action_qr(self) -> None:
        self.open(QrPage(self.session))

    def action_plain(self) -> None:
        lines = [line for c in copyables(self.setup) for line in (f"{c.caption}:", c.value, "")]
        self.show_plain(lines)

    def action_owner(self) -> None:
        self.open(OwnerCardPage(self.session))
