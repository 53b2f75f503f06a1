"""Finish a name that somebody is typing."""

from itertools import islice

from knowledge.matching._postings import products_of, with_words
from knowledge.matching.words import fold, terms
from knowledge.store.packing import MOST
from knowledge.store.port import Transaction, marks

_MOST_READ = 200  # products whose names are read to finish a line of several words


async def complete(tx: Transaction, community: int, text: str, limit: int) -> list[tuple[int, str]]:
    """Return products whose name goes on from what is typed, each with its full folded name.

    First those with a name that begins so, then those with the typed words in any place, the
    last of them unfinished. Never more than `limit`, each product once.
    """
    typed = fold(text)
    if not typed or limit < 1:
        return []
    found = list(dict.fromkeys(await _beginning(tx, community, typed, limit)))
    if len(found) < limit:
        inside = await _inside(tx, community, typed, limit)
        found = list(dict.fromkeys([*found, *inside]))
    return await _titles(tx, found[:limit])


async def _beginning(tx: Transaction, community: int, typed: str, limit: int) -> list[int]:
    rows = await tx.all(
        "SELECT product FROM surface WHERE folded >= ? AND folded < ? AND community IN (0, ?)"
        " ORDER BY folded LIMIT ?",
        typed,
        _after(typed),
        community,
        limit * 4,  # a product may stand there under several names
    )
    return [product for (product,) in rows]


async def _inside(tx: Transaction, community: int, typed: str, limit: int) -> list[int]:
    *whole, last = typed.split()
    begun = await _with_begun(tx, community, last, _MOST_READ if whole else limit * 4)
    if not whole:
        return begun
    if len(begun) == _MOST_READ:  # too many: go by the finished words
        begun = await _with_rarest(tx, community, terms(" ".join(whole)))
    wanted = set(whole)
    found: list[tuple[bool, str, int]] = []
    names = await _names(tx, begun)
    for product in begun:
        for at, folded in enumerate(names[product]):
            words = folded.split()
            if wanted.issubset(words) and any(word.startswith(last) for word in words):
                found.append((at > 0, folded, product))  # titles before other names
                break
    return [product for _, _, product in sorted(found)]


async def _with_begun(tx: Transaction, community: int, last: str, most: int) -> list[int]:
    """Return products with a word that begins so."""
    rows = await tx.all(
        "SELECT products FROM posting WHERE term >= ? AND term < ? AND community IN (0, ?)"
        " ORDER BY term, community, first LIMIT ?",
        last,
        _after(last),
        community,
        most,  # rows, of which each has one or more
    )
    return list(islice(products_of(packed for (packed,) in rows), most))


async def _with_rarest(tx: Transaction, community: int, words: list[str]) -> list[int]:
    """Return products with the word that the fewest have: the others are checked by reading."""
    sql = f"SELECT term FROM vocabulary WHERE term IN ({marks(len(words))})"
    counted = await tx.all(f"{sql} ORDER BY products LIMIT 1", *words)
    if not counted:
        return []
    rarest = counted[0][0]
    rows = await with_words(tx, community, [rarest], -(-_MOST_READ // MOST))
    return list(islice(products_of(rows.get(rarest, ())), _MOST_READ))


async def _names(tx: Transaction, products: list[int]) -> dict[int, list[str]]:
    """Return the folded names of products, the fullest names first."""
    if not products:
        return {}
    sql = f"SELECT product, names FROM naming WHERE product IN ({marks(len(products))})"
    return {product: names.split("\n") for product, names in await tx.all(sql, *products)}


async def _titles(tx: Transaction, products: list[int]) -> list[tuple[int, str]]:
    names = await _names(tx, products)
    return [(product, names[product][0]) for product in products]


def _after(prefix: str) -> str:
    """Return the first text after all that begin with a prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
