"""Bring up the products that a question's words may mean, and judge each by its names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import partial_ratio, ratio

from knowledge.matching._entry import Entry
from knowledge.matching._known import Known, listed
from knowledge.matching._postings import with_words
from knowledge.matching._query import Word, look_up
from knowledge.matching._rerank import Fit, judge
from knowledge.matching.words import plurals
from knowledge.store.packing import MOST, products_in, unpack
from knowledge.store.port import Transaction

_READ = 2000  # products of rare words that are added up, rarest words first
_LISTS = 2 * _READ // MOST  # packed lists, half full as they may be, that hold as many
_AHEAD = 2.5  # times what is to come: as far ahead as that nobody new comes near
_NARROWED = 64  # products in whose names common words are looked for
_SEARCHED = 128  # products in whose names a word is looked for that nothing else mends
_LIKE = 75  # of 100: how like such a word is at least
_ENOUGH = 0.45  # of what the first shares: with less a product is too far behind
_BROUGHT_UP = 16  # products whose names are compared
_JUDGED, _RIVALS = 12, 3  # names that are compared in full: at most, and at least
# What a glance at a name adds up, as `_rerank.FIT` does, and how far behind none is looked at.
_ASKED, _NAMED, _SAID, _SHAPE, _REACH = 4.2, 2.7, 4.9, 0.053, 4.0
_TWICE = [2.0, *(1 + 1 / words for words in range(1, 256))]  # what a word counts, by the name's
_NAMED_SO = """
    SELECT n.product, n.community, n.names, n.brand, n.about
    FROM {} CROSS JOIN naming n WHERE n.product = asked.column1"""


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
    lost = [word for word in words if word.is_lost]
    entries = await _bring_up(tx, known, community, worth, lost)
    likely = _likely(entries, worth, words, short)
    names = await known.read_names(tx, [name for _, name in likely])
    pairs = [(product, name) for (product, _), name in zip(likely, names, strict=True)]
    judged = [judge(words, short, *pair, entries[pair[0]].has) for pair in pairs]
    told = _tell_variants(words, judged)
    for at, each in enumerate(judged) if told else ():
        if not all(each.strengths[word] for word in told):
            judged[at] = judge(words, short, *pairs[at], entries[each.product].has)
    judged.sort(key=lambda each: (-each.score, not entries[each.product].is_own, each.product))
    best: dict[int, Fit] = {}
    for each in judged:
        best.setdefault(each.product, each)
    return Compared(words, _without_shadowed(list(best.values()), entries), entries, known)


def _tell_variants(words: Sequence[Word], judged: Sequence[Fit]) -> list[int]:
    """Take colours and sizes for words like others where they tell products apart; say which do.

    They do when one product has the word, and all else of the question that another has.
    """
    told = []
    for at, word in enumerate(words):
        if not word.is_variant:
            continue
        having = [_having(each) for each in judged if each.strengths[at]]
        lacking = [_having(each) for each in judged if having and not each.strengths[at]]
        if any(its <= other for its in lacking for other in having):
            word.is_variant = False
            told.append(at)
    return told


def _having(judged: Fit) -> set[int]:
    return {at for at, strength in enumerate(judged.strengths) if strength}


def _worth(words: Sequence[Word]) -> dict[str, float]:
    """Return what each word of the index is worth that the question's words may stand for.

    Each part of a model number is worth the whole: hardly anything else has any of them.
    """
    worth: dict[str, float] = {}
    for word in words:
        for term, strength in word.alike.items():
            worth[term] = max(worth.get(term, 0.0), word.weight * strength)
        for parts, strength in word.parts.items():
            each = word.weight * strength / (1 if word.is_number else len(parts))
            for part in parts:
                worth[part] = max(worth.get(part, 0.0), each)
    return worth


async def _bring_up(
    tx: Transaction,
    known: Known,
    community: int,
    worth: Mapping[str, float],
    lost: Sequence[Word],
) -> dict[int, Entry]:
    """Return the products that share the weightiest words, with their names."""
    rare, common = _by_rarity(worth, known)
    if not rare:
        return {}
    # Besides, each word has a list that is not full in the community and one beneath it.
    lists = await with_words(tx, community, rare, _LISTS + 2 * len(rare))
    shared = _add_up(lists, rare, worth)
    if not shared:
        return {}
    best = _best(shared, _SEARCHED if lost else _NARROWED if common else _BROUGHT_UP)
    to_come = sum([worth[term] for term in common]) + sum([word.weight for word in lost])
    if not to_come:
        enough = _ENOUGH * shared[best[0]]
        best = best[:_RIVALS] + [each for each in best[_RIVALS:] if shared[each] >= enough]
    elif len(best) > _BROUGHT_UP:
        enough = shared[best[_BROUGHT_UP - 1]] - to_come
        best = [each for each in best if shared[each] >= enough]
    table, values = listed(best)
    rows = await tx.all(_NAMED_SO.format(table), *values)
    if common or lost:
        for product, _, names, _, _ in rows:
            spaced = f" {names}".replace("\n", " ")
            shared[product] += sum([worth[term] for term in common if f" {term}" in spaced])
            shared[product] += sum([_seen(word, names) for word in lost])
        kept = set(_best({product: shared[product] for product, *_ in rows}, _BROUGHT_UP))
        rows = [row for row in rows if row[0] in kept]
    return {
        product: Entry(names, owner, brand, about) for product, owner, names, brand, about in rows
    }


def _seen(word: Word, names: str) -> float:
    """Return what it is worth that a mistyped word is like some of a product's names."""
    like = partial_ratio(word.text, names, score_cutoff=_LIKE) / 100
    return word.weight * like * like


