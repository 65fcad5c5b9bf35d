"""The tab API Settings: whose account it is, how Amazon lets us in, and whether it does."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from koongo_tui.channel_settings import Setting, offered_marketplaces, token_label
from koongo_tui.errors import KoongoError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.secret import Secret
from koongo_tui.reminders import renewal_page
from koongo_tui.store.channels import SecretHome
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.channel.calendar import write_calendar
from koongo_tui.tui.screens.channel.editors import ChoiceEditor, TextEditor, TokenEditor
from koongo_tui.tui.screens.channel.fields import FieldRow
from koongo_tui.tui.screens.channel.form_pane import FormPane
from koongo_tui.tui.screens.channel.rows import ApiFacts, Deed, api_rows
from koongo_tui.tui.screens.channel.tabs import Tab
from koongo_tui.tui.text import Tone
from koongo_tui.tui.widgets.choice_list import Option
from koongo_tui.tui.widgets.secret_view import SecretView
from koongo_tui.tui.wording import clock

_HOMES = (
    (SecretHome.FILE, Option("Private file", "readable by you alone, not encrypted")),
    (SecretHome.COMMAND, Option("A command", "run when needed; nothing is stored")),
    (SecretHome.CREDENTIAL, Option("systemd", "read from $CREDENTIALS_DIRECTORY in a service")),
    (SecretHome.ASK, Option("Nowhere", "asked each time")),
)


class ApiPane(FormPane):
    """See the module."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("refresh", "test", "Test connection"),
        bind("reveal", "reveal"),
        bind("file", "calendar", "Calendar file", show=False),
    ]
    HINTS = {
        Setting.SELLER_ID: (
            "13 or 14 capital letters and digits, beginning with A. Another Seller ID is another "
            "account: its submissions are kept apart.",
            "A1EXAMPLE23456",
        ),
        Setting.ENDS_ON: (
            "Paste the Koongo row of Manage your apps, or type the date. Empty: not known.",
            "25 March 2027, or 2027-03-25",
        ),
    }

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield SecretView(id="token")

    def opened(self) -> None:
        super().opened()
        self._learn()

    @work(exclusive=True, group="learn", exit_on_error=False, description="looking at the token")
    async def _learn(self) -> None:
        if self.desk.kept is None:
            await self.desk.look_at_token()
            self.show()
        api = self.live.api
        if self.desk.participations is None and api is not None:
            try:
                found = await api.participations()
            except KoongoError:
                # The marketplaces of the region are offered instead; the test tells more.
                return
            self.desk.participations = tuple(p.marketplace_id for p in found)
            self.show()

    def rows(self) -> tuple[FieldRow, ...]:
        draft, workspace = self.desk.draft, self.desk.workspace
        assert draft is not None
        facts = ApiFacts(
            kept=self.desk.kept,
            participations=self.desk.participations is not None,
            tested=self._tested(),
            pause=self.form.pause,
            now=workspace.clock(),
            renew_at=renewal_page(draft.now),
        )
        return api_rows(draft, facts)

    def _tested(self) -> tuple[str, Tone] | None:
        result, at = self.desk.test, self.desk.tested_at
        if result is None or at is None:
            return None
        if result.ok:
            return f"passed at {clock(at)}", Tone.GOOD
        return f"refused at {clock(at)}; Enter tests again", Tone.BAD

    async def act(self, key: str) -> None:
        match key:
            case Setting.MARKETPLACE:
                await self._choose_marketplace()
            case Setting.TOKEN:
                await self._replace_token()
            case Setting.TOKEN_PLACE:
                await self._move_token()
            case Deed.TEST:
                self.action_test()
            case Deed.CALENDAR:
                self.action_calendar()
            case Deed.SET_UP:
                await self.form.set_up_again()
            case Deed.SUBMIT:
                await self.form.open_tab(Tab.PREVIEW)
            case Deed.GO_ON:
                await self.form.go_on()

    async def _choose_marketplace(self) -> None:
        draft = self.desk.draft
        assert draft is not None
        offered = offered_marketplaces(draft.now, self.desk.participations)
        ids = [m.id for m in offered]
        words = "The account's own marketplaces, as Amazon lists them."
        if self.desk.participations is None:
            words = "Amazon has not told the account's own yet, so all of the region are here."
        found = await self.app.push_screen_wait(
            ChoiceEditor(
                "Marketplace of this channel",
                words,
                [Option(m.name) for m in offered],
                ids.index(draft.now.marketplace_id) if draft.now.marketplace_id in ids else 0,
            )
        )
        if found is not None:
            self.desk.enter(Setting.MARKETPLACE, ids[int(found)])
            self.form.changed()

    async def _replace_token(self) -> None:
        draft = self.desk.draft
        assert draft is not None
        page = (
            "Manage your apps, row Koongo, column MWS Auth Token, View."
            if draft.now.program is Program.MWS
            else "A private application's owner copies it from Amazon's developer console. "
            "Otherwise leave this, and choose Authorise again."
        )
        notes = await self.app.push_screen_wait(
            TokenEditor(
                f"Replace the {token_label(draft.now.program)}",
                f"{page} It is masked, and not written before you save.",
                self.desk.take_token,
                plain=self.koongo.ascii,
            )
        )
        if notes is not None:
            self.form.changed(notes.replace("\n", " ") or "The new token is not saved yet.")

    async def _move_token(self) -> None:
        draft = self.desk.draft
        assert draft is not None
        homes = [home for home, _ in _HOMES]
        found = await self.app.push_screen_wait(
            ChoiceEditor(
                "Where should the token live on this machine?",
                "It moves when you save.",
                [option for _, option in _HOMES],
                homes.index(draft.now.token_place.home),
            )
        )
        if found is None:
            return
        home = homes[int(found)]
        if home is SecretHome.COMMAND:
            await self._name_command()
        else:
            self.desk.change(draft.with_place(home))
            self.form.changed()

    async def _name_command(self) -> None:
        draft = self.desk.draft
        assert draft is not None

        def take(text: str) -> None:
            self.desk.change(draft.with_place(SecretHome.COMMAND, text))

        found = await self.app.push_screen_wait(
            TextEditor(
                "The command that prints the token",
                "It is run without a shell whenever the token is needed. Write no token into it.",
                draft.now.token_place.command or "",
                take,
                placeholder="pass show amazon/koongo",
            )
        )
        if found is not None:
            self.form.changed()

    # -- keys ----------------------------------------------------------------------------

    @work(group="test", exclusive=True, exit_on_error=False, description="opening the test")
    async def action_test(self) -> None:
        """Ask Amazon with the values as they stand here."""
        from koongo_tui.tui.screens.channel.connection_test import ConnectionTestScreen

        token = self.desk.draft.token if self.desk.draft is not None else None
        if token is None and self.live.needs_token():
            from koongo_tui.tui.screens.submissions.token import TokenScreen

            token = await self.app.push_screen_wait(TokenScreen(self.desk.name))
            if token is None:
                self.say("Nothing was tested: the token is kept nowhere, and was not given.")
                return
        await self.app.push_screen_wait(ConnectionTestScreen(self.desk, token))
        self.show()

    @work(group="reveal", exclusive=True, exit_on_error=False, description="showing the token")
    async def action_reveal(self) -> None:
        """The token in clear for ten seconds, or masked again."""
        view = self.query_one("#token", SecretView)
        if view.in_clear:
            view.hide()
            view.remove_class("-shown")
            return
        secret = await self._secret()
        if secret is None:
            self.say("The token is asked for each time, so there is none to show.")
            return
        view.hold(secret)
        view.toggle()
        view.add_class("-shown")
        self.say("In clear for 10 seconds. ^T hides it at once.", Tone.WARN)

    async def _secret(self) -> Secret | None:
        draft = self.desk.draft
        if draft is None or draft.token is not None:
            return draft.token if draft is not None else None
        if draft.saved.token_place.home is SecretHome.ASK:
            return None
        return await self.desk.kept_token()

    @work(group="calendar", exclusive=True, exit_on_error=False, description="calendar file")
    async def action_calendar(self) -> None:
        """The end of the authorisation as a file for a calendar."""
        draft = self.desk.draft
        if draft is None:
            return
        if draft.now.expires_on is None:
            self.say("The end is not known yet: enter it under Valid until first.", Tone.WARN)
            return
        now = self.desk.workspace.clock()
        self.say(await asyncio.to_thread(write_calendar, draft.now, now))
