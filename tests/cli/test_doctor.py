"""``doctor`` as people and scripts call it, over real HTTP against the sandbox."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.sandbox.server import running

AREAS = [
    "program", "terminal", "config", "notices", "developer", "token", "network", "clock",
    "amazon", "ends", "requests", "history",
]  # fmt: skip

Doctor = Callable[..., Any]


@contextmanager
def a_shop(command: Any) -> Iterator[Doctor]:
    """A sandbox whose first seller is set up here, and ``doctor`` pointed at it."""
    with running(pace=0.01) as sandbox:
        told = sandbox.announcement
        seller = told["sellers"][0]
        developer = next(d for d in told["developers"] if d["region"] == seller["region"])
        environ = {
            "KOONGO_TUI_MWS_ENDPOINT": told["mws_endpoint"],
            "KOONGO_TUI_SPAPI_ENDPOINT": told["spapi_endpoint"],
            "KOONGO_TUI_LWA_ENDPOINT": told["lwa_endpoint"],
            "KOONGO_TUI_MWS_ACCESS_KEY_ID": developer["access_key_id"],
            "KOONGO_TUI_MWS_SECRET_KEY": developer["secret_key"],
        }
        secrets = (seller["mws_auth_token"], developer["secret_key"])

        def call(*arguments: str, ahead: timedelta = timedelta(0), **more: str) -> Any:
            ran = command(
                "doctor", *arguments, environ=environ | more, now=lambda: datetime.now(UTC) + ahead
            )
            assert not any(secret in ran.out + ran.err for secret in secrets)
            return ran

        set_up = command(
            "setup", "--no-input", "--region", seller["region"],
            "--seller-id", seller["seller_id"], "--marketplace", seller["marketplaces"][0],
            "--token-stdin", stdin=secrets[0], environ=environ, now=lambda: datetime.now(UTC),
        )  # fmt: skip
        call.set_up = set_up  # type: ignore[attr-defined]
        call.secrets = (*secrets, seller["seller_id"])  # type: ignore[attr-defined]
        yield call


@pytest.fixture
def doctor(command: Any) -> Iterator[Doctor]:
    with a_shop(command) as shop:
        yield shop


def findings(ran: Any, area: str) -> list[dict[str, Any]]:
    return [f for f in ran.json["findings"] if f["area"] == area]


def test_a_machine_where_all_is_well(doctor: Doctor) -> None:
    ran = doctor("--json")
    assert ran.code == 0
    seen = [f["area"] for f in ran.json["findings"]]
    assert sorted(set(seen), key=seen.index) == AREAS
    assert ran.json["exit"] == ran.json["broken"] == 0
    (amazon,) = findings(ran, "amazon")
    assert set(amazon["facts"]["steps"].values()) == {"ok"}
    assert amazon["text"] == "main: accepts Seller ID and token, Amazon.co.uk is yours"
    assert findings(ran, "clock")[0]["level"] == "ok"


def test_for_people_it_ends_with_what_to_do_and_the_exit_code(doctor: Doctor) -> None:
    ran = doctor()
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].startswith("Program     ok    koongo-tui ")
    assert all(len(line) <= 80 for line in lines if not line.startswith("http"))
    assert lines[-1].endswith("Exit code 0.")
    assert "doctor --bundle FILE" in ran.err


def test_with_nothing_set_up_it_says_so_and_looks_at_the_rest(command: Any) -> None:
    with running(pace=0.01) as sandbox:
        ran = command(
            "doctor",
            "--json",
            environ={"KOONGO_TUI_LWA_ENDPOINT": sandbox.announcement["lwa_endpoint"]},
            now=lambda: datetime.now(UTC),
        )
    assert ran.code == 0
    assert findings(ran, "config")[0]["code"] == "not-set-up"
    assert "answers in" in findings(ran, "network")[-1]["text"]
    assert findings(ran, "clock")[0]["level"] == "ok"
    assert findings(ran, "amazon") == []


def test_without_a_network_nothing_set_up_is_not_broken(command: Any) -> None:
    ran = command("doctor", "--json", environ={"KOONGO_TUI_LWA_ENDPOINT": "http://127.0.0.1:9"})
    assert ran.code == 0
    assert findings(ran, "network")[-1]["level"] == "look"


def test_an_amazon_that_is_not_reached_is_exit_5(doctor: Doctor) -> None:
    ran = doctor("--json", KOONGO_TUI_MWS_ENDPOINT="http://127.0.0.1:9")
    assert ran.code == 5
    assert findings(ran, "network")[-1]["code"] == "unreachable"
    assert findings(ran, "amazon") == []
    assert findings(ran, "history")


def test_a_refusal_is_exit_4_with_the_cause_and_the_page(doctor: Doctor) -> None:
    other = "amzn.mws.00000000-1111-2222-3333-444444444444"
    ran = doctor("--json", KOONGO_TUI_TOKEN=other)
    assert ran.code == 4
    (amazon,) = findings(ran, "amazon")
    assert amazon["level"] == "broken"
    assert amazon["link"].startswith("https://sellercentral.amazon.co.uk")
    assert "Amazon: " in amazon["text"]
    assert findings(ran, "token")[-1]["code"] == "two-sources"
    assert other not in ran.out


@pytest.mark.parametrize(
    ("ahead", "level", "code"),
    [
        (timedelta(minutes=7), "soon", 0),
        (timedelta(minutes=-40), "broken", 5),
    ],
)
def test_a_clock_that_is_off(doctor: Doctor, ahead: timedelta, level: str, code: int) -> None:
    ran = doctor("--json", ahead=ahead)
    (clock,) = findings(ran, "clock")
    assert (clock["level"], clock["code"]) == (level, "clock-skew")
    assert "timedatectl" in clock["fix"]
    if code:
        assert ran.code == code


def test_developers_keys_that_are_missing_are_said_and_the_way_is_still_tested(
    doctor: Doctor,
) -> None:
    ran = doctor("--json", KOONGO_TUI_MWS_ACCESS_KEY_ID="", KOONGO_TUI_MWS_SECRET_KEY="")
    assert ran.code == 0
    assert findings(ran, "developer")[0]["code"] == "developer-side-missing"
    assert findings(ran, "amazon")[0]["code"] == "not-tested"
    assert findings(ran, "clock")[0]["level"] == "ok"


def test_the_file_for_support(doctor: Doctor, tmp_path: Path) -> None:
    path = tmp_path / "for support.txt"
    ran = doctor("--bundle", str(path))
    assert ran.code == 0
    text = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Exit code 0." in text
    assert not any(secret in text for secret in doctor.secrets)  # type: ignore[attr-defined]
    again = doctor("--bundle", str(path), "--json")
    assert again.code == 2
    assert "is there already" in again.json["error"]["message"]
    assert path.read_text() == text


def test_compacting_says_the_size_before_and_after(doctor: Doctor) -> None:
    ran = doctor("--compact", "--json")
    first = ran.json["findings"][0]
    assert first["area"] == "compact"
    assert {"bytes_before", "bytes_after"} <= set(first["facts"])
    assert ran.code == 0


def test_a_channel_that_nobody_knows(doctor: Doctor) -> None:
    ran = doctor("--channel", "nope", "--json")
    assert ran.code == 3
    assert "nope" in ran.json["error"]["message"]


def test_a_damaged_configuration_is_a_finding(doctor: Doctor) -> None:
    import os

    Path(os.environ["KOONGO_TUI_CONFIG_DIR"], "config.toml").write_text("= =")
    ran = doctor("--json")
    assert ran.code == 3
    assert findings(ran, "config")[0]["level"] == "broken"
    assert findings(ran, "history")


def test_it_does_not_import_the_screen() -> None:
    script = (
        "import sys; import koongo_tui.cli.doctor, koongo_tui.doctor.bundle; "
        "from koongo_tui.tui.terminal import read_terminal; "
        "sys.exit(any(m.split('.')[0] in ('textual', 'rich', 'httpx') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
