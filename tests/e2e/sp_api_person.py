"""What a person does in a terminal to connect through SP-API."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

Start = Callable[..., Any]


def prepared(sandbox: Start, run: Start) -> tuple[dict[str, Any], dict[str, str]]:
    """A sandbox, and a machine on which its application is set up."""
    announcement = sandbox()
    developer = announcement["developers"][0]
    at = {
        "KOONGO_TUI_SPAPI_ENDPOINT": announcement["spapi_endpoint"],
        "KOONGO_TUI_LWA_ENDPOINT": announcement["lwa_endpoint"],
    }
    ids = ("--application-id", developer["application_id"], "--client-id")
    done = run(
        *("developer", "set", "--program", "sp-api", *ids, developer["lwa_client_id"]),
        "--secret-stdin",
        input=developer["lwa_client_secret"],
        **at,
    )
    assert done.returncode == 0, done.stderr
    return announcement, at


def shown_link(text: str) -> str:
    """The consent page's address, joined from the lines that it fills."""
    lines = text.split("\n")
    first = next(i for i, line in enumerate(lines) if line.startswith("http://127.0.0.1"))
    last = next(i for i in range(first, len(lines)) if len(lines[i]) < len(lines[first]))
    return "".join(lines[first : last + 1])


def to_the_list(program: Any, folder: Path, homes: dict[str, list[str]]) -> None:
    """From complete values to submissions; each secret is in its own home alone."""
    program.press("\r")
    program.wait_for("Enter starts the test")
    program.press("\r")
    program.wait_for("Amazon accepts everything")
    program.press("\r")
    program.wait_for("Where should the token live")
    program.press("\r")
    program.wait_for("Done. Koongo can now work with")
    program.press("\r")
    program.wait_for("Report ID")
    program.wait_for(lambda text: len(re.findall(r"^.{1,3}\d{8,12} ", text, re.M)) >= 8, "rows")
    program.press("q")
    assert program.wait_end() == 0
    for secret, files in homes.items():
        assert secret.encode() not in program.raw
        everywhere = [p for p in folder.rglob("*") if p.is_file()]
        assert [p.name for p in everywhere if secret.encode() in p.read_bytes()] == files
