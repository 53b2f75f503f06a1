"""The latest of something by key: the oldest go when there are too many."""

from collections import OrderedDict
from typing import Generic, TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


class Recent(Generic[_K, _V]):
    """Keep so many values by key."""

    def __init__(self, most: int) -> None:
        """Take how many to keep."""
        self._most = most
        self._kept: OrderedDict[_K, _V] = OrderedDict()

    def put(self, key: _K, value: _V) -> None:
        """Keep a value as the latest."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def get(self, key: _K) -> _V | None:
        """Return the value of a key, or None."""
        return self._kept.get(key)

    def drop(self, key: _K) -> bool:
        """Forget a key; say whether there was one."""
        return self._kept.pop(key, None) is not None

    def items(self) -> list[tuple[_K, _V]]:
        """Return what is kept, the oldest first."""
        return list(self._kept.items())
