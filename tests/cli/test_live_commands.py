"""The commands that ask Amazon, over real HTTP against the sandbox."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.sandbox.server import Sandbox, running
from koongo_tui.store.history import Gap, GapStep, History
from koongo_tui.store.paths import user_paths

CALM = ("--warn-stuck=999", "--crit-stuck=999", "--warn-errors=9999999", "--crit-errors=9999999")
"""Bounds of ``check`` that the example seller stays within."""


def now() -> datetime:
    """These commands and the sandbox share the machine's own clock."""
    return datetime.now(UTC)


class Shop:
    """A sandbox, and commands that are pointed at it."""

    def __init__(self, sandbox: Sandbox, command: Any, seller: int = 0) -> None:
        self.sandbox = sandbox
        self._command = command
        announcement = sandbox.announcement
        self.seller = announcement["sellers"][seller]
        self.developer = next(
            d for d in announcement["developers"] if d["region"] == self.seller["region"]
        )
        self.environ = {
            "KOONGO_TUI_MWS_ENDPOINT": announcement["mws_endpoint"],
            "KOONGO_TUI_MWS_ACCESS_KEY_ID": self.developer["access_key_id"],
            "KOONGO_TUI_MWS_SECRET_KEY": self.developer["secret_key"],
        }

    def __call__(self, *arguments: str, stdin: str = "", **environ: str) -> Any:
        ran = self._command(*arguments, stdin=stdin, environ=self.environ | environ, now=now)
        for secret in (self.seller["mws_auth_token"], self.developer["secret_key"]):
            assert secret not in ran.out + ran.err
        return ran

    def set_up(self, *more: str, token: str | None = None) -> Any:
        """Connect the seller as a script does."""
        return self(
            "setup", "--no-input", "--json", "--region", self.seller["region"],
            "--seller-id", self.seller["seller_id"],
            "--marketplace", self.seller["marketplaces"][0], "--token-stdin", *more,
            stdin=token or self.seller["mws_auth_token"],
        )  # fmt: skip


@pytest.fixture
def shop(command: Any) -> Iterator[Shop]:
    with running(pace=0.01) as sandbox:
        yield Shop(sandbox, command)


@pytest.fixture
def connected(shop: Shop) -> Shop:
    assert shop.set_up().code == 0
    return shop


def test_setup_tests_saves_and_never_shows_the_token(shop: Shop, tmp_path: Path) -> None:
    ran = shop.set_up()
    assert ran.code == 0
    assert ran.json["test"]["ok"]
    channels = shop("channels", "--json").json
    assert channels["current"] == "main"
    assert channels["channels"][0]["seller_id"] == shop.seller["seller_id"]


def test_a_list_that_is_not_read_to_its_end_says_so(connected: Shop) -> None:
    connected("list", "--json")
    paths = user_paths(os.environ)
    account = f"mws:{connected.seller['region']}:{connected.seller['seller_id']}"
    history = History(paths.history_file)
    missing = Gap(now() - timedelta(days=9), remaining=1234)
    history.upsert(account, [], seen_at=now(), step=GapStep(after=missing))
    history.close()
    ran = connected("list", "--json")
    assert "about 1,234 are missing" in ran.err
    assert ran.json["submissions"]


def test_check_speaks_to_a_monitoring_system(connected: Shop) -> None:
    ran = connected("check", "--warn-errors", "9999999", "--crit-errors", "9999999")
    assert re.fullmatch(
        r"(WARNING|CRITICAL) - .*stuck, held or failed.* \| days_left=U;30:;7:;0; errors=\d+;.*\n",
        ran.out,
    )
    assert ran.code in (1, 2)
    ran = connected("check", *CALM)
    assert ran.out.startswith("OK - main: connected | ")
    assert ran.code == 0


def test_check_says_unknown_when_amazon_is_out_of_reach_and_critical_when_it_refuses(
    shop: Shop, connected: Shop
) -> None:
    nowhere = {"KOONGO_TUI_MWS_ENDPOINT": "http://127.0.0.1:9"}
    connected("list")
    history = History(user_paths(os.environ).history_file)
    account = f"mws:{shop.seller['region']}:{shop.seller['seller_id']}"
    history.record_check(account, now() - timedelta(seconds=100))
    ran = connected("check", *CALM, **nowhere)
    assert ran.code == 3
    assert ran.out.startswith("UNKNOWN - could not ask Amazon.")
    shop.sandbox.use("revoked")
    history.record_check(account, now() - timedelta(seconds=100))
    history.close()
    ran = connected("check", *CALM)
    assert ran.code == 2
    assert ran.out.startswith("CRITICAL - Amazon refuses access.")


def test_check_without_a_channel_is_unknown_and_wrong_bounds_are_named(shop: Shop) -> None:
    ran = shop("check")
    assert (ran.code, ran.out[:10]) == (3, "UNKNOWN - ")
    ran = shop("check", "--warn-days", "3")
    assert "--warn-days 3 would be worse than --crit-days 7" in ran.err


