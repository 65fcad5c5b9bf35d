"""Step 3, Paste: whatever Amazon showed goes into one box, and is sorted out here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import HorizontalGroup
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from koongo_tui.errors import KoongoError
from koongo_tui.guide.flow import Field, Setup, Way
from koongo_tui.guide.mistakes import Choice, ChoiceKind, Problem
from koongo_tui.guide.programs import Program
from koongo_tui.tui.keys import bind
from koongo_tui.tui.screens.setup.found import developer_words, marketplace_words
from koongo_tui.tui.screens.setup.page import SetupPage, heading, prose
from koongo_tui.tui.screens.setup.problem import ProblemPage
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.screens.setup.words import day
from koongo_tui.tui.widgets.hidden_text import HiddenEntry
from koongo_tui.tui.widgets.paste_box import PasteBox
from koongo_tui.tui.widgets.token_field import TokenField
from koongo_tui.tui.widgets.value_input import ValueInput

_WAITING = "Waiting for a paste. Typical keys: Ctrl+Shift+V, Cmd+V, or right-click."
_EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What this step waits for, in words.

    Attributes:
        what: what to paste.
        seller, token: hints in the empty fields.
        kept: what happens with it.
        rows: identifiers of the rows with their labels.
    """

    what: str
    seller: str
    token: str
    kept: str
    rows: Mapping[str, str]


_SP_API_ROWS = {
    "seller": "Seller ID",
    "code": "Code",
    "token": "Refresh token",
    "marketplaces": "Marketplaces",
    "until": "Authorised until",
}
_MWS = _Wanted(
    "The whole page, or one value at a time, in any order: we sort it out.",
    "not yet: 13 or 14 letters and digits, starts with A",
    "not yet: starts with amzn.mws. and is 45 long",
    "The token is masked on arrival and kept in memory only. Nothing is sent yet.",
    {
        "seller": "Seller ID",
        "token": "MWS Auth Token",
        "marketplaces": "Marketplaces",
        "until": "Authorised until",
        "developer": "Developer",
    },
)
_SP_API = {
    Way.WEBSITE: _Wanted(
        "The whole address of the page that followed the consent page, from the address bar of "
        "the browser. It holds  spapi_oauth_code=  and is worth five minutes.",
        "not yet: it stands in that address",
        "not yet: Amazon gives it in return",
        "The code is exchanged with Amazon at once. What comes of it is masked and kept in memory "
        "only; nothing is saved yet.",
        _SP_API_ROWS,
    ),
    Way.SELF: _Wanted(
        "The refresh token and the Seller ID, together or one at a time, in any order.",
        "not yet: the Merchant Token, A...",
        "not yet: long, starts with Atzr|",
        "The token is masked on arrival and kept in memory only. Nothing is sent yet.",
        _SP_API_ROWS,
    ),
}


def _wanted(setup: Setup) -> _Wanted:
    return _MWS if setup.program is Program.MWS else _SP_API[setup.way]


