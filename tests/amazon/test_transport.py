"""The way to Amazon, over real connections."""

from __future__ import annotations

import asyncio
import gzip
import io
import logging
import os
import socket
import ssl
import subprocess
import sys
import tracemalloc
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from koongo_tui.amazon import transport as module
from koongo_tui.amazon.errors import AmazonError, BadAnswer, Unreachable
from koongo_tui.amazon.failures import unreachable
from koongo_tui.amazon.transport import Request, Transport, user_agent
from tests.amazon.scripted import TOKEN, Reply, ScriptedServer
from tests.amazon.verify import everything_about

AMAZON = "https://mws-eu.amazonservices.com/Feeds"


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    made = Transport("test/1.0", connect_timeout=2, read_timeout=2)
    yield made
    await made.aclose()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


async def refused(transport: Transport, url: str, **more: Any) -> Unreachable:
    with pytest.raises(Unreachable) as caught:
        await transport.send(Request("POST", url, content=TOKEN.encode(), **more))
    return caught.value


async def test_an_answer_comes_back_whatever_its_status(
    server: ScriptedServer, transport: Transport
) -> None:
    server.say(Reply(b"<x/>", status=503, headers={"X-MWS-Quota-Max": "80"}))

    answer = await transport.send(
        Request("POST", server.url + "/Feeds?a=1", {"Content-Type": "text/xml"}, b"feed")
    )

    assert (answer.status, answer.body, answer.size) == (503, b"<x/>", 4)
    assert answer.headers["x-mws-quota-max"] == "80"
    got = server.received[0]
    assert (got.method, got.target, got.body) == ("POST", "/Feeds?a=1", b"feed")
    assert got.headers["content-type"] == "text/xml"
    assert got.headers["user-agent"] == "test/1.0"


async def test_connections_are_reused(server: ScriptedServer, transport: Transport) -> None:
    server.say(b"ok")

    for _ in range(3):
        await transport.send(Request("GET", server.url))

    assert [r.connection for r in server.received] == [1, 1, 1]


async def test_after_closing_another_request_opens_a_new_one(
    server: ScriptedServer, transport: Transport
) -> None:
    server.say(b"ok")
    await transport.send(Request("GET", server.url))
    await transport.aclose()
    await transport.aclose()

    assert (await transport.send(Request("GET", server.url))).body == b"ok"
    assert [r.connection for r in server.received] == [1, 2]


async def test_answers_may_be_compressed(server: ScriptedServer, transport: Transport) -> None:
    server.say(Reply(gzip.compress(b"hello" * 99), headers={"Content-Encoding": "gzip"}))

    answer = await transport.send(Request("GET", server.url))

    assert answer.body == b"hello" * 99
    assert server.received[0].headers["accept-encoding"] == "gzip"


async def test_redirects_are_not_followed(server: ScriptedServer, transport: Transport) -> None:
    server.say(Reply(status=302, headers={"Location": server.url + "/elsewhere"}))

    assert (await transport.send(Request("GET", server.url))).status == 302
    assert len(server.received) == 1


async def test_a_download_goes_to_the_file_and_gives_both_checksums(
    server: ScriptedServer, transport: Transport
) -> None:
    content, packed = b"report" * 1000, gzip.compress(b"report" * 1000)
    server.say(Reply(packed, headers={"Content-Encoding": "gzip"}))
    into = io.BytesIO()

    answer = await transport.download(Request("GET", server.url), into)

    assert into.getvalue() == content
    assert (answer.body, answer.size) == (b"", len(content))
    assert answer.digests == {
        b64encode(md5(data, usedforsecurity=False).digest()).decode() for data in (content, packed)
    }


async def test_an_error_during_a_download_does_not_go_to_the_file(
    server: ScriptedServer, transport: Transport
) -> None:
    server.say(Reply(b"<ErrorResponse/>", status=404))
    into = io.BytesIO()

    answer = await transport.download(Request("GET", server.url), into)

    assert answer.body == b"<ErrorResponse/>"
    assert answer.digests == frozenset()
    assert into.getvalue() == b""


async def test_a_long_download_needs_little_memory(
    server: ScriptedServer, transport: Transport
) -> None:
    class Counting(io.BytesIO):
        size = 0

        def write(self, data: Any) -> int:
            self.size += len(data)
            return len(data)

    server.say(Reply(gzip.compress(bytes(64_000_000)), headers={"Content-Encoding": "gzip"}))
    into = Counting()
    tracemalloc.start()
    try:
        await transport.download(Request("GET", server.url), into)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert into.size == 64_000_000
    assert peak < 4_000_000


async def test_what_writing_to_the_file_raises_goes_through(
    server: ScriptedServer, transport: Transport
) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            raise OSError(28, "No space left on device")

    server.say(b"report")

    with pytest.raises(OSError, match="No space left"):
        await transport.download(Request("GET", server.url), Full())