def test_setup_with_a_wrong_token_is_refused_and_saves_nothing(shop: Shop) -> None:
    ran = shop.set_up(token="amzn.mws.00000000-1111-2222-3333-444444444444")
    assert ran.code == 4
    assert not ran.json["saved"]
    failed = [s for s in ran.json["test"]["steps"] if s["state"] == "failed"]
    assert [s["name"] for s in failed] == ["seller"]
    assert shop("channels", "--json").json["channels"] == []


def test_test_names_every_layer(connected: Shop) -> None:
    ran = connected("test", "--json")
    assert ran.code == 0
    assert ran.json["ok"]
    assert [s["name"] for s in ran.json["steps"]] == [
        "network", "clock", "developer", "seller", "marketplace", "submissions",
    ]  # fmt: skip
    assert set(ran.json["marketplaces"]) == set(connected.seller["marketplaces"])


@pytest.mark.parametrize(
    ("scenario", "step", "code", "exit_code"),
    [
        ("unreachable", "network", "unreachable", 5),
        ("mws-retired", "developer", "mws-retired", 4),
        ("clock-skew", "clock", "clock-skew", 5),
        ("developer-keys", "developer", "developer-keys", 4),
        ("account-not-eligible", "seller", "account-not-eligible", 4),
        ("individual-plan", "seller", "individual-plan", 4),
        ("marketplace-not-open", "seller", "marketplace-not-open", 4),
        ("missing-right", "submissions", "missing-right", 4),
        ("unavailable", "developer", "amazon-fault", 5),
        ("web-page", "developer", "bad-answer", 5),
        ("garbled", "developer", "bad-answer", 5),
    ],
)
def test_each_failure_names_its_layer_and_who_must_act(
    connected: Shop, scenario: str, step: str, code: str, exit_code: int
) -> None:
    connected.sandbox.use(scenario)
    ran = connected("test", "--json")
    failed = [s for s in ran.json["steps"] if s["state"] == "failed"]
    assert [(s["name"], s["code"]) for s in failed] == [(step, code)]
    assert failed[0]["who"]
    assert ran.code == ran.json["exit"] == exit_code
    told = connected("test")
    assert told.code == exit_code
    lines = told.out.splitlines()
    (place,) = (i for i, line in enumerate(lines) if line.startswith("NO"))
    assert "not tried" not in lines[place]
    assert all(line.endswith("not tried") for line in lines[place + 1 :])
    assert "Traceback" not in told.err
    assert told.err.strip()


def test_status_counts_and_says_when_it_may_ask_again(connected: Shop) -> None:
    ran = connected("status", "--json")
    assert ran.code == 0
    found = ran.json
    assert found["connection"]["state"] == "ok"
    assert not found["stale"]
    tally = dict(found["submissions"])
    assert tally.pop("total") == sum(tally.values()) > 0
    assert found["quota"]["next_allowed_at"].endswith("Z")
    assert connected("status").out.startswith("main  Amazon.co.uk")


def test_status_keeps_the_last_list_when_amazon_cannot_be_reached(connected: Shop) -> None:
    good = connected("status", "--json").json
    connected.sandbox.use("unreachable")
    bad = connected("status", "--json", KOONGO_TUI_MWS_ENDPOINT="http://127.0.0.1:9")
    # Within 45 seconds nothing is asked, so nothing can fail.
    assert bad.json["submissions"]["total"] == good["submissions"]["total"]
    offline = connected("status", "--json", "--cached")
    assert offline.code == 0
    assert offline.json["checked_at"] == good["checked_at"]


def test_status_says_refused_with_exit_4(connected: Shop) -> None:
    connected.sandbox.use("revoked")
    ran = connected("status", "--json")
    assert ran.code == 4
    assert ran.json["connection"]["state"] == "refused"
    again = connected("status", "--json", "--cached")
    assert again.code == 4
    assert again.json["connection"]["code"] == ran.json["connection"]["code"]


def test_list_as_json_csv_and_lines(connected: Shop) -> None:
    found = connected("list", "--json")
    assert found.code == 0
    rows = found.json["submissions"]
    assert len(rows) > 20
    moments = [r["submitted_at"] for r in rows]
    assert moments == sorted(moments, reverse=True)
    table = list(csv.DictReader(io.StringIO(connected("list", "--csv", "--cached").out)))
    assert [r["id"] for r in table] == [r["id"] for r in rows]
    assert len(connected("list", "--limit", "5", "--cached").out.splitlines()) == 5


def test_list_takes_filters_states_and_dates(connected: Shop) -> None:
    everything = connected("list", "--json").json["submissions"]
    held = connected("list", "--json", "--cached", "--state", "held").json["submissions"]
    assert held
    assert {r["state"] for r in held} == {"held"}
    assert [r["id"] for r in held] == [r["id"] for r in everything if r["state"] == "held"]
    recent = connected("list", "--json", "--cached", "--since", "1d").json["submissions"]
    assert 0 < len(recent) < len(everything)
    assert connected("list", "--since", "soon").code == 2
    assert connected("list", "--filter", "errors>>1", "--cached").code in (0, 2)


