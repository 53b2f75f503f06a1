"""How likely a candidate is meant: a few dozen small decision trees, added up.

Each tree asks three questions of the evidence and ends in a number; their sum is the log odds.
They stand in `trees.json`, fitted and written by benchmarks/fit_linker.py.
"""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from knowledge.matching._query import Word
from knowledge.matching._rerank import Fit, is_other_variant

MOST = 0.97  # what is not the very name is never surer than this
_HIGH = 0.95  # from which on it is pressed together, in its order, to stay below MOST
_FAR_AHEAD = 3.0  # a lead in score after which more of it says nothing
TREES = Path(__file__).with_name("trees.json")


class Evidence(NamedTuple):
    """What is known of one candidate beside the next best; see `_rerank.Features` for the rest."""

    asked: float
    named: float
    missing: float
    stray: float
    conflict: float
    shape: float
    rarity: float
    number: float
    unasked: float
    unexplained: float
    score: float
    ahead: float  # of the next best in score, 0 to 1; below 0 for who is behind
    asked_ahead: float  # the same in single features
    named_ahead: float
    shape_ahead: float
    words: float  # of the question; those after "for" count less, here and below
    name_words: float
    exact: float  # words that agree letter by letter
    agreed: float  # the weight of words that agree
    missed: float  # the weight of words that do not
    missed_known: float  # how many of these other products have
    missed_numbers: float


_Last = tuple[int, float, float, float]  # column, bound, what is added below and from it on
_Middle = tuple[int, float, _Last, _Last]
_Root = tuple[int, float, _Middle, _Middle]


class Tree(msgspec.Struct, frozen=True):
    """Seven questions (is this at least that?), from the root down, and what eight answers add."""

    asks: tuple[tuple[str, float], ...]
    adds: tuple[float, ...]


def evidence(
    words: Sequence[Word], fits: Sequence[Fit], at: int = 0, *, alone: bool = False
) -> Evidence:
    """Return what tells how likely one of some candidates, best first, is meant.

    `alone` looks at it as if there were no other.
    """
    mine = fits[at]
    its = mine.features
    rival = None if alone else _rival(fits, at)
    ahead = mine.score - rival.score if rival else _FAR_AHEAD
    said = exact = known = numbers = agreed = missed = 0.0
    left = [term for term in mine.name.terms if term not in mine.agreed]
    for word, strength in zip(words, mine.strengths, strict=True):
        if not strength and is_other_variant(word, left):
            continue
        said += word.share
        if strength:
            exact += word.share * (strength == 1.0)
            agreed += word.weight * strength
        else:
            missed += word.weight
            known += word.share * word.is_known
            numbers += word.share * word.is_number
    return Evidence(
        its.asked,
        its.named,
        its.missing,
        its.stray,
        its.conflict,
        its.shape,
        its.rarity,
        its.number,
        its.unasked,
        its.unexplained,
        mine.score,
        max(-_FAR_AHEAD, min(_FAR_AHEAD, ahead)) / _FAR_AHEAD,
        its.asked - rival.features.asked if rival else 1.0,
        its.named - rival.features.named if rival else 1.0,
        its.shape - rival.features.shape if rival else 1.0,
        said,
        len(mine.name.terms),
        exact,
        agreed,
        missed,
        known,
        numbers,
    )


def _rival(fits: Sequence[Fit], at: int) -> Fit | None:
    """Return the best of the others; of the first, none that is the same and more.

    Who says "barista touch" means no "barista touch impress" where there is the plain one, nor a
    longer name where all that was said is of the first and a whole name of it.
    """
    if at or len(fits) < 2:
        return fits[0] if at else None
    first = fits[0]
    if not all(first.strengths):
        return fits[1]
    plain, is_whole = set(first.name.terms), first.features.named >= 1.0
    for each in fits[1:]:
        is_more = each.agreed == first.agreed and plain < {*each.name.terms}
        if not (is_more or (is_whole and each.features.named < 1.0)):
            return each
    return None


def sure(seen: Evidence) -> float:
    """Return how likely a candidate is meant, 0 to 1."""
    odds = 0.0
    for root, bound, below, above in trees():  # one step a line, which is twice as fast as a loop
        middle, its, low, high = above if seen[root] >= bound else below
        last, end, less, more = high if seen[middle] >= its else low
        odds += more if seen[last] >= end else less
    likely = 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, odds))))
    if seen.ahead < 1.0:  # of two that fit alike, neither is likelier than not
        likely = min(likely, 1.0 / (1.0 + math.exp(-_FAR_AHEAD * seen.ahead)))
    if likely <= _HIGH:
        return likely
    return _HIGH + (likely - _HIGH) / (1.0 - _HIGH) * (MOST - _HIGH)


@cache
def trees() -> list[_Root]:
    """Read the trees as nested steps: a column of the evidence, its bound, the two ways on."""
    return [_nest(tree) for tree in msgspec.json.decode(TREES.read_bytes(), type=list[Tree])]


def _nest(tree: Tree) -> _Root:
    root, left, right, *lowest = [(Evidence._fields.index(name), it) for name, it in tree.asks]
    ends = zip(tree.adds[::2], tree.adds[1::2], strict=True)
    one, two, three, four = [(*ask, *end) for ask, end in zip(lowest, ends, strict=True)]
    return (*root, (*left, one, two), (*right, three, four))
