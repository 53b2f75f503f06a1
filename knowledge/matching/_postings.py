"""The products that have a word, in packed rows (`store/packing.py`): reading and keeping them.

A row holds the products from its `first` up to the next row's, a word's first row those from 0.
So one product more or less reads and writes one row of each of its words, however many have them,
and a thousand products read and write each such row once.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowledge.store.packing import MOST, pack, products_in, unpack
from knowledge.store.port import Row, Transaction, marks

# By word and community: how many words the shortest name of each product has that has the word,
# None where the product has it no longer.
Changes = Mapping[tuple[str, int], Mapping[int, int | None]]
_ASKED = 200  # words whose rows one statement reads
_IN = (
    "INSERT INTO posting (term, community, first, products) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (term, community, first) DO UPDATE SET products = excluded.products"
)
_OUT = "DELETE FROM posting WHERE term = ? AND community = ? AND first = ?"
_TYPED = "(?, CAST(? AS BIGINT), CAST(? AS BIGINT))"  # PostgreSQL takes what is untyped for text
_HOLDING = """
    SELECT w.column1, w.column2, p.first, p.products, (SELECT min(first) FROM posting
        WHERE term = w.column1 AND community = w.column2 AND first > w.column3)
    FROM (VALUES {words}) w LEFT JOIN posting p
    ON p.term = w.column1 AND p.community = w.column2 AND p.first = (SELECT max(first) FROM posting
        WHERE term = w.column1 AND community = w.column2 AND first <= w.column3)"""


async def put_words(tx: Transaction, changes: Changes) -> None:
    """Bring the rows of words to what their products have become, each row once."""
    waiting = {key: sorted(products) for key, products in changes.items()}
    while waiting:
        put: list[tuple[str, int, int, bytes]] = []
        gone: list[tuple[str, int, int]] = []
        later: dict[tuple[str, int], list[int]] = {}
        for word, community, first, packed, bound in await _holding(tx, waiting):
            key = word, community
            end = len(waiting[key]) if bound is None else bisect_left(waiting[key], bound)
            if waiting[key][end:]:
                later[key] = waiting[key][end:]
            held = dict(unpack(packed)) if packed else {}
            products = _changed(held, {each: changes[key][each] for each in waiting[key][:end]})
            follows = min(waiting[key]) > max(held, default=-1)
            parts = _split(first or 0, products, follows=follows)
            put += [(*key, at, pack(part)) for at, part in parts]
            if packed and not products:
                gone.append((*key, first))
        await tx.many(_IN, put)
        await tx.many(_OUT, gone)
        waiting = later


async def _holding(tx: Transaction, waiting: Mapping[tuple[str, int], Sequence[int]]) -> list[Row]:
    """Read the row that holds each word's first product, and from where on the next one does."""
    rows: list[Row] = []
    keys = sorted(waiting)
    for start in range(0, len(keys), _ASKED):
        asked = keys[start : start + _ASKED]
        sql = _HOLDING.format(words=_TYPED + ", (?, ?, ?)" * (len(asked) - 1))
        rows += await tx.all(sql, *(each for key in asked for each in (*key, waiting[key][0])))
    return rows


def _changed(held: dict[int, int], changes: Mapping[int, int | None]) -> dict[int, int]:
    merged: dict[int, int | None] = {**held, **changes}
    return {key: words for key, words in merged.items() if words is not None}


def _split(
    first: int, products: dict[int, int], *, follows: bool
) -> Iterator[tuple[int, dict[int, int]]]:
    """Part a row that has become too long: into full ones when what is new follows, else evenly."""
    if not products:
        return
    ordered = sorted(products)
    rows = -(-len(ordered) // MOST)
    size = MOST if follows else -(-len(ordered) // rows)
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        yield (part[0] if start else first), {each: products[each] for each in part}


async def with_words(
    tx: Transaction, community: int, words: Sequence[str], most: int
) -> dict[str, list[bytes]]:
    """Return the packed rows of each word, in a community and beneath it; at most so many rows."""
    rows = await tx.all(
        f"SELECT term, products FROM posting WHERE term IN ({marks(len(words))})"
        " AND community IN (0, ?) LIMIT ?",
        *words,
        community,
        most,
    )
    found: dict[str, list[bytes]] = {}
    for word, packed in rows:
        found.setdefault(word, []).append(packed)
    return found


def products_of(rows: Iterable[bytes]) -> Iterator[int]:
    """Return the products of packed rows."""
    for packed in rows:
        yield from products_in(packed)
