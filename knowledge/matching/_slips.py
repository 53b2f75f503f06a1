"""How people slip while they type, and which words may be meant then."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from knowledge.matching.words import VOWELS, is_code, is_spelled

TWICE = range(7, 25)  # letters of a word in which two slips are forgiven: spellings grow so fast
_LIKELY, _UNLIKELY, _BOTH = 0.85, 0.75, 0.7  # how surely one slip, an odd one, or two were made
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {
    letter: (row, at + row / 2) for row, keys in enumerate(_ROWS) for at, letter in enumerate(keys)
}


def corrections(text: str, near: Iterable[str]) -> dict[str, float]:
    """Keep the words that are close enough to be meant, each with how surely (0 to 1)."""
    most, is_letters = 2 if len(text) in TWICE else 1, is_code(text)
    found: dict[str, float] = {}
    for term in sorted(near):  # in one order, so that a question has one answer
        distance = OSA.distance(text, term, score_cutoff=most)
        if distance > most or (is_letters and is_code(term)):
            continue
        if not is_spelled(term) and not _is_doubled(text, term):
            continue
        one = _LIKELY if is_likely(text, term) else _UNLIKELY
        found[term] = one if distance == 1 else _BOTH
    return found


def is_likely(typed: str, meant: str) -> bool:
    """Tell whether a word that is one letter from another is so by a usual slip.

    A letter lost, two in the wrong order, one twice, a vowel for another, or the next key's
    letter: not one from elsewhere on the keyboard.
    """
    if len(typed) < len(meant):
        return True
    ends = zip(typed, meant, strict=False)
    at = next((at for at, (one, other) in enumerate(ends) if one != other), len(meant))
    if len(typed) > len(meant):
        around = meant[max(at - 1, 0) : at + 1]
        return any(typed[at] == letter or _is_next(typed[at], letter) for letter in around)
    if typed[at + 1 : at + 2] == meant[at] and meant[at + 1 : at + 2] == typed[at]:
        return True
    return _is_next(typed[at], meant[at]) or {typed[at], meant[at]} <= VOWELS


def _is_doubled(typed: str, meant: str) -> bool:
    """Tell whether one letter was typed twice, all that a short word is mended of: "cupp"."""
    doubled = {meant[: at + 1] + meant[at:] for at in range(len(meant))}
    return meant.isalpha() and typed in doubled


def _is_next(one: str, other: str) -> bool:
    """Tell whether two letters are neighbours on a keyboard."""
    if one not in _PLACES or other not in _PLACES:
        return False
    (row, place), (its_row, its_place) = _PLACES[one], _PLACES[other]
    return abs(row - its_row) <= 1 and abs(place - its_place) <= 1
