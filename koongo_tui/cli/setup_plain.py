"""``setup --plain``: the flow as five questions, line by line, for screen readers and logs."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from koongo_tui.cli.context import Context
from koongo_tui.cli.dialogue import BackError, Dialogue, StoppedError
from koongo_tui.cli.hidden_paste import read_paste
from koongo_tui.cli.setup_consent import ask_authorisation, exchanged
from koongo_tui.cli.setup_options import answered, begun, named
from koongo_tui.cli.setup_plain_end import PlainEnd
from koongo_tui.cli.setup_plain_region import ask_region
from koongo_tui.cli.setup_problems import PasteAgainError, work_through
from koongo_tui.cli.setup_trial import Sleep
from koongo_tui.errors import ExitCode, KoongoError
from koongo_tui.guide.flow import Field, Setup, SetupError, Step, Way
from koongo_tui.guide.handoff import owner_card
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import DEVELOPER_NAME
from koongo_tui.guide.secret import Secret
from koongo_tui.preference import preferred_program

_WHAT = {
    Way.WEBSITE: "Paste the address to which Amazon returned the browser",
    Way.SELF: "Paste the Seller ID and the refresh token, in any order",
}
_HELP = {
    Program.MWS: "The page lists a Seller ID and an MWS Auth Token. Single values are fine too, "
    "one after the other. They are kept in memory only until question 5.",
    Program.SP_API: "The address holds spapi_oauth_code and selling_partner_id. A refresh token, "
    "which begins with Atzr, is fine too. They are kept in memory only until question 5.",
}
_FIELDS = {
    Program.MWS: ((Field.SELLER_ID, "Seller ID"), (Field.TOKEN, "MWS Auth Token")),
    Program.SP_API: ((Field.SELLER_ID, "Seller ID"), (Field.TOKEN, "SP-API refresh token")),
}


def run(args: argparse.Namespace, context: Context, *, sleep: Sleep) -> int:
    """Ask; exit 0 when the channel is saved, 130 when the person stops."""
    return _Plain(args, context, sleep).run()


class _Plain:
    """One run. Each question takes the setup and gives the one after the answer."""

    def __init__(self, args: argparse.Namespace, context: Context, sleep: Sleep) -> None:
        self._args = args
        self._context = context
        self._talk = Dialogue(context)
        self._progress_told = False
        end = PlainEnd(context, self._talk, sleep, args.wait, named(args))
        self._questions: dict[Step, Callable[[Setup], Setup]] = {
            Step.REGION: lambda setup: ask_region(setup, self._talk),
            Step.AUTHORISE: self._authorise,
            Step.PASTE: self._paste,
            Step.TEST: end.ask_marketplace,
            Step.SAVE: end.ask_home,
        }

    def run(self) -> int:
        talk = self._talk
        talk.say("koongo-tui setup, plain mode. Five questions. Type ? for help, b for back.")
        try:
            setup = self._begun()
            if setup.program is Program.MWS:
                talk.say(
                    "This is for MWS. Amazon itself ended MWS on 31 March 2024: it answers on the "
                    "sandbox and on gateways that speak MWS. SP-API is Amazon's current API."
                )
            else:
                talk.say("This is for SP-API, Amazon's current API (recommended).")
            while setup.step is not Step.DONE:
                talk.say()
                try:
                    setup = self._questions[setup.step](setup)
                except BackError:
                    setup = setup.back()
                if setup.step is not Step.DONE:
                    self._keep(setup)
        except StoppedError:
            talk.say("Stopped. The channel is not saved; your progress is kept, without the token.")
            talk.say("Go on with: koongo-tui setup --plain --resume")
            return ExitCode.INTERRUPTED
        return ExitCode.OK

    def _begun(self) -> Setup:
        """A new setup or the one that was cut off, with what the options answer."""
        chosen = self._args.resume or self._args.channel
        setup = begun(self._args, self._context) if chosen else self._offered()
        setup = answered(setup, self._args, self._context)
        # Questions that the options answered are not asked.
        for step in (Step.AUTHORISE, Step.PASTE, Step.TEST):
            wanted = self._args.region if step is Step.AUTHORISE else setup.token
            if wanted and setup.step.number < step.number:
                try:
                    setup = setup.go_to(step)
                except SetupError:
                    break
        return setup

    def _offered(self) -> Setup:
        progress = self._context.workspace.progress
        saved = progress.load()
        for note in progress.notes:
            self._talk.say(note)
        fresh = Setup(program=preferred_program(self._context.workspace))
        if saved is None:
            return fresh
        try:
            setup = Setup.from_progress(saved.values)
        except SetupError:
            return fresh
        when = saved.saved_at.astimezone()
        self._talk.say(
            f"An earlier setup stopped at question {setup.step.number} of 5 on "
            f"{when:%d %B %Y} at {when:%H:%M}."
        )
        if setup.region:
            self._talk.say(f"Kept: region {setup.region.title}. Not kept, on purpose: the values.")
        again = self._talk.confirm(
            "Go on with it?", help_text="No forgets it and starts with the first question."
        )
        if again:
            return setup
        progress.clear()
        return fresh

    def _keep(self, setup: Setup) -> None:
        try:
            self._context.workspace.progress.save(setup.to_progress(), at=self._context.clock())
        except KoongoError as error:
            if not self._progress_told:
                self._talk.say(f"Your progress cannot be kept: {error.message}")
            self._progress_told = True

    # Question 2

    def _authorise(self, setup: Setup) -> Setup:
        talk = self._talk
        if setup.program is Program.SP_API:
            return ask_authorisation(setup, talk, self._context)
        talk.say(
            f"Question 2 of 5. Authorise {DEVELOPER_NAME} on this page, in any browser, signed in "
            "as the primary user. Then press Enter."
        )
        for page in setup.pages:
            talk.say(page.url)
        talk.say("Click Authorise new developer, type the developer name and ID from above,")
        talk.say("and copy the whole page that says Congratulations.")
        answer = talk.ask(
            "Answer",
            help_text="Not the owner of the account? Answer o: you get a text to send to them. "
            "“Visit Developer Credentials” is the wrong page: it gives other keys.",
        )
        if answer.lower() == "o":
            talk.say()
            talk.say(owner_card(setup))
            return setup
        return setup.next()

    # Question 3

    def _paste(self, setup: Setup) -> Setup:
        talk = self._talk
        what = _WHAT[setup.way] if setup.program is Program.SP_API else "Paste the whole page"
        talk.say(f"Question 3 of 5. {what}, then press Enter on an empty line.")
        talk.say("Pasted text is not shown.")
        if setup.ready:
            talk.say("Or only press Enter, to go on with the values from before.")
        elif setup.consent:
            talk.say("Or only press Enter, to try the code from before again.")
        print("Answer: ", end="", file=self._context.stderr, flush=True)
        text = read_paste(self._context.stdin, enough=lambda t: self._completes(setup, t))
        talk.say()
        if text is None:
            raise StoppedError
        word = text.reveal().strip()
        if talk.command(
            word,
            _HELP[setup.program],
        ):
            return setup
        if word:
            taken = self._taken(setup, text)
            self._tell_found(setup, taken, brought=self._brings(setup, text))
            setup = taken
        elif setup.consent is None:
            return setup.next() if setup.ready else self._missing(setup)
        try:
            setup = work_through(setup, talk, self._context)
            setup = self._exchanged(setup)
        except PasteAgainError as again:
            return again.setup
        return setup.next() if setup.ready else self._missing(setup)

    def _exchanged(self, setup: Setup) -> Setup:
        """The code of a return address is worth five minutes, so it is exchanged at once.

        Raises:
            PasteAgainError: Amazon does not take it.
        """
        if setup.consent is None or not setup.seller_id:
            return setup
        try:
            after = exchanged(setup, self._context)
        except KoongoError as error:
            self._talk.regret(error)
            return setup
        return work_through(after, self._talk, self._context)

    def _taken(self, setup: Setup, text: Secret) -> Setup:
        """Read the text as a page, or as the one value that is still missing."""
        now = self._context.clock()
        after = setup.paste(text.reveal(), today=now.date(), now=now)
        one_line = len(text.reveal().strip().splitlines()) == 1
        if one_line and after.missing and not after.problems:
            for wanted, label in _FIELDS[setup.program]:
                if setup.missing == (label,):
                    return setup.enter(wanted, text.reveal(), today=now.date())
        return after

    def _brings(self, setup: Setup, text: Secret) -> bool:
        """Anything at all was recognised in the text by itself."""
        now = self._context.clock()
        alone = setup.clear_values().paste(text.reveal(), today=now.date(), now=now)
        return not alone.findings.is_empty or self._taken(setup, text).seller_id != setup.seller_id

    def _completes(self, setup: Setup, text: Secret) -> bool:
        return not self._taken(setup, text).missing and self._brings(setup, text)

    def _tell_found(self, before: Setup, setup: Setup, *, brought: bool) -> None:
        if not brought:
            self._talk.say("Nothing that we know was found in this text.")
            return
        found = []
        if setup.seller_id:
            found.append(f"Found Seller ID ending {' '.join(setup.seller_id[-4:])}.")
        if setup.findings.consent:
            found.append("Found a return address with an authorisation code.")
        elif setup.token:
            found.append(f"Found token ending {setup.token.ending}.")
        if count := len(setup.findings.marketplaces):
            found.append(f"Found {count} marketplace{'s' if count > 1 else ''}.")
        if setup.findings.developer_id and setup.program is Program.MWS:
            right = setup.findings.developer_id == setup.developer_id
            verdict = "right for this region" if right else "not the one from above"
            found.append(f"Found developer ID {setup.findings.developer_id}, {verdict}.")
        if setup.expires_on:
            found.append(f"The authorisation ends on {setup.expires_on:%d %B %Y}.")
        self._talk.say(" ".join(found))
        for sentence in setup.findings.tidied:
            if sentence not in before.findings.tidied:
                self._talk.say(f"Changed: {sentence}")

    def _missing(self, setup: Setup) -> Setup:
        if setup.missing:
            self._talk.say(f"Still missing: {' and '.join(setup.missing)}.")
        return setup
