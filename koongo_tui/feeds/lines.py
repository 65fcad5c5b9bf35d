"""Line and column of a byte, as an editor counts them."""

from __future__ import annotations

from koongo_tui.feeds.batches import CHUNK
from koongo_tui.feeds.source import SourceFile


def line_and_column(source: SourceFile, offset: int) -> tuple[int, int]:
    """Both from 1; the column in characters where the line is UTF-8 and not enormous."""
    offset = min(offset, source.size)
    line, begin, at = 1, 0, 0
    while at < offset:
        chunk = source.read(at, min(CHUNK, offset - at))
        ends = chunk.count(b"\n")
        if ends:
            line += ends
            begin = at + chunk.rindex(b"\n") + 1
        at += len(chunk)
    before = offset - begin
    if before <= CHUNK:
        before = len(source.read(begin, before).decode("utf-8", "replace").removeprefix("\ufeff"))
    return line, before + 1
