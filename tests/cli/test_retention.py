"""Commands that refresh also remove what a person does not want to keep."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from koongo_tui.sandbox.server import running


def test_a_list_removes_what_is_too_old_and_a_cached_one_never_does(command: Any) -> None:
    with running(pace=0.01) as sandbox:
        told = sandbox.announcement
        seller = told["sellers"][0]
        developer = next(d for d in told["developers"] if d["region"] == seller["region"])
        environ = {
            "KOONGO_TUI_MWS_ENDPOINT": told["mws_endpoint"],
            "KOONGO_TUI_MWS_ACCESS_KEY_ID": developer["access_key_id"],
            "KOONGO_TUI_MWS_SECRET_KEY": developer["secret_key"],
        }

        def run(*arguments: str, stdin: str = "", environ: Any = environ) -> Any:
            return command(*arguments, stdin=stdin, environ=environ, now=lambda: datetime.now(UTC))

        run(
            "setup", "--no-input", "--region", seller["region"],
            "--seller-id", seller["seller_id"], "--marketplace", seller["marketplaces"][0],
            "--token-stdin", stdin=seller["mws_auth_token"],
        )  # fmt: skip
        before = len(run("list", "--json").json["submissions"])
        config = Path(os.environ["KOONGO_TUI_CONFIG_DIR"], "config.toml")
        config.write_text(f"{config.read_text()}\n[history]\nkeep_days = 1\n")
        cached = run("list", "--json", "--cached").json["submissions"]
        assert len(cached) == before
        out_of_reach = environ | {"KOONGO_TUI_MWS_ENDPOINT": "http://127.0.0.1:9"}
        run("list", "--json", environ=out_of_reach)
        kept = run("list", "--json", "--cached").json["submissions"]
    assert 0 < len(kept) < before
    age = [datetime.now(UTC) - datetime.fromisoformat(s["submitted_at"]) for s in kept]
    final = [s["state"] not in ("waiting", "working", "stuck", "held", "unknown") for s in kept]
    assert all(a.days < 1 for a, done in zip(age, final, strict=True) if done)
