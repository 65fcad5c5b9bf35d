"""A process that does what it is told in children of its own, which die at the step it is told.

``python -m tests.outbox.killed FOLDER PROGRAM ANNOUNCEMENT`` says when it is ready, then reads a
JSON object from each line of stdin and answers with one. A child runs the real program; only
here, in the child, are the ways in and out of the process wrapped, so that it dies by SIGKILL
before or after the n-th of them: anything written to a socket, anything read from one, a
transaction, its COMMIT, an fsync, a rename. A fork of a process that has imported everything
takes milliseconds, a fresh start of Python half a second.
"""

from __future__ import annotations

import asyncio.selector_events
import io
import json
import mmap
import os
import signal
import ssl
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from koongo_tui.amazon.library import load_httpx
from koongo_tui.cli import autosubmit, unfinished  # noqa: F401 - imported once, for every child
from koongo_tui.cli.context import Context
from koongo_tui.cli.main import main
from koongo_tui.guide.programs import Program
from koongo_tui.store import database
from koongo_tui.store.config import Channel
from koongo_tui.workspace import Workspace
from tests.outbox.seller import SellerHere, utc_now

HURRY = 0.0001
"""Pace of the quotas: they are not what this is about."""

PATIENCE = 0.002
"""Pace of the waiting for what a list shows: a quarter of a second instead of two minutes. Whoever
starts the children sees to it that what one has sent has arrived before the next begins."""

LONGEST = 30
"""Seconds that a child may take."""

_socket = asyncio.selector_events._SelectorSocketTransport  # type: ignore[attr-defined]


class Steps:
    """Counts steps, and ends the process at one of them.

    Args:
        counter: 8 bytes that the parent sees.
        at: the step, from 1; None for none.
        cut: only the connection is cut, as by a network; the process lives on.
    """

    def __init__(self, counter: mmap.mmap, at: int | None, *, cut: bool) -> None:
        self._counter = counter
        self._at = at
        self._cut = cut
        self._count = 0

    def step(self, connection: Any = None) -> None:
        """One more; maybe the last one."""
        if self._cut and connection is None:
            return
        self._count += 1
        self._counter[:8] = self._count.to_bytes(8, "little")
        if self._count != self._at:
            return
        if self._cut:
            connection.abort()
        else:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrap(self) -> None:
        """Put the steps in place, in this process."""
        self._around(os, "fsync")
        self._around(os, "replace")
        write, read = _socket.write, _socket._read_ready__data_received

        def written(transport: Any, data: Any) -> None:
            self.step(transport)
            write(transport, data)
            self.step(transport)

        def received(transport: Any) -> None:
            self.step(transport)
            read(transport)

        _socket.write, _socket._read_ready__data_received = written, received
        transaction = database.Database.write

        def stored(base: Any, work: Callable[[Any], Any], **named: Any) -> Any:
            def and_then(connection: Any) -> Any:
                result = work(connection)
                self.step()
                return result

            self.step()
            result = transaction(base, and_then, **named)
            self.step()
            return result

        database.Database.write = stored  # type: ignore[method-assign, assignment]

    def _around(self, module: Any, name: str) -> None:
        done = getattr(module, name)

        def around(*arguments: Any, **named: Any) -> Any:
            self.step()
            result = done(*arguments, **named)
            self.step()
            return result

        setattr(module, name, around)


class QuickWorkspace(Workspace):
    """Quotas that are no hindrance."""

    def budget(self, channel: Channel) -> Any:
        patience, self.pace = self.pace, HURRY
        try:
            return super().budget(channel)
        finally:
            self.pace = patience


def run(seller: SellerHere, arguments: list[str]) -> int:
    """The real command, in this process."""
    context = Context(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        environ=seller.environ,
        clock=utc_now,
    )
    made = seller.workspace()
    context.__dict__["workspace"] = QuickWorkspace(
        made.paths, made.environ, clock=utc_now, pace=PATIENCE
    )
    return main(arguments, context)


def in_a_child(seller: SellerHere, wish: dict[str, Any]) -> dict[str, Any]:
    """Do it in a child, and say how that ended."""
    counter = mmap.mmap(-1, 8)
    child = os.fork()
    if child == 0:
        code = 99
        try:
            signal.alarm(LONGEST)
            Steps(counter, wish["at"], cut=wish["cut"]).wrap()
            code = run(seller, wish["arguments"])
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    steps = int.from_bytes(counter[:8], "little")
    return {"killed": ended == -signal.SIGKILL, "code": ended, "steps": steps}


def serve(folder: str, program: str, announcement: str) -> None:
    """Answer until stdin ends."""
    seller = SellerHere(Path(folder), json.loads(announcement), Program(program))
    load_httpx()
    certificates = ssl.create_default_context()
    # Reading them takes longer than all the rest, and nothing here is encrypted.
    ssl.create_default_context = lambda *_, **__: certificates
    first = seller.write({seller.skus[0]: 99_999}, seller.folder / "first")
    # Whatever is imported late is here, and every child has it. No thread is left after it.
    print(run(seller, ["submit", str(first), "--yes"]), flush=True)
    for line in sys.stdin:
        print(json.dumps(in_a_child(seller, json.loads(line))), flush=True)


if __name__ == "__main__":
    serve(*sys.argv[1:])
