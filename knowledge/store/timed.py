"""A store that tells how long its units take."""

import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from knowledge.store.port import Store, Unit

T = TypeVar("T")
Observe = Callable[[str, float], None]


class TimedStore:
    """Pass units on to a store; tell `read` or `write` and the seconds, waiting included."""

    def __init__(self, store: Store, observe: Observe) -> None:
        """Take the store and who is told."""
        self._store, self._observe = store, observe
        self.waiting: Counter[str] = Counter({"read": 0, "write": 0})  # units under way

    async def read(self, unit: Unit[T], *, brief: bool = False) -> T:
        """Run a unit on one consistent snapshot."""
        start = time.perf_counter()
        self.waiting["read"] += 1
        try:
            return await self._store.read(unit, brief=brief)
        finally:
            self.waiting["read"] -= 1
            self._observe("read", time.perf_counter() - start)

    async def write(self, unit: Unit[T]) -> T:
        """Run a unit alone; all of it is kept, or nothing."""
        start = time.perf_counter()
        self.waiting["write"] += 1
        try:
            return await self._store.write(unit)
        finally:
            self.waiting["write"] -= 1
            self._observe("write", time.perf_counter() - start)

    async def close(self) -> None:
        """Let go of the database."""
        await self._store.close()
