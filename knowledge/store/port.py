"""What the rest of knowledge needs of a database: units of work that read, and that write.

A unit is an `async def` that awaits nothing but its transaction. A driver may therefore run it
in one hop on a database thread, or let others run while it waits, and may run it again from the
start when the database asks for that, so a unit has no effects outside its transaction. SQL is
written once, with `?` for values.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Row = tuple[Any, ...]


class Transaction(Protocol):
    """Run statements inside one unit of work."""

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        """Return every row of a query."""
        ...

    async def version(self) -> object:
        """Return what equals an earlier one's only when nothing was written in between."""
        ...

    async def run(self, sql: str, *values: object) -> int:
        """Run a statement and return how many rows it touched."""
        ...

    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each row of values."""
        ...


Unit = Callable[[Transaction], Awaitable[T]]


class Store(Protocol):
    """Run units of work; a write is durable when `write` returns."""

    async def read(self, unit: Unit[T], *, brief: bool = False) -> T:
        """Run a unit on one consistent snapshot; it cannot write.

        `brief` promises a few statements by key or index, so that a driver may run them at once
        on the caller's thread: a hop to another costs more than they do.
        """
        ...

    async def write(self, unit: Unit[T]) -> T:
        """Run a unit alone; all of it is kept, or nothing."""
        ...

    async def close(self) -> None:
        """Finish what was accepted and let go of the database."""
        ...


def marks(count: int) -> str:
    """Return `?, ?, ?` for that many values."""
    return ", ".join("?" * count)
