"""Prism, a mock server made from Amazon's own models, behind the scripted sign-in and storage."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.amazon.scripted import Received, Reply
from tests.amazon.sp_api import Amazon, said

PROGRAM = os.environ.get("KOONGO_TEST_PRISM", "")
"""The command; read at once, because tests begin without such variables."""

PATIENCE = 60.0
"""Seconds for an answer; generous, machines are noisy."""

_LISTENS = re.compile(r"listening on http://127\.0\.0\.1:(\d+)")


class Prism:
    """One model, served on loopback, every request validated."""

    def __init__(self, model: Path) -> None:
        self._process = subprocess.Popen(
            # Without the models' own examples, of which some do not fit their model, and without
            # --errors: what Prism makes up for an answer does not always fit either.
            [PROGRAM, "mock", "-h", "127.0.0.1", "-p", "0", "--ignoreExamples", str(model)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "NO_COLOR": "1"},
        )
        self._port = 0
        self._drain = threading.Thread(target=self._read_on, daemon=True)

    def wait(self) -> None:
        """Until it answers. Raises AssertionError when it ends instead."""
        assert self._process.stdout is not None
        said = []
        for line in self._process.stdout:
            said.append(line)
            if found := _LISTENS.search(line):
                self._port = int(found[1])
                self._drain.start()
                return
        raise AssertionError(f"Prism did not start: {''.join(said)}")

    def ask(self, request: Received) -> Reply:
        """Its answer to a request that is passed on as it came."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        left_out = ("host", "connection", "accept-encoding")
        headers = {n: v for n, v in request.headers.items() if n not in left_out}
        try:
            connection.request(request.method, request.target, request.body or None, headers)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            names = ("content-type", "sl-violations")
            kept: dict[str, str] = {name: told[name] for name in names if name in told}
            return Reply(answer.read(), answer.status, kept)
        finally:
            connection.close()

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(PATIENCE)
        if self._drain.is_alive():
            self._drain.join(PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read_on(self) -> None:
        """It logs every request, and would stop when nobody reads that."""
        assert self._process.stdout is not None
        for _ in self._process.stdout:
            pass


@dataclass
class Verdict:
    """What Prism found of a request.

    Attributes:
        asked: method and path.
        violations: by the request, as Prism lists them.
    """

    asked: str
    status: int
    violations: list[Any]

    @property
    def accepted(self) -> bool:
        return self.status < 300 and not self.violations


@dataclass
class Models:
    """The models that are used, each served by its Prism, by the beginning of its paths."""

    served: dict[str, Prism] = field(default_factory=dict)

    def ask(self, request: Received) -> Reply:
        """The answer of the model that the path belongs to."""
        for beginning, prism in self.served.items():
            if request.url.path.startswith(beginning):
                return prism.ask(request)
        raise AssertionError(f"no model has {request.url.path}")


class ModelledAmazon(Amazon):
    """Sign-in and storage as scripted; the interface as Amazon's models describe it."""

    def __init__(self, models: Models) -> None:
        super().__init__()
        self._models = models
        self.verdicts: list[Verdict] = []

    def reply_to(self, request: Received) -> Reply:
        """What Prism makes of it; the example's address is replaced by one on loopback."""
        path = request.url.path
        if path.startswith(("/auth/", "/storage/")):
            return super().reply_to(request)
        reply = self._models.ask(request)
        found = json.loads(reply.headers.get("sl-violations", "[]"))
        violations = [one for one in found if one["location"][0] == "request"]
        self.verdicts.append(Verdict(f"{request.method} {path}", reply.status, violations))
        if "/documents" in path and reply.status < 300:
            document = {**json.loads(reply.body), "url": json.loads(self.document.body)["url"]}
            return said(document, reply.status)
        return reply
