"""Where a feed lands: a temporary file beside its place, moved there when it is whole."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from koongo_tui.amazon.decoding import Decoder
from koongo_tui.amazon.errors import BadAnswer
from koongo_tui.errors import Actor
from koongo_tui.feed_source.errors import SourceNotAFeed, SourceTooLarge
from koongo_tui.feed_source.model import LARGEST
from koongo_tui.reasons import reason_of
from koongo_tui.store.errors import FileUnwritable
from koongo_tui.store.feeds import FileLook, look_of
from koongo_tui.store.files import private_folder, sync_folder

_STALE = 24 * 60 * 60
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_BEGINNING = 2048


@dataclass(frozen=True, slots=True)
class Landed:
    """What has arrived: bytes unpacked, and their SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Landing:
    """Takes a feed's bytes as they come, unpacks an archive and refuses what is no feed. Blocks.

    A context: what has not been moved into place is gone at its end.

    Args:
        into: the place; its folder is made.
        shown: the source, for messages.
        transfer: ``Content-Encoding`` of the transfer; empty without.
        whose: turn it is when the content is wrong.
        limit: bytes that a feed may have.

    Raises:
        FileUnwritable: the system refuses the file. So may each call.
    """

    def __init__(
        self, into: Path, shown: str, *, transfer: str = "", whose: Actor, limit: int = LARGEST
    ) -> None:
        self._into = into
        self._shown = shown
        self._whose = whose
        self._limit = limit
        self._digest = sha256()
        self._size = 0
        self._beginning = b""
        # An archive says so by its first bytes, whatever its name or header is.
        self._archive = Decoder("gzip", self._keep)
        self._transfer = self._decoder(transfer)
        private_folder(into.parent, ours=True)
        self._unfinished, self._file = self._open()
        self._sweep(os.fstat(self._file.fileno()).st_mtime)

    def _decoder(self, transfer: str) -> Decoder:
        try:
            return Decoder(transfer, self._archive.feed)
        except BadAnswer:
            raise SourceNotAFeed(
                f"{self._shown} is sent compressed in a way that was not asked for. "
                "Nothing was kept.",
                fix="Ask whoever runs the server to send it plain or with gzip.",
                who=self._whose,
            ) from None

    def __enter__(self) -> Landing:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._unfinished.unlink(missing_ok=True)

    def write(self, raw: bytes) -> None:
        """Take some bytes.

        Raises:
            SourceNotAFeed: a web page, or damaged.
            SourceTooLarge: more than the limit.
        """
        try:
            self._transfer.feed(raw)
        except BadAnswer:
            raise self._damaged() from None

    def finish(self) -> Landed:
        """All bytes have come. Raises as :meth:`write`, also for none at all."""
        try:
            self._transfer.close()
            self._archive.close()
        except BadAnswer:
            raise self._damaged() from None
        if not self._size:
            raise SourceNotAFeed(
                f"{self._shown} is empty. Nothing was kept.",
                fix="Have the feed made anew, then look again.",
                who=self._whose,
            )
        self._look_at_beginning()
        return Landed(self._size, self._digest.hexdigest())

    def move(self) -> FileLook:
        """Put it into its place, in one step: a reader sees the old or the new one.

        Returns:
            What the system says of it there.
        """
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            look = look_of(os.fstat(self._file.fileno()))
            self._file.close()
            self._unfinished.replace(self._into)
        except OSError as error:
            raise FileUnwritable(self._into, reason_of(error)) from None
        sync_folder(self._into.parent)
        return look

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise too_large(self._shown, self._limit, self._whose)
        if len(self._beginning) < _BEGINNING:
            self._beginning += piece[:_BEGINNING]
            if len(self._beginning) >= _BEGINNING:
                self._look_at_beginning()
        self._digest.update(piece)
        try:
            self._file.write(piece)
        except OSError as error:
            raise FileUnwritable(self._into, reason_of(error)) from None

    def _look_at_beginning(self) -> None:
        if is_page(self._beginning):
            raise SourceNotAFeed(
                f"A web page came from {self._shown} in place of a feed. Nothing was kept.",
                fix="Open the address in a browser: a sign-in or error page may be in the way. "
                "Use the address of the feed itself.",
                who=self._whose,
            )

    def _damaged(self) -> SourceNotAFeed:
        return SourceNotAFeed(
            f"{self._shown} is compressed, and damaged or cut off. Nothing was kept.",
            fix="Have the feed made anew, then look again.",
            who=self._whose,
        )

    def _open(self) -> tuple[Path, BinaryIO]:
        import tempfile

        try:
            handle, name = tempfile.mkstemp(
                dir=self._into.parent, prefix=f".{self._into.name}.", suffix=".part"
            )
            return Path(name), os.fdopen(handle, "wb")
        except OSError as error:
            raise FileUnwritable(self._into, reason_of(error)) from None

    def _sweep(self, now: float) -> None:
        """Remove what a killed process left a day ago; a younger one may be at work."""
        for leftover in self._into.parent.glob(".*.part"):
            with suppress(OSError):
                if now - leftover.stat().st_mtime > _STALE:
                    leftover.unlink()


def is_page(beginning: bytes) -> bool:
    """Whether a file begins as a web page. A server's word on its type is no proof: shops
    declare their XML as ``text/html``, and sign-in pages as anything."""
    text = beginning[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    while text.startswith((b"<?", b"<!--")):
        mark = b"?>" if text.startswith(b"<?") else b"-->"
        _, found, text = text.partition(mark)
        if not found:
            return False
        text = text.lstrip()
    return text.startswith(_PAGE)


def too_large(shown: str, limit: int, whose: Actor) -> SourceTooLarge:
    """More than a feed may have."""
    return SourceTooLarge(
        f"{shown} is larger than {limit // 1024 // 1024} MB, and Amazon takes no such feed. "
        "Nothing was kept.",
        fix="Have the feed split into several.",
        who=whose,
    )
