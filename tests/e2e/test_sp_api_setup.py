"""SP-API in a real terminal: both ways of authorising, from the first start to a live list."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tests.e2e.sp_api_person import Start, prepared, shown_link, to_the_list

pytestmark = pytest.mark.e2e


def confirmed(url: str) -> str:
    """Where a browser ends when the seller of Europe confirms on the consent page."""
    page = httpx.get(url)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    fields |= dict(re.findall(r'name="(seller)" value="([^"]+)" checked', page.text))
    address = url.partition("?")[0]
    answer = httpx.post(address, data={**fields, "agree": "yes", "confirm": "yes"})
    assert answer.status_code == 303
    return answer.headers["location"]


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


def test_the_demo_begins_with_sp_api(terminal: Start) -> None:
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
