"""The values, ready for Koongo's own channel form: the end where nothing can be asked."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from koongo_tui.guide.programs import Program
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.terminal import copy_to_clipboard
from koongo_tui.tui.widgets.copy_item import CopyItem
from koongo_tui.tui.widgets.secret_view import SecretView

_FORM = {Program.MWS: "MWS Authorization Token", Program.SP_API: "SP-API refresh token"}


class ValuesPage(SetupPage):
    """What goes into which field of the form, and what live submissions would need."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "Keep them here"),
        Binding("1", "take(1)", "Copy", key_display="1-3", id="numbered-1"),
        Binding("2", "take(2)", show=False),
        Binding("3", "take(3)", show=False),
        bind("reveal", "reveal"),
    ]

    def compose(self) -> ComposeResult:
        setup = self.setup
        yield heading("Your values are ready for Koongo")
        yield prose(
            "In Koongo open the Amazon channel, tab API Settings. Enter these under Amazon "
            "Settings, then press Test connection there.",
        )
        marketplace = setup.marketplace.name if setup.marketplace else ""
        yield CopyItem(1, "Marketplace", marketplace)
        yield CopyItem(2, "Seller ID", setup.seller_id or "")
        yield CopyItem(3, f"{_FORM[setup.program]} (masked)", SecretView(setup.token))
        yield prose("What live submissions on this screen need", classes="gap label")
        side = (
            "Amazon ended MWS on 31 March 2024: the developer's side of a gateway or of the "
            "sandbox, set with"
            if setup.program is Program.MWS
            else "The developer's side of SP-API, Amazon's interface today, set with"
        )
        region = setup.region.value if setup.region else "eu"
        option = f"--region {region}" if setup.program is Program.MWS else "--program sp-api"
        yield prose(f"{side}  koongo-tui developer set {option}")
        yield prose("To see them with example data:  koongo-tui --demo", classes="quiet")

    def opening(self) -> str:
        return "Nothing has been sent or saved. Enter keeps the values on this machine."

    def action_take(self, number: int) -> None:
        setup = self.setup
        if number == 1 and setup.marketplace is not None:
            self.copy(setup.marketplace.name, "The marketplace was")
        elif number == 2 and setup.seller_id is not None:
            self.copy(setup.seller_id, "The Seller ID was")
        elif setup.token is not None:
            copy_to_clipboard(self.app, setup.token.reveal(), self.session.workspace.environ)
            self.say("The token was sent to your terminal's clipboard. Clear it when you are done.")

    def on_copy_item_wanted(self, event: CopyItem.Wanted) -> None:
        event.stop()
        self.action_take(event.number)

    def action_reveal(self) -> None:
        if self.query_one(SecretView).toggle():
            self.say("The token hides itself after 10 seconds.")

    async def action_back(self) -> None:
        self.close()
