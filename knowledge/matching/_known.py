"""What was read of the index, remembered for as long as the index stays as it is.

The index counts its changes in its own transaction, so one look at that number tells whether
what is remembered still holds: after an undo too, and beside another process that writes. While
nothing at all was written, even that look is spared.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import NamedTuple

from knowledge.matching._background import background
from knowledge.matching._outcome import Found
from knowledge.matching.index import EVERYTHING
from knowledge.matching.words import is_small, spelled_and_numbers, terms
from knowledge.store.port import Transaction

COUNTS = "SELECT v.term, v.products"
WITH_COUNTS = "CROSS JOIN vocabulary v WHERE v.term = asked.column1"
_GROWN = 10_000  # products from which on a base tells itself how common words are
_YOUNG = 0.5  # share of a grown base that is not there yet
_SMALL_WEIGHT = 0.15
_MOST_WORDS, _MOST_NAMES, _MOST_LINKS = 50_000, 8_000, 1_000  # some 20 MB in all


# The community, both readings, whether framed as a question, whether a kind of things.
LinkKey = tuple[int, str, str, bool, bool]


class Name(NamedTuple):
    """A name of a product, with its words and what they weigh."""

    folded: str
    terms: list[str]
    weights: Mapping[str, float]
    total: float  # of the weights
    spelled: Sequence[str]  # the words that a question may have mistyped
    numbers: Sequence[str]


@dataclass(slots=True)
class Known:
    """The index as it was after so many changes: read as it is needed, then remembered.

    `links` is which product was found for words that were asked about of late: people ask in the
    same words about what everybody talks about.
    """

    changes: int
    products: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    links: dict[LinkKey, Found] = field(default_factory=dict)
    _names: dict[str, Name] = field(default_factory=dict)
    _weights: dict[str, float] = field(default_factory=dict)
    _absent: float = field(init=False)
    _most: float = field(init=False)  # the logarithm of what no word is rarer than

    def __post_init__(self) -> None:
        """Work out what every weight is measured by."""
        self._absent = max(0.0, 1 - self.products / _GROWN)
        self._most = math.log(max(self.products, _GROWN) + 2)

    @property
    def is_young(self) -> bool:
        """Tell whether the base has so few products that few of them have rivals in it."""
        return self._absent > _YOUNG

    async def read_counts(self, tx: Transaction, words: Iterable[str]) -> None:
        """Read in how many products words are, as far as that is not known."""
        missing = [word for word in dict.fromkeys(words) if word not in self.counts]
        if not missing:
            return
        table, values = listed(missing)
        rows = await tx.all(f"{COUNTS} FROM {table} {WITH_COUNTS}", *values)
        self.counts.update(dict.fromkeys(missing, 0))
        self.counts.update(rows)

    def weigh(self, word: str) -> float:
        """Return what a word says about which product is meant: 0 nothing, 1 everything.

        In a young base every word is rare: the products that it does not have yet are taken to
        have words as products elsewhere do (`background.toml`).
        """
        weight = self._weights.get(word)
        if weight is None:
            count = self.counts.get(word, 0) + 1.0
            if self._absent:
                count += background().get(word, 0) * self._absent
            weight = 1.0 - math.log(count) / self._most
            weight *= _SMALL_WEIGHT if is_small(word) else 1.0
            self._weights[word] = weight
        return weight

    async def read_names(self, tx: Transaction, wanted: Iterable[str]) -> list[Name]:
        """Return names with their words and what those weigh now."""
        missing = {name: terms(name) for name in wanted if name not in self._names}
        if missing:
            await self.read_counts(tx, chain.from_iterable(missing.values()))
            self._names.update({name: self._name(name, each) for name, each in missing.items()})
        return [self._names[name] for name in wanted]

    def _name(self, folded: str, words: list[str]) -> Name:
        known = self._weights.get
        weights = {word: known(word) or self.weigh(word) for word in words}
        total = sum(weights.values()) or 1.0
        return Name(folded, words, weights, total, *spelled_and_numbers(weights))

    def trimmed(self) -> "Known":
        """Return it without all of a kind that there is too much of.

        Another than this one, which a unit that waits for its database may still be reading.
        """
        words = max(len(self.counts), len(self._weights)) <= _MOST_WORDS
        names, links = len(self._names) <= _MOST_NAMES, len(self.links) <= _MOST_LINKS
        if words and names and links:
            return self
        return Known(
            self.changes,
            self.products,
            self.counts if words else {},
            self.links if links else {},
            self._names if names else {},
            self._weights if words else {},
        )


class Memory:
    """Keep what was last known of one base's index."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known, self._version = Known(changes=-1), object()

    async def look(self, tx: Transaction) -> Known:
        """Return what is known of the index as this transaction sees it."""
        version = await tx.version()
        if version != self._version:
            self._known, self._version = await self._look(tx), version
        self._known = self._known.trimmed()
        return self._known

    async def _look(self, tx: Transaction) -> Known:
        ((changes, products),) = await tx.all(
            "SELECT c.number, coalesce(v.products, 0) FROM index_change c"
            " LEFT JOIN vocabulary v ON v.term = ? WHERE c.only = 1",
            EVERYTHING,
        )
        return self._known if self._known.changes == changes else Known(changes, products)


def listed(values: Sequence[object], step: int = 8) -> tuple[str, tuple[object, ...]]:
    """Return values as a table of one column, and what to give for its marks.

    Grown by nothings to a multiple of `step`, so that few statements are prepared. Joined to a
    table by its key it is quicker than IN. The first mark says the type of all, where that is
    not text: PostgreSQL asks for it.
    """
    more = -len(values) % step
    first = "CAST(? AS BIGINT)" if values and isinstance(values[0], int) else "?"
    return _table(first, len(values) + more), (*values, *[None] * more)


@cache
def _table(first: str, count: int) -> str:
    return f"(VALUES ({first}){', (?)' * (count - 1)}) asked"
