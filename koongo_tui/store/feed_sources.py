"""What a channel's ``feed_source`` and ``feed_type`` may be: pure rules, nothing is opened here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from koongo_tui.amazon.endpoints import is_loopback, without_query
from koongo_tui.errors import UsageError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_TYPE = re.compile(r"[A-Z0-9]+(?:_[A-Z0-9]+)+")
_LONGEST = 4096


class FeedSourceWrong(UsageError):
    """A feed source that is none, or that must not be used. The source is not repeated.

    Attributes:
        reason: the same as the end of a sentence that begins with the key.
    """

    code = "feed-source-wrong"

    def __init__(self, reason: str, *, fix: str) -> None:
        super().__init__(f"The feed source {reason}. Nothing was fetched.", fix=fix)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on this machine; its path is absolute."""

    path: Path

    @property
    def key(self) -> str:
        """How it is written in the configuration."""
        return str(self.path)

    @property
    def shown(self) -> str:
        """How it may be shown."""
        return str(self.path)


@dataclass(frozen=True, slots=True, repr=False)
class WebAddress:
    """An address that a feed is fetched from: https, or plain http of this machine.

    Its query may hold a key of the shop, so neither ``repr`` nor :attr:`shown` has it.
    """

    url: str

    def __repr__(self) -> str:
        return f"WebAddress({self.shown})"

    @property
    def key(self) -> str:
        """How it is written in the configuration."""
        return self.url

    @property
    def shown(self) -> str:
        """How it may be shown."""
        return without_query(self.url) + ("?…" if urlsplit(self.url).query else "")


FeedSource = LocalFile | WebAddress


def parse_feed_source(text: str, *, home: Path, here: Path | None = None) -> FeedSource:
    """Read what a person wrote as feed source.

    Args:
        text: an address, or a path as a shell takes it.
        home: what ``~`` stands for.
        here: where a relative path counts from; None refuses one, as in the configuration,
            which is read from any folder.

    Raises:
        FeedSourceWrong: neither, or an address that is not safe.
    """
    text = text.strip()
    scheme = _SCHEME.match(text)
    # One letter before the colon is a drive of Windows.
    if scheme is not None:
        return _address(text, scheme[1].lower())
    if not text or "\x00" in text or "\n" in text or len(text) > _LONGEST:
        raise FeedSourceWrong("is no path and no address", fix=_WRITE)
    if text == "~" or text.startswith(("~/", "~\\")):
        return LocalFile(home / text[2:])
    path = Path(text)
    if not path.is_absolute():
        if here is None:
            raise FeedSourceWrong(
                "is a path that begins in no fixed folder",
                fix="Write the whole path, beginning with / or ~/.",
            )
        path = here / path
    return LocalFile(Path(*_flat(path)))


def _flat(path: Path) -> list[str]:
    """A path's parts without ``.``; ``..`` stays, for behind a symbolic link it leads elsewhere."""
    return [part for part in path.parts if part != "."]


def _address(text: str, scheme: str) -> WebAddress:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise FeedSourceWrong("is no address", fix=_WRITE) from None
    if "@" in parts.netloc:
        raise FeedSourceWrong(
            "holds a user name or a password, and none belongs in this file",
            fix="Use Koongo's address of the feed, which needs none, or a local file.",
        )
    if scheme not in ("https", "http") or not host or not text.isprintable() or " " in text:
        raise FeedSourceWrong("is no address that a feed can be fetched from", fix=_WRITE)
    if len(text) > _LONGEST:
        raise FeedSourceWrong("is too long for an address", fix=_WRITE)
    if scheme == "http" and not is_loopback(host):
        raise FeedSourceWrong(
            "would be fetched in the clear, where others can change it on its way",
            fix="Write https:// before it. Plain http is for this machine only.",
        )
    return WebAddress(parts._replace(scheme=scheme, fragment="").geturl())


_WRITE = "Write a path, or an address that begins with https://"


def parse_feed_type(text: str) -> str | None:
    """A feed type in its plain form, ``POST_PRODUCT_DATA``; None when it is none.

    MWS puts underscores around it, and people write it in small letters.
    """
    found = text.strip().strip("_").upper()
    return found if _TYPE.fullmatch(found) and len(found) <= 100 else None
