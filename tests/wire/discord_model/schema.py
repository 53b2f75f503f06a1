"""Check bodies, the bot's and the model's own, against Discord's OpenAPI description.

That is done where the file is at hand.

Only the part of JSON Schema that the description uses is understood. Two freedoms that the live
API takes are taken here: a snowflake may be a number, and of several forms one must fit, not
exactly one.
"""

import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.wire.discord_model.world import Json

TYPES: dict[str, Callable[[object], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


class Schema:
    """Discord's description of its own REST interface."""

    def __init__(self, spec: Json) -> None:
        self._components: Json = spec["components"]["schemas"]
        self._bodies = [
            (method.upper(), re.compile(_pattern(path)), _body(operation))
            for path, item in sorted(spec["paths"].items(), key=lambda each: each[0].count("{"))
            for method, operation in item.items()
            if isinstance(operation, dict) and _body(operation)
        ]

    def problems(self, method: str, path: str, body: object) -> list[str]:
        """Say what in a body does not fit the description of that request."""
        for verb, pattern, schema in self._bodies:
            if verb == method and pattern.fullmatch(path):
                return list(self._check(schema, body, "body"))
        return []

    def wrong(self, name: str, value: object) -> list[str]:
        """Say what in a value that the model made does not fit Discord's description of it."""
        return list(self._check({"$ref": f"#/components/schemas/{name}"}, value, name))

    def _check(self, schema: Json, value: Any, path: str) -> Iterator[str]:
        if "$ref" in schema:
            yield from self._check(self._components[schema["$ref"].rpartition("/")[2]], value, path)
        for part in schema.get("allOf", ()):
            yield from self._check(part, value, path)
        for key in ("oneOf", "anyOf"):
            if key in schema:
                yield from self._check_union(schema[key], value, path)
        if "const" in schema and value != schema["const"]:
            yield f"{path}: {value!r} is not {schema['const']!r}"
        if "enum" in schema and value is not None and value not in schema["enum"]:
            yield f"{path}: {value!r} is not one of {schema['enum']}"
        yield from self._check_value(schema, value, path)

    def _check_value(self, schema: Json, value: Any, path: str) -> Iterator[str]:
        snowflake = schema.get("format") == "snowflake"
        if snowflake and TYPES["integer"](value):
            return
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if kinds and not any(TYPES[kind](value) for kind in kinds):
            yield f"{path}: {value!r} is not {' or '.join(kinds)}"
            return
        if isinstance(value, str) and not snowflake:
            yield from _check_range(schema, len(value), "Length", path)
        if isinstance(value, list):
            yield from self._check_list(schema, value, path)
        if isinstance(value, dict):
            yield from self._check_object(schema, value, path)
        if TYPES["number"](value):
            yield from _check_number(schema, value, path)

    def _check_list(self, schema: Json, value: list[Any], path: str) -> Iterator[str]:
        yield from _check_range(schema, len(value), "Items", path)
        if schema.get("uniqueItems") and len({json.dumps(each) for each in value}) < len(value):
            yield f"{path}: the same item stands twice"
        for index, each in enumerate(value):
            yield from self._check(schema.get("items", {}), each, f"{path}.{index}")

    def _check_object(self, schema: Json, value: Json, path: str) -> Iterator[str]:
        for key in schema.get("required", ()):
            if key not in value:
                yield f"{path}: {key} is missing"
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties")
        for key, each in value.items():
            if key in known:
                yield from self._check(known[key], each, f"{path}.{key}")
            elif isinstance(rest, dict):
                yield from self._check(rest, each, f"{path}.{key}")

    def _check_union(self, parts: list[Json], value: Any, path: str) -> Iterator[str]:
        fits = [part for part in parts if self._could_be(part, value)]
        found = [list(self._check(part, value, path)) for part in fits]
        if not found:
            kind = value.get("type") if isinstance(value, dict) else value
            yield f"{path}: no form of this field allows {kind!r}"
        elif all(found):
            yield from min(found, key=len)

    def _could_be(self, part: Json, value: Any) -> bool:
        if "$ref" in part:
            part = self._components[part["$ref"].rpartition("/")[2]]
        tag = part.get("properties", {}).get("type", {}).get("enum")
        if isinstance(value, dict) and tag and "type" in value:
            return value["type"] in tag
        return True


def _check_range(schema: Json, size: int, unit: str, path: str) -> Iterator[str]:
    if not schema.get(f"min{unit}", 0) <= size <= schema.get(f"max{unit}", size):
        least, most = schema.get(f"min{unit}", 0), schema.get(f"max{unit}")
        yield f"{path}: {size} is not between {least} and {most}"


def _check_number(schema: Json, value: float, path: str) -> Iterator[str]:
    if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{path}: {value} is out of range"


def _pattern(path: str) -> str:
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))


def _body(operation: Json) -> Json:
    content = operation.get("requestBody", {}).get("content", {})
    found: Json = content.get("application/json", {}).get("schema", {})
    return found


@functools.cache
def load_schema(path: Path) -> Schema:
    """Read the description once per process."""
    return Schema(json.loads(path.read_text("utf-8")))
