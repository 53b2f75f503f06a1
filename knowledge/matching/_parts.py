"""How a word may be taken apart: it may be several, run together."""

import re

from knowledge.matching.words import has_digit

_MODEL = re.compile(r"(.{3,}[0-9])[^\W\d_]{1,4}")
_EDGE = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


def ways_apart(text: str) -> list[tuple[str, ...]]:
    """List the ways to take a word apart: anywhere but inside a number, into two or three."""
    if not has_digit(text):
        return [(text[:at], text[at:]) for at in range(2, min(len(text) - 1, 40))]
    edges = [found.start() for found in _EDGE.finditer(text)][:6]
    places = [at for at in range(1, min(len(text), 40)) if not text[at - 1 : at + 1].isdigit()]
    two = [(text[:at], text[at:]) for at in places]
    three = [
        (text[:one], text[one:other], text[other:])
        for place, one in enumerate(edges)
        for other in edges[place + 1 :]
    ]
    return [*two, *three]


def ways_without_variant(text: str) -> list[tuple[str, ...]]:
    """List the ways to take a model number apart without the letters it ends in, a colour's."""
    found = _MODEL.fullmatch(text)
    return [(found[1],), *ways_apart(found[1])] if found else []
