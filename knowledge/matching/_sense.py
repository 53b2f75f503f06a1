"""Weigh whether what has the wording of a question about a product is one.

"Is college worth it" is worded like "is the airwrap worth it". What tells them apart is listed as
cues: the kind of frame, the kinds of words (`[cues]` of a language file) that the name is made
of, that stand right before it and anywhere outside of it, and how it is written. Each cue has a
weight, fitted by benchmarks/fit_understanding.py; the sum of them says how likely it is.
"""

import math
import re
from collections.abc import Iterable, Sequence

from knowledge.matching import _weights
from knowledge.matching._background import background
from knowledge.matching._lexicon import Lexicon
from knowledge.matching._text import Words
from knowledge.matching.words import singular

# Less likely than the first it is no question; from the second on it is one. In between it is one
# if the product is known. A name alone gets the benefit of the doubt: whoever writes only that to
# a bot rarely chats.
FRAMED = 0.1, 0.37
ALONE = 0.01, 0.2
_MOST_UNKNOWN = 3
_MOST_WORDS = 5
_DETERMINERS = {"before own", "before definite", "before indefinite", "before pointing"}
_SHORTEST_ENDED = 5  # letters: "king" is no gerund
_NAMED = frozenset(
    {"ware", "goods", "person", "place", "people", "public", "sport", "playing"}
    | {"study", "work", "web"}
)
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"\b[A-Z]")

WEIGHTS = _weights.WEIGHTS


def cues(
    lexicon: Lexicon, words: Words, kind: str, name: tuple[int, int], frame: range
) -> frozenset[str]:
    """List what speaks for and against a product that is named by the words [start, end).

    `kind` is that of the frame, `frame` where it stands, its slot included.
    """
    keys, (start, end), known = words.keys, name, lexicon.cues
    before = keys[start - 1 : start]
    found = ["asked" if "?" in words.text else "said", f"frame {kind}"]
    named = _named(lexicon, keys[start:end])
    found += map(_of_name, named) if _is_proper(words, start, end) else named
    outside = keys[: min(frame.start, start)] + before + keys[max(frame.stop, end) :]
    for place, around in (("before", before), ("out", outside)):
        at_place = known[place]
        for key in around:
            if key in at_place:
                found += at_place[key]
    written = _written(words, start, end)
    determiner = known["before"].get(before[0], ()) if before else ()
    found += [f"{written} {each}" for each in determiner if each in _DETERMINERS]
    found += (written, f"{kind} {written}")
    if "all unknown" in found:
        found.append(f"{written} unknown")
    if len(words.sentences) > 1:
        found.append("sentences")
    return frozenset(found)


def _is_proper(words: Words, start: int, end: int) -> bool:
    """Tell whether several words are each written as a name, in a message that is not all so."""
    text = words.text
    for at in words.starts[start:end]:
        if not (text[at].isupper() or text[at].isdigit()):
            return False
    return end - start > 1 and text != text.title()


def _of_name(cue: str) -> str:
    """Give an everyday word little weight where all is written as a name: "Sleeping Dogs"."""
    place, _, kind = cue.partition(" ")
    said = place in ("in", "head") and kind not in _NAMED
    return "in name" if said or cue in ("gerund", "abstract") else cue


def _named(lexicon: Lexicon, name: Sequence[str]) -> list[str]:
    """Tell which kinds of words a name is made of; a ware is a word that many products have."""
    kinds, wares, unknown = lexicon.cues["in"], background(), 0
    found: list[str] = []
    for key in name:
        if key in kinds:
            found += kinds[key]
        elif key in wares or singular(key) in wares:
            found.append("in ware")
        else:
            unknown += 1
    found.append(f"{min(unknown, _MOST_UNKNOWN)} unknown")
    if unknown == len(name):
        found.append("all unknown")
    found.append(f"{min(len(name), _MOST_WORDS)} words")
    head = name[-1]
    ware = ("head ware",) if head in wares or singular(head) in wares else ()
    found += lexicon.cues["head"].get(head) or ware
    for cue, ends in lexicon.cue_endings.items():
        ended = name[0] if cue == "gerund" else head
        if len(ended) >= _SHORTEST_ENDED and ended.endswith(ends):
            found.append(cue)
    return found


def _written(words: Words, start: int, end: int) -> str:
    """Tell how a name is written, beside the rest of its message."""
    text = words.text
    typed = text[words.starts[start] : words.ends[end - 1]]
    if _DIGIT.search(typed):
        return "digits"
    if typed == typed.lower():
        return "small" if text == text.lower() else "no capitals"
    if text == text.upper():
        return "small"
    if text == text.title():
        return "title"
    if typed[1:] == typed[1:].lower() and start in words.opens:
        return "initial"  # any word that begins a sentence
    return "names" if len(_CAPITAL.findall(typed)) > 1 else "capitals"


def likely(found: Iterable[str]) -> float:
    """Return how likely a product is meant, 0 to 1."""
    score = WEIGHTS.get("any", 0.0) + sum([WEIGHTS.get(each, 0.0) for each in found])
    return 1 / (1 + math.exp(-score))
