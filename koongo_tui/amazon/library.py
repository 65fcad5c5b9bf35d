"""The network library: loaded late and without its extras, and clients of it made in one way.

Loading it takes 60 ms and more, making a client with its certificates as long again: neither
belongs on an event loop.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from koongo_tui import __version__
from koongo_tui.amazon.endpoints import without_query

if TYPE_CHECKING:
    import httpx


def new_client(
    user_agent: str, *, direct: bool, connect_timeout: float, read_timeout: float
) -> httpx.AsyncClient:
    """A client that follows no redirect. Blocks while it reads the certificates.

    The environment names the certificates (``SSL_CERT_FILE``) and the proxies.

    Args:
        user_agent: see :func:`user_agent`.
        direct: leave the proxies aside, as for this machine itself.
        connect_timeout, read_timeout: seconds without a connection, or without a byte.

    Raises:
        ValueError, ImportError, OSError: what the environment says cannot be used.
    """
    load_httpx()
    import httpx

    certificates = httpx.create_ssl_context()
    return httpx.AsyncClient(
        verify=certificates,
        # With a transport of our own the environment's proxies are left aside.
        transport=httpx.AsyncHTTPTransport(verify=certificates) if direct else None,
        timeout=httpx.Timeout(read_timeout, connect=connect_timeout),
        headers={
            "User-Agent": user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
        },
    )


def user_agent() -> str:
    """``koongo-tui/0.1.0 (Language=Python/3.12; Platform=Linux)``.

    Amazon asks for this form (MWS developer guide, User-Agent header; SP-API has the same).
    """
    import platform

    language = f"Python/{sys.version_info.major}.{sys.version_info.minor}"
    return f"koongo-tui/{__version__} (Language={language}; Platform={platform.system()})"


def load_httpx() -> None:
    """Load the network library, without its command line and without queries in its log."""
    loaded = "httpx" in sys.modules
    if not loaded:
        # Where click is installed (uvicorn brings it) httpx imports a command line of its own,
        # 60 ms that nobody uses. A None here makes that import fail, which it is ready for.
        sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    import httpx  # noqa: F401

    if not loaded and sys.modules.get("httpx._main") is None:
        sys.modules.pop("httpx._main", None)
    logger = logging.getLogger("httpx")
    if _without_query not in logger.filters:
        logger.addFilter(_without_query)


def _without_query(record: logging.LogRecord) -> bool:
    """Cut the query off each address that the library logs."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            without_query(text) if "?" in (text := str(arg)) else arg for arg in record.args
        )
    return True
