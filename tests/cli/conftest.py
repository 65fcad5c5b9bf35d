"""Run a command in this process, with streams of its own."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from koongo_tui.cli.context import Context
from koongo_tui.cli.main import main

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Its one JSON object."""
        found: dict[str, Any] = json.loads(self.out)
        assert found["schema"] == 1
        return found


Command = Callable[..., Ran]


@pytest.fixture
def command() -> Command:
    """``command("recognise", "--json", stdin=page)``."""

    def call(
        *arguments: str,
        stdin: str | bytes = "",
        environ: Mapping[str, str] | None = None,
        now: Callable[[], datetime] = lambda: NOW,
    ) -> Ran:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        err = io.StringIO()
        context = Context(
            stdin=io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"),
            stdout=out,
            stderr=err,
            environ={**os.environ, **(environ or {})},
            clock=now,
        )
        code = main(arguments, context)
        out.flush()
        out.seek(0)
        return Ran(code, out.read(), err.getvalue())

    return call