def test_show_gives_the_report_and_its_raw_bytes(connected: Shop) -> None:
    rows = connected("list", "--json").json["submissions"]
    done = next(r for r in rows if r["state"] in ("done", "done-with-errors"))
    ran = connected("show", done["id"], "--json")
    report = ran.json["report"]
    assert report["processed"] is not None
    assert ran.code == (6 if report["errors"] else 0)
    raw = connected("show", done["id"], "--raw")
    assert raw.code == 0
    explained = connected("explain", "-", "--json", stdin=raw.out)
    assert explained.json["processed"] == report["processed"]
    assert connected("show", "12345").code == 2
    held = next(r for r in rows if r["state"] == "held")
    assert connected("show", held["id"]).code == 7


def test_two_channels_use_and_forget(connected: Shop) -> None:
    assert connected.set_up("--name", "second").code == 0
    assert connected("channels", "--json").json["current"] == "second"
    assert connected("use", "main").code == 0
    assert connected("channels", "--json").json["current"] == "main"
    assert connected("use", "third").code == 3
    assert connected("status", "--json", "--all", "--cached").json["channels"][1]["channel"]
    assert connected("forget", "second", "--yes").code == 0
    assert connected("forget", "main", "--yes").code == 0
    assert connected("channels").code == 3
    assert connected("status").code == 3


def test_the_environment_wins_over_the_kept_token_and_status_says_so(connected: Shop) -> None:
    ran = connected("status", "--json", KOONGO_TUI_TOKEN=connected.seller["mws_auth_token"])
    assert "KOONGO_TUI_TOKEN" in ran.json["token_source"]


def test_an_endpoint_must_be_https_or_loopback(connected: Shop) -> None:
    ran = connected("test", "--json", KOONGO_TUI_MWS_ENDPOINT="http://mws.example.com")
    assert ran.code == 2
    assert "https" in ran.json["error"]["message"] + ran.json["error"]["fix"]


def test_without_the_developers_side_setup_saves_and_says_what_is_missing(command: Any) -> None:
    with running(pace=0.01) as sandbox:
        shop = Shop(sandbox, command)
        shop.environ = {}
        ran = shop.set_up()
        assert ran.code == 0
        assert ran.json["saved"]
        assert not ran.json["tested"]
        status = shop("status", "--json")
        assert status.code == 3
        assert status.json["connection"]["state"] == "not-tested"


def test_the_failed_lines_of_the_list_are_those_of_the_reports(connected: Shop) -> None:
    ran = connected("list", "--failed-lines", "--csv", "--filter", "errors>0", "--limit", "3")
    assert ran.code == 0
    found = list(csv.DictReader(io.StringIO(ran.out)))
    assert found
    shown = connected("list", "--cached", "--json", "--filter", "errors>0", "--limit", "3").json
    ids = [s["id"] for s in shown["submissions"]]
    assert list(dict.fromkeys(f["submission"] for f in found)) == ids
    for submission_id in ids:
        rows = connected("show", submission_id, "--json").json["report"]["rows"]
        failed = [r for r in rows if r["severity"] in ("error", "fatal")]
        mine = [f for f in found if f["submission"] == submission_id]
        assert [(f["record"], f["code"]) for f in mine] == [
            (r["record"] or "", r["code"] or "") for r in failed
        ]
    assert f"{len(found)} failed lines written" in ran.err


def test_failed_lines_whose_reports_are_to_come_are_counted(connected: Shop) -> None:
    connected("list")
    ran = connected("list", "--failed-lines", "--csv", "--cached")
    assert ran.code == 0
    assert "not here yet" in ran.err
    assert ran.out.startswith("submission,submitted_at,record,sku,")


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_failed_lines_are_csv(connected: Shop, form: list[str]) -> None:
    ran = connected("list", "--failed-lines", *form)
    assert ran.code == 2
    assert "--csv" in ran.out + ran.err


def test_a_day_of_the_trends_is_the_list_of_that_day(connected: Shop) -> None:
    connected("list")
    days = connected("trends", "--days", "100", "--json").json["days"]
    assert sum(d["submissions"] for d in days) > 0
    for day in days[-40:]:
        listed = connected("list", "--cached", "--json", "--filter", f"on:{day['date']}").json
        found = listed["submissions"]
        errors = [s["errors"] for s in found if s["errors"] is not None]
        assert len(found) == day["submissions"]
        assert (sum(errors) if errors else None) == day["errors"]


def test_all_cached_says_what_each_channel_says_alone(connected: Shop) -> None:
    connected.set_up("--name", "second")
    connected("status", "--json")
    together = connected("status", "--json", "--all", "--cached").json
    for answer in together["channels"]:
        alone = connected("status", "--json", "--cached", "--channel", answer["channel"]).json
        del alone["schema"]
        assert answer == alone
    assert together["exit"] == 0
    told = connected("status", "--all", "--cached")
    assert told.out.count("connected") == len(together["channels"])
