"""Finding tokens in a text, also cut ones and ones broken over lines.

An MWS Auth Token has 45 characters in a fixed pattern, so a broken one can be put together with
certainty and a cut one can be measured. A refresh token of SP-API has no fixed length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice, pairwise

from koongo_tui.guide.credentials import (
    MWS_TOKEN_LENGTH,
    MWS_TOKEN_PREFIX,
    REFRESH_TOKEN_PREFIX,
    is_marketplace_id,
    is_seller_id,
)
from koongo_tui.guide.labels import Kind, Label
from koongo_tui.guide.programs import Program

_BODY_LENGTH = 36
_DASHES_AT = (8, 13, 18, 23)
_MOST = 5000
"""Beginnings of tokens after which a text is no page of Amazon's; the rest is not looked at."""

# What a mail program, a terminal or source code leaves at a line's end and the next one's start.
_LINE_GAP = r"[ \t\"'`\\=+,.]*\n[\s>|\"'`#*]*"
_SOFT = f"(?:{_LINE_GAP})?"
_PREFIX = re.compile(_SOFT.join(re.escape(c) for c in MWS_TOKEN_PREFIX), re.IGNORECASE)
_GAP = re.compile(_LINE_GAP)
_HYPHENATED = re.compile(f"-{_LINE_GAP}")
_BLANKS = re.compile(r"[ \t]+")
_PLAIN_BODY = re.compile(r"[0-9a-f-]*[0-9A-Z-]*|[0-9a-fA-F-]*")
_RUN = re.compile(r"[0-9A-Za-z-]{0,80}")
_MASK = re.compile(r"[ \t]*[*•●∙·…xX.]{3,}")
_TO_VALUE = re.compile(r"[\s:=\"'(]{0,40}")
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_HEX_LINE = re.compile(r"[0-9a-f-]+")
_NEXT_WORD = re.compile(r"[A-Z][a-z]")
_LINE_REST = re.compile(r"[ \t\"'`.,;]*(?:\n|\Z)")

_REFRESH = re.compile(r"Atz[ar]\|", re.IGNORECASE)
_REFRESH_RUN = re.compile(r"[0-9A-Za-z_+/=.-]{0,2043}")
_REFRESH_MORE = re.compile(
    r"[ \t]*\n[ \t>|\"'`]*([0-9A-Za-z_+/=-]{1,2043})(?=[ \t\"'`.,;]*(?:\n|\Z))"
)
_WORD_OR_NUMBER = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}|[0-9-]{4,}")
_SHORTEST_REFRESH = 8
_LONGEST_REFRESH = 2048

_UUID = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])"
)
_HEAD = re.compile(r"(?:(?:[A-Za-z]{0,3}\.)?[A-Za-z]{1,3}\.)\Z")
_LABELLED_REST = re.compile(
    r"[\s:=\"']{0,20}([0-9a-f]{0,8}(?:-[0-9a-f]{4}){0,3}-[0-9a-f]{12})(?![0-9A-Za-z-])"
)


@dataclass(frozen=True, slots=True)
class TokenRead:
    """A token, or what arrived of one.

    Attributes:
        program: MWS or SP-API.
        start, end: its place in the text, gaps included.
        text: the token itself when it is complete, else empty.
        arrived: characters that arrived.
        lines: lines over which it was broken; 1 for an unbroken one.
        glued: text stuck to its end was left out.
        masked: stars or bullets stand where the token should be.
        hourly: an SP-API access token, which lasts one hour and is of no use here.
        misshapen: enough characters arrived, in groups that do not fit.
        beheaded: its beginning is missing.
    """

    program: Program
    start: int
    end: int
    text: str = field(repr=False)
    arrived: int
    lines: int = 1
    glued: bool = False
    masked: bool = False
    hourly: bool = False
    misshapen: bool = False
    beheaded: bool = False


def find_tokens(text: str, labels: Sequence[Label]) -> list[TokenRead]:
    """Every token of a normalised text, and every recognisable piece of one, in its order."""
    visible = len(text.strip())
    awaited = {_value_start(text, x.end) for x in labels if x.kind is Kind.TOKEN}
    mws = islice(_PREFIX.finditer(text), _MOST)
    refresh = islice(_REFRESH.finditer(text), _MOST)
    found = [t for m in mws if (t := _read_mws(text, m, visible, awaited))]
    found += [t for m in refresh if (t := _read_refresh(text, m))]
    found += _beheaded(text, labels)
    return sorted(found, key=lambda t: t.start)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch of a token between two gaps."""

    text: str
    end: int
    after_line_end: bool


def _read_mws(
    text: str, prefix: re.Match[str], visible: int, awaited: AbstractSet[int]
) -> TokenRead | None:
    start, at = prefix.span()
    if mask := _MASK.match(text, at):
        return TokenRead(Program.MWS, start, mask.end(), "", 0, masked=True)
    chunks = _follow(text, at)
    if whole := _complete(text, prefix, chunks):
        return whole
    body, stop = _piece(text, at, chunks)
    alone = bool(body) and stop - start == visible
    if not (alone or start in awaited or _HEX.match(body)):
        return None  # the bare prefix, as documents and help texts mention it
    arrived = len(MWS_TOKEN_PREFIX) + len(body)
    lines = text.count("\n", start, stop) + 1
    return TokenRead(
        Program.MWS, start, stop, "", arrived, lines, misshapen=arrived >= MWS_TOKEN_LENGTH
    )


def _follow(text: str, at: int) -> list[_Chunk]:
    """Read the pattern of a token's body, over gaps, as far as it goes."""
    chunks: list[_Chunk] = []
    length, begin, after_line_end = 0, at, False
    while length < _BODY_LENGTH and at < len(text):
        character = text[at]
        if length in _DASHES_AT:
            fits = character == "-"
        else:
            fits = character.isascii() and character.isalnum()
        if fits:
            length += 1
            at += 1
            continue
        hyphenated = character == "-" and _HYPHENATED.match(text, at)
        gap = hyphenated or _GAP.match(text, at) or _BLANKS.match(text, at)
        if not gap:
            break
        chunks.append(_Chunk(text[begin:at], at, after_line_end))
        begin = at = gap.end()
        after_line_end = "\n" in gap.group()
    if begin < at or not chunks:
        chunks.append(_Chunk(text[begin:at], at, after_line_end))
    return chunks


