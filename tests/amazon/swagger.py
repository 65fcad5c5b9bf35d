"""Whether a request is one that Amazon's own models describe (Swagger 2.0)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.amazon.scripted import Received


class Models:
    """Amazon's models of the interfaces that are used."""

    def __init__(self, *files: Path) -> None:
        self._models = [json.loads(file.read_text(encoding="utf-8")) for file in files]

    def check(self, request: Received) -> str:
        """Raises AssertionError for a request that no model allows; gives the operation's name."""
        for model in self._models:
            for template, methods in model["paths"].items():
                pattern = re.sub(r"\{\w+\}", "[^/]+", template)
                operation = methods.get(request.method.lower())
                if operation is not None and re.fullmatch(pattern, request.url.path):
                    self._parameters(model, operation, request)
                    return str(operation["operationId"])
        raise AssertionError(f"no model knows {request.method} {request.url.path}")

    def _parameters(self, model: Any, operation: Any, request: Received) -> None:
        declared = {p["name"]: p for p in operation.get("parameters", ())}
        given = (
            parse_qsl(request.url.query, keep_blank_values=True, strict_parsing=True)
            if request.url.query
            else []
        )
        names = [name for name, _ in given]
        assert len(names) == len(set(names)), f"repeated: {names}"
        for name, text in given:
            assert name in declared, f"{name} is no parameter"
            assert declared[name]["in"] == "query"
            self._value(declared[name], _typed(declared[name], text), model)
        for name, parameter in declared.items():
            if parameter["in"] == "query" and parameter.get("required"):
                assert name in names, f"{name} is missing"
            if parameter["in"] == "body":
                assert request.headers["content-type"].startswith("application/json")
                self._value(parameter["schema"], json.loads(request.body), model)
        if not any(p["in"] == "body" for p in declared.values()):
            assert request.body == b""

    def _value(self, schema: Any, value: Any, model: Any) -> None:
        if "$ref" in schema:
            schema = model["definitions"][schema["$ref"].rpartition("/")[2]]
        kind = schema.get("type", "object")
        types: dict[str, Any] = {
            "string": str,
            "integer": int,
            "array": list,
            "object": dict,
            "boolean": bool,
        }
        assert isinstance(value, types[kind]), f"{value!r} is no {kind}"
        if "enum" in schema:
            assert value in schema["enum"]
        if kind == "integer":
            assert schema.get("minimum", value) <= value <= schema.get("maximum", value)
        if kind == "array":
            assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
            for item in value:
                self._value(schema["items"], item, model)
        if kind == "object":
            known = schema.get("properties", {})
            assert set(schema.get("required", ())) <= value.keys(), "a member is missing"
            for name, member in value.items():
                assert name in known or "additionalProperties" in schema, f"{name} is unknown"
                self._value(known.get(name) or schema["additionalProperties"], member, model)


def _typed(parameter: Any, text: str) -> Any:
    if parameter["type"] == "array":
        assert parameter.get("collectionFormat", "csv") == "csv"
        return text.split(",")
    if parameter["type"] == "integer":
        return int(text)
    if parameter.get("format") == "date-time":
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text), text
    return text
