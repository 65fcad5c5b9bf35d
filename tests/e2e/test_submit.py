"""Sending a feed from a real terminal: told, asked, sent, followed, cancelled."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.outbox.seller import environ_of, listings_feed

pytestmark = pytest.mark.e2e

Start = Callable[..., Any]


def test_a_person_sends_a_feed_and_a_script_follows_it(
    sandbox: Start, run: Start, terminal: Start, tmp_path: Path
) -> None:
    announcement = sandbox()
    seller = next(s for s in announcement["sellers"] if s["region"] == "eu")
    at = environ_of(announcement)
    ran = run(
        "setup", "--no-input", "--program", "sp-api", "--region", "eu",
        "--seller-id", seller["seller_id"], "--marketplace", seller["marketplaces"][0],
        "--token-stdin", input=seller["refresh_token"] + "\n", **at,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    feed = tmp_path / "listings.json"
    feed.write_bytes(listings_feed(seller["seller_id"], dict.fromkeys(seller["skus"], 5)))

    shown = terminal("submit", str(feed), **at)
    text = shown.wait_for("(yes or no) [no]:")
    assert "Listings (JSON_LISTINGS_FEED), 3 records" in text
    assert "3 patches" in text
    shown.press("yes\r")
    assert shown.wait_end() == 0
    # The ID stands alone at the edge, to be copied.
    [id_] = re.findall(r"^(\d{6,})$", shown.text, re.MULTILINE)

    late = run("cancel", id_, "--json", **at)
    assert json.loads(late.stdout)["outcome"] in ("cancelled", "too-late", "already-done")
    again = run("submit", str(feed), **at)
    assert again.returncode == 2
    assert again.stdout == ""
    assert "--yes" in again.stderr
    waited = run("submit", str(feed), "--yes", "--wait", "--timeout", "1s", **at)
    assert waited.returncode == 5
    assert waited.stdout.strip().isdigit()
    assert "waits for its turn" in waited.stderr
    assert "has not finished" in waited.stderr
    # Where nobody looks at a terminal nothing is written over.
    assert "\r" not in waited.stderr
