"""No message makes finding dear: what is looked up is bounded."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pytest

from knowledge.matching.index import index_products
from knowledge.matching.linker import Unknown, link
from knowledge.product import Product
from knowledge.store.port import Row, Store, Transaction

_FEW = 600  # of those of an ordinary link
_MOST = 6_000  # values of all statements of a link; stock SQLite takes 32,766 in one


class _Counting:
    """A transaction that counts the values that its statements are given."""

    def __init__(self, tx: Transaction) -> None:
        self._tx, self.values = tx, 0

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        self.values += len(values)
        return await self._tx.all(sql, *values)

    async def version(self) -> object:
        return await self._tx.version()

    async def run(self, sql: str, *values: object) -> int:
        return await self._tx.run(sql, *values)

    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        await self._tx.many(sql, rows)


async def test_a_name_that_many_share_is_not_followed(store: Store) -> None:
    """Words after a name of hundreds of products are looked up among no names of theirs."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    products = [
        Product(key, 0, f"p{key}", f"Case {key}", at, aliases=("phone case", f"hülle {key}"))
        for key in range(1, 401)
    ]

    async def fill(tx: Transaction) -> None:
        await index_products(tx, [(None, each) for each in products])

    async def unit(tx: Transaction) -> int:
        counting = _Counting(tx)
        await link(counting, 0, "phone case slim")
        return counting.values

    await store.write(fill)
    assert await store.read(unit) < _FEW


@pytest.mark.parametrize("letters", [11, 24, 48, 49, 150, 299])
async def test_no_word_is_too_long_to_look_up(store: Store, letters: int) -> None:
    """As many words of a length as fit, none of them known, take few values to look up."""
    word = "qwertzuiopasdfghjklyxcvbnm" * 12
    text = " ".join(word[at : at + letters] for at in range(0, 300 - letters, letters))[:300]

    async def unit(tx: Transaction) -> int:
        counting = _Counting(tx)
        assert isinstance(await link(counting, 0, text or word[:letters]), Unknown)
        return counting.values

    assert await store.read(unit) < _MOST
