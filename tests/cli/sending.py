"""The commands of a seller at a running sandbox, with a terminal or without."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from koongo_tui.cli.context import Context
from koongo_tui.cli.main import main
from koongo_tui.guide.programs import Program
from koongo_tui.sandbox.sandbox import Sandbox
from koongo_tui.sandbox.server import running
from tests.cli.conftest import Ran
from tests.outbox.seller import PACE, SellerHere, be_quick, utc_now


class Terminal(io.StringIO):
    """A stream that a person sits at."""

    def isatty(self) -> bool:
        return True


class Desk(SellerHere):
    """See the module."""

    sandbox: Sandbox

    def run(self, *arguments: str, typed: str | None = None) -> Ran:
        """Run a command; with ``typed`` a person sits at the terminal and types it."""
        at_terminal = typed is not None
        out = io.StringIO()
        err: io.StringIO = Terminal() if at_terminal else io.StringIO()
        context = Context(
            stdin=Terminal(typed) if typed is not None else io.StringIO(),
            stdout=out,
            stderr=err,
            environ=self.environ,
            clock=utc_now,
        )
        workspace = self.workspace()
        context.__dict__["workspace"] = workspace
        code = main(arguments, context)
        text = out.getvalue() + err.getvalue()
        for secret in (self.told["mws_auth_token"], self.told["refresh_token"]):
            assert secret not in text
        assert "Traceback" not in text
        return Ran(code, out.getvalue(), err.getvalue())

    @property
    def arrived(self) -> list[bytes]:
        """The feeds that Amazon was sent, oldest first."""
        mine = self.sandbox.world.submissions(self.told["seller_id"])
        return [s.content for s in reversed(mine) if s.content is not None]


@contextmanager
def desk_at(folder: Path, program: Program, *, pace: float = PACE) -> Iterator[Desk]:
    """A seller's desk, with an Amazon of its own."""
    with running(pace=pace) as sandbox:
        be_quick(sandbox)
        desk = Desk(folder, sandbox.announcement, program, pace=pace)
        desk.sandbox = sandbox
        yield desk
