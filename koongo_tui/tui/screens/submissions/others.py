"""The other channels, as far as a screen about one of them has to tell."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from koongo_tui.errors import KoongoError

if TYPE_CHECKING:
    from koongo_tui.workspace import Workspace


async def others_note(workspace: Workspace, name: str) -> str:
    """``h: 7 others need a look``; empty when none does, or nobody knows.

    Args:
        name: the channel that is shown.
    """
    try:
        number = await asyncio.to_thread(_count, workspace, name)
    except KoongoError:
        # This channel's screen has its own words for a file that cannot be read.
        return ""
    if not number:
        return ""
    return f"h: {number:,} {'other needs' if number == 1 else 'others need'} a look"


def _count(workspace: Workspace, name: str) -> int:
    from koongo_tui.fleet.reading import others_that_need_a_look

    return others_that_need_a_look(workspace, name)
