"""What ``status`` and ``test`` say of the way on, and of an unfinished setup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from koongo_tui.guide.flow import Setup
from koongo_tui.guide.regions import Region
from koongo_tui.sandbox.server import Sandbox, running
from koongo_tui.store.paths import user_paths
from koongo_tui.store.progress import ProgressFile
from tests.cli.test_live_commands import Shop, now


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running(pace=0.01) as found:
        yield found


@pytest.fixture
def connected(sandbox: Sandbox, command: Any) -> Shop:
    """A channel of MWS that works."""
    shop = Shop(sandbox, command)
    assert shop.set_up().code == 0
    return shop


@pytest.fixture
def sp_api(sandbox: Sandbox, command: Any) -> Shop:
    """A channel of SP-API that works."""
    shop = Shop(sandbox, command)
    found = sandbox.announcement
    shop.environ = {
        "KOONGO_TUI_SPAPI_ENDPOINT": found["spapi_endpoint"],
        "KOONGO_TUI_LWA_ENDPOINT": found["lwa_endpoint"],
        "KOONGO_TUI_LWA_CLIENT_ID": shop.developer["lwa_client_id"],
        "KOONGO_TUI_LWA_CLIENT_SECRET": shop.developer["lwa_client_secret"],
    }
    assert shop.set_up(token=shop.seller["refresh_token"]).code == 0
    return shop


def test_a_channel_whose_mws_has_ended_is_told_how_to_move(connected: Shop) -> None:
    connected.sandbox.use("mws-retired")
    way = "koongo-tui setup --channel main --program sp-api"
    assert way in connected("test").err
    found = connected("status", "--json").json["connection"]
    assert found["code"] == "mws-retired"
    assert way in found["fix"]
    assert way in connected("status", "--cached").out


def test_a_revoked_refresh_token_is_told_how_to_authorise_again(sp_api: Shop) -> None:
    sp_api.sandbox.use("revoked")
    way = "koongo-tui setup --channel main"
    told = sp_api("test")
    assert told.code == 4
    assert way in told.err
    status = sp_api("status")
    assert status.code == 4
    assert way in status.out


def test_an_unfinished_setup_is_said_beside_the_answer(connected: Shop) -> None:
    assert "stopped at step" not in connected("status", "--cached").err
    progress = ProgressFile(user_paths(os.environ).progress_file)
    cut = Setup(name="shop-us").choose_region(Region.NA).next()
    progress.save(cut.to_progress(), at=now())
    ran = connected("status", "--cached")
    assert ran.code == 0
    assert "The setup of shop-us stopped at step 2." in ran.err
    assert "koongo-tui setup --resume" in ran.err
    assert "stopped" not in ran.out
    assert connected("status", "--cached", "--json").err == ""
