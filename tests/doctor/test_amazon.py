"""The way to Amazon and what it says of the channel, over real HTTP against the sandbox."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.doctor import amazon
from koongo_tui.doctor.amazon import certificate_end
from koongo_tui.doctor.examination import Check
from koongo_tui.doctor.findings import Finding, Level
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.sandbox.server import Sandbox, running
from koongo_tui.store.config import SecretHome, SecretPlace

AMAZON = Check("Amazon", ask=amazon.amazon)


@pytest.fixture
def sandbox(machine: Any) -> Iterator[Sandbox]:
    """A sandbox that the machine is pointed at, with the developer's keys of both programs."""
    with running(pace=0.01) as sandbox:
        told = sandbox.announcement
        developer = next(d for d in told["developers"] if d["region"] == "eu")
        machine.environ.update(
            KOONGO_TUI_MWS_ENDPOINT=told["mws_endpoint"],
            KOONGO_TUI_SPAPI_ENDPOINT=told["spapi_endpoint"],
            KOONGO_TUI_LWA_ENDPOINT=told["lwa_endpoint"],
            KOONGO_TUI_MWS_ACCESS_KEY_ID=developer["access_key_id"],
            KOONGO_TUI_MWS_SECRET_KEY=developer["secret_key"],
            KOONGO_TUI_LWA_CLIENT_ID=developer["lwa_client_id"],
            KOONGO_TUI_LWA_CLIENT_SECRET=developer["lwa_client_secret"],
        )
        machine.workspace.clock = lambda: datetime.now(UTC)
        yield sandbox


def connect(machine: Any, sandbox: Sandbox, program: Program, **values: Any) -> Any:
    seller = next(s for s in sandbox.announcement["sellers"] if s["region"] == "eu")
    token = seller["mws_auth_token" if program is Program.MWS else "refresh_token"]
    usual = {
        "program": program,
        "region": Region.EU,
        "seller_id": seller["seller_id"],
        "marketplace_id": seller["marketplaces"][0],
        "token": token,
    }
    return machine.channel("shop", **(usual | values))


def of(found: list[Finding], area: str) -> Finding:
    return [f for f in found if f.area == area][-1]


@pytest.mark.parametrize("program", list(Program))
async def test_both_programs_are_tested_to_the_end(
    machine: Any, sandbox: Sandbox, program: Program
) -> None:
    connect(machine, sandbox, program)
    found = await machine.find(AMAZON)
    assert of(found, "Network").level is Level.OK
    assert of(found, "Clock").text == "within 2 s of the server's"
    assert of(found, "Amazon").level is Level.OK
    marketplaces = of(found, "Amazon").values["marketplaces"]
    assert isinstance(marketplaces, list)
    assert len(marketplaces) > 1


async def test_a_quota_that_is_used_up_is_no_fault(machine: Any, sandbox: Sandbox) -> None:
    channel = connect(machine, sandbox, Program.MWS)
    budget = machine.workspace.budget(channel)
    while budget.spend("GetFeedSubmissionList") is None:
        pass
    finding = of(await machine.find(AMAZON), "Amazon")
    assert (finding.level, finding.code) == (Level.NOTE, "throttled")
    assert "asks us to wait until" in finding.text


async def test_a_token_that_is_asked_for_is_not_asked_for_here(
    machine: Any, sandbox: Sandbox
) -> None:
    connect(machine, sandbox, Program.MWS, token=None, token_place=SecretPlace(SecretHome.ASK))
    found = await machine.find(AMAZON)
    assert of(found, "Network").level is Level.OK
    assert (of(found, "Amazon").level, of(found, "Amazon").code) == (Level.NOTE, "not-tested")


async def test_a_token_that_is_gone_is_told_once(machine: Any, sandbox: Sandbox) -> None:
    from koongo_tui.doctor import channels

    connect(machine, sandbox, Program.MWS, token=None)
    found = await machine.find(Check("Token", channels.tokens), AMAZON)
    assert [f.area for f in found if f.level is Level.BROKEN] == ["Token"]
    assert "not asked" in of(found, "Amazon").text


async def test_the_configurations_address_that_loses_is_named(
    machine: Any, sandbox: Sandbox
) -> None:
    connect(machine, sandbox, Program.MWS, endpoint="http://127.0.0.1:9")
    found = await machine.find(AMAZON)
    assert (found[0].level, found[0].code) == (Level.LOOK, "two-sources")
    assert "KOONGO_TUI_MWS_ENDPOINT" in found[0].text
    assert of(found, "Amazon").level is Level.OK


async def test_an_address_that_would_send_the_token_in_the_clear(machine: Any) -> None:
    machine.channel(endpoint="http://gateway.example")
    (finding,) = await machine.find(AMAZON)
    assert finding.level is Level.BROKEN
    assert "in the clear" in finding.text


@pytest.fixture
def server_identity(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for this machine that nobody signed, valid for thirty days, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate, and is not on this machine")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
            "-keyout", str(key), "-out", str(certificate),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


async def test_until_when_a_certificate_is_valid(
    server_identity: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = server_identity
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        until = await certificate_end(f"https://127.0.0.1:{port}")
        monkeypatch.delenv("SSL_CERT_FILE")
        assert await certificate_end(f"https://127.0.0.1:{port}") is None
    assert until is not None
    assert 29 <= (until - datetime.now(UTC)).days <= 30


async def test_a_certificate_that_cannot_be_seen_is_left_out() -> None:
    assert await certificate_end("http://127.0.0.1:9") is None
    assert await certificate_end("https://127.0.0.1:9") is None
    assert await certificate_end("https://gateway.invalid") is None
