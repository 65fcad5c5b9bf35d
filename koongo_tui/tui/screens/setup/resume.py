"""Start, when an earlier run was cut off: what was kept, what was not, and where to find it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from koongo_tui.guide.flow import Setup, Way
from koongo_tui.guide.programs import Program
from koongo_tui.store.progress import SavedProgress
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.screens.setup.words import day, moment
from koongo_tui.tui.widgets.facts import Facts
from koongo_tui.tui.widgets.link import Link

_TOKEN = {Program.MWS: "MWS Auth Token", Program.SP_API: "refresh token"}


def _where(kept: Setup) -> str:
    if kept.program is Program.MWS:
        return 'Manage your apps > row "Koongo" > column "MWS Auth Token" > View'
    if kept.way is Way.SELF:
        return "Develop apps > your application > Authorise app gives another refresh token"
    return "Confirm on the consent page, once more if you did already; step 2 shows it"


class ResumePage(SetupPage):
    """Offers to go on where the earlier run stopped."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "next", "Continue"),
        bind("clear", "discard", "Discard and start over"),
        bind("back", "back", show=False),
    ]

    def __init__(self, session: Session, saved: SavedProgress, kept: Setup) -> None:
        super().__init__(session)
        self._saved = saved
        self._kept = kept

    @property
    def stands(self) -> Setup:
        return self._kept

    def compose(self) -> ComposeResult:
        kept = self._kept
        stopped = moment(self._saved.saved_at, self.session.now)
        yield heading(f"Welcome back: you stopped at step {kept.step.number}, {stopped}")
        yield prose("Kept from last time", classes="gap label")
        facts = [
            ("Region", kept.region.title if kept.region else "not chosen yet"),
            ("Program", kept.program.title)
            if kept.program is Program.SP_API
            else ("Developer ID", kept.developer_id or "not known yet"),
            ("Marketplace", kept.marketplace.name if kept.marketplace else "not chosen yet"),
        ]
        if kept.expires_on:
            facts.append(("Authorised until", day(kept.expires_on)))
        yield Facts(facts)
        yield prose("Not kept, on purpose", classes="gap label")
        yield prose(
            f"Seller ID and {_TOKEN[kept.program]}. Secrets are never written before step 5, so "
            "please paste them again.",
            classes="inner",
        )
        if kept.pages:
            yield prose("Where to find them again", classes="gap label")
            yield prose(_where(kept), classes="inner")
            for page in kept.pages:
                yield Link(page.url)

    async def action_next(self) -> None:
        self.session.resume(self._kept)
        self.show_step()

    def action_discard(self) -> None:
        self.session.discard()
        self.close()

    async def action_back(self) -> None:
        if self.has_list:
            self.leave()
        else:
            self.say("Enter continues, Ctrl+L starts over. What was kept stays until you choose.")

    def opening(self) -> str:
        return "Esc goes back to the submissions." if self.has_list else ""
