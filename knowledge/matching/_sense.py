"""Weigh whether what has the wording of a question about a product is one.

"Is college worth it" is worded like "is the airwrap worth it". What tells them apart is listed as
cues: the kind of frame, the kinds of words (`[cues]` of a language file) that the name is made
of, that stand right before it and anywhere outside of it, and how it is written. Each cue has a
weight, fitted by benchmarks/fit_understanding.py; the sum of them says how likely it is.
"""

import math
import re
from collections.abc import Iterable, Iterator

from knowledge.matching._lexicon import Lexicon
from knowledge.matching._text import Words

# Less likely than the first it is no question; from the second on it is one. In between it is one
# if the product is known. A name alone gets the benefit of the doubt: whoever writes only that to
# a bot rarely chats.
FRAMED = 0.1, 0.35
ALONE = 0.05, 0.2
_MOST_UNKNOWN = 3
_SHORTEST_ENDED = 5  # letters: "king" is no gerund
_DIGIT = re.compile(r"\d")

WEIGHTS: dict[str, float] = {
    "0 unknown": -1.31,
    "2 unknown": 0.35,
    "3 unknown": 0.97,
    "all unknown": 1.65,
    "any": -0.10,
    "asked": -0.41,
    "before asking": 0.26,
    "before buying": 0.89,
    "before crowd": -0.39,
    "before definite": 0.55,
    "before funds": -0.96,
    "before happening": 0.27,
    "before indefinite": 0.34,
    "before infinitive": -0.24,
    "before own": -1.00,
    "before pointing": -0.27,
    "before self": 0.38,
    "before trouble": -0.38,
    "before verb": -0.55,
    "before within": -0.09,
    "capitals": 0.12,
    "digits": 1.05,
    "frame alone": -0.71,
    "frame alternatives": 0.42,
    "frame choice": -0.46,
    "frame weak": -0.19,
    "frame worth": 1.00,
    "gerund": -1.97,
    "head asking": -0.17,
    "head body": -0.26,
    "head buying": 0.30,
    "head crowd": 0.12,
    "head denied": -0.55,
    "head funds": -0.21,
    "head goods": 1.22,
    "head happening": -0.13,
    "head joined": -0.13,
    "head living": -0.87,
    "head love": -0.31,
    "head made": -0.18,
    "head playing": -0.24,
    "head pointing": -0.18,
    "head public": -0.58,
    "head self": 0.20,
    "head social": -0.18,
    "head sport": -0.48,
    "head study": -0.79,
    "head trading": 0.25,
    "head trouble": -0.54,
    "head verb": -0.34,
    "head web": -0.39,
    "head when": -0.25,
    "head whose": -0.08,
    "head work": -0.22,
    "head you": 0.20,
    "in asking": -0.39,
    "in body": -0.66,
    "in buying": -0.40,
    "in crowd": -0.13,
    "in definite": -0.87,
    "in denied": -0.61,
    "in family": 0.71,
    "in funds": -0.77,
    "in goods": 0.86,
    "in happening": 0.38,
    "in indefinite": -1.48,
    "in infinitive": -1.06,
    "in joined": -0.75,
    "in living": 0.33,
    "in love": -0.69,
    "in made": -0.65,
    "in own": -1.03,
    "in playing": -0.27,
    "in pointing": -0.99,
    "in public": -1.10,
    "in self": -0.24,
    "in social": -0.15,
    "in sport": -0.24,
    "in study": -0.79,
    "in third": -0.75,
    "in trading": -1.34,
    "in trouble": -0.55,
    "in verb": -1.37,
    "in web": -0.26,
    "in when": -0.74,
    "in whose": -1.05,
    "in within": -1.72,
    "in work": -0.41,
    "in you": 0.21,
    "no capitals": -0.53,
    "out asking": 0.13,
    "out buying": -0.22,
    "out crowd": -0.43,
    "out definite": -0.15,
    "out family": 0.36,
    "out goods": -0.12,
    "out happening": -0.14,
    "out indefinite": -0.41,
    "out infinitive": -0.35,
    "out joined": 0.38,
    "out living": 0.11,
    "out own": -0.40,
    "out playing": -0.30,
    "out pointing": -0.61,
    "out public": -0.57,
    "out self": 0.18,
    "out social": 0.31,
    "out sport": -0.43,
    "out study": -0.54,
    "out third": 0.86,
    "out trouble": -0.28,
    "out web": 0.21,
    "out when": -0.92,
    "out within": 0.15,
    "out you": 0.23,
    "said": 0.37,
    "sentences": 0.62,
    "title": 0.26,
}


def cues(
    lexicon: Lexicon, words: Words, kind: str, name: tuple[int, int], frame: range
) -> frozenset[str]:
    """List what speaks for and against a product that is named by the words [start, end).

    `kind` is that of the frame, `frame` where it stands, its slot included.
    """
    keys, (start, end), known = words.keys, name, lexicon.cues
    inside, before = keys[start:end], keys[start - 1 : start]
    outside = keys[: min(frame.start, start)] + before + keys[max(frame.stop, end) :]
    found = ["asked" if "?" in words.text else "said", f"frame {kind}"]
    unknown = 0
    for key in inside:
        cues = known["in"].get(key)
        if cues is None:
            unknown += 1
        else:
            found += cues
    found.append(f"{min(unknown, _MOST_UNKNOWN)} unknown")
    if unknown == end - start:
        found.append("all unknown")
    found += known["head"].get(inside[-1], ())
    for place, around in (("before", before), ("out", outside)):
        at_place = known[place]
        for key in around:
            if key in at_place:
                found += at_place[key]
    if len(inside[0]) >= _SHORTEST_ENDED:
        endings = lexicon.cue_endings.items()
        found += [cue for cue, ends in endings if inside[0].endswith(ends)]
    found += _written(words, start, end)
    return frozenset(found)


def _written(words: Words, start: int, end: int) -> Iterator[str]:
    """Tell how a name is written, beside the rest of its message."""
    text = words.text
    typed = text[words.starts[start] : words.ends[end - 1]]
    if _DIGIT.search(typed):
        yield "digits"
    if typed != typed.lower() and text != text.upper():
        yield "title" if text == text.title() else "capitals"
    elif text != text.lower():
        yield "no capitals"
    if len(words.sentences) > 1:
        yield "sentences"


def likely(found: Iterable[str]) -> float:
    """Return how likely a product is meant, 0 to 1."""
    score = WEIGHTS.get("any", 0.0) + sum([WEIGHTS.get(each, 0.0) for each in found])
    return 1 / (1 + math.exp(-score))
