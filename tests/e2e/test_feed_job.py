"""The channel's form in a real terminal: edit, save, preview, submit, follow, mend, Done."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.guide.secret import Secret
from koongo_tui.store.channels import Channel
from koongo_tui.store.paths import Paths
from koongo_tui.workspace import Workspace

pytestmark = pytest.mark.e2e

Start = Callable[..., Any]


def connected(
    announcement: Mapping[str, Any], environ: Mapping[str, str], program: Program
) -> tuple[str, str, dict[str, str]]:
    """A channel at the sandbox; gives Seller ID, token, and the variables that lead there."""
    developer = next(d for d in announcement["developers"] if d["region"] == "eu")
    seller = next(s for s in announcement["sellers"] if s["region"] == "eu")
    mws = program is Program.MWS
    token = seller["mws_auth_token"] if mws else seller["refresh_token"]
    paths = Paths(Path(environ["KOONGO_TUI_CONFIG_DIR"]), Path(environ["KOONGO_TUI_STATE_DIR"]))
    workspace = Workspace(paths, dict(os.environ), clock=lambda: datetime.now(UTC))
    channel = Channel("main", program, Region.EU, "A1F83G8C2ARO7P", seller["seller_id"])
    workspace.config_file.save_channel(channel)
    workspace.secrets.write(channel.token_name, Secret(token))
    workspace.close()
    return (
        seller["seller_id"],
        token,
        {
            "KOONGO_TUI_MWS_ENDPOINT": announcement["mws_endpoint"],
            "KOONGO_TUI_MWS_ACCESS_KEY_ID": developer["access_key_id"],
            "KOONGO_TUI_MWS_SECRET_KEY": developer["secret_key"],
            "KOONGO_TUI_SPAPI_ENDPOINT": announcement["spapi_endpoint"],
            "KOONGO_TUI_LWA_ENDPOINT": announcement["lwa_endpoint"],
            "KOONGO_TUI_LWA_CLIENT_ID": developer["lwa_client_id"],
            "KOONGO_TUI_LWA_CLIENT_SECRET": developer["lwa_client_secret"],
        },
    )


def stock(program: Program, seller_id: str, price: str) -> str:
    """A feed whose second line is as good as its price."""
    if program is Program.SP_API:
        messages = [_message(n, float(price) if n == 2 else 4.5) for n in range(1, 6)]
        header = {"sellerId": seller_id, "version": "2.0"}
        return json.dumps({"header": header, "messages": messages})
    rows = [f"NH-{n:04}\t{price if n == 2 else '4.50'}\t7" for n in range(1, 6)]
    return "\n".join(["sku\tprice\tquantity", *rows]) + "\n"


def _message(number: int, price: float) -> dict[str, Any]:
    offer = {
        "marketplace_id": "A1F83G8C2ARO7P",
        "currency": "GBP",
        "our_price": [{"schedule": [{"value_with_tax": price}]}],
    }
    return {
        "messageId": number,
        "sku": f"NH-{number:04}",
        "operationType": "PARTIAL_UPDATE",
        "productType": "PRODUCT",
        "attributes": {"purchasable_offer": [offer]},
    }


@pytest.mark.parametrize("through", list(Program))
def test_edit_save_preview_submit_follow_mend_done(
    sandbox: Start,
    terminal: Start,
    environ: dict[str, str],
    tmp_path: Path,
    through: Program,
) -> None:
    seller_id, token, at = connected(sandbox("--pace", "0.05"), environ, through)
    source = tmp_path / "feed.txt"
    source.write_text(stock(through, seller_id, "0.00"))
    program = terminal(size=(100, 30), **at)
    program.wait_for("Report ID")
    program.wait_for("Connected")

    program.press("e")
    program.wait_for("[1 API Settings]")
    program.press("4")
    program.wait_for("Feed source")
    program.press("\x1b[B\r")
    program.wait_for("Empty: no feed source")
    program.press(f"{source}\r")
    program.wait_for("1 change not saved")
    program.press("5")
    program.wait_for("1 change to save")
    program.press("\r")
    program.wait_for("The settings are saved.")

    program.press("3")
    program.wait_for("Found: 1 to look at")
    program.press("\r")
    program.wait_for("Amazon takes it at once.")
    program.press("\r")
    shown = program.wait_for("Sent as")
    number = re.findall(r"Sent as (\d+)", shown)[0]
    program.wait_for(
        lambda text: re.search(rf"{number}.*Done, 1 error", text) is not None,
        "the feed with its error",
        patience=120,
    )

    # The cursor is on it: it is the newest.
    source.write_text(stock(through, seller_id, "4.75"))
    program.press("\x1b[H\r")
    program.wait_for(f"Submission {number}")
    program.wait_for("z Send again")
    program.press("z")
    program.wait_for("Only the 1 refused line")
    program.press("3\r")
    program.wait_for("as the source has them now")
    program.wait_for("Amazon takes it at once.")
    program.press("\r")
    shown = program.wait_for("Sent as")
    again = re.findall(r"Sent as (\d+)", shown)[0]
    assert again != number
    program.wait_for(
        lambda text: re.search(rf"{again} .*\b1 +1 +0  Done", text) is not None,
        "the mended line, Done",
        patience=120,
    )
    program.press("q")
    assert program.wait_end() == 0
    assert token.encode() not in program.raw
