"""SP-API in a real terminal: both ways of authorising, from the first start to a live list."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.e2e

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


def confirmed(url: str) -> str:
    """Where a browser ends when the seller of Europe confirms on the consent page."""
    page = httpx.get(url)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    fields |= dict(re.findall(r'name="(seller)" value="([^"]+)" checked', page.text))
    address = url.partition("?")[0]
    answer = httpx.post(address, data={**fields, "agree": "yes", "confirm": "yes"})
    assert answer.status_code == 303
    return answer.headers["location"]


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


def test_the_consent_page(sandbox: Start, terminal: Start, run: Start, tmp_path: Path) -> None:
    announcement, at = prepared(sandbox, run)
    program = terminal(**at)
    program.wait_for("Connect your Amazon seller account to Koongo")
    program.press("\r")
    program.wait_for("SP-API (recommended)")
    program.press("\r")
    text = program.wait_for("Amazon's consent page")
    address = confirmed(shown_link(text))
    program.paste(address)
    program.wait_for("Amazon gave the refresh token")
    code = re.search(r"spapi_oauth_code=([^&]+)", address)
    assert code is not None
    client_secret = announcement["developers"][0]["lwa_client_secret"]
    to_the_list(program, tmp_path, {code[1]: [], client_secret: ["sp-api.client-secret"]})


def test_a_private_application(sandbox: Start, terminal: Start, run: Start, tmp_path: Path) -> None:
    announcement, at = prepared(sandbox, run)
    seller = next(s for s in announcement["sellers"] if s["region"] == "eu")
    program = terminal(**at)
    program.wait_for("Connect your Amazon seller account to Koongo")
    program.press("\r")
    program.wait_for("SP-API (recommended)")
    program.press("\r")
    program.wait_for("Amazon's consent page")
    program.press("e")
    program.wait_for("Authorise a private application of your own")
    program.press("\r")
    program.wait_for("Paste what Amazon showed you")
    program.paste(f"{seller['refresh_token']}\nSeller ID: {seller['seller_id']}")
    program.wait_for("Looks complete")
    client_secret = announcement["developers"][0]["lwa_client_secret"]
    homes = {seller["refresh_token"]: ["main.token"], client_secret: ["sp-api.client-secret"]}
    to_the_list(program, tmp_path, homes)


def test_the_demo_goes_through_sp_api_too(terminal: Start) -> None:
    program = terminal("--demo")
    program.wait_for("What would you like to see?")
    program.press("\r")
    program.wait_for("MWS, ended in 2024")
    program.press("e")
    program.wait_for("SP-API (recommended)")
    program.press("\r")
    program.wait_for("Amazon's consent page")
    program.press("\x05")
    program.wait_for("Amazon gave the refresh token")
    program.press("\x03")
    assert program.wait_end() == 0
