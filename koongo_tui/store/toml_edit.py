"""Changing single values of a TOML text while everything else stays as a person wrote it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from koongo_tui.store.errors import StoreError
from koongo_tui.store.toml_layout import (
    Value,
    with_keys,
    with_table_renamed,
    without_table,
)

Edits = list[tuple[tuple[str, ...], Value | None]]
"""Keys with their new values; None takes the key or the whole table away."""


def edited(path: Path, text: str, edits: Edits, header: Sequence[str]) -> str:
    """The text with the edits made.

    What comes out is read again and compared with what was meant, so a layout that is beyond us
    is refused and never spoiled.

    Args:
        path: for the message.
        text: valid TOML.
        edits: in the order in which missing keys are to appear. Only tables are ever taken away
            whole; a missing key or table that is to go is no matter.
        header: comment lines that begin a file that was empty.

    Raises:
        StoreError: the file has to be changed by hand.
    """
    meant: dict[str, Any] = tomllib.loads(text)
    try:
        for keys, value in edits:
            _put(meant, keys, value, dict)
    except (TypeError, AttributeError):
        # A single value stands where a table belongs.
        raise _beyond_us(path) from None
    meant = _without_empty(meant, edits)
    if not text.strip():
        text = "".join(f"# {line}\n" for line in header) + "\n"
    for way in (_by_lines, _by_tree, _by_moving):
        new = _attempt(way, text, edits)
        if new is not None and _same(_without_empty(tomllib.loads(new), edits), meant):
            return new
    raise _beyond_us(path)


def renamed(path: Path, text: str, keys: tuple[str, ...], name: str) -> str:
    """The text with another name for the table ``keys``, and nothing else changed.

    Args:
        path: for the message.
        text: valid TOML that holds the table, and none of the new name beside it.

    Raises:
        StoreError: the file has to be changed by hand.
    """
    meant: dict[str, Any] = tomllib.loads(text)
    _rename(meant, keys, name)
    ways: tuple[Callable[[str, tuple[str, ...], str], str], ...] = (
        with_table_renamed,
        _renamed_in_tree,
    )
    for way in ways:
        new = _attempt(lambda old, _edits, way=way: way(old, keys, name), text, [])  # type: ignore[misc]
        if new is not None and _same(tomllib.loads(new), meant):
            return new
    raise _beyond_us(path)


def _renamed_in_tree(text: str, keys: tuple[str, ...], name: str) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    _rename(document, keys, name)
    return tomlkit.dumps(document)


def _rename(tables: MutableMapping[str, Any], keys: tuple[str, ...], name: str) -> None:
    for key in keys[:-1]:
        tables = tables[key]
    tables[name] = tables.pop(keys[-1])


def _beyond_us(path: Path) -> StoreError:
    return StoreError(
        f"{path} is laid out in a way that cannot be changed safely. Nothing was saved.",
        path=path,
        fix="Write each channel as a table of its own, [channels.NAME], and try again.",
    )


def _attempt(way: Callable[[str, Edits], str], text: str, edits: Edits) -> str | None:
    from tomlkit.exceptions import TOMLKitError

    try:
        new = way(text, edits)
        tomllib.loads(new)
    except (TOMLKitError, LookupError, TypeError, ValueError, AttributeError):
        # The editing library gives up on rare layouts in as many ways, or spoils them.
        return None
    return new


def _without_empty(tables: dict[str, Any], edits: Edits) -> dict[str, Any]:
    """The tables without those that only held what was taken away: they mean nothing."""
    for first in {keys[0] for keys, _ in edits}:
        if tables.get(first) == {}:
            del tables[first]
    return tables


def _same(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    # By their text, because a person's "nan" does not equal itself.
    return type(one) is type(other) and repr(one) == repr(other)


def _by_lines(text: str, edits: Edits) -> str:
    """Tables and keys come and go by their lines, so comments around them keep their place."""
    found: dict[str, Any] = tomllib.loads(text)
    inside: Edits = []
    new_keys: dict[tuple[str, ...], dict[str, Value]] = {}
    for keys, value in edits:
        if value is None and isinstance(_get(found, keys), dict):
            text = without_table(text, keys)
        elif value is None or _get(found, keys) is not None:
            inside.append((keys, value))
        else:
            new_keys.setdefault(keys[:-1], {})[keys[-1]] = value
    if inside:
        text = _by_tree(text, inside)
    for table, values in new_keys.items():
        text = with_keys(text, table, values)
    return text


def _by_tree(text: str, edits: Edits) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    for keys, value in edits:
        _put(document, keys, value, tomlkit.table)
    return tomlkit.dumps(document)


def _by_moving(text: str, edits: Edits) -> str:
    """The last resort, for inline tables and dotted keys: they become tables of the usual form."""
    import tomlkit

    tables: dict[str, Any] = tomllib.loads(text)
    for keys, value in edits:
        _put(tables, keys, value, dict)
    groups = {keys[0] for keys, _ in edits if len(keys) > 1}
    document = tomlkit.parse(text)
    for group in groups & document.keys():
        del document[group]
    text = _by_lines(tomlkit.dumps(document), [edit for edit in edits if len(edit[0]) == 1])
    moved = {group: tables[group] for group in sorted(groups & tables.keys())}
    return f"{text.rstrip()}\n\n{tomlkit.dumps(moved)}"


def _get(tables: Mapping[str, Any], keys: tuple[str, ...]) -> object:
    value: object = tables
    for key in keys:
        if not isinstance(value, Mapping) or key not in value:
            return None
        value = value[key]
    return value


def _put(
    tables: MutableMapping[str, Any],
    keys: tuple[str, ...],
    value: Value | None,
    new_table: Callable[[], MutableMapping[str, Any]],
) -> None:
    for key in keys[:-1]:
        if key not in tables:
            if value is None:
                return
            tables[key] = new_table()
        tables = tables[key]
    last = keys[-1]
    if value is None:
        if last in tables:
            del tables[last]
    elif last not in tables or tables[last] != value or _type_of(tables[last]) is not type(value):
        tables[last] = value


def _type_of(item: object) -> type:
    unwrap = getattr(item, "unwrap", None)
    return type(item if unwrap is None else unwrap())