def _add_up(
    lists: Mapping[str, Iterable[bytes]], rare: Sequence[str], worth: Mapping[str, float]
) -> dict[int, float]:
    """Add up what the words are worth that each product has, from the rarest word on.

    A word counts twice where it is all of a name, and hardly more than once in a long one. When
    all words to come together are worth little beside the best product's, who has none of the
    words so far is left out.
    """
    shared: dict[int, float] = {}
    so_far = shared.get
    to_come = sum([worth[term] for term in rare])
    for term in rare:
        value = worth[term]
        if not shared:
            for each in lists.get(term, ()):
                shared |= {product: value * _TWICE[words] for product, words in unpack(each)}
        elif max(shared.values()) > _AHEAD * to_come:
            for each in lists.get(term, ()):
                for product in shared.keys() & set(products_in(each)):
                    shared[product] += value
        else:
            for each in lists.get(term, ()):
                for product, words in unpack(each):
                    shared[product] = so_far(product, 0.0) + value * _TWICE[words]
        to_come -= value
    return shared


def _best(shared: Mapping[int, float], most: int) -> list[int]:
    """Return the products that share most; of those that share alike the first."""
    least = sorted(shared.values(), reverse=True)[most - 1] if len(shared) > most else 0.0
    near = [(-value, product) for product, value in shared.items() if value >= least]
    return [product for _, product in sorted(near)[:most]]


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


def _likely(
    entries: Mapping[int, Entry], worth: dict[str, float], words: Sequence[Word], asked: str
) -> list[tuple[int, str]]:
    """Return the names that look most like the question, at most three of a product."""
    worth = {plural: value for term, value in worth.items() for plural in plurals(term)} | worth
    per_weight = _ASKED / (sum([word.weight for word in words]) or 1.0)
    per_word = 1.0 / (len(words) or 1)
    rated: list[tuple[float, str, int]] = []
    for product, entry in entries.items():
        own: list[tuple[float, str, int]] = []
        for name in entry.names:
            its = name.split()
            shared = [worth[word] for word in its if word in worth]
            if shared:
                count = len(shared)
                said = min(1.0, count * per_word)
                rating = sum(shared) * per_weight + _NAMED * count / len(its) + _SAID * said
                own.append((rating, name, product))
        own.sort(reverse=True)
        rated += [(each + _SHAPE * ratio(asked, name), name, key) for each, name, key in own[:3]]
    rated.sort(reverse=True)
    near = rated[0][0] - _REACH if rated else 0.0
    return [
        (product, name)
        for at, (rating, name, product) in enumerate(rated[:_JUDGED])
        if rating >= near or at < _RIVALS
    ]


def _without_shadowed(fits: Sequence[Fit], entries: Mapping[int, Entry]) -> list[Fit]:
    """Leave out shared products that fit by a name that one of the community's own has."""
    own = {each.name.folded for each in fits if entries[each.product].is_own}
    return [each for each in fits if entries[each.product].is_own or each.name.folded not in own]