class PastePage(SetupPage):
    """The paste box, what was found so far, and the single fields."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("single", "screen.focus_next"),
        bind("reveal", "reveal"),
        bind("clear", "clear"),
        bind("example", "example"),
    ]

    class Exchanged(Message):
        """Amazon has answered about the code, or could not be asked."""

        def __init__(self, error: KoongoError | None) -> None:
            super().__init__()
            self.error = error

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._asked: frozenset[str] = frozenset()
        self._tried: str | None = None
        self._wanted = _wanted(self.setup)

    def compose(self) -> ComposeResult:
        yield heading("Paste what Amazon showed you")
        yield prose(self._wanted.what, classes="gap")
        yield PasteBox("paste here", plain=self.plain)
        yield prose("Found so far", classes="label")
        for row, label in self._wanted.rows.items():
            with HorizontalGroup(classes="row", id=f"row-{row}"):
                yield Static(markup=False, classes="mark", id=f"mark-{row}")
                yield Static(label, markup=False, classes="row-label")
                yield self._value(row)
        yield Static(markup=False, id="notes", classes="prose gap")
        if self.session.demo:
            yield prose("This is the demo: Ctrl+E puts the example page into the box.")
        yield prose(self._wanted.kept, classes="quiet gap")

    def _value(self, row: str) -> Widget:
        if row == "seller":
            return ValueInput(
                self.session.drafts.get(Field.SELLER_ID, self.setup.seller_id or ""),
                placeholder=self._wanted.seller,
                id=row,
            )
        if row == "token":
            return TokenField(self._wanted.token, self.setup.token, id=row)
        return Static(markup=False, id=row, classes="value")

    def on_mount(self) -> None:
        self._draw()
        if self.setup.program is Program.SP_API:
            self.set_interval(1.0, self.tick)
            # What was pasted on the page before is taken up here.
            self.call_after_refresh(self._go_on)

    def first_focus(self) -> Widget:
        return self.query_one(PasteBox)

    def opening(self) -> str:
        return self._standing()

    def _standing(self) -> str:
        setup = self.setup
        if self.session.exchanging:
            return "Amazon is asked for the refresh token."
        if setup.consent is not None:
            return "The code waits: Enter asks Amazon for the refresh token."
        if setup.ready and setup.program is Program.SP_API:
            return "Looks complete. Nothing has been saved yet."
        if setup.ready:
            return "Looks complete. Nothing has been sent or saved yet."
        if setup.seller_id is None and setup.token is None:
            return _WAITING
        if setup.missing:
            return f"Still missing: {' and '.join(setup.missing)}."
        return "Something needs your decision: press Enter."

    # -- what was found --------------------------------------------------------------------

    def _draw(self) -> None:
        setup = self.setup
        token_there = setup.token is not None and setup.token_program is setup.program
        marks = {
            "seller": "OK" if setup.seller_id else "..",
            "code": "..",
            "token": "OK" if token_there else "..",
            "marketplaces": "OK" if setup.findings.marketplaces else "--",
            "until": "OK" if setup.expires_on else "--",
        }
        values = {
            "marketplaces": marketplace_words(setup) or "optional",
            "until": day(setup.expires_on) if setup.expires_on else "optional",
        }
        if setup.program is Program.MWS:
            marks["developer"], values["developer"] = developer_words(setup)
        for row in self._wanted.rows:
            mark = marks[row]
            widget = self.query_one(f"#mark-{row}", Static)
            widget.update(mark)
            widget.set_class(mark == "OK", "-good")
            widget.set_class(mark == "NO", "-bad")
        for row, words in values.items():
            self.query_one(f"#{row}", Static).update(words)
        self._draw_code()
        self.query_one(TokenField).hold(setup.token)
        tidied = setup.findings.tidied
        notes = self.query_one("#notes", Static)
        notes.display = bool(tidied)
        bullet = self.marks.bullet
        lines = ["Tidied up, please note", *(f"  {bullet} {words}" for words in tidied)]
        notes.update("\n".join(lines))

    def _draw_code(self) -> None:
        """The five minutes of a code that waits."""
        if self.setup.program is Program.MWS:
            return
        ends_at = self.setup.code_ends_at
        self.query_one("#row-code").display = ends_at is not None
        if ends_at is None:
            return
        left = max(0, int((ends_at - self.session.workspace.clock()).total_seconds()))
        doing = "asking Amazon" if self.session.exchanging else "Enter asks Amazon"
        words = f"good for {left // 60}:{left % 60:02} more; {doing}"
        self.query_one("#code", Static).update(words)

    def _write_seller(self, text: str) -> None:
        with self.prevent(Input.Changed):
            self._seller_field().value = text

    def _seller_field(self) -> Input:
        return self.query_one("#seller", Input)

    def _take(self, setup: Setup, *, lines: int = 0) -> None:
        """Show new answers; ask about the first problem that was not asked about yet."""
        self.session.put(setup)
        if _wanted(setup) is not self._wanted:
            # Another program or another way of authorising waits for other values.
            self.show_step()
            return
        self.session.drafts.pop(Field.SELLER_ID, None)
        self._write_seller(setup.seller_id or "")
        if lines:
            received = "1 line" if lines == 1 else f"{lines} lines"
            self.query_one(PasteBox).tell(f"{received} received. The text itself was not kept.")
        self._draw()
        self.say(self._standing())
        self._go_on()

    def _go_on(self) -> None:
        """Ask about what was found, or have a code exchanged: it is worth five minutes."""
        if not self._ask() and self.setup.consent is not None:
            self._exchange()

    def _ask(self, *, again: bool = False) -> bool:
        for problem in self.setup.problems:
            if again and not problem.blocking:
                continue
            key = _key(problem)
            if again or key not in self._asked:
                self._asked |= {key}
                self.open(ProblemPage(self.session, problem))
                return True
        return False

    def resumed(self, choice: Choice | None) -> None:
        if choice is None:
            return
        self._take(self.setup)
        if choice.kind is ChoiceKind.EDIT:
            self._seller_field().focus()

    # -- the code of a return address ------------------------------------------------------

    def tick(self) -> None:
        """A second has passed."""
        if self.session.give_up_late_code():
            self._take(self.setup)
        else:
            self._draw_code()

    def _exchange(self) -> None:
        if self.session.exchanging:
            return
        self.session.exchanging = True
        self._draw_code()
        self.say(self._standing())
        # The screen's own worker: the code is spent, whichever page is shown when Amazon answers.
        self.screen.run_worker(
            self._ask_amazon(self.screen),
            group=_EXCHANGE,
            exit_on_error=False,
            description="exchange of the code",
        )

    async def _ask_amazon(self, screen: Widget) -> None:
        failure: KoongoError | None = KoongoError(
            "The exchange stopped on a fault of this program. Nothing was saved."
        )
        try:
            await self.session.exchange()
            failure = None
        except KoongoError as error:
            failure = error
        finally:
            for page in screen.query(PastePage):
                page.post_message(self.Exchanged(failure))

    def on_paste_page_exchanged(self, event: Exchanged) -> None:
        event.stop()
        if event.error is not None:
            self._draw_code()
            self.regret(event.error)
        elif self.setup.token is not None and self.setup.ready:
            self._take(self.setup)
            self.say("Amazon gave the refresh token: complete. Nothing has been saved yet.")
        else:
            self._take(self.setup)

    # -- what arrives ------------------------------------------------------------------------

    def on_hidden_entry_received(self, event: HiddenEntry.Received) -> None:
        event.stop()
        field = Field.TOKEN if event.entry.id == "token" else None
        self._arrived(self.setup, self.session.read(event.entry, field))

    def _arrived(self, before: Setup, after: Setup) -> None:
        self._asked = frozenset()
        self._take(after, lines=after.findings.lines)
        if _known(before) == _known(after) and not after.problems:
            self.say("Nothing new was found in that text.", trouble=True)

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no field has taken belongs into the box."""
        event.stop()
        self.query_one(PasteBox).receive(event)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.session.drafts[Field.SELLER_ID] = event.value

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._enter_seller():
            await self.action_next()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        event.stop()
        self._enter_seller()

    def _enter_seller(self) -> bool:
        """Take the Seller ID as it was typed; False when it is the one that is known."""
        typed = self.session.drafts.get(Field.SELLER_ID)
        known = self.setup.seller_id or ""
        if typed is None or typed == self._tried or typed.strip() == known:
            return False
        self._tried = typed
        after = self.setup.enter(Field.SELLER_ID, typed, today=self.session.today)
        self._asked = frozenset()
        self._take(after)
        if after.seller_id is None:
            # What was not taken stays in the field, to be put right there.
            self._write_seller(typed)
            self.session.drafts[Field.SELLER_ID] = typed
        return True

    # -- keys ------------------------------------------------------------------------------

    async def action_next(self) -> None:
        if self._ask(again=True):
            return
        if self.setup.consent is not None:
            self._exchange()
            return
        await super().action_next()

    def action_reveal(self) -> None:
        token = self.query_one(TokenField)
        if token.toggle():
            self.say("The token hides itself after 10 seconds.")
        elif self.setup.token is None:
            self.say("There is no token yet.")

    def action_clear(self) -> None:
        self.session.drafts.clear()
        self.query_one(PasteBox).tell("paste here")
        self._asked = frozenset()
        self._take(self.setup.clear_values())
        self.query_one(PasteBox).focus()
        self.say("Cleared. Nothing of it was kept.")

    def action_example(self) -> None:
        self._arrived(self.setup, self.session.with_example(self.setup))

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002  Textual's signature
    ) -> bool | None:
        return self.session.demo if action == "example" else True


def _key(problem: Problem) -> str:
    return f"{problem.code} {problem.facts}"


def _known(setup: Setup) -> tuple[object, ...]:
    found = setup.findings
    return (
        setup.seller_id,
        setup.token,
        found.consent,
        found.marketplaces,
        found.developer_id,
        setup.authorised_on,
        setup.expires_on,
    )
