"""Step 1 under SP-API: the countries beside the guide's three groups."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widget import Widget

from koongo_tui.guide.flow import Setup
from koongo_tui.guide.marketplaces import MARKETPLACES, Marketplace
from koongo_tui.tui.screens.setup.owner_card import OwnerCardPage
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.screens.setup.words import short_country
from koongo_tui.tui.widgets.choice_list import ChoiceList, Option

_COUNTRIES = tuple(m for m in MARKETPLACES if not m.in_guide)


def elsewhere(setup: Setup) -> Marketplace | None:
    """The account's country, when it is named and none of the guide's groups has it."""
    return next(
        (m for m in _COUNTRIES if setup.seller_central == m.seller_central),
        next((m for m in _COUNTRIES if setup.country == m.code), None),
    )


class CountriesPage(SetupPage):
    """Every country with a marketplace of Amazon will do; it tells the region."""

    def compose(self) -> ComposeResult:
        yield heading("In which country was the seller account opened?")
        yield prose(
            "SP-API serves each of these; no developer ID is needed. The country decides where "
            "the owner signs in, and in which region Amazon is asked.",
            classes="gap",
        )
        home = elsewhere(self.setup)
        yield ChoiceList(
            [Option(short_country(m)) for m in _COUNTRIES],
            chosen=_COUNTRIES.index(home) if home else 0,
            columns=3,
            classes="gap",
        )
        yield prose(
            "Not here? Amazon has no shop there that we know. Go back and choose the region in "
            "which the account sells, or press u there to paste the address where you sign in.",
            classes="gap quiet",
        )

    def first_focus(self) -> Widget:
        return self.query_one(ChoiceList)

    @property
    def _chosen(self) -> Marketplace:
        return _COUNTRIES[self.query_one(ChoiceList).chosen]

    def on_choice_list_changed(self) -> None:
        home = self._chosen
        self.say(f"{home.country}: {home.seller_central}, region {home.region.title}.")

    async def action_next(self) -> None:
        self.move(self.setup.choose_country(self._chosen.code).next())
        if self.session.card_wanted:
            self.session.card_wanted = False
            self.open(OwnerCardPage(self.session))

    async def action_back(self) -> None:
        self.close()
