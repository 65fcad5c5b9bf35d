"""The world is cut off: folders of its own, no settings of the person who runs the tests."""

from __future__ import annotations

import gc
import os
import socket
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from koongo_tui.store.database import Database

# A machine that is busy is no failure.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
"""Amazon's own samples, where a checkout has them beside it; never part of the project."""


def pytest_configure() -> None:
    """Look for garbage rarely: each application leaves a tree behind that is looked through."""
    gc.set_threshold(100_000, 50, 100)


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: half of the time a test of the screen waits for the next frame."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder with Amazon's samples; skips where it is missing."""
    if not SAMPLES.is_dir():
        pytest.skip("the folder with Amazon's own samples is not beside this checkout")
    return SAMPLES


@pytest.fixture(autouse=True)
def _own_environment(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.startswith(("KOONGO_", "TEXTUAL", "SSH_", "TMUX")) or name.lower().endswith(
            "_proxy"
        ):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "CREDENTIALS_DIRECTORY", "STY"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("KOONGO_TUI_CONFIG_DIR", str(folder / "config"))
    monkeypatch.setenv("KOONGO_TUI_STATE_DIR", str(folder / "state"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def time_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """``time_zone("Europe/Berlin")`` moves this machine there."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not ip_address(address[0]).is_loopback:
            raise OSError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _databases_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test leaves open is closed with it: Python 3.13 warns of the rest."""
    opened: list[Database] = []
    begin = Database.__init__

    def remembered(self: Database, path: Path | str) -> None:
        begin(self, path)
        opened.append(self)

    monkeypatch.setattr(Database, "__init__", remembered)
    yield
    for database in opened:
        database.close()
