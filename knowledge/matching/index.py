"""Keep what products are found by in step with the products, in the same transaction.

Five tables: `surface` has every folded name of a product and what kind of name it is, `naming`
all names of a product in one row, `posting` the products of each word, packed (`_postings`), each
with how many words the shortest name has that has it, `vocabulary` how many products have a word
(the empty word: how many products there are), and `spelling` each word of letters with one letter
left out, so that two words that are one slip apart share a row.
`index_change` counts the changes, so that readers know how long they may remember what they read.
Plain tables rather than an index in memory: an undo takes it back exactly, a start needs no
rebuild, and several processes see the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from knowledge.matching._postings import Changes, put_words
from knowledge.matching.words import cuts, fold, is_spelled, terms
from knowledge.product import Product
from knowledge.store.port import Transaction, marks

EVERYTHING = ""  # the word that every product has: its count is the number of products

_ASKED = 500  # words that one statement asks about
TITLE, ALIAS, NAME, MODEL = 4, 3, 2, 1  # kinds of surface; the higher, the fuller a name

_SURFACE_IN = (
    "INSERT INTO surface (folded, product, community, weight) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (folded, product) DO UPDATE"
    " SET community = excluded.community, weight = excluded.weight"
)
_SURFACE_OUT = "DELETE FROM surface WHERE folded = ? AND product = ?"
_NAMING_IN = (
    "INSERT INTO naming (product, community, names, brand, about) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (product) DO UPDATE SET community = excluded.community,"
    " names = excluded.names, brand = excluded.brand, about = excluded.about"
)
_NAMING_OUT = "DELETE FROM naming WHERE product = ?"
_COUNT_UP = (
    "INSERT INTO vocabulary (term, products) VALUES (?, ?)"
    " ON CONFLICT (term) DO UPDATE SET products = vocabulary.products + excluded.products"
)
_COUNT_DOWN = "UPDATE vocabulary SET products = products - ? WHERE term = ?"
_TERM_OUT = "DELETE FROM vocabulary WHERE term = ?"
_SPELLING_IN = "INSERT INTO spelling (cut, term) VALUES (?, ?) ON CONFLICT DO NOTHING"
_SPELLING_OUT = "DELETE FROM spelling WHERE cut = ? AND term = ?"
_CHANGED = "UPDATE index_change SET number = number + 1"


class _Entry(NamedTuple):
    """What the index says about one product."""

    community: int
    kinds: dict[str, int]  # of names, by the folded name
    words: dict[str, int]  # in how long a name, by the word
    brand: str = ""
    about: str = ""


_NONE = _Entry(0, {}, {})


class _Move(NamedTuple):
    """Hold what the index says about a product, and what it is to say."""

    key: int
    old: _Entry
    new: _Entry


async def index_products(
    tx: Transaction, changes: Sequence[tuple[Product | None, Product | None]]
) -> None:
    """Bring the index from what products were to what they are; None is none."""
    moves = []
    for before, after in changes:
        either, old, new = after or before, _entry(before), _entry(after)
        if either and old != new:
            moves.append(_Move(either.key, old, new))
    await _move_names(tx, moves)
    await put_words(tx, _word_changes(moves))
    await _count(tx, changes, moves)
    await tx.run(_CHANGED)


async def _move_names(tx: Transaction, moves: list[_Move]) -> None:
    gone, put, named, unnamed = [], [], [], []
    for key, old, new in moves:
        stays = old.community == new.community
        gone += [(name, key) for name in old.kinds if name not in new.kinds]
        put += [
            (name, key, new.community, kind)
            for name, kind in new.kinds.items()
            if not stays or old.kinds.get(name) != kind
        ]
        if new.kinds:
            named.append((key, new.community, _in_order(new.kinds), new.brand, new.about))
        else:
            unnamed.append((key,))
    await tx.many(_SURFACE_OUT, gone)
    await tx.many(_SURFACE_IN, sorted(put))
    await tx.many(_NAMING_OUT, unnamed)
    await tx.many(_NAMING_IN, named)


def _in_order(kinds: dict[str, int]) -> str:
    return "\n".join(sorted(kinds, key=lambda name: (-kinds[name], name)))


def _word_changes(moves: list[_Move]) -> Changes:
    """Say which products have a word now, in another way, or no longer."""
    changes: dict[tuple[str, int], dict[int, int | None]] = defaultdict(dict)
    for key, old, new in moves:
        stays = old.community == new.community
        for word in old.words:
            if not stays or word not in new.words:
                changes[word, old.community][key] = None
        for word, length in new.words.items():
            if not stays or old.words.get(word) != length:
                changes[word, new.community][key] = length
    return changes


async def _count(
    tx: Transaction,
    changes: Sequence[tuple[Product | None, Product | None]],
    moves: list[_Move],
) -> None:
    """Keep how many products have each word, and the spellings of the words that there are."""
    counts: Counter[str] = Counter()
    for before, after in changes:
        counts[EVERYTHING] += (after is not None) - (before is not None)
    for _, old, new in moves:
        counts.update(new.words.keys() - old.words.keys())
        counts.subtract(old.words.keys() - new.words.keys())
    more = sorted(word for word, count in counts.items() if count > 0)
    known = await _having(tx, more, "products > 0")
    await tx.many(_COUNT_UP, [(word, counts[word]) for word in more])
    await tx.many(_SPELLING_IN, _spellings(word for word in more if word not in known))
    fewer = sorted(word for word, count in counts.items() if count < 0)
    await tx.many(_COUNT_DOWN, [(-counts[word], word) for word in fewer])
    unused = await _having(tx, fewer, "products <= 0")
    await tx.many(_TERM_OUT, [(word,) for word in sorted(unused)])
    await tx.many(_SPELLING_OUT, _spellings(unused))


async def _having(tx: Transaction, words: Sequence[str], condition: str) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(words), _ASKED):
        asked = words[start : start + _ASKED]
        sql = f"SELECT term FROM vocabulary WHERE term IN ({marks(len(asked))}) AND {condition}"
        found.update(term for (term,) in await tx.all(sql, *asked))
    return found


def _spellings(words: Iterable[str]) -> list[tuple[str, str]]:
    return sorted((cut, word) for word in words if is_spelled(word) for cut in cuts(word))


def _entry(product: Product | None) -> _Entry:
    if product is None:
        return _NONE
    names = [(product.title, TITLE), *((alias, ALIAS) for alias in product.aliases)]
    if product.brand:
        names.append((product.name, NAME))
    if product.model:
        names.append((product.model, MODEL))
    kinds: dict[str, int] = {}
    for name, kind in names:
        folded = fold(name)
        if folded:
            kinds[folded] = max(kind, kinds.get(folded, 0))
    words: dict[str, int] = {}  # of the shortest name that has a word
    for folded in kinds:
        split = terms(folded)
        for word in split:
            words[word] = min(len(split), words.get(word, len(split)))
    about = f"{product.category or ''} {product.what or ''}"
    return _Entry(product.community, kinds, words, _plain(product.brand), _plain(about))


def _plain(text: str | None) -> str:
    return " ".join(terms(fold(text))) if text else ""
