"""What the pages of the setup share: the answers so far, and the way to the person's files.

The rules are in ``guide.flow``; this keeps the progress on disk after every answer and holds what
belongs to this run only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from time import monotonic

from koongo_tui.amazon.errors import AccessRefused
from koongo_tui.channel_facts import ChannelFacts
from koongo_tui.connection import TestResult, planned, run_test
from koongo_tui.diagnosis import Diagnosis, diagnose
from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Field, Setup, Step, Way
from koongo_tui.guide.handoff import owner_card
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.preference import preferred_program
from koongo_tui.store.progress import SavedProgress
from koongo_tui.tui.terminal import Terminal
from koongo_tui.tui.widgets.hidden_text import HiddenEntry
from koongo_tui.workspace import Workspace


class Session:
    """One run of the setup.

    Attributes:
        setup: the answers so far.
        saved: what an earlier run left behind, until it is taken up or discarded.
        drafts: text that was typed and not taken yet, by field; never a secret.
        test: the last live test of these values, None when there was none.
        tested_at: when it ended.
        card_wanted: the hand-off card was asked for before the region was known.
        trouble: why the progress could not be kept; None while it could.
        channel: name of the saved channel, once there is one.
        exchanging: Amazon was asked for the refresh token of a code, and has not answered.
    """

    def __init__(
        self,
        workspace: Workspace,
        terminal: Terminal,
        *,
        name: str = "main",
        program: Program | None = None,
    ) -> None:
        """
        Args:
            name: of the channel to set up, new or known.
            program: move the known channel to this one; of a new one, begin with it.
        """
        self.workspace = workspace
        self.terminal = terminal
        self.setup = self._begun(name, program)
        self.drafts: dict[str, str] = {}
        self.test: TestResult | None = None
        self.tested_at: datetime | None = None
        self.card_wanted = False
        self.trouble: str | None = None
        self.channel: str | None = None
        self.exchanging = False
        self.saved = None if program else self._load()

    def _begun(self, name: str, program: Program | None) -> Setup:
        """A new setup; of a known channel its answers, with the token still to be pasted."""
        try:
            return self.workspace.begin_again(name, program=program)
        except KoongoError:
            return self._empty(name, program)

    def _empty(self, name: str, program: Program | None = None) -> Setup:
        return Setup(name=name, program=program or preferred_program(self.workspace))

    def _load(self) -> SavedProgress | None:
        """What an earlier run left, unless a saved channel is set up again and that was another."""
        if self.demo:
            return None
        try:
            saved = self.workspace.progress.load()
        except KoongoError as error:
            self.trouble = error.message
            return None
        again = self.setup.step is not Step.REGION
        if saved is not None and again and saved.values.get("name") != self.setup.name:
            return None
        return saved

    @property
    def demo(self) -> bool:
        """Amazon is played by this program."""
        return self.workspace.demo is not None

    @property
    def now(self) -> datetime:
        """In this machine's own time zone."""
        return self.workspace.clock().astimezone()

    @property
    def today(self) -> date:
        """In this machine's own time zone."""
        return self.now.date()

    @property
    def can_test(self) -> bool:
        """The developer's side is known here, so Amazon can be asked."""
        region = self.setup.region
        try:
            return region is not None and self.workspace.knows_developer(self.setup.program, region)
        except KoongoError as error:
            self.trouble = error.message
            return False

    def put(self, setup: Setup) -> None:
        """Take the answers as they are now, and keep the progress (never a secret)."""
        if _tested_values(setup) != _tested_values(self.setup):
            self.test = None
        self.setup = setup
        if self.demo or self.channel is not None:
            return
        try:
            self.workspace.progress.save(setup.to_progress(), at=self.workspace.clock())
        except KoongoError as error:
            self.trouble = error.message
        else:
            self.trouble = None

    def read(self, entry: HiddenEntry, field: Field | None = None) -> Setup:
        """What the setup becomes with the text that has arrived.

        The text is in no variable here: whatever fails, no traceback can show it.

        Args:
            field: the single field it was entered in; None for the paste box.
        """
        if field is None or self.setup.program is Program.SP_API:
            # A return address may come into the token's field as well.
            return self.setup.paste(entry.take(), today=self.today, now=self.workspace.clock())
        return self.setup.enter(field, entry.take(), today=self.today)

    def resume(self, kept: Setup) -> None:
        """Go on where the earlier run stopped."""
        self.saved = None
        self.setup = kept

    def discard(self) -> None:
        """Forget the earlier run."""
        self.saved = None
        self.setup = self._empty(self.setup.name)
        self.drafts.clear()
        try:
            self.workspace.progress.clear()
        except KoongoError as error:
            self.trouble = error.message

    # -- the consent page ------------------------------------------------------------------

    def open_consent(self) -> KoongoError | None:
        """Ask for a visit of the consent page, unless one is open; gives why there is none."""
        request = self.setup.consent_request
        if request is not None and request.is_open(self.workspace.clock()):
            return None
        try:
            request = self.workspace.consent_request(self.setup)
        except KoongoError as error:
            return error
        self.put(self.setup.with_consent_request(request))
        return None

    async def exchange(self) -> None:
        """Turn the code that waits into a refresh token, or into the problem that it is too late.

        Raises:
            KoongoError: Amazon could not be asked; the code waits on.
        """
        setup = self.setup
        consent = setup.consent
        self.exchanging = False
        if consent is None or self.give_up_late_code():
            return
        self.exchanging = True
        try:
            token = await self.workspace.exchange(setup, consent)
        except AccessRefused as error:
            if error.code != "code-expired":
                raise
            if self.setup.consent == consent:
                self.put(self.setup.code_refused())
        else:
            # Cleared or replaced meanwhile, nobody waits for it any more.
            if self.setup.consent == consent:
                self.put(self.setup.with_refresh_token(token, today=self.today))
        finally:
            self.exchanging = False

    def give_up_late_code(self) -> bool:
        """A code whose five minutes are over is not sent; the setup says so then."""
        ends_at, now = self.setup.code_ends_at, self.workspace.clock()
        if self.exchanging or ends_at is None or now <= ends_at:
            return False
        self.put(self.setup.code_refused(now=now))
        return True

    async def run_test(self, report: Callable[[TestResult], None]) -> TestResult:
        """Ask Amazon, layer by layer.

        Args:
            report: told whenever a layer begins or the test ends.
        """
        setup, workspace = self.setup, self.workspace
        marketplace = setup.marketplace or setup.offered_marketplaces[0]
        result = planned(setup.program, marketplace)
        try:
            api = workspace.open_api(workspace.trial_channel(setup), token=setup.token)
        except KoongoError as error:
            result = replace(result, error=error)
        else:
            try:
                async for result in run_test(
                    api, marketplace, clock=workspace.clock, monotonic=monotonic
                ):
                    report(result)
            finally:
                await api.aclose()
        if result.marketplaces:
            setup = setup.with_account(result.marketplaces)
        self.put(setup.mark_tested() if result.ok else setup)
        self.test, self.tested_at = result, self.now
        return result

    def diagnose(self, error: KoongoError) -> Diagnosis:
        """The likeliest cause of a refusal of these values."""
        setup = self.setup
        region = setup.region or Region.EU
        facts = ChannelFacts(
            program=setup.program,
            region=region,
            seller_central=setup.seller_central or region.sites[0],
            marketplace=setup.marketplace,
            developer_id=setup.developer_id or region.developer_id,
            expires_on=setup.expires_on,
        )
        return diagnose(error, facts, now=self.workspace.clock())

    def save(self) -> None:
        """Save the channel. Raises KoongoError; then nothing more than said was written."""
        self.channel = self.workspace.save(self.setup).name
        self.setup = self.setup.go_to(Step.DONE)

    def with_example(self, setup: Setup, *, row: bool = False) -> Setup:
        """The setup after the demo's example page, or its row of Manage your apps, was pasted."""
        demo, region = self.workspace.demo, setup.region
        if demo is None or region is None:
            return setup
        if row:
            return setup.paste(demo.row(region), today=self.today)
        if setup.program is Program.MWS:
            return setup.paste(demo.page(region), today=self.today)
        if setup.way is Way.SELF:
            return setup.paste(demo.own_token(region), today=self.today)
        url = setup.consent_request.url if setup.consent_request else ""
        address = demo.returned(region, url)
        return setup.paste(address, today=self.today, now=self.workspace.clock())

    def straight_to_demo(self) -> None:
        """Set the demo's example seller up without walking the steps."""
        setup = self.setup.choose_program(Program.MWS).choose_region(Region.EU)
        self.setup = self.with_example(setup).go_to(Step.SAVE)
        self.save()

    def card(self) -> str:
        """The instructions for the owner of the account."""
        website = self.setup.program is Program.SP_API and self.setup.way is Way.WEBSITE
        if website and self.open_consent() is not None:
            # There is no consent page: the owner reads the token off a page of their own.
            return owner_card(self.setup.choose_way(Way.SELF))
        return owner_card(self.setup)

    def write_card(self, text: str, path: Path | None = None) -> Path | None:
        """Write a hand-off card; None in the demo, which touches no file of the person.

        Args:
            text: the card's.
            path: where; ``~/koongo-handoff.txt`` unless given, under another number when a file
                of that name holds something else.

        Raises:
            OSError: it cannot be written.
        """
        if self.demo and path is None:
            return None
        target = path or _free_name(Path.home() / "koongo-handoff.txt", text)
        target.write_text(text, encoding="utf-8")
        return target


def _tested_values(setup: Setup) -> tuple[object, ...]:
    return setup.program, setup.region, setup.seller_id, setup.token, setup.marketplace_id


def _free_name(path: Path, text: str) -> Path:
    """The path, or the next number of it: what is not a card of ours is never overwritten."""
    title = text.partition("\n")[0]
    number = 1
    candidate = path
    while candidate.exists():
        with candidate.open(encoding="utf-8", errors="replace") as file:
            if file.readline().rstrip("\n") == title:
                break
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate
