"""Step 1 for accounts that Koongo's guide does not cover: no ID is guessed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalGroup
from textual.widget import Widget
from textual.widgets import Input, Static

from koongo_tui.errors import KoongoError
from koongo_tui.guide.handoff import koongo_region_message
from koongo_tui.guide.marketplaces import MARKETPLACES
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.page import SetupPage, heading, item, prose
from koongo_tui.tui.screens.setup.words import short_country
from koongo_tui.tui.widgets.choice_list import ChoiceList, Option
from koongo_tui.tui.widgets.value_input import ValueInput

_COUNTRIES = tuple(m for m in MARKETPLACES if not m.in_guide)
_ANOTHER = "another country"


class UncoveredPage(SetupPage):
    """Names the country, gives a message for Koongo support, takes the ID they answer with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "back", "Regions"),
        bind("edit", "edit", "I have an ID"),
        bind("copy-message", "copy_message"),
        bind("plain", "plain", "Plain"),
    ]

    def compose(self) -> ComposeResult:
        yield heading("Koongo's guide has no developer ID for this account")
        yield prose(
            "It lists IDs for Europe, US and Canada, Australia and Japan only. With a guessed ID "
            "Amazon accepts the form, then refuses every call: we pick none.",
            classes="gap",
        )
        yield prose("Where was the seller account opened?", classes="gap label")
        options = [Option(short_country(m)) for m in _COUNTRIES]
        yield ChoiceList([*options, Option("Another country")], chosen=self._index(), columns=3)
        with VerticalGroup(id="advice", classes="gap"):
            yield item("1", "Ask Koongo support which ID to use (c copies this), then press e:")
            yield Static(markup=False, classes="quoted", id="message")
            yield item(
                "2",
                "Is the account linked to one in Europe, US/CA or AU/JP? Go back, choose that.",
            )
        with VerticalGroup(id="given", classes="gap"):
            yield prose("The developer ID that Koongo support named, then Enter:")
            yield ValueInput(
                self.session.drafts.get("developer_id", self.setup.given_developer_id or ""),
                placeholder="1234-1234-1234",
            )

    def on_mount(self) -> None:
        self._show_given(bool(self.query_one(Input).value))
        self._show_message()

    def _show_given(self, wanted: bool) -> None:
        self.query_one("#given").display = wanted
        self.query_one("#advice").display = not wanted

    def first_focus(self) -> Widget:
        return self.query_one(ChoiceList)

    def opening(self) -> str:
        return "Nothing has been saved."

    def _index(self) -> int:
        country = self.setup.country
        if country is None:
            return 0
        codes = [m.code for m in _COUNTRIES]
        return codes.index(country) if country in codes else len(codes)

    @property
    def _country(self) -> str:
        chosen = self.query_one(ChoiceList).chosen
        return _COUNTRIES[chosen].country if chosen < len(_COUNTRIES) else _ANOTHER

    @property
    def _message(self) -> str:
        return koongo_region_message(self.setup.choose_uncovered(self._country)).rstrip()

    def _show_message(self) -> None:
        self.query_one("#message", Static).update(self._message)

    def on_choice_list_changed(self) -> None:
        self._show_message()
        self.say(f"{self._country} chosen. Nothing has been saved.")

    def action_copy_message(self) -> None:
        self.copy(self._message, "The message was")

    def action_plain(self) -> None:
        self.show_plain(self._message.split("\n"))

    def action_edit(self) -> None:
        self._show_given(True)
        self.query_one(Input).focus()
        self.say("Type the twelve digits as Koongo support wrote them.")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.session.drafts["developer_id"] = event.value

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        await self.action_next()

    async def action_next(self) -> None:
        given = self.query_one(Input).value
        if not given.strip():
            self.action_edit()
            return
        try:
            self.move(self.setup.choose_uncovered(self._country, given).next())
        except KoongoError as error:
            self.action_edit()
            self.regret(error)

    async def action_back(self) -> None:
        if self.query_one(Input).has_focus:
            self._show_given(False)
            self.query_one(ChoiceList).focus()
            self.say("The ID is kept. Esc again goes back to the regions.")
            return
        self.close()
