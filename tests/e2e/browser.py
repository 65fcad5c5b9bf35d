"""A headless Chromium, driven through the pipe of its DevTools protocol: no driver, no port."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import F_DUPFD, fcntl
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Any

PATIENCE = 60
"""Seconds for one answer of a browser that starts on a busy machine."""

_WIRE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Chromium reads commands from descriptor 3 and answers on 4."""

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The browser of this machine; None without one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page of a running browser."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._selector = DefaultSelector()
        self._selector.register(read, EVENT_READ)
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        found = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = found["sessionId"]
        self._call("Page.enable")

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert self._selector.select(PATIENCE), "the browser does not answer"
            more = os.read(self._read, 1 << 16)
            assert more, "the browser has ended"
            self._rest += more
        text, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(text)
        return found

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while (answer := self._message()).get("id") != self._number:
            pass
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _loaded(self) -> None:
        while self._message().get("method") != "Page.loadEventFired":
            pass

    def open(self, address: str) -> None:
        """Go there, and wait until the page is loaded."""
        assert "errorText" not in self._call("Page.navigate", url=address)
        self._loaded()

    def evaluate(self, expression: str) -> Any:
        """What a JavaScript expression gives on the page."""
        return self._call("Runtime.evaluate", expression=expression, returnByValue=True)["result"][
            "value"
        ]

    def click(self, selector: str) -> None:
        """Click in the middle of an element with the mouse."""
        place = self.evaluate(
            f"(e => {{ e.scrollIntoView(); const r = e.getBoundingClientRect();"
            f" return [r.x + r.width / 2, r.y + r.height / 2] }})"
            f"(document.querySelector({json.dumps(selector)}))"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._call(
                "Input.dispatchMouseEvent",
                type=kind, x=place[0], y=place[1], button="left", clickCount=1,
            )  # fmt: skip

    def click_away(self, selector: str) -> str:
        """Click on what leads to another page; gives that page's address."""
        self.click(selector)
        self._loaded()
        return str(self.evaluate("location.href"))

    def close(self) -> None:
        """Ask it to end, so that it leaves no process behind."""
        self._session = None
        self._call("Browser.close")
        self._selector.close()


@contextmanager
def browsing(path: str, folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own.

    Args:
        path: of the program.
        folder: for its profile.
    """
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    # Numbers that the wiring below does not overwrite.
    theirs = [fcntl(end, F_DUPFD, 10) for end in (to_read, from_write)]
    process = subprocess.Popen(
        [
            sys.executable, "-c", _WIRE, *map(str, theirs),
            path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--disable-background-networking", "--no-first-run", "--remote-debugging-pipe",
            f"--user-data-dir={folder}",
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        pass_fds=theirs,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )  # fmt: skip
    for end in (to_read, from_write, *theirs):
        os.close(end)
    try:
        browser = Browser(to_write, from_read)
        yield browser
        browser.close()
    finally:
        process.terminate()
        process.wait(PATIENCE)
        os.close(to_write)
        os.close(from_read)
