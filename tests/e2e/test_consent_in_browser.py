"""The whole way of a seller under SP-API: from the terminal to a browser, and back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("selenium", reason="selenium is not installed")

from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import url_contains
from selenium.webdriver.support.wait import WebDriverWait

from tests.e2e.browser import CHROMIUM, DRIVER, PATIENCE, chromium
from tests.e2e.sp_api_person import Start, prepared, shown_link, to_the_list

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None or DRIVER is None,
        reason="chromium and chromedriver are not installed (Debian: chromium, chromium-driver)",
    ),
]


def clicked_through(link: str, seller_name: str, profile: Path) -> str:
    """The address that the browser shows after the seller has confirmed."""
    with chromium(profile) as browser:
        browser.get(link)
        assert browser.find_element(By.ID, "application").text == "Koongo"
        seller = browser.find_element(By.XPATH, f"//label[contains(., '{seller_name}')]")
        seller.click()
        assert seller.find_element(By.TAG_NAME, "input").is_selected()
        assert browser.find_element(By.NAME, "agree").is_selected()
        browser.find_element(By.ID, "confirm").click()
        WebDriverWait(browser, PATIENCE).until(url_contains("spapi_oauth_code="))
        return browser.current_url


def test_the_consent_page_is_clicked_and_its_address_pasted(
    sandbox: Start,
    terminal: Start,
    run: Start,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    announcement, at = prepared(sandbox, run)
    seller = next(s for s in announcement["sellers"] if s["region"] == "eu")
    program = terminal(**at)
    program.wait_for("Connect your Amazon seller account to Koongo")
    program.press("\r")
    program.wait_for("SP-API (recommended)")
    program.press("\r")
    link = shown_link(program.wait_for("Amazon's consent page"))
    assert link.startswith(announcement["consent_url"])
    # Apart from the program's folders: a browser's history holds the address with its code.
    address = clicked_through(link, seller["name"], tmp_path_factory.mktemp("browser"))
    assert address.startswith("http://127.0.0.1:")
    program.paste(address)
    program.wait_for("Amazon gave the refresh token")
    code = re.search(r"spapi_oauth_code=([^&]+)", address)
    assert code is not None
    client_secret = announcement["developers"][0]["lwa_client_secret"]
    to_the_list(program, tmp_path, {code[1]: [], client_secret: ["sp-api.client-secret"]})
