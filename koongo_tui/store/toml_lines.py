"""Where a key stands in a TOML file: the standard parser does not say.

Good for messages only: a line inside a text of several lines that looks like a key may be named.
"""

from __future__ import annotations

import re
import tomllib

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dotted(path: tuple[str, ...]) -> str:
    """A key as TOML writes it: ``channels."my shop".region``."""
    return ".".join(part if _BARE.fullmatch(part) else _quoted(part) for part in path)


def _quoted(part: str) -> str:
    # Texts from outside: no control character may reach a terminal.
    shown = "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in part)
    return f'"{shown}"'


def line_of(text: str, path: tuple[str, ...]) -> int | None:
    """The number of the line, from 1, where a key or table begins; None when it is not found."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if bare.startswith("["):
            table = table_of(line) or table
            if table == path:
                return number
        elif "=" in bare and not bare.startswith("#") and table + _key(bare) == path:
            return number
    return None


def table_of(line: str) -> tuple[str, ...]:
    """The table that a line opens; empty when it opens none."""
    bare = line.strip()
    return _names(bare) if bare.startswith("[") else ()


def _key(line: str) -> tuple[str, ...]:
    # A quoted key may hold the sign itself, so each one is tried.
    at = line.find("=")
    while at >= 0:
        names = _names(f"{line[:at]}= 0")
        if names:
            return names
        at = line.find("=", at + 1)
    return ()


def _names(line: str) -> tuple[str, ...]:
    try:
        value: object = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    names = []
    while isinstance(value, dict) and value:
        name, value = next(iter(value.items()))
        names.append(name)
    return tuple(names)
