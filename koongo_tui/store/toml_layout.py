"""Adding and removing whole lines of a TOML text.

A comment belongs to what stands below it. The editing library counts it to the table above, where
it would go when that table goes. Nothing here looks inside texts of several lines: whoever calls
compares the outcome with what was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import StringIO

from koongo_tui.store.toml_lines import table_of

Value = str | int | bool | date


def without_table(text: str, keys: tuple[str, ...]) -> str:
    """The text without a table and the tables inside it."""
    kept: list[str] = []
    for name, section in _sections(text):
        lines = section
        if name[: len(keys)] == keys:
            lines = lines[_end_of_values(lines) :]
            while lines and not lines[0].strip() and (not kept or not kept[-1].strip()):
                lines = lines[1:]
        kept += lines
    return "".join(kept)


def with_keys(text: str, table: tuple[str, ...], values: Mapping[str, Value]) -> str:
    """The text with new keys at the end of a table; a table that is not there comes last."""
    import tomlkit

    newline = "\r\n" if "\r\n" in text else "\n"
    new = [line + newline for line in tomlkit.dumps(values).splitlines()]
    sections = _sections(text)
    for name, lines in sections:
        if name == table:
            end = _end_of_values(lines) if name or len(sections) > 1 else len(lines)
            if end and not lines[end - 1].endswith("\n"):
                lines[end - 1] += newline
            if not table and end < len(lines) and lines[end].strip():
                new.append(newline)
            lines[end:end] = new
            return "".join(line for _, section in sections for line in section)
    if text and not text.endswith("\n"):
        text += newline
    gap = "" if not text or text.endswith(newline * 2) else newline
    return f"{text}{gap}[{tomlkit.key(list(table)).as_string()}]{newline}{''.join(new)}"


def with_table_renamed(text: str, keys: tuple[str, ...], name: str) -> str:
    """The text with another name for a table; the tables inside it go along.

    A table that is not opened by a line of its own stays as it is.
    """
    import tomlkit

    lines = []
    for line in StringIO(text, newline="\n"):
        table = table_of(line)
        if table[: len(keys)] == keys:
            renamed = tomlkit.key([*keys[:-1], name, *table[len(keys) :]]).as_string()
            line = _opening(line, table, renamed)  # noqa: PLW2901
        lines.append(line)
    return "".join(lines)


def _opening(line: str, table: tuple[str, ...], renamed: str) -> str:
    """A line that opens a table under another name, with what stands around it."""
    at = line.find("]")
    while at >= 0 and table_of(line[: at + 1]) != table:
        # The sign may be part of a quoted name.
        at = line.find("]", at + 1)
    return f"{line[: line.index('[')]}[{renamed}{line[at:]}" if at >= 0 else line


def _sections(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """The lines of each table, the head of the file first under an empty name."""
    sections: list[tuple[tuple[str, ...], list[str]]] = [((), [])]
    # Not splitlines(): TOML knows no other line breaks than this one.
    for line in StringIO(text, newline="\n"):
        table = table_of(line)
        if table:
            sections.append((table, []))
        sections[-1][1].append(line)
    return sections


def _end_of_values(lines: list[str]) -> int:
    """Where the blank lines and comments begin that speak of what comes next."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    if end:
        return end
    # Nothing but comments: those of the file itself end with a blank line.
    blank = [number for number, line in enumerate(lines, start=1) if not line.strip()]
    return blank[-1] if blank else 0
