"""Connections that break, as on a bad network: below HTTP, where no application reaches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


def dropping(breaks: Callable[[], bool]) -> type[asyncio.Protocol]:
    """The server's protocol, whose connections are reset as soon as a request comes in.

    Args:
        breaks: whether that happens now.
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Dropping(H11Protocol):
        def data_received(self, data: bytes) -> None:
            if breaks():
                self.transport.abort()
            else:
                super().data_received(data)

    return Dropping
