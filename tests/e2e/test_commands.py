"""The commands as processes: streams, exit codes, pipes, and an independent client."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.e2e

Start = Callable[..., Any]


def test_a_script_sets_up_and_reads_the_status(sandbox: Start, run: Start) -> None:
    announcement = sandbox()
    developer, seller = announcement["developers"][1], announcement["sellers"][1]
    at = {
        "KOONGO_TUI_MWS_ENDPOINT": announcement["mws_endpoint"],
        "KOONGO_TUI_MWS_ACCESS_KEY_ID": developer["access_key_id"],
        "KOONGO_TUI_MWS_SECRET_KEY": developer["secret_key"],
    }
    ran = run(
        "setup", "--no-input", "--region", seller["region"], "--seller-id", seller["seller_id"],
        "--marketplace", seller["marketplaces"][0], "--token-stdin", "--json",
        input=seller["mws_auth_token"] + "\n", **at,
    )  # fmt: skip
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["saved"]
    status = run("status", "--json", **at)
    assert status.returncode == 0
    assert json.loads(status.stdout)["submissions"]["total"] > 0
    for one in (ran, status):
        assert seller["mws_auth_token"] not in one.stdout + one.stderr


def test_the_sandbox_ends_cleanly_on_ctrl_c(environ: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "koongo_tui", "sandbox"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    )
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["sellers"]
    process.send_signal(signal.SIGINT)
    rest, log = process.communicate(timeout=30)
    assert process.returncode == 0
    assert rest == ""
    assert "Traceback" not in log


def test_a_reader_that_goes_away_is_no_error(environ: dict[str, str]) -> None:
    text = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea0001234\n"
    process = subprocess.Popen(
        [sys.executable, "-m", "koongo_tui", "recognise", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    )
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(text, timeout=30)
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


def test_plain_commands_never_import_the_screen_or_the_network(environ: dict[str, str]) -> None:
    for arguments in (["--version"], ["developer-id", "europe"], ["channels"]):
        code = (
            "import sys\nfrom koongo_tui.cli.main import main\n"
            f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
            "heavy = {'textual', 'rich', 'httpx', 'click', 'starlette', 'uvicorn', 'tomlkit',\n"
            "         'importlib.metadata', 'segno'} & set(sys.modules)\n"
            "sys.exit(f'imported {heavy}' if heavy else 0)"
        )
        ran = subprocess.run(
            [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, (arguments, ran.stderr)
