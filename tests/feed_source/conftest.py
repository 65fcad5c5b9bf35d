"""A shop, certificates of an authority of its own, and a clock that a test moves."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from koongo_tui.feed_source import FeedShelf
from tests.feed_source.shop import Shop, open_shop

NOW = datetime(2126, 11, 23, 10, 0, tzinfo=UTC)
"""Long after each file that a test writes: none counts as written a moment ago."""


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    """Begins at :data:`NOW`."""
    return Clock()


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """Where a feed goes."""
    return tmp_path / "feeds" / "current"


@pytest.fixture
def shelf(tmp_path: Path) -> FeedShelf:
    """Where feeds are kept."""
    return FeedShelf(tmp_path / "feeds")


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop without TLS."""
    with open_shop() as running:
        yield running


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Signs the certificates of the shops."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the authority."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


@pytest.fixture
def tls_shop(authority: trustme.CA) -> Iterator[Callable[..., Shop]]:
    """Open a shop with a certificate for some name."""
    with ExitStack() as opened:

        def open_one(name: str = "localhost", **more: Any) -> Shop:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(name, **more).configure_cert(context)
            return opened.enter_context(open_shop(context))

        yield open_one
