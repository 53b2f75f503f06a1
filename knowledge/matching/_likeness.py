"""How like a word is to those of a name that has neither it nor what it was corrected to."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from knowledge.matching._background import is_everyday
from knowledge.matching._known import Name
from knowledge.matching._query import Word
from knowledge.matching.words import (
    SHORTEST_SPELLED,
    cuts,
    has_digit,
    is_code,
    is_spelled,
    spoken,
    terms,
)

_SLIP = 0.75  # likeness from which two words of letters may be one
_ONE_SLIP = 1.5  # letters: what is a word itself may be another with one slip, not with two
_LEAST_LIKE = 0.6  # likeness from which a word that is none may be one: two slips in five letters
_SHORTEST_LOST = 5  # letters
# How far such words agree.
_ONLY_LIKE, _RUN_TOGETHER, _VARIANT, _BEGINS, _SHORT_FOR = 0.8, 0.97, 0.9, 0.8, 0.85
_SHORTENED = 0.6
_SHORTEST_MODEL = 5
_INITIALS = range(3, 6)  # letters of a word that may be initials
_CALLED = range(2, 6)  # and of the initials that a name begins with, beside other words of it
_SHORTEST_BEGINNING = 5  # letters of a word that is cut short: "instant immers"


def close(word: Word, name: Name, hit: set[str]) -> float:
    """Return how like a word is to one that the name has left over."""
    text = word.text
    if word.is_number:
        agrees = _same_model(text, name.terms, hit)
    elif not word.is_known and len(text) in _INITIALS and _has_initials(text, name.terms, hit):
        agrees = _RUN_TOGETHER
    elif len(text) in _CALLED and hit and _begins_so(text, name, hit):
        agrees = _SHORT_FOR
    elif is_spelled(text):
        agrees = _mistyped(word, name, hit) or _as_written(word, name, hit)
    else:
        agrees = _cut_short(text, name, hit)
    return agrees or (_lost(word, name, hit) if word.is_lost else 0.0)


def _mistyped(word: Word, name: Name, hit: set[str]) -> float:
    """Return how like a word is to one of a name, cut short or mistyped."""
    text = word.text
    best, its, length = 0.0, "", len(text)
    least = max(_SLIP, 1 - _ONE_SLIP / length) if text in word.alike else _SLIP
    code = is_code(text)
    for term in name.spelled:
        if term in hit:
            continue
        if length >= _SHORTEST_BEGINNING and term.startswith(text):
            hit.add(term)
            return _BEGINS
        if -3 < len(term) - length < 3 and not (code and is_code(term)):
            likeness = OSA.normalized_similarity(text, term, score_cutoff=least)
            if likeness > best:
                best, its = likeness, term
    if its:
        hit.add(its)
    return best * _ONLY_LIKE


def _as_written(word: Word, name: Name, hit: set[str]) -> float:
    """Return how like a word is to one of a name, with two slips, or with the endings of both."""
    text, typed = word.text, word.typed
    if text in word.alike or is_everyday(text):
        return 0.0
    best, its, code = 0.0, "", is_code(text)
    least = _LEAST_LIKE if len(text) >= _SHORTEST_LOST else _SLIP
    for term, raw in zip(name.terms, spoken(name.folded), strict=True):
        if not -3 < len(raw) - len(typed) < 3 or term in hit or not is_spelled(raw):
            continue
        if code and is_code(term):
            continue
        likeness = OSA.normalized_similarity(typed, raw, score_cutoff=least)
        if text != typed or term != raw:
            alike = OSA.normalized_similarity(text, term, score_cutoff=least)
            likeness = max(likeness, alike)
        if likeness > best:
            best, its = likeness, term
    if its:
        hit.add(its)
    return best * _ONLY_LIKE


def _cut_short(text: str, name: Name, hit: set[str]) -> float:
    """Return whether a word of three letters is one of a name's that has lost a letter."""
    if len(text) != SHORTEST_SPELLED - 1 or not text.isalpha() or is_everyday(text):
        return 0.0
    for term in name.spelled:
        if len(term) == SHORTEST_SPELLED and term not in hit and text in cuts(term):
            hit.add(term)
            return _SHORTENED
    return 0.0


def _lost(word: Word, name: Name, hit: set[str]) -> float:
    """Return how like a word that nothing mends is to two of a name's run together.

    Of a number nothing may differ: only the letters written to it are mended.
    """
    best, its = 0.0, set[str]()
    for parts in _pairs([term for term in name.terms if term not in hit]):
        whole = "".join(parts)
        if whole[0] != word.text[0] or not -3 < len(whole) - len(word.text) < 3:
            continue
        if word.is_number and not _has_number(parts, word.text):
            continue
        likeness = OSA.normalized_similarity(word.text, whole, score_cutoff=_LEAST_LIKE)
        if likeness > best:
            best, its = likeness, {*parts}
    hit |= its
    return best * _ONLY_LIKE


def _pairs(left: Sequence[str]) -> Iterator[tuple[str, str]]:
    """List two words in their order, with at most one between."""
    for at, term in enumerate(left):
        for other in left[at + 1 : at + 3]:
            yield term, other


def _has_number(parts: tuple[str, str], text: str) -> bool:
    """Tell whether parts are a word and a number, and a text has the very number at that end."""
    first, last = parts
    if first.isdigit() == last.isdigit():
        return False
    if first.isdigit():
        return last.isalpha() and text.startswith(first) and text[len(first) :].isalpha()
    return first.isalpha() and text.endswith(last) and text[: -len(last)].isalpha()


def _has_initials(text: str, name: Sequence[str], hit: set[str]) -> bool:
    """Tell whether words of a name begin with a word's letters: "gta" of "grand theft auto"."""
    initials = "".join([term[0] for term in name])
    at = initials.find(text)
    if at < 0:
        return False
    hit.update(name[at : at + len(text)])
    return True


def _begins_so(text: str, name: Name, hit: set[str]) -> bool:
    """Tell whether a word is the initials that a name begins with: "tnf" of "the north face".

    Not of words that were said themselves: "ps plus" is nothing of a "plus size" thing.
    """
    first = name.folded.split()[: len(text)]
    if "".join([each[0] for each in first]) != text or is_everyday(text):
        return False
    its = terms(" ".join(first))
    if not hit.isdisjoint(its):
        return False
    hit.update(its)
    return True


def _same_model(text: str, name: Sequence[str], hit: set[str]) -> float:
    """Match a model number against words of a name run together, or one of its variants."""
    for at, first in enumerate(name):
        if first[0] != text[0]:
            continue
        if text.startswith(first):
            for count in (2, 3):
                run = name[at : at + count]
                if len(run) == count and "".join(run) == text:
                    hit.update(run)
                    return _RUN_TOGETHER
        if first[:_SHORTEST_MODEL] == text[:_SHORTEST_MODEL] and _is_variant(text, first):
            hit.add(first)
            return _VARIANT
    return 0.0


def _is_variant(one: str, other: str) -> bool:
    """Tell whether one model number is the other and some letters: "sd1100" and "sd1100is"."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    rest = long.removeprefix(short)
    return (
        len(short) >= _SHORTEST_MODEL
        and len(rest) < len(long)
        and (short[-1].isdigit() or len(short) > _SHORTEST_MODEL)  # "x100v" is no "x100vi"
        and not has_digit(rest)
    )
