"""Reading the list away from the screen's loop, never twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Loader(Generic[T]):
    """Reads something in a thread, and once more when somebody asked meanwhile.

    Sorting a hundred thousand rows takes a fifth of a second: keys go on working during it, and
    what was asked for in that time is read in one go.

    Args:
        read: gives what there is; called in a thread.
        show: is given it, on the event loop; True when it was asked for from the beginning.
    """

    def __init__(self, read: Callable[[], T], show: Callable[[T, bool], None]) -> None:
        self._read = read
        self._show = show
        self._wanted = False
        self._reset = False
        self._running = False

    def want(self, *, reset: bool = False) -> bool:
        """Ask for a reading; True when :meth:`run` has to be called for it."""
        self._wanted, self._reset = True, self._reset or reset
        return not self._running

    async def run(self) -> None:
        """Read until nobody wants more. May raise what reading raises."""
        if self._running:
            return
        self._running = True
        try:
            while self._wanted:
                self._wanted, reset, self._reset = False, self._reset, False
                found = await asyncio.to_thread(self._read)
                # Somebody who asked meanwhile means another order: this one is nobody's.
                if not self._wanted:
                    self._show(found, reset)
                else:
                    self._reset = self._reset or reset
        finally:
            self._running = False