def _complete(text: str, prefix: re.Match[str], chunks: list[_Chunk]) -> TokenRead | None:
    body = "".join(c.text for c in chunks)
    if len(body) < _BODY_LENGTH:
        return None
    end = chunks[-1].end
    rest = text[end : end + len(MWS_TOKEN_PREFIX)]
    clean = _ends_word(text, end) or rest.lower() == MWS_TOKEN_PREFIX
    # Over a gap a word of the page could complete a cut token: more proof is asked there.
    if len(chunks) > 1 and not (
        (clean and _PLAIN_BODY.fullmatch(body))
        or (_HEX_LINE.fullmatch(body) and _NEXT_WORD.match(rest))
    ):
        return None
    if not clean and (rest[0] in "0123456789abcdef-" or (rest[0].isupper() and body.isupper())):
        return None
    # A telephone or a word processor may have changed the capitals.
    shouted = not any(c.islower() for c in prefix.group() + body)
    return TokenRead(
        Program.MWS,
        prefix.start(),
        end,
        MWS_TOKEN_PREFIX + (body.lower() if shouted else body),
        MWS_TOKEN_LENGTH,
        lines=text.count("\n", prefix.start(), end) + 1,
        glued=not clean,
    )


def _piece(text: str, at: int, chunks: list[_Chunk]) -> tuple[str, int]:
    """What arrived of a token that is not complete, and where it ends."""
    run = _RUN.match(text, at)
    body = run.group() if run else ""
    end = at + len(body)
    for before, chunk in pairwise(chunks):
        if before.end != end or not chunk.after_line_end or not _HEX_LINE.fullmatch(chunk.text):
            break
        if not _LINE_REST.match(text, chunk.end):
            break
        body, end = body + chunk.text, chunk.end
    return body, end


def _value_start(text: str, at: int) -> int:
    match = _TO_VALUE.match(text, at)
    return match.end() if match else at


def _ends_word(text: str, at: int) -> bool:
    rest = text[at : at + 2]
    return not rest or not (rest[0].isalnum() or (rest[0] == "-" and rest[1:].isalnum()))


def _read_refresh(text: str, prefix: re.Match[str]) -> TokenRead | None:
    start, at = prefix.span()
    if mask := _MASK.match(text, at):
        return TokenRead(Program.SP_API, start, mask.end(), "", 0, masked=True)
    run = _REFRESH_RUN.match(text, at)
    parts = [run.group() if run else ""]
    at += len(parts[0])
    width = at - text.rfind("\n", 0, start) - 1
    while more := _REFRESH_MORE.match(text, at):
        if not _continues(more.group(1), parts, width):
            break
        parts.append(more.group(1))
        at = more.end(1)
    body = "".join(parts)
    tail = len(body) - len(body.rstrip("."))
    body, at = body.rstrip("."), at - tail
    if len(body) < _SHORTEST_REFRESH:
        return None
    hourly = prefix.group()[3] in "aA"
    return TokenRead(
        Program.SP_API,
        start,
        at,
        "" if hourly else REFRESH_TOKEN_PREFIX + body,
        len(REFRESH_TOKEN_PREFIX) + len(body),
        lines=len(parts),
        hourly=hourly,
    )


def _continues(line: str, parts: list[str], width: int) -> bool:
    """Whether a line of token characters goes on with the token above it.

    It does when it is no value and no word of its own, and not longer than the line before. A
    plain word counts only behind lines of one width, which show that the text was wrapped.
    """
    if is_seller_id(line) or is_marketplace_id(line) or sum(map(len, parts)) > _LONGEST_REFRESH:
        return False
    if len(line) > (width if len(parts) == 1 else len(parts[-1])):
        return False
    return _WORD_OR_NUMBER.fullmatch(line) is None or (
        len(parts) > 2 and len({len(p) for p in parts[1:]}) == 1
    )


def _beheaded(text: str, labels: Sequence[Label]) -> list[TokenRead]:
    """Tokens whose beginning was not copied: ``zn.mws.`` and a UUID, or one behind a label."""
    found = []
    for uuid in islice(_UUID.finditer(text), _MOST):
        head = _HEAD.search(text, max(0, uuid.start() - 8), uuid.start())
        if head is None or not MWS_TOKEN_PREFIX.endswith(head.group().lower()):
            continue
        if not text[max(0, head.start() - 1) : head.start()].isalnum():
            found.append(_headless(head.start(), uuid.end(), uuid.end() - head.start()))
    for label in labels:
        if label.kind is Kind.TOKEN and (rest := _LABELLED_REST.match(text, label.end)):
            found.append(_headless(rest.start(1), rest.end(1), len(rest.group(1))))
    return found


def _headless(start: int, end: int, arrived: int) -> TokenRead:
    return TokenRead(Program.MWS, start, end, "", arrived, beheaded=True)
