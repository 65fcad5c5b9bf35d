"""Checks values against Amazon's own models: as much of JSON Schema as they use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_UNDERSTOOD = {
    "type", "$ref", "properties", "required", "items", "enum", "const", "pattern", "format",
    "minItems", "maxItems", "minLength", "minimum", "maximum", "minProperties", "oneOf",
    "additionalProperties",
}  # fmt: skip
_REMARKS = {
    "description", "example", "examples", "title", "default", "$comment", "$schema", "definitions",
    "x-docgen-enum-table-extension",
}  # fmt: skip


def problems(
    value: Any, schema: Any, root: Mapping[str, Any], at: str = "", *, closed: bool = True
) -> Iterator[str]:
    """What does not fit, and where.

    Args:
        root: the model that references are looked up in.
        closed: members that the model does not name do not fit either.
    """
    if schema is False:
        yield f"{at}: nothing is allowed here"
        return
    assert isinstance(schema, dict), f"{at}: {schema}"
    unknown = set(schema) - _UNDERSTOOD - _REMARKS
    assert not unknown, f"this checker does not know {unknown}"
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/definitions/")
        yield from problems(value, root["definitions"][name], root, at)
        return
    kind = schema.get("type")
    if kind is not None:
        wrong = not isinstance(value, _TYPES[kind])
        if wrong or (isinstance(value, bool) and kind != "boolean"):
            yield f"{at}: {value!r} is no {kind}"
            return
    yield from _limits(value, schema, at)
    if isinstance(value, dict):
        yield from _members(value, schema, root, at, closed)
    elif isinstance(value, list) and "items" in schema:
        for number, entry in enumerate(value):
            yield from problems(entry, schema["items"], root, f"{at}[{number}]")
    if "oneOf" in schema:
        found = (problems(value, one, root, at, closed=False) for one in schema["oneOf"])
        fits = [not list(one) for one in found]
        if fits.count(True) != 1:
            yield f"{at}: {fits.count(True)} of oneOf fit"


def _limits(value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not among {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not match {schema['pattern']}"
    if schema.get("format") == "date-time" and datetime.fromisoformat(value).tzinfo is None:
        yield f"{at}: {value!r} has no zone"
    size = len(value) if isinstance(value, str | list | dict) else value
    for least in ("minItems", "minLength", "minimum", "minProperties"):
        if least in schema and size < schema[least]:
            yield f"{at}: {least}"
    for most in ("maxItems", "maximum"):
        if most in schema and size > schema[most]:
            yield f"{at}: {most}"


def _members(
    value: Mapping[str, Any],
    schema: Mapping[str, Any],
    root: Mapping[str, Any],
    at: str,
    closed: bool,
) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}.{name}: missing"
    known = schema.get("properties", {})
    more = schema.get("additionalProperties")
    for name, member in value.items():
        if name in known:
            yield from problems(member, known[name], root, f"{at}.{name}")
        elif isinstance(more, dict):
            yield from problems(member, more, root, f"{at}.{name}")
        elif closed and known and more is not True:
            yield f"{at}.{name}: not in the model"
