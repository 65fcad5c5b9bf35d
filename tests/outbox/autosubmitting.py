"""A process with auto-submit on a sandbox whose hours pass in seconds.

``python -m tests.outbox.autosubmitting FOLDER PROGRAM ANNOUNCEMENT PACE``
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from koongo_tui.cli.context import Context
from koongo_tui.cli.main import main
from koongo_tui.guide.programs import Program
from tests.outbox.seller import SellerHere


def watch(folder: str, program: str, announcement: str, pace: str) -> int:
    """The real command, until it is interrupted."""
    seller = SellerHere(Path(folder), json.loads(announcement), Program(program), pace=float(pace))
    context = Context(environ=seller.environ)
    context.__dict__["workspace"] = seller.workspace()
    return main(["autosubmit", "--json"], context)


if __name__ == "__main__":
    sys.exit(watch(*sys.argv[1:]))
