"""Characters: which encoding a report is really in.

What a sender declares is tried first and believed only as far as the bytes bear it out. Amazon
declares ``windows-1252`` in Europe and America and ``windows-31j`` in Japan, both of which
readers in the field find to be UTF-8 at times.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from koongo_tui.amazon.reports.unpack import CHUNK, buffered

_ALIASES = {
    "windows-31j": "cp932",
    "ms932": "cp932",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
}
"""To Python's name of the wider twin: who says ISO-8859-1 sends Windows' letters as well."""

_ONE_BYTE = ("cp12", "iso8859", "koi8", "mac")
_SEVERAL_BYTES = frozenset({"utf-8", "utf-16", "cp932", "gbk", "gb18030", "gb2312", "big5"}) | {
    "euc_jp",
    "euc_kr",
    "cp949",
}

_JAPANESE = re.compile("[\u3001-\u3002\u3041-\u3096\u30a1-\u30fc\uff08\uff09\uff1a]")
"""Kana and the punctuation around them. European text that is read as cp932 by mistake gives
single ideographs, never these: their first bytes are hardly used in cp1252."""

_CONTROLS = bytes(
    ord("?") if byte < 32 and byte not in (9, 10, 13) else byte for byte in range(256)
)


def charset(content_type: str | None) -> str | None:
    """The canonical encoding that a ``Content-Type`` names; None without one, or an unknown one.

    >>> charset("text/plain;charset=windows-31j")
    'cp932'
    """
    match = re.search(r"charset\s*=\s*[\"']?([^\s;\"']+)", content_type or "", re.IGNORECASE)
    return canonical(match[1]) if match else None


def canonical(name: str) -> str | None:
    """One plain lower-case name for the many spellings of an encoding; None when unknown."""
    name = name.strip().lower()
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    found = _ALIASES.get(found, found)
    return found if found in _SEVERAL_BYTES or found.startswith(_ONE_BYTE) else None


def of_first_bytes(head: bytes) -> tuple[str, bool] | None:
    """The encoding that the first bytes give away, and whether by a byte order mark.

    UTF-16 without a mark shows by the zero bytes of its tabs, digits and line ends: all on one
    side. Gives None where the bytes leave it open.
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8", True
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le", True
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be", True
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 100 < len(head):
        return None
    if odd > 20 * even:
        return "utf-16-le", False
    if even > 20 * odd:
        return "utf-16-be", False
    return None


class Decoder:
    """Turns bytes into text, and finds out the encoding on the way.

    Plain ASCII proves nothing, so the question stays open until the first other character.
    Nothing is refused: a byte that does not fit the answer becomes U+FFFD.

    Attributes:
        encoding: the best answer so far.
    """

    def __init__(self, declared: str | None) -> None:
        self.encoding = declared or "utf-8"
        self._decoder: codecs.IncrementalDecoder | None = None
        self._waiting = b""
        if self.encoding.startswith("utf-16"):
            self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")

    def decode(self, data: bytes, *, final: bool = False) -> str:
        """The text of the next bytes; an unfinished character waits for the next call."""
        if self._decoder is not None:
            return self._decoder.decode(data, final)
        data, self._waiting = self._waiting + data, b""
        if data.isascii():
            return data.decode("ascii")
        return self._decide(data, final)

    def _decide(self, data: bytes, final: bool) -> str:
        declared = self.encoding
        # Letters of one byte hardly ever form valid UTF-8 by chance; UTF-8 that is declared as
        # something of one byte is common.
        if declared == "utf-8" or declared.startswith(_ONE_BYTE):
            text = self._as_utf8(data, final)
            if text is not None:
                return text
        else:
            text = self._as("utf-8", data, final, only_if=_JAPANESE)
            if text is not None:
                return text
        if declared != "utf-8":
            text = self._as(declared, data, final)
            if text is not None:
                return text
        text = self._as("cp932", data, final, only_if=_JAPANESE)
        for name in ("cp1252", "cp932"):
            if text is None:
                text = self._as(name, data, final)
        if text is None:
            text = self._settle(declared, data, final)
        return text

    def _as_utf8(self, data: bytes, final: bool) -> str | None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        text = decoder.decode(data, final)
        if text.isascii():
            self._waiting = decoder.getstate()[0]
            return text
        wrong = text.count("\ufffd")
        right = len(text) - len(text.encode("ascii", "ignore")) - wrong
        if wrong * 4 > right and self._as("utf-8", data, final) is None:
            return None
        self.encoding, self._decoder = "utf-8", decoder
        return text

    def _as(
        self, name: str, data: bytes, final: bool, only_if: re.Pattern[str] | None = None
    ) -> str | None:
        try:
            text = codecs.getincrementaldecoder(name)("strict").decode(data, final)
        except UnicodeDecodeError:
            return None
        if only_if is not None and not only_if.search(text):
            return None
        return self._settle(name, data, final)

    def _settle(self, name: str, data: bytes, final: bool) -> str:
        self.encoding = name
        self._decoder = codecs.getincrementaldecoder(name)("replace")
        return self._decoder.decode(data, final)


class Recoded:
    """A reader whose bytes are UTF-8, whatever came in.

    Attributes:
        reader: gives UTF-8 without a byte order mark.
    """

    def __init__(
        self, source: io.BufferedReader, *, declared: str | None, no_controls: bool = False
    ) -> None:
        """Begin.

        Args:
            declared: canonical name that the sender gives; None for none.
            no_controls: write ``?`` for control characters, which XML refuses altogether.
        """
        self._source: BinaryIO = source
        self._no_controls = no_controls
        shown = of_first_bytes(source.peek(CHUNK)[:4096])
        if shown is not None:
            declared, marked = shown
            if marked:
                source.read(3 if declared == "utf-8" else 2)
        elif declared == "utf-16":
            # It would show; some programs declare it by habit and send UTF-8.
            declared = None
        self._decoder = Decoder(declared)
        self.reader = buffered(self._more)

    @property
    def encoding(self) -> str:
        """Canonical name of what was found so far."""
        return _ALIASES.get(self._decoder.encoding, self._decoder.encoding)

    def _more(self) -> bytes:
        while chunk := self._source.read(CHUNK):
            if text := self._decoder.decode(chunk):
                return self._clean(text.encode())
        return self._clean(self._decoder.decode(b"", final=True).encode())

    def _clean(self, data: bytes) -> bytes:
        return data.translate(_CONTROLS) if self._no_controls else data
