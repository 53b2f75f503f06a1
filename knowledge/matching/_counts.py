"""Tell what a word says about which product is meant, by how many products have it."""

import math
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from knowledge.matching.index import EVERYTHING
from knowledge.matching.words import is_small
from knowledge.store.port import Transaction

T = TypeVar("T", int, str)
_GROWN = 10_000  # products from which on a base tells itself how common words are
_YOUNG = 0.5  # share of a grown base that is not there yet
_SMALL_WEIGHT = 0.15


class Counts:
    """How many products have a word, read as words are met.

    In a young base every word is rare: the products that it does not have yet are taken to have
    words as products elsewhere do (`background.toml`).
    """

    def __init__(self, tx: Transaction) -> None:
        """Take the transaction to read in."""
        self._tx = tx
        self._of: dict[str, int] = {}
        self._scale = 1.0
        self._absent = 0.0
        self._weights: dict[str, float] = {}
        self._total = 0

    @property
    def is_young(self) -> bool:
        """Tell whether the base has so few products that few of them have rivals in it."""
        return self._absent > _YOUNG

    async def start(self, words: Iterable[str]) -> None:
        """Read the size of the base with the first words."""
        await self.read([EVERYTHING, *words])
        self._total = max(self._of[EVERYTHING], _GROWN)
        self._absent = (self._total - self._of[EVERYTHING]) / _GROWN
        self._scale = math.log(self._total + 2)

    async def read(self, words: Iterable[str]) -> None:
        """Read the counts of words that were not read yet."""
        missing = [word for word in dict.fromkeys(words) if word not in self._of]
        if not missing:
            return
        self._of.update(dict.fromkeys(missing, 0))
        sql = f"SELECT term, products FROM vocabulary WHERE term IN ({padded(missing)})"
        self._of.update((term, count) for term, count in await self._tx.all(sql, *missing))

    def of(self, word: str) -> int:
        """Return how many products have a word that was read."""
        return self._of.get(word, 0)

    def weigh(self, word: str) -> float:
        """Return what a word says about which product is meant: 0 nothing, 1 everything."""
        weight = self._weights.get(word)
        if weight is None:
            count: float = self._of.get(word, 0) + 1
            if self._absent:
                count += _background().get(word, 0) * self._absent
            weight = math.log((self._total + 2) / count) / self._scale
            weight *= _SMALL_WEIGHT if is_small(word) else 1.0
            self._weights[word] = weight
        return weight


def is_everyday(word: str) -> bool:
    """Tell whether many products have a word, whether or not those of a base do."""
    return word in _background()


def padded(values: list[T]) -> str:
    """Return marks for values, grown to a multiple of 8 so that few statements are prepared."""
    values.extend(values[-1:] * (-len(values) % 8))
    return ", ".join("?" * len(values))


@cache
def _background() -> Mapping[str, int]:
    """Read how many of every 10,000 products have a word."""
    source = files("knowledge.matching") / "background.toml"
    tables = tomllib.loads(source.read_text(encoding="utf-8"))["words"]
    return MappingProxyType(
        {word: table["per_ten_thousand"] for table in tables for word in table["list"].split()}
    )
