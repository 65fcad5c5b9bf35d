"""Starting and stopping: in a thread, and as the command."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from koongo_tui.errors import ExitCode, UsageError
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.server import running, serve
from tests.sandbox.practice import sign

PATIENCE = 30


def address(sandbox: Sandbox) -> tuple[str, int]:
    url = httpx.URL(sandbox.url)
    return url.host, url.port or 0


def get(url: str, **more: Any) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        return client.get(url, **more)


def listing(announced: dict[str, Any], timestamp: str) -> dict[str, str]:
    """A signed GetFeedSubmissionList of the first seller."""
    seller = announced["sellers"][0]
    developer = next(d for d in announced["developers"] if d["region"] == seller["region"])
    parameters = {
        "Action": "GetFeedSubmissionList",
        "AWSAccessKeyId": developer["access_key_id"],
        "MWSAuthToken": seller["mws_auth_token"],
        "SellerId": seller["seller_id"],
        "SignatureMethod": "HmacSHA256",
        "SignatureVersion": "2",
        "Timestamp": timestamp,
        "Version": "2009-01-01",
    }
    key = developer["secret_key"]
    return parameters | {"Signature": sign(key, "GET", "127.0.0.1", "/", parameters)}


def test_it_answers_until_the_block_is_left(capfd: pytest.CaptureFixture[str]) -> None:
    threads = threading.active_count()
    with running() as sandbox:
        assert get(sandbox.url).status_code == 200
        assert sandbox.announcement["mws_endpoint"] == sandbox.url

    assert threading.active_count() == threads
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(address(sandbox), timeout=5)
    assert capfd.readouterr() == ("", "")


def test_it_stops_when_the_block_fails_and_with_connections_open() -> None:
    threads = threading.active_count()
    with httpx.Client(trust_env=False) as client:

        def fail() -> None:
            with running() as sandbox:
                client.get(sandbox.url)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()

    assert threading.active_count() == threads


def test_it_may_be_stopped_before_anybody_asked() -> None:
    with running(), running():
        pass


def test_the_announcement_is_stable_and_complete() -> None:
    with running() as first, running() as second:
        one, other = first.announcement, second.announcement

    assert one["sellers"] == other["sellers"]
    assert one["developers"] == other["developers"]
    assert [d["region"] for d in one["developers"]] == ["eu", "na", "fe"]
    assert [d["developer_id"] for d in one["developers"]] == [
        "9051-1235-5740",
        "0176-5302-9598",
        "2611-6230-2505",
    ]
    assert set(one["developers"][0]) == {
        "region",
        "developer_id",
        "access_key_id",
        "secret_key",
        "application_id",
        "lwa_client_id",
        "lwa_client_secret",
        "redirect_uris",
    }
    for name in ("spapi_endpoint", "lwa_endpoint", "consent_url"):
        assert one[name].startswith("http://127.0.0.1:")
    wanted = {"seller_id", "mws_auth_token", "refresh_token", "region", "marketplaces", "name"}
    assert all(wanted <= set(seller) for seller in one["sellers"])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2"])
def test_loopback_addresses_are_fine(host: str) -> None:
    with running(host=host) as sandbox:
        assert get(sandbox.url).status_code == 200


def test_so_is_the_newer_loopback() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with running(host="::1") as sandbox:
        assert sandbox.url.startswith("http://[::1]:")
        assert get(sandbox.url).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "example.com", ""])
def test_any_other_host_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="not this machine"), running(host=host):
        pass


@pytest.mark.parametrize("pace", [0, -1, float("nan")])
def test_a_pace_that_makes_no_sense(pace: float) -> None:
    with pytest.raises(UsageError, match="pace"), running(pace=pace):
        pass


def test_an_unknown_scenario_names_those_that_exist() -> None:
    with pytest.raises(UsageError) as caught, running(scenario="nonsense"):
        pass

    assert "nonsense" in caught.value.message
    assert "throttled" in caught.value.fix


def test_a_port_that_is_taken() -> None:
    with running() as sandbox:
        taken = address(sandbox)[1]
        with pytest.raises(UsageError, match=f"port {taken}"), running(port=taken):
            pass
    with pytest.raises(UsageError, match="port 70000"), running(port=70_000):
        pass


def test_seller_central_can_be_looked_at() -> None:
    with running(scenario="replaced-token") as sandbox:
        address = sandbox.announcement["seller_central"]
        page = get(f"{address}/fe")
        unknown = get(f"{address}/mars")

    assert sandbox.seller("fe").mws_auth_token in page.text
    assert "\nActive\tKoongo\t261162302505\t" in page.text
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert (unknown.status_code, unknown.text) == (404, "One of: eu, na, fe\n")


def test_connections_break() -> None:
    with running(scenario="unreachable") as sandbox:
        with pytest.raises(httpx.TransportError):
            get(sandbox.url)
        sandbox.use("normal")
        assert get(sandbox.url).status_code == 200


def test_an_answer_breaks_off(capfd: pytest.CaptureFixture[str]) -> None:
    with running(scenario="cut") as sandbox, pytest.raises(httpx.RemoteProtocolError):
        get(sandbox.url)

    assert capfd.readouterr() == ("", "")


def test_a_slow_answer_outlasts_a_client_and_does_not_hold_up_the_end() -> None:
    with (
        running(scenario="slow") as sandbox,
        pytest.raises(httpx.ReadTimeout),
        httpx.Client(trust_env=False, timeout=0.2) as client,
    ):
        client.get(sandbox.url)


class Stdout(io.StringIO):
    """Calls back when the first line has been flushed."""

    def __init__(self, flushed: Callable[[str], None]) -> None:
        super().__init__()
        self._flushed = flushed

    def flush(self) -> None:
        self._flushed(self.getvalue())


@pytest.mark.skipif(sys.platform == "win32", reason="a signal to oneself is harsher there")
@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_a_signal(name: signal.Signals) -> None:
    before = signal.getsignal(name)
    answers: list[httpx.Response] = []
    helpers: list[threading.Thread] = []

    def ask(line: str) -> None:
        try:
            announced = json.loads(line)
            url = announced["mws_endpoint"]
            time = get(url).headers["x-mws-timestamp"]
            answers.append(get(url, params=listing(announced, time)))
        finally:
            os.kill(os.getpid(), name)

    def flushed(line: str) -> None:
        helpers.append(threading.Thread(target=ask, args=(line,)))
        helpers[0].start()

    stdout, stderr = Stdout(flushed), io.StringIO()
    code = serve(host="127.0.0.1", port=0, scenario=None, pace=1.0, stdout=stdout, stderr=stderr)

    helpers[0].join(PATIENCE)
    assert code == ExitCode.OK
    assert answers[0].status_code == 200
    assert stdout.getvalue().count("\n") == 1
    log = stderr.getvalue()
    assert "GET / GetFeedSubmissionList A" in log
    announced = json.loads(stdout.getvalue())
    assert not any(s["mws_auth_token"] in log for s in announced["sellers"])
    assert not any(d["secret_key"] in log for d in announced["developers"])
    assert signal.getsignal(name) is before


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not ended by signals there")
@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_the_program_ends_well_on_a_signal(name: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "koongo_tui", "sandbox"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        announced = json.loads(process.stdout.readline())
        assert get(announced["mws_endpoint"]).status_code == 200
    finally:
        process.send_signal(name)
        rest, log = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, log
    assert rest == ""
    assert announced["mws_endpoint"] in log
    assert "Traceback" not in log
