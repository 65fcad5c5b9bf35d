"""A seller before the setup: files of their own, an Amazon that answers as told, a clock."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from koongo_tui.amazon.api import (
    Participation,
    SellerApi,
    ServiceStatus,
    SubmissionPage,
    SubmissionQuery,
)
from koongo_tui.demo_pages import ExampleFeed
from koongo_tui.guide.flow import Setup, Step
from koongo_tui.guide.marketplaces import Marketplace
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Channel, MwsDeveloper, SecretHome, SecretPlace
from koongo_tui.store.paths import Paths
from koongo_tui.tui.app import KoongoApp
from koongo_tui.tui.screens.setup import SetupScreen
from koongo_tui.tui.screens.setup.page import SetupPage
from koongo_tui.tui.screens.setup.session import Session
from koongo_tui.tui.terminal import Terminal
from koongo_tui.tui.widgets.hidden_text import HiddenEntry
from koongo_tui.workspace import MWS_ENDPOINT_VARIABLE, Workspace

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
SELLER = "A135KKEKJAIBJ56"
TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"
PAGE = f"""Congratulations!

Koongo can now access your Amazon seller account with MWS

Seller account identifiers for My Shop
Seller ID: {SELLER}
Marketplace ID: A1F83G8C2ARO7P (Amazon.co.uk)
A1PA6795UKMFR9 (Amazon.de)
A1RKKUPIHCS9HS (Amazon.es)

Seller-Developer Authorisation
MWS Authorisation Token: {TOKEN}
"""
REFRESH = "Atzr|IwEBIJ7Qx3mZ0c2uRr5T9yKq4LwVnPfGh8sDdEaBbCcXxYyZz0123456789abcdef"
CODE = "RHcNzWXuTvQwErTyUiOp"
BACK = f"selling_partner_id={SELLER}&spapi_oauth_code={CODE}"
GATEWAY = "https://mws.gateway.example"
ROW = "Active\tKoongo\t9051-1235-5740\t26/3/2026, 4:28 PM\n25/3/2027, 4:28 PM\tView\tRenew Disable"


def at(step: Step, *, region: Region = Region.EU) -> Setup:
    """A setup that stands at this step, with the values that it needs."""
    setup = Setup().choose_region(region)
    if step.number > Step.PASTE.number:
        setup = setup.paste(PAGE, today=NOW.date())
    return setup.go_to(step)


class Amazon:
    """An account whose layers answer, or refuse with the error that is set."""

    program = Program.MWS

    def __init__(self) -> None:
        self.refuses: dict[str, Exception] = {}
        self.markets: tuple[str, ...] = ("A1F83G8C2ARO7P", "A1PA6795UKMFR9")
        self.asked: list[str] = []
        self.closed = 0
        self.wait: Callable[[], AbstractAsyncContextManager[None]] | None = None

    async def _ask(self, layer: str) -> None:
        self.asked.append(layer)
        if self.wait is not None:
            async with self.wait():
                pass
        if layer in self.refuses:
            raise self.refuses[layer]

    async def ping(self) -> datetime:
        await self._ask("network")
        return NOW

    async def service_status(self) -> ServiceStatus:
        await self._ask("developer")
        return ServiceStatus("GREEN")

    async def participations(self) -> tuple[Participation, ...]:
        await self._ask("seller")
        return tuple(Participation(m, m, "GB") for m in self.markets)

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        await self._ask("submissions")
        return SubmissionPage(())

    async def aclose(self) -> None:
        self.closed += 1


class DemoPages:
    """The demo's example seller."""

    def page(self, region: Region) -> str:
        return PAGE

    def row(self, region: Region) -> str:
        return ROW

    def returned(self, region: Region, url: str) -> str:
        return f"https://koongo.example/back?{url.partition('&')[2]}&{BACK}"

    def own_token(self, region: Region) -> str:
        return f"{REFRESH}\nMerchant Token: {SELLER}"

    def feed(self, program: Program, marketplace: Marketplace) -> ExampleFeed:
        return ExampleFeed("/srv/koongo-feed.txt", "JSON_LISTINGS_FEED")


class PlayedWorkspace(Workspace):
    """Files are real; Amazon is played."""

    amazon: Amazon

    def open_api(self, channel: Channel, *, token: Secret | None = None) -> SellerApi:
        self.tried = (channel, token)
        return self.amazon  # type: ignore[return-value]


