"""Bring up the products that a question's words may mean, and judge each by its names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from knowledge.matching._known import Known
from knowledge.matching._query import Word, look_up
from knowledge.matching._rerank import Fit, judge
from knowledge.matching.words import plurals
from knowledge.store.port import Transaction

_READ = 1000  # postings read for a question, rarest words first
_NARROWED = 64  # products in which common words are looked up
_BROUGHT_UP = 16  # products whose names are read
_JUDGED = 12  # names that are compared in full

# A word counts twice where it is all of a name, and hardly more than once in a long one.
_TOP = """
    SELECT product, sum(worth + worth / words) AS shared FROM (
        SELECT p.product AS product, p.words AS words, w.column2 AS worth
        FROM (VALUES {words}) w, posting p
        WHERE p.term = w.column1 AND p.community IN (0, ?) LIMIT ?
    ) read GROUP BY product ORDER BY shared DESC, product LIMIT ?"""
_ALSO = """
    SELECT top.product AS product, shared + coalesce((
        SELECT sum(w.column2 + w.column2 / p.words) FROM (VALUES {words}) w, posting p
        WHERE p.term = w.column1 AND p.product = top.product
    ), 0) AS shared FROM ({top}) top ORDER BY 2 DESC, 1 LIMIT ?"""
_NAMED = """
    SELECT s.product, s.folded, s.community FROM ({top}) best, surface s
    WHERE s.product = best.product"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A product's folded names, and whether it is a community's own or of the base beneath."""

    names: tuple[str, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A question's words, how well products fit them, best first, and those products' names."""

    words: Sequence[Word]
    fits: list[Fit]
    entries: Mapping[int, Entry]
    known: Known


async def compare(
    tx: Transaction, known: Known, community: int, short: str, long: str | None = None
) -> Compared:
    """Return how well products fit folded words; `long` is the wider reading."""
    long = long or short
    context = long.removeprefix(short).strip() if long.startswith(short) else ""
    words = await look_up(tx, known, short, context)
    worth = _worth(words)
    entries = await _bring_up(tx, known, community, worth)
    likely = _likely(entries, worth)
    best: dict[int, Fit] = {}
    names = await known.read_names(tx, [name for _, name in likely])
    for (product, _), name in zip(likely, names, strict=True):
        judged = judge(words, short, product, name)
        if product not in best or judged.score > best[product].score:
            best[product] = judged
    fits = sorted(
        best.values(),
        key=lambda each: (-each.score, not entries[each.product].is_own, each.product),
    )
    return Compared(words, _without_shadowed(fits, entries), entries, known)


def _worth(words: Sequence[Word]) -> dict[str, float]:
    """Return what each word of the index is worth that the question's words may stand for."""
    worth: dict[str, float] = {}
    for word in words:
        for term, strength in word.alike.items():
            worth[term] = max(worth.get(term, 0.0), word.weight * strength)
        for parts, strength in word.parts.items():
            for part in parts:
                worth[part] = max(worth.get(part, 0.0), word.weight * strength / len(parts))
    return worth


async def _bring_up(
    tx: Transaction, known: Known, community: int, worth: Mapping[str, float]
) -> dict[int, Entry]:
    """Return the products that share the weightiest words, with their names."""
    rare, common = _by_rarity(worth, known)
    if not rare:
        return {}
    values: list[object] = [each for term in rare for each in (term, worth[term])]
    values += [community, _READ, _NARROWED if common else _BROUGHT_UP]
    sql = _TOP.format(words=_pairs(rare))
    if common:
        sql = _ALSO.format(top=sql, words=_pairs(common))
        also = [each for term in common for each in (term, worth[term])]
        values = [*also, *values, _BROUGHT_UP]
    rows = await tx.all(_NAMED.format(top=sql), *values)
    found: dict[int, Entry] = {}
    for product, each in groupby(rows, key=itemgetter(0)):
        named = list(each)
        found[product] = Entry(tuple([name for _, name, _ in named]), bool(named[0][2]))
    return found


def _pairs(words: Sequence[str]) -> str:
    return ", ".join(["(?, ?)"] * len(words))


def _by_rarity(worth: Mapping[str, float], known: Known) -> tuple[list[str], list[str]]:
    """Part words into those whose postings are read and those only looked up."""
    rare: list[str] = []
    common: list[str] = []
    read = 0
    counted = sorted((count, term) for term in worth if (count := known.counts.get(term, 0)))
    for count, term in counted:
        read += count
        (common if rare and read > _READ else rare).append(term)
    return rare, common


def _likely(entries: Mapping[int, Entry], worth: dict[str, float]) -> list[tuple[int, str]]:
    """Return the names that share most with the question, at most two of a product."""
    worth = {plural: value for term, value in worth.items() for plural in plurals(term)} | worth
    rated: list[tuple[float, str, int]] = []
    for product, entry in entries.items():
        own: list[tuple[float, str, int]] = []
        for name in entry.names:
            words = name.split()
            shared = [worth[word] for word in words if word in worth]
            own.append((sum(shared) + len(shared) / len(words), name, product))
        own.sort(reverse=True)
        rated += own[:2]
    rated.sort(reverse=True)
    return [(product, name) for _, name, product in rated[:_JUDGED]]


def _without_shadowed(fits: Sequence[Fit], entries: Mapping[int, Entry]) -> list[Fit]:
    """Leave out shared products that fit by a name that one of the community's own has."""
    own = {each.name.folded for each in fits if entries[each.product].is_own}
    return [each for each in fits if entries[each.product].is_own or each.name.folded not in own]
