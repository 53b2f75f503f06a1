"""The packed lists of who has a word hold what was put in, whatever was put in and out before."""

import random
from itertools import pairwise

import pytest

from knowledge.matching._postings import products_of, put_words, with_words
from knowledge.store.packing import MOST, pack, unpack
from knowledge.store.port import Row, Store, Transaction

OURS = 7
pytestmark = pytest.mark.every_store


async def _rows(store: Store) -> list[Row]:
    async def unit(tx: Transaction) -> list[Row]:
        return list(await tx.all("SELECT term, first, products FROM posting ORDER BY 1, 2"))

    return await store.read(unit)


def test_what_is_packed_is_unpacked() -> None:
    """Products come back in order, with their numbers; a number that is too large is capped."""
    assert list(unpack(pack({2**62: 3, 5: 1, 9: 1000}))) == [(5, 1), (9, 255), (2**62, 3)]


async def _put(
    tx: Transaction, words: dict[int, int | None], size: int = 1, community: int = OURS
) -> None:
    """Put what products have of the word red, so many products at a time."""
    pairs = list(words.items())
    for start in range(0, len(pairs), size):
        await put_words(tx, {("red", community): dict(pairs[start : start + size])})


@pytest.mark.parametrize("size", [1, 7, 150, 400])
@pytest.mark.parametrize("order", ["rising", "falling", "any"])
async def test_a_word_of_many_products(store: Store, order: str, size: int) -> None:
    """However products come and go, each is held once, and no row is longer than it may be."""
    keys = list(range(1, 401))
    draw = random.Random(3)
    if order != "rising":
        keys.sort(key=lambda key: -key if order == "falling" else draw.random())

    async def fill(tx: Transaction) -> None:
        await _put(tx, {key: 1 + key % 3 for key in keys}, size)
        await _put(tx, dict.fromkeys(keys[::3]), size)
        await _put(tx, dict.fromkeys(keys[1::3], 9), size)

    await store.write(fill)
    rows = await _rows(store)
    held = [pair for _, _, packed in rows for pair in unpack(packed)]
    assert held == sorted([(key, 9) for key in keys[1::3]] + [(k, 1 + k % 3) for k in keys[2::3]])
    assert all(0 < len(list(unpack(packed))) <= MOST for _, _, packed in rows)
    firsts = [first for _, first, _ in rows]
    assert all(one < other for one, other in pairwise(firsts))
    if order == "rising":
        assert len(rows) == 4


async def test_one_more_costs_what_one_costs(store: Store) -> None:
    """A product more with a word that thousands have changes a row of it, or parts a full one."""

    async def fill(tx: Transaction) -> None:
        await _put(tx, {2 * key: 1 for key in range(1, 2001)}, 2000)

    async def one(tx: Transaction) -> None:
        await _put(tx, {1501: 1})

    await store.write(fill)
    before = {first: packed for _, first, packed in await _rows(store)}
    await store.write(one)
    after = {first: packed for _, first, packed in await _rows(store)}
    assert 1 <= sum(before.get(first) != packed for first, packed in after.items()) <= 2
    assert 1501 in {product for packed in after.values() for product, _ in unpack(packed)}


async def test_communities_are_apart(store: Store) -> None:
    """Another community's products with a word are not read."""

    async def unit(tx: Transaction) -> list[int]:
        for key, community in ((1, 0), (2, OURS), (3, OURS + 1)):
            await _put(tx, {key: 1}, community=community)
        rows = await with_words(tx, OURS, ["red", "blue"], 10)
        return sorted(products_of(rows["red"]))

    assert await store.write(unit) == [1, 2]