@dataclass
class Walk:
    """A person in front of the setup."""

    pilot: Pilot[int]

    @property
    def app(self) -> KoongoApp:
        app = self.pilot.app
        assert isinstance(app, KoongoApp)
        return app

    @property
    def screen(self) -> SetupScreen:
        screen = self.app.screen
        assert isinstance(screen, SetupScreen)
        return screen

    @property
    def session(self) -> Session:
        return self.screen.session

    @property
    def page(self) -> SetupPage:
        """The page that is shown."""
        return next(p for p in self.screen.query(SetupPage) if p.display)

    def shows(self, page: type[SetupPage]) -> bool:
        """Whether a page of this kind is shown."""
        return isinstance(self.page, page)

    async def settle(self) -> None:
        """Every message was read, and those that they brought about.

        Textual's own way waits for the processor to be idle, 20 ms at least for every key.
        """
        for _ in range(5):
            await self.pilot.pause(0)

    async def go(self, setup: Setup) -> None:
        """Stand at the step of this setup, without walking there."""
        self.session.put(setup)
        self.screen.post_message(SetupPage.Moved())
        await self.settle()

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.simulate_key(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Key by key, as a terminal without bracketed paste sends a paste."""
        await self.pilot.press(*("enter" if c == "\n" else _key(c) for c in text))
        await self.settle()

    async def paste(self, text: str) -> None:
        """A bracketed paste."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def finish_typing(self) -> None:
        """What a pause after the last key does."""
        for entry in self.screen.query(HiddenEntry):
            entry.finish()
        await self.settle()

    async def work_done(self) -> None:
        """The workers have ended and their messages were read."""
        await self.app.workers.wait_for_complete()
        await self.settle()

    async def click(self, widget: Widget) -> None:
        await self.pilot.click(widget)
        await self.settle()

    def text(self) -> str:
        """The screen as text."""
        return text_of_svg(self.app.export_screenshot())

    def said(self) -> str:
        """The message line, unwrapped."""
        return str(self.screen.query_one("#said").render())

    def line(self, words: str) -> str:
        """The line of the screen that holds these words."""
        found = [line for line in self.text().split("\n") if words in line]
        assert found, f"{words!r} is not on the screen:\n{self.text()}"
        return found[0]


def _key(character: str) -> str:
    names = {" ": "space", ".": "full_stop", "-": "minus", ":": "colon", "\t": "tab"}
    return names.get(character, character)


def text_of_svg(svg: str) -> str:
    """The text of a screenshot, every piece in its column."""
    cell = 12.2
    lines: dict[float, dict[int, str]] = {}
    pattern = r'<text class="[^"]*" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>'
    for x, y, text in re.findall(pattern, svg):
        lines.setdefault(float(y), {})[round(float(x) / cell)] = html.unescape(text)
    rows = []
    for _, pieces in sorted(lines.items()):
        row = ""
        for column, text in sorted(pieces.items()):
            row = row.ljust(column) + text.replace("\xa0", " ")
        rows.append(row.rstrip())
    return "\n".join(rows)


@dataclass
class Person:
    """Opens the program, and may open it again. They have a gateway that speaks MWS."""

    folder: Path
    now: datetime = NOW
    amazon: Amazon = field(default_factory=Amazon)
    demo: DemoPages | None = None
    environ: dict[str, str] = field(default_factory=dict)
    terminal: Terminal = field(
        default_factory=lambda: Terminal(False, None, True, False, "256 colours")
    )

    def __post_init__(self) -> None:
        self.environ.setdefault("HOME", str(self.folder))
        self.environ.setdefault(MWS_ENDPOINT_VARIABLE, GATEWAY)
        self.paths = Paths(self.folder / "config", self.folder / "state")

    def workspace(self) -> PlayedWorkspace:
        made = PlayedWorkspace(self.paths, self.environ, clock=lambda: self.now, demo=self.demo)
        made.amazon = self.amazon
        return made

    def know_developer(self, region: Region = Region.EU) -> None:
        """The developer's side is set up on this machine."""
        self.workspace().save_developer(
            MwsDeveloper(region, "AKIAIOSFODNN7EXAMPLE", SecretPlace(SecretHome.FILE)),
            Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        )

    def later(self, **span: int) -> None:
        """Time passes."""
        self.now += timedelta(**span)

    def files(self) -> str:
        """Everything on this person's disk."""
        texts = [
            p.read_bytes().decode(errors="replace") for p in self.folder.rglob("*") if p.is_file()
        ]
        return "\n".join(texts)

    def over_ssh(self) -> None:
        """They are logged in from elsewhere."""
        self.terminal = replace(self.terminal, ssh=True)

    @asynccontextmanager
    async def sits_down(
        self, size: tuple[int, int] = (80, 24), *, name: str | None = None
    ) -> AsyncIterator[Walk]:
        """Start the program at the setup."""
        workspace = self.workspace()
        app = KoongoApp(workspace, channel=name, start="setup", terminal=self.terminal)
        async with app.run_test(size=size) as pilot:
            walk = Walk(pilot)
            await walk.settle()
            yield walk
        workspace.close()
