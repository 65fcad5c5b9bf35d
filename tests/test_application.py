"""SP-API from the workspace: whose keys, which addresses, the consent page, moving from MWS."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from koongo_tui.amazon.api import SubmissionQuery
from koongo_tui.amazon.errors import AccessRefused
from koongo_tui.amazon.submission import Submission
from koongo_tui.errors import Actor, NotSetUpError, UsageError
from koongo_tui.guide.findings import Consent
from koongo_tui.guide.flow import Setup
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.config import Channel, SecretHome, SecretPlace, SpApiDeveloper
from koongo_tui.store.errors import SecretMissing
from koongo_tui.workspace import Workspace
from tests.amazon.scripted import NOW, Clock
from tests.amazon.sp_api import (
    ACCESS_TOKEN,
    APPLICATION_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    CODE,
    DONE,
    GERMANY,
    REFRESH_TOKEN,
    SECRETS,
    Amazon,
    form,
    refused_grant,
    said,
)

SELLER = "A135KKEKJAIBJ56"
APPLICATION = SpApiDeveloper(APPLICATION_ID, CLIENT_ID, redirect_uri="https://koongo.example/back")
CHANNEL = Channel("main", Program.SP_API, Region.EU, GERMANY, SELLER)
CONSENT = Consent(Secret(CODE), "state", SELLER)


@pytest.fixture
async def amazon() -> AsyncIterator[Amazon]:
    running = Amazon()
    await running.start()
    yield running
    await running.stop()


def workspace(amazon: Amazon | None = None, **environ: str) -> Workspace:
    addresses = {}
    if amazon is not None:
        addresses = {"KOONGO_TUI_SPAPI_ENDPOINT": amazon.url, "KOONGO_TUI_LWA_ENDPOINT": amazon.url}
    return Workspace.of_user({**os.environ, **addresses, **environ}, clock=Clock())


def set_up(work: Workspace, developer: SpApiDeveloper = APPLICATION) -> Workspace:
    work.save_sp_api_developer(developer, Secret(CLIENT_SECRET))
    return work


def chosen(program: Program = Program.SP_API) -> Setup:
    return Setup().choose_program(program).choose_region(Region.EU)


def finished() -> Setup:
    pasted = chosen().paste(f"Seller ID {SELLER}\n{REFRESH_TOKEN}", today=date(2026, 11, 23))
    return pasted.choose_marketplace(GERMANY)


def files_with(text: str) -> list[str]:
    roots = (os.environ["KOONGO_TUI_CONFIG_DIR"], os.environ["KOONGO_TUI_STATE_DIR"])
    files = [f for root in roots for f in Path(root).rglob("*") if f.is_file()]
    return [f.name for f in files if text.encode() in f.read_bytes()]


# Keys


def test_the_application_is_known_once_it_is_kept() -> None:
    work = workspace()
    assert not work.knows_developer(Program.SP_API, Region.EU)
    set_up(work)
    assert all(work.knows_developer(Program.SP_API, region) for region in Region)
    assert not work.knows_developer(Program.MWS, Region.EU)
    work.forget_sp_api_developer()
    assert not work.knows_developer(Program.SP_API, Region.EU)
    assert files_with(CLIENT_SECRET) == []


def test_without_the_application_nothing_is_opened() -> None:
    with pytest.raises(NotSetUpError) as caught:
        workspace().open_api(CHANNEL, token=Secret(REFRESH_TOKEN))
    assert caught.value.code == "developer-side-missing"
    assert caught.value.who is Actor.KOONGO
    assert "developer set --program sp-api" in caught.value.fix


def test_without_its_token_a_channel_is_not_opened() -> None:
    with pytest.raises(SecretMissing):
        set_up(workspace()).open_api(CHANNEL)


async def test_the_environments_keys_win_and_need_no_application(amazon: Amazon) -> None:
    work = workspace(
        amazon, KOONGO_TUI_LWA_CLIENT_ID="other", KOONGO_TUI_LWA_CLIENT_SECRET="other-secret"
    )
    assert work.knows_developer(Program.SP_API, Region.FE)
    api = work.open_api(CHANNEL, token=Secret(REFRESH_TOKEN))
    await api.service_status()
    await api.aclose()
    sent = form(amazon.received[0])
    assert (sent["client_id"], sent["client_secret"]) == ("other", "other-secret")


async def test_a_kept_channel_reaches_its_account_through_the_shared_budget(
    amazon: Amazon,
) -> None:
    work = set_up(workspace(amazon))
    channel = work.save(finished())
    assert channel.program is Program.SP_API
    assert channel.account_key == f"sp-api:eu:{SELLER}"
    amazon.api = [said({"feeds": [DONE]})]
    api = work.open_api(channel)
    page = await api.submissions(SubmissionQuery())
    await api.aclose()
    assert [s.id for s in page.submissions] == ["50000000001"]
    assert form(amazon.asked("/auth")[0])["refresh_token"] == REFRESH_TOKEN
    assert work.budget(channel).left("getFeeds") == 9
    assert work.budget(channel).left("getFeed") == 15
    work.close()


async def test_secrets_are_in_their_own_files_and_nowhere_else(amazon: Amazon) -> None:
    work = set_up(workspace(amazon))
    token = await work.exchange(chosen(), CONSENT)
    channel = work.save(finished())
    amazon.api = [said({"feeds": [DONE]})]
    api = work.open_api(channel)
    page = await api.submissions(SubmissionQuery())
    await api.aclose()
    work.history().upsert(channel.account_key, page.submissions, seen_at=NOW)
    work.history().record_check(channel.account_key, NOW, error_code="x", error_text=f"{token}")
    work.close()
    assert files_with(REFRESH_TOKEN) == ["main.token"]
    assert files_with(CLIENT_SECRET) == ["sp-api.client-secret"]
    assert files_with(ACCESS_TOKEN) == []
    assert files_with(CODE) == []
    shown = "".join(p.text for p in work.preview(finished()))
    assert not [s for s in SECRETS if s in shown]


# Addresses


@pytest.mark.parametrize(
    ("region", "host"), [(Region.EU, "eu"), (Region.NA, "na"), (Region.FE, "fe")]
)
def test_each_region_has_its_endpoint(region: Region, host: str) -> None:
    channel = replace(CHANNEL, region=region)
    assert workspace().endpoint(channel) == f"https://sellingpartnerapi-{host}.amazon.com"


def test_the_channels_own_addresses_and_above_them_the_environments() -> None:
    own = replace(CHANNEL, endpoint="https://gateway.example", lwa_endpoint="https://lwa.example/t")
    work = workspace()
    assert work.endpoint(own) == "https://gateway.example"
    assert work.application.lwa_endpoint(own.lwa_endpoint) == "https://lwa.example/t"
    assert work.application.lwa_endpoint(None) == "https://api.amazon.com/auth/o2/token"
    over = workspace(
        KOONGO_TUI_SPAPI_ENDPOINT="http://127.0.0.1:1", KOONGO_TUI_LWA_ENDPOINT="http://127.0.0.1:1"
    )
    assert over.endpoint(own) == "http://127.0.0.1:1"
    assert over.application.lwa_endpoint(own.lwa_endpoint) == "http://127.0.0.1:1/auth/o2/token"
    with pytest.raises(UsageError):
        work.endpoint(replace(CHANNEL, endpoint="http://gateway.example"))


# The consent page


def test_the_consent_page_is_that_of_the_sellers_seller_central() -> None:
    setup = chosen().choose_address("https://sellercentral.amazon.de/home")
    request = set_up(workspace()).consent_request(setup)
    address = urlsplit(request.url)
    assert (address.scheme, address.hostname) == ("https", "sellercentral.amazon.de")
    assert address.path == "/apps/authorize/consent"
    assert parse_qs(address.query) == {
        "application_id": [APPLICATION_ID],
        "state": [request.state],
        "redirect_uri": ["https://koongo.example/back"],
    }
    assert request.made_at == NOW
    assert request.redirect_uri == "https://koongo.example/back"


def test_a_draft_says_so_and_each_request_has_a_state_of_its_own() -> None:
    work = set_up(workspace(), replace(APPLICATION, draft=True, redirect_uri=None))
    one, other = (work.consent_request(chosen()) for _ in range(2))
    assert parse_qs(urlsplit(one.url).query)["version"] == ["beta"]
    assert "redirect_uri" not in one.url
    assert one.state != other.state


def test_a_sandbox_on_this_machine_has_a_consent_page_of_its_own(amazon: Amazon) -> None:
    request = set_up(workspace(amazon)).consent_request(chosen())
    assert request.url.startswith(f"{amazon.url}/apps/authorize/consent?")


def test_no_consent_page_without_an_application_or_a_region() -> None:
    with pytest.raises(NotSetUpError) as caught:
        workspace().consent_request(chosen())
    assert "refresh token" in caught.value.fix
    with pytest.raises(NotSetUpError, match="region"):
        set_up(workspace()).consent_request(Setup().choose_program(Program.SP_API))


async def test_the_exchange_repeats_the_redirect_address_of_the_request(amazon: Amazon) -> None:
    work = set_up(workspace(amazon))
    asked = work.consent_request(chosen())
    work.save_sp_api_developer(replace(APPLICATION, redirect_uri=None), Secret(CLIENT_SECRET))
    assert await work.exchange(replace(chosen(), consent_request=asked), CONSENT) == Secret(
        REFRESH_TOKEN
    )
    assert form(amazon.received[0])["redirect_uri"] == "https://koongo.example/back"
    await work.exchange(chosen(), CONSENT)
    assert "redirect_uri" not in form(amazon.received[1])


async def test_a_code_that_came_too_late_is_told_from_other_refusals(amazon: Amazon) -> None:
    amazon.sign_in = [refused_grant("invalid_grant")]
    with pytest.raises(AccessRefused) as caught:
        await set_up(workspace(amazon)).exchange(chosen(), CONSENT)
    assert caught.value.code == "code-expired"


# Moving from MWS


def mws_channel(work: Workspace, name: str = "main") -> Channel:
    channel = Channel(
        name,
        Program.MWS,
        Region.EU,
        GERMANY,
        SELLER,
        SecretPlace(SecretHome.COMMAND, "true"),
        endpoint="https://mws-gateway.example",
        refresh_seconds=120,
        auto_refresh=False,
        feed_source="https://shop.example/feed",
        feed_type="JSON_LISTINGS_FEED",
    )
    work.config_file.save_channel(channel)
    old = Submission("1", "POST_PRODUCT_DATA", NOW, "_DONE_")
    work.history().upsert(channel.account_key, [old], seen_at=NOW)
    return channel


def test_a_channel_that_moves_keeps_its_settings_and_takes_its_submissions_along() -> None:
    work = set_up(workspace())
    before = mws_channel(work)
    after = work.save(finished())
    assert (after.name, after.program) == ("main", Program.SP_API)
    assert (after.refresh_seconds, after.auto_refresh) == (120, False)
    assert after.feed_source == "https://shop.example/feed"
    assert after.feed_type == "JSON_LISTINGS_FEED"
    # The address of an MWS gateway says nothing of SP-API's.
    assert after.endpoint is None
    assert work.history().get(after.account_key, "1") is not None
    assert work.history().get(before.account_key, "1") is None
    work.close()


def test_a_channel_that_stays_behind_keeps_the_submissions() -> None:
    work = set_up(workspace())
    before = mws_channel(work)
    mws_channel(work, "twin")
    after = work.save(finished())
    assert work.history().get(before.account_key, "1") is not None
    assert work.history().get(after.account_key, "1") is None
    work.close()


def test_another_sellers_submissions_are_not_taken_along() -> None:
    work = set_up(workspace())
    before = mws_channel(work)
    other = chosen().paste(f"Seller ID A2OTHERSELLER9\n{REFRESH_TOKEN}", today=date(2026, 11, 23))
    after = work.save(other.choose_marketplace(GERMANY))
    assert after.seller_id == "A2OTHERSELLER9"
    assert work.history().get(before.account_key, "1") is not None
    assert work.history().get(after.account_key, "1") is None
    work.close()


def test_setting_up_again_keeps_the_addresses_that_the_owner_wrote() -> None:
    work = set_up(workspace())
    own = replace(CHANNEL, endpoint="https://gateway.example", lwa_endpoint="https://lwa.example/t")
    work.config_file.save_channel(own)
    again = work.trial_channel(finished())
    assert (again.endpoint, again.lwa_endpoint) == (own.endpoint, own.lwa_endpoint)


def test_the_copy_of_its_feed_goes_with_a_channel() -> None:
    work = set_up(workspace())
    channel = mws_channel(work)
    path = work.feeds.prepare(channel.name)
    path.write_bytes(b"sku")
    assert "The copy of its feed was removed." in work.forget(channel)
    assert not path.exists()
    assert "The copy of its feed was removed." not in work.forget(mws_channel(work))
    work.close()
