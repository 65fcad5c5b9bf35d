"""The real full screen with a probe on its event loop, over an Amazon that is played.

``python -m tests.bench.probe HOME ROWS HOLDS [--changes] [--auto SECONDS]``: runs until it is left,
then writes to the file HOLDS, as JSON, when the event loop was held and for how long: pairs of the
moment (as ``time.perf_counter`` counts, which is one clock for all processes) and seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from koongo_tui.amazon.api import SubmissionPage, SubmissionQuery
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Channel
from koongo_tui.tui.launch import ended, prepare
from koongo_tui.tui.terminal import read_terminal
from koongo_tui.workspace import Workspace
from tests.bench.homes import OPEN, Home, now
from tests.bench.played import Played

if TYPE_CHECKING:
    from koongo_tui.tui.app import KoongoApp

NAP = 0.001
SHORTEST = 0.003
"""Seconds below which a hold is not noted: what a machine needs to wake up."""

FAST = 0.001
"""Pace of the quotas: a list may be asked for every 45 ms."""


class Refreshing(Played):
    """Tells of the newest ones, on each list with other statuses than before if it is told to."""

    def __init__(self, home: Home, *, changes: bool) -> None:
        super().__init__()
        self._changes = changes
        self._turn = 0
        moment = now()
        history = home.workspace().history()
        view = history.view(home.channel.account_key, now=moment)
        self.listed = [row.submission for row in view.rows(0, OPEN)]
        history.close()

    async def submissions(
        self, query: SubmissionQuery, next_token: str | None = None
    ) -> SubmissionPage:
        if self._changes and next_token is None:
            self._turn += 1
            status = "_IN_PROGRESS_" if self._turn % 2 else "_SUBMITTED_"
            self.listed = [replace(one, native_status=status) for one in self.listed]
        return await super().submissions(query, next_token)


class PlayedWorkspace(Workspace):
    """The person's files are real; Amazon is played."""

    amazon: Played

    def open_api(self, channel: Channel, *, token: Secret | None = None) -> Played:
        """The one account."""
        return self.amazon


class Watch:
    """Notes when a loop was held."""

    def __init__(self) -> None:
        self.holds: list[tuple[float, float]] = []

    async def run(self) -> None:
        """Look a thousand times a second, until cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(NAP)
            late = time.perf_counter() - before - NAP
            if late > SHORTEST:
                self.holds.append((before, late))


async def watched(app: KoongoApp, watch: Watch) -> None:
    """Run the screen beside the watch."""
    probe = asyncio.create_task(watch.run())
    try:
        await app.run_async()
    finally:
        probe.cancel()
        with suppress(asyncio.CancelledError):
            await probe


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("holds", type=Path)
    parser.add_argument("--changes", action="store_true")
    parser.add_argument("--auto", type=float)
    args = parser.parse_args()
    home = Home(args.home, rows=args.rows)
    # By itself the list is asked for as often as the channel says, at this pace.
    pace = args.auto / home.channel.refresh_seconds if args.auto else FAST
    workspace = PlayedWorkspace(home.paths, os.environ, clock=now, pace=pace)
    workspace.amazon = Refreshing(home, changes=args.changes)
    channel = replace(home.channel, auto_refresh=args.auto is not None)
    workspace.config_file.save_channel(channel)
    terminal = read_terminal(os.environ, "utf-8")
    prepare(os.environ, terminal)
    gc.disable()

    from koongo_tui.tui.app import KoongoApp

    app, watch = KoongoApp(workspace, terminal=terminal), Watch()
    asyncio.run(watched(app, watch))
    args.holds.write_text(json.dumps(watch.holds))
    workspace.close()
    return ended(app)


def longest(holds: Path, start: float, end: float) -> float:
    """The longest hold that began or lasted within a span of time; seconds, 0 for none noted."""
    pairs = json.loads(holds.read_text())
    return max((late for at, late in pairs if at <= end and at + late >= start), default=0.0)


if __name__ == "__main__":
    sys.exit(main())
