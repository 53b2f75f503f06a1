"""Bring up the products that a question's words may mean, and judge each by its names."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.matching._counts import Counts, padded
from knowledge.matching._query import Word, look_up
from knowledge.matching._rerank import Fit, Name, judge
from knowledge.matching.words import terms
from knowledge.store.port import Transaction

_READ = 1000  # postings read for a question, rarest words first
_JUDGED = 20  # products whose names are read
_WORTH_JUDGING = 0.4  # of the weight that the first of them shares with the question


@dataclass(frozen=True, slots=True)
class Compared:
    """A question's words, how well products fit them, best first, and the products' names."""

    words: Sequence[Word]
    fits: list[Fit]
    names: Mapping[int, Sequence[Name]]
    is_young: bool  # the base is small


async def compare(tx: Transaction, community: int, short: str, long: str | None = None) -> Compared:
    """Return how well products fit folded words; `long` is the wider reading."""
    long = long or short
    context = long.removeprefix(short).strip() if long.startswith(short) else ""
    words, counts = await look_up(tx, short, context)
    products = await _bring_up(tx, community, words, counts)
    if not products:
        return Compared(words, [], {}, counts.is_young)
    names, ours = await _names(tx, products)
    await counts.read({term for each in names.values() for name in each for term in name.terms})
    fits = [
        max(
            (judge(words, short, product, name, counts) for name in names[product]),
            key=lambda each: each.score,
        )
        for product in sorted(names)
    ]
    fits.sort(key=lambda each: (-each.score, each.product not in ours, each.product))
    return Compared(words, _without_shadowed(fits, ours), names, counts.is_young)


async def _bring_up(
    tx: Transaction, community: int, words: Sequence[Word], counts: Counts
) -> list[int]:
    """Return the products that share the weightiest words, best first."""
    worth: dict[str, float] = {}
    for word in words:
        for term, strength in word.alike.items():
            worth[term] = max(worth.get(term, 0.0), word.weight * strength)
        for parts, strength in word.parts.items():
            for part in parts:
                worth[part] = max(worth.get(part, 0.0), word.weight * strength / len(parts))
    rare, common = _by_rarity(worth, counts)
    sums: defaultdict[int, float] = defaultdict(float)
    for term, product in await _postings(tx, community, rare):
        sums[product] += worth[term]
    best = sorted(sums, key=lambda each: (-sums[each], each))
    if common and len(best) > _JUDGED:
        best = best[: _JUDGED * 5]
        for term, product in await _postings_of(tx, common, best):
            sums[product] += worth[term]
        best.sort(key=lambda each: (-sums[each], each))
    return [each for each in best[:_JUDGED] if sums[each] >= sums[best[0]] * _WORTH_JUDGING]


def _by_rarity(worth: dict[str, float], counts: Counts) -> tuple[list[str], list[str]]:
    """Part words into those whose postings are read and those only looked up."""
    rare: list[str] = []
    common: list[str] = []
    read = 0
    for term in sorted(worth, key=counts.of):
        read += counts.of(term)
        (common if rare and read > _READ else rare).append(term)
    return rare, common


async def _postings(tx: Transaction, community: int, words: list[str]) -> Sequence[tuple[str, int]]:
    if not words:
        return []
    rows = await tx.all(
        f"SELECT term, product FROM posting WHERE term IN ({padded(words)})"
        " AND community IN (0, ?) ORDER BY term, product LIMIT ?",
        *words,
        community,
        _READ,
    )
    return [(term, product) for term, product in rows]


async def _postings_of(
    tx: Transaction, words: list[str], products: list[int]
) -> Sequence[tuple[str, int]]:
    some = list(products)
    sql = f"SELECT term, product FROM posting WHERE term IN ({padded(words)})"
    rows = await tx.all(f"{sql} AND product IN ({padded(some)})", *words, *some)
    return [(term, product) for term, product in rows]


async def _names(
    tx: Transaction, products: Sequence[int]
) -> tuple[Mapping[int, list[Name]], set[int]]:
    """Return the names of products, and which products are a community's own."""
    keys = list(products)
    sql = f"SELECT product, folded, community FROM surface WHERE product IN ({padded(keys)})"
    names: defaultdict[int, list[Name]] = defaultdict(list)
    ours: set[int] = set()
    for product, folded, community in await tx.all(sql, *keys):
        names[product].append(Name(folded, terms(folded)))
        if community:
            ours.add(product)
    return names, ours


def _without_shadowed(fits: Sequence[Fit], ours: set[int]) -> list[Fit]:
    """Leave out shared products that fit by a name that one of the community's own has."""
    own = {each.name.folded for each in fits if each.product in ours}
    return [each for each in fits if each.product in ours or each.name.folded not in own]
