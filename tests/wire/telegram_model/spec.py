"""Check calls against Telegram's own description of its API, where the file is at hand."""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.wire.telegram_model.world import Json

PLAIN: dict[str, Callable[[object], bool]] = {
    "String": lambda value: isinstance(value, str),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
}
TAGS = ("type", "status", "source")
FIXED = re.compile(r"(?:must be|always) [“\"]?(\w+)[”\"]?")


class Spec:
    """Telegram's methods and types."""

    def __init__(self, description: Json) -> None:
        self._methods = {name.lower(): each for name, each in description["methods"].items()}
        self._types: dict[str, Json] = description["types"]

    def knows(self, method: str) -> bool:
        """Tell whether Telegram has such a method."""
        return method.lower() in self._methods

    def problems(self, method: str, values: Json, files: set[str]) -> list[str]:
        """Say what in the parameters of a call does not fit."""
        fields = self._methods[method.lower()].get("fields", [])
        return list(self._fields(fields, values, files, method, top=True))

    def wrong(self, kind: str, value: Json) -> list[str]:
        """Say what in a value that the model made does not fit Telegram's description of it."""
        return list(self._one(kind, value, set(), kind))

    def _fields(
        self, fields: list[Json], values: Json, files: set[str], path: str, *, top: bool = False
    ) -> Iterator[str]:
        known = {each["name"]: each for each in fields}
        for name, field in known.items():
            uploaded = top and name in files and "InputFile" in field["types"]
            if field["required"] and name not in values and not uploaded:
                yield f"{path}: {name} is missing"
        for name, value in values.items():
            if name not in known:
                yield f"{path}: there is no {name}"
            else:
                kinds, here = known[name]["types"], f"{path}.{name}"
                yield from self._any(kinds, _value(kinds, value) if top else value, files, here)

    def _any(self, kinds: list[str], value: Any, files: set[str], path: str) -> Iterator[str]:
        found = [list(self._one(kind, value, files, path)) for kind in kinds]
        if all(found):
            yield from min(found, key=len)

    def _one(self, kind: str, value: Any, files: set[str], path: str) -> Iterator[str]:
        if kind.startswith("Array of "):
            yield from self._array(kind.removeprefix("Array of "), value, files, path)
        elif kind in PLAIN:
            yield from _plain(kind, value, files, path)
        elif kind == "InputFile" or not isinstance(value, dict):
            yield f"{path}: {value!r} is no {kind}"
        elif parts := self._types[kind].get("subtypes"):
            fits = [part for part in parts if self._could_be(part, value)]
            if not fits:
                yield f"{path}: {value!r} is none of {parts}"
            yield from self._any(fits, value, files, path) if fits else ()
        else:
            yield from self._fields(self._types[kind].get("fields", []), value, files, path)

    def _array(self, kind: str, value: Any, files: set[str], path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        for index, each in enumerate(value):
            yield from self._one(kind, each, files, f"{path}.{index}")

    def _could_be(self, kind: str, value: Json) -> bool:
        for field in self._types[kind].get("fields", []):
            fixed = FIXED.search(field["description"]) if field["name"] in TAGS else None
            if fixed and value.get(field["name"]) != fixed.group(1):
                return False
        return True


def _plain(kind: str, value: object, files: set[str], path: str) -> Iterator[str]:
    if not PLAIN[kind](value):
        yield f"{path}: {value!r} is no {kind}"
    elif isinstance(value, str) and value.startswith("attach://") and value[9:] not in files:
        yield f"{path}: {value} is not attached"


def _value(kinds: list[str], value: Any) -> Any:
    """Read a parameter of a form: text where text is meant, JSON elsewhere."""
    if not isinstance(value, str) or kinds == ["String"]:
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return value if "String" in kinds and isinstance(read, str | bool | None) else read


def find_spec() -> Path | None:
    """Find the description, through PLATFORM_SPECS or beside the repository."""
    beside = Path(__file__).parents[4] / "shared" / "specs"
    path = Path(os.environ.get("PLATFORM_SPECS") or beside) / "telegram-api.json"
    return path if path.exists() else None


@functools.cache
def load_spec(path: Path) -> Spec:
    """Read the description once per process."""
    return Spec(json.loads(path.read_text("utf-8")))
