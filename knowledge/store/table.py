"""A table for each kind of entry: its rows to models and back, in one place.

The columns are the model's fields. What is not a plain value (a tuple, a price) is JSON text.
Tables that follow from entries (the search index, headlines) are kept by `derive`, which runs
in the same transaction with the entry before and after.
"""

import types
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from knowledge.store.port import Row, Transaction

E = TypeVar("E")
Derive = Callable[[Transaction, E | None, E | None], Awaitable[None]]
_PLAIN = (int, str, bool, datetime, Decimal, Enum, types.NoneType)


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    is_json: bool


class Table(Generic[E]):
    """Read and write the entries of one model by key."""

    def __init__(self, name: str, model: type[E], key: tuple[str, ...]) -> None:
        """Take the table's name, its model (a dataclass) and the fields that make its key."""
        hints = get_type_hints(model)
        names = [field.name for field in fields(model)]  # type: ignore[arg-type]  # a dataclass type
        self.name, self.model, self.key = name, model, key
        self._columns = tuple(_Column(each, not _is_plain(hints[each])) for each in names)
        where = " AND ".join(f"{each} = ?" for each in key)
        rest = ", ".join(f"{each} = excluded.{each}" for each in names if each not in key)
        self.columns = ", ".join(names)
        self._select = f"SELECT {self.columns} FROM {name} WHERE {where}"
        self._delete = f"DELETE FROM {name} WHERE {where}"
        self._upsert = (
            f"INSERT INTO {name} ({self.columns}) VALUES ({', '.join('?' * len(names))})"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {rest}"
        )

    def key_of(self, entry: E) -> tuple[int | str, ...]:
        """Return an entry's key."""
        return tuple(getattr(entry, name) for name in self.key)

    def columns_of(self, alias: str) -> str:
        """Return the columns for a SELECT in which the table goes by an alias."""
        return ", ".join(f"{alias}.{column.name}" for column in self._columns)

    def entry(self, row: Row) -> E:
        """Build an entry from a row with this table's columns in order."""
        values: dict[str, Any] = {}
        for column, value in zip(self._columns, row, strict=True):
            is_json = column.is_json and value is not None
            values[column.name] = msgspec.json.decode(value) if is_json else value
        return msgspec.convert(values, self.model, strict=False)

    async def get(self, tx: Transaction, *key: object) -> E | None:
        """Return the entry of that key."""
        rows = await tx.all(self._select, *key)
        return self.entry(rows[0]) if rows else None

    async def put(self, tx: Transaction, entry: E) -> None:
        """Write an entry over what is under its key."""
        values = msgspec.to_builtins(entry)
        row: list[object] = []
        for column in self._columns:
            value = values[column.name]
            if column.is_json and value is not None:
                value = msgspec.json.encode(value).decode()
            row.append(int(value) if isinstance(value, bool) else value)
        await tx.run(self._upsert, *row)

    async def delete(self, tx: Transaction, *key: object) -> None:
        """Take away the entry of that key."""
        await tx.run(self._delete, *key)

    def dump(self, entry: E) -> str:
        """Write an entry as JSON for the journal."""
        return msgspec.json.encode(entry).decode()

    def load(self, text: str) -> E:
        """Read an entry back from the journal's JSON."""
        return msgspec.json.decode(text, type=self.model)


def _is_plain(hint: object) -> bool:
    if get_origin(hint) in (Union, types.UnionType):
        return all(_is_plain(each) for each in get_args(hint))
    return isinstance(hint, type) and issubclass(hint, _PLAIN)
