"""The setup: one screen whose pages follow the steps of the flow."""

from __future__ import annotations

from functools import cached_property

from textual import getters
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Setup, SetupError, Step, Way
from koongo_tui.guide.programs import Program
from koongo_tui.tui.app import KoongoApp
from koongo_tui.tui.screens.setup.authorise import AuthorisePage
from koongo_tui.tui.screens.setup.consent import ConsentPage
from koongo_tui.tui.screens.setup.countries import CountriesPage
from koongo_tui.tui.screens.setup.done import DonePage
from koongo_tui.tui.screens.setup.page import SetupPage
from koongo_tui.tui.screens.setup.paste import PastePage
from koongo_tui.tui.screens.setup.region import RegionPage
from koongo_tui.tui.screens.setup.resume import ResumePage
from koongo_tui.tui.screens.setup.save import SavePage
from koongo_tui.tui.screens.setup.self_authorise import SelfAuthorisePage
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.screens.setup.start import StartPage
from koongo_tui.tui.screens.setup.trial import TrialPage
from koongo_tui.tui.screens.setup.uncovered import UncoveredPage
from koongo_tui.tui.widgets.chrome import KeyBar, Rule, TitleBar
from koongo_tui.tui.widgets.steps_bar import StepMark, StepsBar

_PAGES: dict[Step, type[SetupPage]] = {
    Step.REGION: RegionPage,
    Step.AUTHORISE: AuthorisePage,
    Step.PASTE: PastePage,
    Step.TEST: TrialPage,
    Step.SAVE: SavePage,
    Step.DONE: DonePage,
}
_BARRED = tuple(step for step in Step if step is not Step.DONE)


def _page_of(session: Session) -> SetupPage:
    """The page of the step at which the setup stands."""
    step = session.setup.step
    if step is Step.AUTHORISE and session.setup.program is Program.SP_API:
        own = session.setup.way is Way.SELF
        return SelfAuthorisePage(session) if own else ConsentPage(session)
    return _PAGES[step](session)


class SetupScreen(Screen[None]):
    """Walks a person from Start to Done, and then opens the channel's submissions."""

    CSS_PATH = ["setup.tcss", "authorise.tcss", "qr.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-normal"), (118, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall"), (34, "-high")]
    AUTO_FOCUS = None

    app = getters.app(KoongoApp)

    def __init__(
        self,
        name: str = "main",
        *,
        program: Program | None = None,
        session: Session | None = None,
    ) -> None:
        """
        Args:
            name: of the channel to set up.
            program: move the channel to this one; None keeps its own.
            session: go on with this one, at the step where it stands.
        """
        super().__init__()
        self._channel_name = name
        self._program = program
        self._begun = session
        self._stack: list[SetupPage] = []

    @cached_property
    def session(self) -> Session:
        """What the pages share."""
        if self._begun is not None:
            return self._begun
        return Session(
            self.app.workspace, self.app.terminal, name=self._channel_name, program=self._program
        )

    def compose(self) -> ComposeResult:
        yield TitleBar("Connect Amazon")
        yield StepsBar([step.value for step in _BARRED], done_mark=self.app.marks.done)
        yield Rule(classes="chrome-rule")
        yield Container(id="body")
        yield Rule(classes="chrome-rule")
        yield Static(markup=False, id="said")
        yield KeyBar()

    async def on_mount(self) -> None:
        await self._replace(self._first_page())

    def _first_page(self) -> SetupPage:
        session = self.session
        if session.saved is None and session.setup.step is not Step.REGION:
            return _page_of(session)
        if session.saved is None:
            return StartPage(session)
        try:
            kept = Setup.from_progress(session.saved.values)
        except SetupError:
            session.saved = None
            return StartPage(session)
        return ResumePage(session, session.saved, kept)

    # -- the pages -----------------------------------------------------------------------------

    async def _replace(self, page: SetupPage) -> None:
        """Show this page and no other."""
        body = self.query_one("#body")
        self.say("")
        async with body.batch():
            old, self._stack = self._stack, [page]
            for shown in old:
                await shown.remove()
            await body.mount(page)
        self._show_where()

    async def on_setup_page_moved(self, event: SetupPage.Moved) -> None:
        event.stop()
        await self._replace(_page_of(self.session))

    async def on_setup_page_opened(self, event: SetupPage.Opened) -> None:
        event.stop()
        below = self._stack[-1]
        below.focus_to_restore = self.focused
        body = self.query_one("#body")
        self.say("")
        async with body.batch():
            self._stack.append(event.page)
            below.display = False
            await body.mount(event.page)
        self._show_where()

    async def on_setup_page_closed(self, event: SetupPage.Closed) -> None:
        event.stop()
        if len(self._stack) == 1:
            await self._replace(StartPage(self.session))
            return
        body = self.query_one("#body")
        async with body.batch():
            await self._stack.pop().remove()
            below = self._stack[-1]
            below.display = True
        (below.focus_to_restore or below).focus(scroll_visible=False)
        self.say(event.said or below.opening())
        below.resumed(event.choice)
        self._show_where()

    def on_setup_page_finished(self, event: SetupPage.Finished) -> None:
        event.stop()
        self.app.open_channel(self.session.channel)

    # -- the frame ---------------------------------------------------------------------------

    def say(self, words: str, *, trouble: bool = False) -> None:
        """Put words on the message line; it grows for what does not fit."""
        said = self.query_one("#said", Static)
        said.update(words)
        said.set_class(trouble, "-bad")
        said.set_class(not words, "-empty")

    def on_setup_page_said(self, event: SetupPage.Said) -> None:
        event.stop()
        self.say(event.words, trouble=event.trouble)

    def _show_where(self) -> None:
        """The title, the steps, and the region at the right."""
        top = self._stack[-1]
        setup = top.stands
        walking = not isinstance(self._stack[0], StartPage | ResumePage) or isinstance(
            top, RegionPage | UncoveredPage | CountriesPage
        )
        marks = []
        for step in _BARRED:
            state = "ahead"
            if step.number < setup.step.number:
                state = "done"
            elif step is setup.step and walking:
                state = "current"
            marks.append(StepMark(step.value, step.title, state))
        if not walking:
            note = "about 2 minutes" if isinstance(top, ResumePage) else "about 5 minutes"
        else:
            note = setup.region.title if setup.region and setup.step is not Step.REGION else ""
        self.query_one(StepsBar).show(marks, note)
        self.query_one(TitleBar).show(right=f"channel: {setup.name}")

    async def on_steps_bar_picked(self, event: StepsBar.Picked) -> None:
        event.stop()
        session = self.session
        if session.channel is not None or session.saved is not None:
            return
        try:
            session.put(session.setup.go_to(Step(event.key)))
        except KoongoError as error:
            self.say(error.message, trouble=True)
        else:
            await self._replace(_page_of(session))
