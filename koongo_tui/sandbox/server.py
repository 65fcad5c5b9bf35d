"""Starting and stopping the sandbox: in a thread for tests and the demo, or as a command."""

from __future__ import annotations

import json
import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING, TextIO

from koongo_tui.errors import UsageError
from koongo_tui.sandbox.app import LOG, make_app
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.scenarios import NORMAL, SCENARIOS, Delivery, Scenario
from koongo_tui.sandbox.world import World

if TYPE_CHECKING:
    import uvicorn

__all__ = ["Sandbox", "running", "serve"]

HIGHEST_PORT = 65535
_PATIENCE = 10.0


@contextmanager
def running(
    world: World | None = None,
    *,
    pace: float = 1.0,
    scenario: str | Scenario = NORMAL,
    host: str = "127.0.0.1",
    port: int = 0,
) -> Iterator[Sandbox]:
    """A sandbox that answers over real HTTP until the block is left.

    Args:
        world: a new one without it.
        pace: multiplies the waiting times of the quotas; 1 for Amazon's own.
        scenario: what goes wrong, by name or one of your own.
        host: a loopback address.
        port: 0 takes a free one.

    Raises:
        UsageError: the host is not on this machine, the port is taken, no scenario has this name,
            or the pace is not above zero.
    """
    sandbox, listener = _prepare(world or World(), pace, scenario, host, port)
    server = _server(sandbox)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True
    )
    thread.start()
    try:
        yield sandbox
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        listener.close()


def serve(
    *,
    host: str,
    port: int,
    scenario: str | None,
    pace: float,
    stdout: TextIO,
    stderr: TextIO,
    world: World | None = None,
) -> int:
    """Serve until SIGINT or SIGTERM; the first line of stdout says how to reach it.

    Raises:
        UsageError: see :func:`running`.
    """
    sandbox, listener = _prepare(world or World(), pace, scenario or NORMAL, host, port)
    server = _server(sandbox)
    log = logging.StreamHandler(stderr)
    log.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    LOG.addHandler(log)
    LOG.setLevel(logging.INFO)

    def stop(*_: object) -> None:
        server.should_exit = True

    # uvicorn puts its own handlers in place while it runs, and afterwards raises the signal once
    # more for those that were there before.
    before = {name: signal.signal(name, stop) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        stdout.write(json.dumps(sandbox.announcement, ensure_ascii=False) + "\n")
        stdout.flush()
        LOG.info("Answering at %s. Ctrl+C ends it.", sandbox.url)
        server.run(sockets=[listener])
    finally:
        listener.close()
        LOG.removeHandler(log)
        for name, handler in before.items():
            signal.signal(name, handler)
    return 0


def _prepare(
    world: World, pace: float, scenario: str | Scenario, host: str, port: int
) -> tuple[Sandbox, socket.socket]:
    if isinstance(scenario, str) and scenario not in SCENARIOS:
        raise UsageError(
            f'There is no scenario "{scenario}".', fix=f"One of: {', '.join(SCENARIOS)}"
        )
    if not pace > 0:
        raise UsageError(
            "The pace has to be above zero.", fix="1 is Amazon's own, 0.1 ten times as fast."
        )
    listener = _listen(host, port)
    name, number = listener.getsockname()[:2]
    shown = f"[{name}]" if ":" in name else name
    return Sandbox(world, f"http://{shown}:{number}", pace=pace, scenario=scenario), listener


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens already, so that nobody has to wait for the server."""
    address = "127.0.0.1" if host.lower() == "localhost" else host.strip("[]")
    try:
        loopback = ip_address(address).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UsageError(
            f'"{host}" is not this machine. The sandbox answers on loopback only.',
            fix="Leave --host out, or use 127.0.0.1.",
        )
    if not 0 <= port <= HIGHEST_PORT:
        raise UsageError(f"There is no port {port}.", fix="Leave --port out to take a free one.")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        listener = socket.create_server((address, port), family=family, backlog=128)
        # A socket that is handed to uvicorn does not get this from asyncio: every second answer
        # would wait 40 ms for an acknowledgement. Accepted connections inherit it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise UsageError(
            f"The sandbox cannot listen on {host} port {port}: {error.strerror or error}.",
            fix="Leave --port out to take a free one.",
        ) from None


def _server(sandbox: Sandbox) -> uvicorn.Server:
    import uvicorn

    from koongo_tui.sandbox.connections import dropping

    config = uvicorn.Config(
        make_app(sandbox),
        http=dropping(lambda: sandbox.scenario.delivery is Delivery.DROPPED),
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        # A broken answer is on purpose here, and not worth a line on somebody's screen.
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)
