"""Questions 4 and 5 of the plain setup: marketplace and test, and where the token lives."""

from __future__ import annotations

from dataclasses import dataclass, replace

from koongo_tui.cli.context import Context
from koongo_tui.cli.dialogue import BackError, Dialogue
from koongo_tui.cli.setup_problems import PasteAgainError, work_through
from koongo_tui.cli.setup_report import refuse_other_channel, tell_saved
from koongo_tui.cli.setup_trial import Sleep, tell_failure, tell_steps, try_setup
from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Setup, SetupError, Step, TokenHome

_MARKETPLACES_SHOWN = 9
_HOMES = (TokenHome.FILE, TokenHome.COMMAND, TokenHome.CREDENTIAL, TokenHome.ASK)


@dataclass
class PlainEnd:
    """The last two questions of one run.

    Attributes:
        wait: keep trying from the first refusal on.
        named: the channel's name that an option gave: it may take another channel's place.
    """

    context: Context
    talk: Dialogue
    sleep: Sleep
    wait: bool
    named: str | None

    def ask_marketplace(self, setup: Setup) -> Setup:
        """Question 4, and the live test where the developer's side is known."""
        talk = self.talk
        talk.say("Question 4 of 5. Which marketplace is this channel for?")
        offered = setup.offered_marketplaces[:_MARKETPLACES_SHOWN]
        current = setup.marketplace
        answer = talk.choose(
            [m.name for m in offered],
            default=offered.index(current) + 1 if current in offered else 1,
            help_text="One channel serves one marketplace. Another one can be named as in its "
            "address, for example amazon.nl.",
        )
        try:
            setup = setup.choose_marketplace(
                offered[answer - 1].id if isinstance(answer, int) else answer
            )
            setup = work_through(setup, talk, self.context)
            values = setup.require()
        except PasteAgainError as again:
            return replace(again.setup, step=Step.PASTE)
        except SetupError as error:
            talk.regret(error)
            return setup
        if not self.context.workspace.knows_developer(setup.program, values.region):
            talk.say("Not tested: the developer's side is not known on this machine.")
            return setup.next()
        return self._try(setup)

    def _try(self, setup: Setup) -> Setup:
        wait = self.wait
        while True:
            self.talk.say("Testing the connection. Nothing is saved yet.")
            result = try_setup(self.context, setup, wait=wait, sleep=self.sleep)
            tell_steps(self.context, result)
            setup = setup.with_account(result.marketplaces)
            if result.error is None:
                self.talk.say("Connected.")
                return setup.mark_tested().next()
            again = self._failed(setup, result.error)
            if again is None:
                return setup
            wait = again

    def _failed(self, setup: Setup, error: KoongoError) -> bool | None:
        """What next: True to keep trying, False to try once more, None to ask question 4 again.

        Raises BackError for other values.
        """
        tell_failure(self.context, self.context.workspace.trial_channel(setup), error)
        self.talk.say("Nothing was saved. What next?")
        answer = self.talk.choose(
            [
                "Test again",
                "Keep trying every 5 minutes, for an hour",
                "Choose another marketplace",
                "Enter other values",
            ],
            help_text="After a renewal Amazon can take up to an hour to notice.",
        )
        if answer == 3:
            return None
        if answer == 4:
            raise BackError
        return answer == 2

    def ask_home(self, setup: Setup) -> Setup:
        """Question 5; saves the channel."""
        talk = self.talk
        talk.say("Question 5 of 5. Where should the token live on this machine?")
        answer = talk.choose(
            [
                "A private file, readable by you alone, not encrypted",
                "A command that we run when it is needed, for example: pass show amazon/koongo",
                f"systemd: the credential {setup.name}.token of a service",
                "Nowhere: ask me each time",
            ],
            default=_HOMES.index(setup.token_home) + 1,
            help_text="Seller ID, region and marketplace go to the configuration; the token never "
            "does.",
        )
        if not isinstance(answer, int):
            talk.say("Please answer with a number from 1 to 4.")
            return setup
        try:
            setup = self._named(self._home(setup, _HOMES[answer - 1]))
            channel = self.context.workspace.save(setup)
        except KoongoError as error:
            talk.regret(error)
            return setup
        talk.say()
        tell_saved(self.context, setup, channel)
        talk.say("Clear your clipboard now: it may still hold the token.")
        return setup.next()

    def _home(self, setup: Setup, home: TokenHome) -> Setup:
        if home is not TokenHome.COMMAND:
            return setup.keep_token(home)
        from koongo_tui.store.config import SecretHome, SecretPlace

        command = self.talk.ask(
            "Command",
            setup.token_command or "",
            help_text="It has to print the token alone in its first line.",
        )
        setup = setup.keep_token(home, command)
        place = SecretPlace(SecretHome.COMMAND, setup.token_command)
        printed = self.context.workspace.secrets.read("setup.token", place, env=None).secret
        if printed != setup.token:
            raise SetupError(
                "The command prints something else than the token that was pasted.",
                fix="Put the token where the command finds it, or choose another place.",
                code="token-command",
            )
        return setup

    def _named(self, setup: Setup) -> Setup:
        """A name for a second channel is asked for; the first one is simply called main."""
        while True:
            try:
                refuse_other_channel(self.context, setup, replace=self.named == setup.name)
            except SetupError as taken:
                self.talk.say(taken.message)
            else:
                return setup
            name = self.talk.ask("Name of the new channel", help_text="For example: shop-uk.")
            try:
                setup = setup.rename(name)
            except SetupError as wrong:
                self.talk.regret(wrong)