@pytest.mark.parametrize("packed", [True, False])
async def test_an_answer_larger_than_the_limit_is_refused(
    server: ScriptedServer, transport: Transport, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr(module, "MAX_BODY", 1024 * 1024)
    monkeypatch.setattr(module, "MAX_DOWNLOAD", 2 * 1024 * 1024)
    data = bytes(3 * 1024 * 1024)
    if packed:
        server.say(Reply(gzip.compress(data), headers={"Content-Encoding": "gzip"}))
    else:
        server.say(data)

    with pytest.raises(BadAnswer, match="larger than 1 MB"):
        await transport.send(Request("GET", server.url))
    with pytest.raises(BadAnswer, match="larger than 2 MB"):
        await transport.download(Request("GET", server.url), io.BytesIO())


async def test_a_closed_port_is_said_so(transport: Transport) -> None:
    error = await refused(transport, f"http://127.0.0.1:{closed_port()}/")

    assert (error.cause, error.host) == ("network", "127.0.0.1")
    assert "cannot connect to 127.0.0.1" in error.message
    assert error.fix


async def test_a_name_without_address_is_said_so(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)

    error = await refused(transport, AMAZON)

    assert (error.cause, error.host) == ("name", "mws-eu.amazonservices.com")
    assert "finds no address for mws-eu.amazonservices.com" in error.message


async def test_silence_has_an_end(server: ScriptedServer) -> None:
    server.say(Reply(silent=True))
    impatient = Transport("test/1.0", read_timeout=0.05)

    error = await refused(impatient, server.url)
    await impatient.aclose()

    assert error.cause == "timeout"


async def test_the_whole_exchange_has_an_end_too(
    server: ScriptedServer, transport: Transport
) -> None:
    server.say(Reply(silent=True))

    error = await refused(transport, server.url, seconds=0.05)

    assert error.cause == "timeout"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"x" * 100, cut=-1),
        Reply(b"x" * 100, cut=50),
        Reply(b"x" * 100, cut=0),
        Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
        Reply(raw=b"this is no HTTP\r\n\r\n"),
    ],
)
async def test_a_cut_answer_is_no_answer(
    server: ScriptedServer, transport: Transport, reply: Reply
) -> None:
    server.say(reply)

    assert (await refused(transport, server.url)).cause == "cut"


async def test_a_server_without_tls_is_said_so(transport: Transport) -> None:
    async def answer_plainly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    plain = await asyncio.start_server(answer_plainly, "127.0.0.1", 0)
    port = plain.sockets[0].getsockname()[1]
    error = await refused(transport, f"https://127.0.0.1:{port}/")
    plain.close()
    await plain.wait_closed()

    assert (error.cause, error.host) == ("tls", "127.0.0.1")
    assert "Nothing was sent" in error.message


async def test_a_tls_server_that_never_answers_is_slow_and_not_unsafe(
    server: ScriptedServer,
) -> None:
    server.say(b"")
    impatient = Transport("test/1.0", connect_timeout=0.1)

    error = await refused(impatient, f"https://127.0.0.1:{server.port}/")
    await impatient.aclose()

    assert error.cause == "timeout"


def test_a_certificate_that_is_not_trusted_is_said_so() -> None:
    refusal = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refusal.verify_message = "self-signed certificate"
    outer = OSError("all connection attempts failed")
    outer.__cause__ = refusal

    error = unreachable(outer, AMAZON)

    assert error.cause == "tls"
    assert "not trusted (self-signed certificate)" in error.message


async def test_a_proxy_that_refuses_is_named_without_its_password(
    server: ScriptedServer, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:geheim@127.0.0.1:{server.port}")
    server.say(Reply(status=407))

    error = await refused(transport, AMAZON)

    assert (error.cause, error.host) == ("proxy", "mws-eu.amazonservices.com")
    assert f"proxy 127.0.0.1:{server.port}." in error.message
    assert "geheim" not in error.message
    assert server.received[0].method == "CONNECT"


async def test_a_proxy_that_is_not_there_is_to_blame_and_not_amazon(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")

    error = await refused(transport, AMAZON)

    assert error.cause == "proxy"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("HTTPS_PROXY", "gopher://me:geheim@host"), ("SSL_CERT_FILE", "/nowhere/geheim.pem")],
)
async def test_an_environment_that_makes_no_sense_is_said_so(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    error = await refused(transport, AMAZON)

    assert error.cause == "proxy"
    assert variable in error.fix
    assert "geheim" not in error.message + error.fix
    assert error.__context__ is None


async def test_no_proxy_stands_before_this_machine(
    server: ScriptedServer, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    server.say(b"direct")

    assert (await transport.send(Request("GET", server.url))).body == b"direct"


@pytest.mark.parametrize("reply", [Reply(cut=-1), Reply(b"x", cut=0), Reply(b"\x1f\x8b" * 9)])
async def test_neither_errors_nor_logs_hold_what_was_sent(
    server: ScriptedServer,
    transport: Transport,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.say(b"fine", Reply(reply.body, headers={"Content-Encoding": "gzip"}, cut=reply.cut))
    request = Request("POST", f"{server.url}/Feeds?MWSAuthToken={TOKEN}", content=TOKEN.encode())

    await transport.send(request)
    with pytest.raises(AmazonError) as caught:
        await transport.send(request)

    assert f"{server.url}/Feeds" in caplog.text
    assert TOKEN not in caplog.text
    assert TOKEN not in everything_about(caught.value)
    assert TOKEN not in repr(request)


def test_the_user_agent_has_amazons_form() -> None:
    import platform

    language = f"Python/{sys.version_info.major}.{sys.version_info.minor}"

    assert user_agent() == (f"koongo-tui/0.1.0 (Language={language}; Platform={platform.system()})")


def in_a_fresh_interpreter(code: str) -> str:
    root = Path(module.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_network_library_is_loaded_late_and_without_its_command_line() -> None:
    code = """
import sys
import koongo_tui.amazon.mws, koongo_tui.amazon.transport as transport
print("httpx" in sys.modules)
transport.load_httpx()
transport.load_httpx()
import httpx, logging
print(callable(httpx.AsyncClient), "click" in sys.modules, "rich" in sys.modules)
print("httpx._main" in sys.modules, len(logging.getLogger("httpx").filters))
"""
    assert in_a_fresh_interpreter(code).splitlines() == [
        "False",
        "True False False",
        "False 1",
    ]
