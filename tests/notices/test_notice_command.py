"""The command that is run when submissions have finished."""

from __future__ import annotations

import json
import os
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from koongo_tui.amazon.submission import Counts, Submission
from koongo_tui.notices.command import MOST_IDS, notice_environ, run_notice_command
from koongo_tui.notices.notice import Notice, notice_of
from koongo_tui.store.rows import ReportState, Row

if sys.platform == "win32":
    pytest.skip("the commands of these tests are those of Unix", allow_module_level=True)

NOW = datetime(2026, 3, 6, 14, 32, tzinfo=UTC)
TOKEN = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234"


def a_notice(number: int = 1, kind: str = "POST_PRODUCT_DATA") -> Notice:
    rows = [
        Row(
            Submission(f"5014801772{n}", kind, NOW, "_DONE_"),
            Counts(412, 398, 14, 0),
            ReportState.STORED,
            NOW,
        )
        for n in range(number)
    ]
    notice = notice_of("main", rows, NOW)
    assert notice is not None
    return notice


def script(folder: Path, body: str) -> str:
    """A command line that runs Python."""
    path = folder / "hook with blanks.py"
    path.write_text(body)
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(path))} {shlex.quote(str(folder))}"


RECORD = """
import json, os, sys
facts = {k: v for k, v in os.environ.items() if k.startswith("KOONGO")}
out = {"environ": facts, "input": sys.stdin.read(), "arguments": sys.argv[2:]}
open(os.path.join(sys.argv[1], "told.json"), "w").write(json.dumps(out))
"""


def test_the_facts_come_as_variables_and_as_one_json_object(tmp_path: Path) -> None:
    assert run_notice_command(script(tmp_path, RECORD), a_notice(), {"PATH": "/bin"}) is None
    told = json.loads((tmp_path / "told.json").read_text())
    assert told["environ"] == {
        "KOONGO_TUI_NOTICE_CHANNEL": "main",
        "KOONGO_TUI_NOTICE_TITLE": "Products: done, 14 errors",
        "KOONGO_TUI_NOTICE_TEXT": "Submission 50148017720, channel main. "
        "Amazon accepted 398 of 412.",
        "KOONGO_TUI_NOTICE_STATE": "done-with-errors",
        "KOONGO_TUI_NOTICE_COUNT": "1",
        "KOONGO_TUI_NOTICE_IDS": "50148017720",
    }
    facts = json.loads(told["input"])
    assert facts["schema"] == 1
    assert facts["event"] == "finished"
    (one,) = facts["submissions"]
    assert (one["id"], one["errors"], one["state"]) == ("50148017720", 14, "done-with-errors")


def test_nothing_is_expanded_as_a_shell_would(tmp_path: Path) -> None:
    command = script(tmp_path, RECORD) + " '$HOME;' $(id) ~ '*' > /dev/null"
    assert run_notice_command(command, a_notice(kind="$(reboot)"), {}) is None
    told = json.loads((tmp_path / "told.json").read_text())
    assert told["arguments"] == ["$HOME;", "$(id)", "~", "*", ">", "/dev/null"]


def test_no_secret_of_ours_reaches_the_command() -> None:
    environ = {
        "PATH": "/bin",
        "KOONGO_TUI_TOKEN": TOKEN,
        "KOONGO_TUI_MWS_SECRET_KEY": "k" * 40,
        "KOONGO_TUI_LWA_CLIENT_SECRET": "s" * 40,
        "KOONGO_TUI_CONFIG_DIR": "/etc/koongo",
        "CREDENTIALS_DIRECTORY": "/run/credentials/koongo",
        "SOMEONE_ELSES": f"x {TOKEN}",
    }
    given = notice_environ(a_notice(), environ)
    assert given["PATH"] == "/bin"
    assert given["KOONGO_TUI_CONFIG_DIR"] == "/etc/koongo"
    whole = " ".join(f"{k}={v}" for k, v in given.items())
    for gone in (TOKEN, "k" * 40, "s" * 40, "/run/credentials"):
        assert gone not in whole


def test_very_many_submissions_fit_into_the_environment(tmp_path: Path) -> None:
    notice = a_notice(20_000)
    assert run_notice_command(script(tmp_path, RECORD), notice, {}) is None
    told = json.loads((tmp_path / "told.json").read_text())
    assert len(told["environ"]["KOONGO_TUI_NOTICE_IDS"].split()) == MOST_IDS
    assert told["environ"]["KOONGO_TUI_NOTICE_COUNT"] == "20000"
    assert len(json.loads(told["input"])["submissions"]) == 20_000


def test_a_command_that_reads_nothing_holds_nobody_up() -> None:
    assert run_notice_command("true", a_notice(20_000), {"PATH": "/bin:/usr/bin"}) is None


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("no-such-program-here --x", "no-such-program-here is not on this machine"),
        ("'", "makes no sense: no closing quotation"),
        (" ", "is empty"),
        ("/", "cannot be started"),
        ("false", "false failed with status 1."),
    ],
)
def test_a_command_that_fails_says_so_in_a_sentence(command: str, words: str) -> None:
    said = run_notice_command(command, a_notice(), {"PATH": "/bin:/usr/bin"})
    assert said is not None
    assert words in said


def test_its_own_words_are_told_without_what_steers_a_terminal_or_is_secret(
    tmp_path: Path,
) -> None:
    body = f"import sys; sys.stderr.write('\\x1b[2Jno {TOKEN}\\n' + 'x' * 9000); sys.exit(3)"
    said = run_notice_command(script(tmp_path, body), a_notice(), {})
    assert said is not None
    assert "failed with status 3 and says: [2Jno amzn.mws.********1234" in said
    assert said.isprintable()
    assert len(said) < 500


def test_one_that_takes_too_long_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    # The one that it starts holds this open for as long as it lives.
    os.mkfifo(tmp_path / "alive")
    reading = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    body = """
import subprocess, sys, pathlib
code = "import sys, time; f = open(sys.argv[1], 'wb', 0); f.write(b'x'); time.sleep(600)"
subprocess.run([sys.executable, "-c", code, str(pathlib.Path(sys.argv[1], "alive"))])
"""
    said = run_notice_command(script(tmp_path, body), a_notice(), {}, limit=3.0)
    assert said is not None
    assert "took over 3 s: stopped" in said
    os.set_blocking(reading, True)
    assert os.read(reading, 1) == b"x"
    assert os.read(reading, 1) == b""
    os.close(reading)
