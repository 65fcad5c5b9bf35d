"""``autosubmit``: for a timer, in the foreground, and twice on one machine."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest

from koongo_tui.guide.programs import Program
from tests.cli.sending import Desk, desk_at

QUICK = 0.0005
"""An hour in two seconds."""


@pytest.fixture(params=list(Program), ids=str)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path, request.param, pace=QUICK) as desk:
        desk.connect(feed_source=str(desk.source), feed_type=desk.type, auto_submit=True)
        yield desk


def test_once_is_for_a_timer(desk: Desk) -> None:
    missing = desk.run("autosubmit", "--once", "--json")
    assert missing.code == missing.json["exit"] == 5
    assert missing.json["events"][0]["error"]["code"] == "feed-source-missing"
    desk.write(dict.fromkeys(desk.skus, 5))
    sent = desk.run("autosubmit", "--once", "--all", "--json")
    assert sent.code == 0
    [event] = sent.json["events"]
    assert event["event"] == "sent"
    assert event["records"] == 3
    again = desk.run("autosubmit", "--once")
    assert again.code == 0
    assert "main: " in again.out
    assert len(desk.arrived) == 1


def test_a_paused_channel_says_so_until_a_person_lets_it_go_on(desk: Desk) -> None:
    desk.write(dict.fromkeys(desk.skus, 0))
    stopped = desk.run("autosubmit", "--once")
    assert stopped.code == 7
    assert "koongo-tui autosubmit --resume main" in stopped.out
    assert desk.run("autosubmit", "--once", "--json").json["events"][0]["event"] == "paused"
    status = desk.run("status", "--cached")
    assert "Auto-submit of main is paused: The feed sets 100 %" in status.err
    resumed = desk.run("autosubmit", "--resume", "main")
    assert resumed.code == 0
    assert "goes on" in resumed.err
    assert "not paused" in desk.run("autosubmit", "--resume", "main").err
    assert "paused" not in desk.run("status", "--cached").err
    assert desk.run("autosubmit", "--once").code == 0
    assert len(desk.arrived) == 1


def test_a_channel_that_is_switched_off_is_said(desk: Desk) -> None:
    workspace = desk.workspace()
    workspace.config_file.save_channel(replace(workspace.channel("main"), auto_submit=False))
    workspace.close()
    for arguments in ([], ["--all"]):
        ran = desk.run("autosubmit", "--once", "--json", *arguments)
        assert ran.code == 3
        assert ran.json["error"]["code"] == "auto-submit-off"


@contextmanager
def watching(desk: Desk, told: Queue[dict[str, object]]) -> Iterator[subprocess.Popen[str]]:
    """Another process with auto-submit on this machine."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "tests.outbox.autosubmitting", str(desk.folder),
            desk.program.value, json.dumps(desk.announcement), str(QUICK),
        ],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    lines = process.stdout

    def read() -> None:
        for line in lines:
            told.put(json.loads(line))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(30) == 130, said
        assert "Traceback" not in said
        reader.join()
        process.stdout.close()
        process.stderr.close()


def test_two_processes_send_each_change_once(desk: Desk) -> None:
    told: Queue[dict[str, object]] = Queue()
    with watching(desk, told), watching(desk, told):
        feeds = []
        for number in range(1, 5):
            desk.write(dict.fromkeys(desk.skus, number * 11))
            feeds.append(desk.source.read_bytes())
            while told.get(timeout=60)["event"] != "sent":
                pass
    assert desk.arrived == feeds
    while not told.empty():
        assert told.get()["event"] != "sent"
