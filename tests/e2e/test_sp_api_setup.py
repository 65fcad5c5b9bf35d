"""SP-API in a real terminal: both ways of authorising, from the first start to a live list."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from tests.e2e.browser import browsing, chromium

pytestmark = pytest.mark.e2e

Start = Callable[..., Any]


def prepared(sandbox: Start, run: Start, *more: str) -> tuple[dict[str, Any], dict[str, str]]:
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
        *("--secret-stdin", *more),
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


class Partner(BaseHTTPRequestHandler):
    """The application's own page, to which Amazon sends the seller's browser."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>Partner</title>")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the address holds the code."""


@pytest.fixture
def partner() -> Iterator[str]:
    """The address of a page on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Partner)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/back"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this machine")
def test_the_consent_page_clicked_in_a_browser(
    sandbox: Start, terminal: Start, run: Start, partner: str, tmp_path: Path
) -> None:
    announcement, at = prepared(sandbox, run, "--redirect-uri", partner)
    program = terminal(**at)
    program.wait_for("Connect your Amazon seller account to Koongo")
    program.press("\r")
    program.wait_for("SP-API (recommended)")
    program.press("\r")
    link = shown_link(program.wait_for("Amazon's consent page"))
    seller = next(s["seller_id"] for s in announcement["sellers"] if s["region"] == "eu")
    path = chromium()
    assert path is not None
    with browsing(path, tmp_path / "profile") as browser:
        browser.open(link)
        assert "asks to access your selling account" in browser.evaluate("document.body.innerText")
        browser.click(f'input[name="seller"][value="{seller}"]')
        address = browser.click_away("#confirm")
    shutil.rmtree(tmp_path / "profile")
    assert address.startswith(f"{partner}?")
    program.paste(address)
    program.wait_for("Amazon gave the refresh token")
    program.wait_for(seller)
    code = re.search(r"spapi_oauth_code=([^&]+)", address)
    assert code is not None
    to_the_list(program, tmp_path, {code[1]: []})


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


def test_the_demo_goes_through_sp_api_by_itself(terminal: Start) -> None:
    program = terminal("--demo")
    program.wait_for("What would you like to see?")
    program.press("\r")
    program.wait_for("SP-API (recommended)")
    program.press("\r")
    program.wait_for("Amazon's consent page")
    program.press("\x05")
    program.wait_for("Amazon gave the refresh token")
    program.press("\x03")
    assert program.wait_end() == 0
