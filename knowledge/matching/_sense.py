"""Weigh whether what has the wording of a question about a product is one.

"Is college worth it" is worded like "is the airwrap worth it". What tells them apart is listed as
cues: the kind of frame, the kinds of words (`[cues]` of a language file) that the name is made
of, that stand right before it and anywhere outside of it, and how it is written. Each cue has a
weight, fitted by benchmarks/fit_understanding.py; the sum of them says how likely it is.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from knowledge.matching._background import background
from knowledge.matching._lexicon import Lexicon
from knowledge.matching._text import Words

# Less likely than the first it is no question; from the second on it is one. In between it is one
# if the product is known. A name alone gets the benefit of the doubt: whoever writes only that to
# a bot rarely chats.
FRAMED = 0.1, 0.35
ALONE = 0.01, 0.2
_MOST_UNKNOWN = 3
_MOST_WORDS = 5
_DETERMINERS = {"before own", "before definite", "before indefinite", "before pointing"}
_SHORTEST_ENDED = 5  # letters: "king" is no gerund
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"\b[A-Z]")

WEIGHTS: dict[str, float] = {
    "0 unknown": -1.40,
    "1 unknown": -0.21,
    "2 unknown": 0.58,
    "2 words": 0.66,
    "3 unknown": 0.93,
    "3 words": 0.17,
    "4 words": -0.33,
    "5 words": -0.56,
    "abstract": -0.20,
    "all unknown": 1.56,
    "alone capitals": -0.30,
    "alone digits": -0.21,
    "alone no capitals": -0.16,
    "alternatives small": -0.16,
    "any": -0.19,
    "asked": -0.53,
    "before buying": 0.23,
    "before definite": 0.63,
    "before funds": -0.95,
    "before ideas": 0.21,
    "before indefinite": 0.39,
    "before infinitive": -0.28,
    "before joined": 0.11,
    "before love": 0.15,
    "before own": -0.78,
    "before pointing": -0.23,
    "before self": 0.42,
    "before sport": -0.33,
    "before third": -0.38,
    "before trading": -0.34,
    "before trouble": -0.18,
    "before when": -0.26,
    "before within": 0.42,
    "before work": -0.34,
    "before you": 0.19,
    "buying capitals": 0.13,
    "buying digits": 0.22,
    "buying initial": -0.17,
    "buying names": 0.15,
    "buying small": -0.12,
    "capitals": -0.28,
    "capitals before indefinite": 0.13,
    "capitals before own": 0.17,
    "capitals unknown": 0.38,
    "choice no capitals": -0.13,
    "compare capitals": 0.13,
    "compare digits": 0.14,
    "compare names": -0.08,
    "digits": 0.73,
    "digits before definite": 0.33,
    "digits before indefinite": 0.22,
    "digits unknown": 0.19,
    "elsewhere digits": 0.20,
    "elsewhere no capitals": -0.09,
    "frame alone": -0.83,
    "frame buying": 0.10,
    "frame choice": -0.15,
    "frame compare": 0.22,
    "frame elsewhere": 0.09,
    "frame opinion": 0.22,
    "frame tried": -0.17,
    "frame weak": -0.16,
    "frame worth": 0.75,
    "gerund": -2.01,
    "head animals": 0.17,
    "head asking": -0.16,
    "head body": -0.33,
    "head buying": 0.31,
    "head crowd": 0.25,
    "head definite": 0.09,
    "head denied": -0.48,
    "head family": -0.22,
    "head goods": 1.41,
    "head happening": 0.09,
    "head ideas": -0.25,
    "head joined": -0.09,
    "head living": -1.09,
    "head love": -0.19,
    "head made": -0.11,
    "head person": 0.20,
    "head place": -0.13,
    "head playing": -0.22,
    "head pointing": -0.10,
    "head public": -0.33,
    "head self": 0.09,
    "head social": -0.09,
    "head sport": -0.60,
    "head study": -0.86,
    "head third": 0.15,
    "head trading": -0.11,
    "head trouble": -0.24,
    "head verb": -0.13,
    "head ware": 0.95,
    "head web": -0.27,
    "head when": -0.24,
    "head work": -0.28,
    "head you": 0.24,
    "in along": -0.50,
    "in animals": 0.47,
    "in asking": -0.66,
    "in body": -0.32,
    "in buying": -0.27,
    "in definite": -0.74,
    "in denied": -0.55,
    "in family": 0.32,
    "in funds": -0.68,
    "in goods": 0.78,
    "in happening": 0.28,
    "in ideas": 0.09,
    "in indefinite": -1.09,
    "in infinitive": -0.88,
    "in joined": -0.51,
    "in love": -0.41,
    "in made": -0.32,
    "in own": -0.60,
    "in people": -0.15,
    "in person": -0.32,
    "in place": 0.17,
    "in playing": -0.33,
    "in pointing": -0.91,
    "in public": -1.26,
    "in self": -0.45,
    "in social": -0.24,
    "in sport": -0.38,
    "in study": -0.86,
    "in third": -0.64,
    "in trading": -0.97,
    "in trouble": -0.15,
    "in verb": -1.21,
    "in ware": 0.98,
    "in web": -0.32,
    "in when": -0.74,
    "in whose": -1.16,
    "in within": -1.41,
    "in work": -0.43,
    "initial unknown": 0.21,
    "names": 0.35,
    "names before definite": 0.25,
    "names before indefinite": 0.20,
    "names unknown": -0.08,
    "no capitals": -0.60,
    "no capitals before definite": 0.15,
    "no capitals before indefinite": 0.08,
    "no capitals before own": -0.56,
    "no capitals before pointing": -0.13,
    "no capitals unknown": 0.90,
    "opinion digits": 0.32,
    "out along": 0.27,
    "out asking": 0.32,
    "out body": -0.36,
    "out buying": 0.11,
    "out crowd": 0.18,
    "out family": 0.13,
    "out goods": 0.14,
    "out happening": 0.14,
    "out ideas": -0.17,
    "out indefinite": -0.10,
    "out infinitive": 0.22,
    "out joined": 0.69,
    "out living": 0.25,
    "out made": -0.22,
    "out own": -0.28,
    "out people": 0.15,
    "out place": 0.11,
    "out playing": -0.56,
    "out pointing": -0.23,
    "out public": -0.29,
    "out social": 0.31,
    "out sport": -0.49,
    "out study": -0.45,
    "out third": 0.50,
    "out trading": -0.28,
    "out trouble": -1.02,
    "out web": 0.15,
    "out when": -0.83,
    "out whose": -0.19,
    "out within": 0.21,
    "out work": -0.35,
    "out you": 0.18,
    "said": 0.38,
    "sentences": 0.90,
    "small": -0.18,
    "small before own": -0.37,
    "small before pointing": -0.12,
    "small unknown": 0.37,
    "title unknown": -0.14,
    "tried capitals": 0.34,
    "tried digits": -0.50,
    "tried names": -0.10,
    "tried no capitals": 0.26,
    "weak capitals": -0.36,
    "weak digits": 0.23,
    "weak names": 0.20,
    "weak no capitals": -0.16,
    "worth capitals": -0.22,
    "worth digits": 0.42,
    "worth names": 0.34,
    "worth small": 0.28,
}


def cues(
    lexicon: Lexicon, words: Words, kind: str, name: tuple[int, int], frame: range
) -> frozenset[str]:
    """List what speaks for and against a product that is named by the words [start, end).

    `kind` is that of the frame, `frame` where it stands, its slot included.
    """
    keys, (start, end), known = words.keys, name, lexicon.cues
    before = keys[start - 1 : start]
    found = ["asked" if "?" in words.text else "said", f"frame {kind}"]
    found += _named(lexicon, keys[start:end])
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


def _named(lexicon: Lexicon, name: Sequence[str]) -> Iterator[str]:
    """Tell which kinds of words a name is made of; a ware is a word that many products have."""
    kinds, wares, unknown = lexicon.cues["in"], background(), 0
    for key in name:
        if key in kinds:
            yield from kinds[key]
        elif key in wares:
            yield "in ware"
        else:
            unknown += 1
    yield f"{min(unknown, _MOST_UNKNOWN)} unknown"
    if unknown == len(name):
        yield "all unknown"
    yield f"{min(len(name), _MOST_WORDS)} words"
    head = name[-1]
    yield from lexicon.cues["head"].get(head) or (("head ware",) if head in wares else ())
    for cue, ends in lexicon.cue_endings.items():
        ended = name[0] if cue == "gerund" else head
        if len(ended) >= _SHORTEST_ENDED and ended.endswith(ends):
            yield cue


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
