"""The commands that scripts and monitoring run every minute."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Channel, MwsDeveloper, SecretHome, SecretPlace
from tests.bench.bench import FEW, Bench
from tests.bench.figures import Figure, Measure, Target, median
from tests.bench.homes import Home, now
from tests.bench.rounds import interleaved, seconds_of


def figures(bench: Bench) -> Iterator[Figure]:
    """The figures of this group."""
    with sandbox(bench) as announcement:
        asking = Asking(bench, announcement)
        home = bench.home(FEW)
        run = partial(seconds_of, environ=home.environ)
        measures: dict[str, Callable[[], float]] = {
            "pass": lambda: run([bench.python, "-c", "pass"]),
            "--version": lambda: run(bench.program("--version")),
            "cached": lambda: run(bench.program("status", "--cached", "--json")),
            "httpx": lambda: run([bench.python, "-c", asking.bare]),
            "status": asking.status,
        }
        taken = interleaved(measures, max(1, bench.runs * 2) if bench.runs > 1 else 1)
    seconds = {name: median(samples) for name, samples in taken.items()}
    for name, title in (
        ("--version", "koongo-tui --version"),
        ("cached", "koongo-tui status --cached --json, 1,000 submissions in history"),
    ):
        yield Figure(
            f"commands.{'version' if name == '--version' else 'status-cached'}",
            title,
            "s",
            seconds[name],
            Target(5, Measure.RATIO),
            floor=seconds["pass"],
            floor_name="python -c pass",
            samples=taken[name],
        )
    yield Figure(
        "commands.status",
        "koongo-tui status --json, asking the sandbox for one list",
        "s",
        seconds["status"],
        Target(1.3, Measure.RATIO),
        floor=seconds["httpx"],
        floor_name="one httpx.get of the sandbox in a fresh Python",
        samples=taken["status"],
        details={"python -c pass": seconds["pass"]},
    )


@contextmanager
def sandbox(bench: Bench) -> Iterator[dict[str, Any]]:
    """The local Amazon as a process of its own; gives its announcement."""
    with subprocess.Popen(
        # So fast that no quota of its own ever refuses what is measured.
        bench.program("sandbox", "--pace", "0.0001"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=Home(bench.folder).environ,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


@dataclass
class Asking:
    """``status`` of a channel on the sandbox whose list may be asked for, each time anew."""

    bench: Bench
    announcement: dict[str, Any]

    def __post_init__(self) -> None:
        self._before = Home(self.bench.folder / "asking-before")
        self._home = Home(self.bench.folder / "asking")
        seller = next(s for s in self.announcement["sellers"] if s["region"] == "eu")
        developer = next(d for d in self.announcement["developers"] if d["region"] == "eu")
        workspace = self._before.workspace()
        channel = Channel(
            "main", Program.MWS, Region.EU, seller["marketplaces"][0], seller["seller_id"],
            endpoint=self.announcement["mws_endpoint"],
        )  # fmt: skip
        workspace.config_file.save_channel(channel)
        workspace.save_developer(
            MwsDeveloper(Region.EU, developer["access_key_id"], SecretPlace(SecretHome.FILE)),
            Secret(developer["secret_key"]),
        )
        workspace.secrets.write("main.token", Secret(seller["mws_auth_token"]))
        # The first list and its reports are another matter; no report is left to be fetched.
        seconds_of(self.bench.program("status"), self._before.environ)
        while workspace.budget(channel).spend("GetFeedSubmissionResult") is None:
            pass
        workspace.history().record_check(channel.account_key, now() - timedelta(hours=1))
        workspace.close()

    @property
    def bare(self) -> str:
        """A bare request in Python."""
        return f"import httpx; httpx.get({self.announcement['mws_endpoint']!r})"

    def status(self) -> float:
        """Seconds of one ``status``. Raises RuntimeError when Amazon was not asked."""
        shutil.rmtree(self._home.folder, ignore_errors=True)
        shutil.copytree(self._before.folder, self._home.folder)
        moment = now()
        passed = seconds_of(self.bench.program("status", "--json"), self._home.environ)
        workspace = self._home.workspace()
        check = workspace.history().last_check(workspace.channel().account_key)
        workspace.close()
        if check is None or check.succeeded_at is None or check.succeeded_at < moment:
            raise RuntimeError("status did not ask the sandbox")
        return passed
