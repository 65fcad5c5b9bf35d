"""The command palette: everything that can be done here, every channel, and filters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from textual.command import DiscoveryHit, Hit, Provider
from textual.dom import DOMNode
from textual.markup import escape

from koongo_tui.errors import KoongoError
from koongo_tui.guide.programs import Program
from koongo_tui.tui.keys import KEYS
from koongo_tui.tui.notices import SWITCHES, flip
from koongo_tui.tui.themes import TITLES

if TYPE_CHECKING:
    from koongo_tui.tui.app import KoongoApp


@runtime_checkable
class Filterable(Protocol):
    """A screen with a list that takes a filter."""

    def filter_by(self, text: str) -> None:
        """Show what the filter lets through."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do.

    Attributes:
        title: what it is called.
        help: a line below it.
        at_once: offered before anything is typed.
    """

    title: str
    help: str
    run: Callable[[], Any]
    at_once: bool = True


FILTERS = {
    "Show all": "",
    "Show what needs a look": "state:problem",
    "Show what is open": "state:open",
    "Show what finished with errors": "errors>0",
    "Show what was sent today": "after:today",
}

MANY = 50
"""Commands about channels from which they are looked through for whole words only."""

OFFERED = 20
"""How many of them are offered then; the screen of all channels shows the others."""


class KoongoCommands(Provider):
    """Commands made from the bindings in force, the channels, the filters and the looks."""

    @property
    def _koongo(self) -> KoongoApp:
        return cast("KoongoApp", self.app)

    def commands(self) -> Iterator[Command]:
        """Everything that can be searched for."""
        yield from self._general()
        yield from self._channels()

    def _general(self) -> Iterator[Command]:
        yield from self._keys()
        yield from self._filters()
        yield from self._notices()
        app = self._koongo
        yield Command("Set up a channel", "Connect a seller account, step by step", app.open_setup)
        for name, title in TITLES.items():
            yield Command(
                f"Colours: {title}", "Change the looks", partial(setattr, app, "theme", name)
            )

    def _keys(self) -> Iterator[Command]:
        seen: set[str] = set()
        for node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            key = KEYS.get(binding.id or "")
            if key is None or not enabled or binding.system or binding.action in seen:
                continue
            if key.id in ("numbered", "move", "back") or not binding.description:
                continue
            seen.add(binding.action)
            yield Command(
                binding.description,
                f"{key.shown}   {key.meaning}".rstrip(),
                partial(self._act, binding.action, node),
            )

    async def _act(self, action: str, node: DOMNode) -> None:
        await self.app.run_action(action, default_namespace=node)

    def _filters(self) -> Iterator[Command]:
        screen = self.screen
        if not isinstance(screen, Filterable):
            return
        for title, text in FILTERS.items():
            yield Command(title, text or "No filter", partial(screen.filter_by, text))

    def _channels(self) -> Iterator[Command]:
        try:
            # Understood once, and compared with the file only, while one types.
            channels = self._koongo.workspace.config().channels
        except KoongoError:
            return
        if channels and not any(
            active.binding.id == "channels" for active in self.screen.active_bindings.values()
        ):
            yield Command("All channels", "How each of them stands", self._koongo.action_channels)
        for name, channel in channels.items():
            yield Command(
                f"Channel: {name}",
                escape(f"{channel.seller_id} on {channel.marketplace_id}"),
                partial(self._koongo.open_channel, name),
                at_once=len(channels) <= 9,
            )
            if channel.program is Program.MWS:
                yield Command(
                    f"Move {name} to SP-API",
                    "Amazon's interface today; the name, settings and history stay",
                    partial(self._koongo.open_setup, name, program=Program.SP_API),
                    at_once=len(channels) <= 9,
                )

    def _notices(self) -> Iterator[Command]:
        from koongo_tui.tui.screens.submissions.base import LiveScreen

        screen = self.screen
        if not isinstance(screen, LiveScreen):
            return
        try:
            settings = self._koongo.workspace.config().notices
        except KoongoError:
            return
        for switch in SWITCHES:
            state = "off" if switch.is_on(settings) else "on"
            yield Command(
                f"{switch.title}: switch {state}", switch.help, partial(flip, screen, switch)
            )

    def _likely(self, query: str) -> tuple[list[Command], bool]:
        """The channels that may be meant by these words; and whether there are more."""
        channels = list(self._channels())
        if len(channels) <= MANY:
            return channels, False
        words = query.casefold().split()
        found = [c for c in channels if all(word in c.title.casefold() for word in words)]
        # The shortest name with these words in it is the closest to them.
        found.sort(key=lambda command: len(command.title))
        return found[:OFFERED], len(found) > OFFERED

    async def startup(self) -> None:
        """Understand the configuration before it is searched, away from the screen's loop."""
        with suppress(KoongoError):
            await asyncio.to_thread(self._koongo.workspace.config)

    async def discover(self) -> AsyncIterator[DiscoveryHit]:
        """What is offered before anything is typed."""
        for command in self.commands():
            if command.at_once:
                yield DiscoveryHit(escape(command.title), command.run, help=command.help)

    async def search(self, query: str) -> AsyncIterator[Hit]:
        """What fits the words that were typed."""
        matcher = self.matcher(query)
        channels, more = self._likely(query)
        for command in (*self._general(), *channels):
            score = matcher.match(command.title)
            if score > 0:
                yield Hit(score, matcher.highlight(command.title), command.run, help=command.help)
        if more:
            yield Hit(
                0.02,
                escape(f"All channels with: {query}"),
                partial(self._koongo.action_channels, query),
                text=f"All channels with: {query}",
                help="More than fit here",
            )
        if isinstance(self.screen, Filterable):
            yield Hit(
                0.01,
                f"Filter the list: {query}".replace("[", "\\["),
                partial(self.screen.filter_by, query),
                text=f"Filter the list: {query}",
                help="Words of the ID, type or SKU, errors>0, state:stuck, on:yesterday",
            )
