"""Done: what is set up now, what comes next, and what to tidy up."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from koongo_tui.guide.flow import Setup, TokenHome
from koongo_tui.guide.mistakes import Choice
from koongo_tui.guide.programs import Program
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.end_date import EndDatePage
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.screens.setup.words import day, moment, short_id
from koongo_tui.tui.terminal import clear_clipboard
from koongo_tui.tui.widgets.facts import Facts

_COMMANDS = (
    ("koongo-tui", "open the live submissions screen"),
    ("koongo-tui status", "one-line answer for people"),
    ("koongo-tui test", "ask Amazon again, layer by layer"),
)


def _until(setup: Setup) -> str:
    """When the authorisation ends, and how it is renewed."""
    if setup.program is Program.MWS:
        if setup.expires_on:
            return f"{day(setup.expires_on)}; Amazon ends it then unless you renew"
        return (
            "not known yet. Amazon ends authorisations after one year.\n"
            "Press e and paste the row from Manage your apps: we count the days."
        )
    if setup.expires_on:
        return (
            f"{day(setup.expires_on)}, 365 days after the owner confirmed.\n"
            "Before then confirm again: this setup, or Manage your apps, Re-authorise."
        )
    return (
        "until it is withdrawn: Amazon names no end for a private application.\n"
        "Any other ends after 365 days: press e to enter the day."
    )


class DonePage(SetupPage):
    """The last page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "Submissions"),
        bind("edit", "edit", "Enter end date"),
        bind("clear", "tidy", "Clear clipboard"),
        bind("new", "new"),
        bind("back", "back", show=False),
    ]

    def compose(self) -> ComposeResult:
        setup, session = self.setup, self.session
        shop = setup.marketplace.name if setup.marketplace else "Amazon"
        seller = short_id(setup.seller_id or "")
        yield heading(
            f"Done. Koongo can now work with {shop} for {seller}"
            if setup.tested
            else f"Saved, not tested: {shop} for {seller}"
        )
        yield Facts(self._facts(), classes="gap", id="facts")
        yield prose("Next", classes="gap label")
        yield Facts(_COMMANDS)
        if session.demo:
            yield prose(
                "This was the demo: everything of it is gone when you quit.", classes="gap label"
            )
        else:
            yield prose(
                "Tidy up: clear your clipboard now, it may still hold the token.",
                classes="gap label",
            )

    def _facts(self) -> list[tuple[str, str]]:
        setup, session = self.setup, self.session
        tested = "not yet: the developer's side is not set up on this machine"
        if setup.tested and session.tested_at is not None:
            tested = f"{moment(session.tested_at, session.now)}, all checks passed"
        elif session.can_test:
            tested = "not yet; koongo-tui test does it"
        token = setup.token.ending if setup.token else ""
        home = {
            TokenHome.FILE: f"private file, mode 0600, ends in {token}",
            TokenHome.COMMAND: f"printed by  {setup.token_command}",
            TokenHome.CREDENTIAL: "read from $CREDENTIALS_DIRECTORY",
            TokenHome.ASK: "nowhere; you are asked each time",
        }[setup.token_home]
        return [
            ("Channel", setup.name),
            ("Tested", tested),
            ("Token", home),
            ("Valid until", _until(setup)),
        ]

    def resumed(self, choice: Choice | None) -> None:  # noqa: ARG002  the date may be new
        self.query_one("#facts", Facts).show(self._facts())

    def opening(self) -> str:
        return f"Setup finished. Undo it any time with: koongo-tui forget {self.setup.name}"

    async def action_next(self) -> None:
        self.finish()

    async def action_back(self) -> None:
        self.say("Everything is saved. Enter opens the submissions.")

    def action_edit(self) -> None:
        self.open(EndDatePage(self.session))

    def action_tidy(self) -> None:
        clear_clipboard(self.app, self.session.workspace.environ)
        self.say("Your terminal was asked to forget. A clipboard manager may keep a copy.")

    def action_new(self) -> None:
        self.app.open_setup()
