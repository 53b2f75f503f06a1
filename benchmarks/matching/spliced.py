"""Products made of others' names, to see what finding is like in a far larger catalogue.

A name is the head of one, the middle of a second and the end of a third name of the same kind of
thing, its numbers changed: words are as common as in the catalogue and model numbers look real.
They are harsher than real products, which bring words of their own.
"""

import random
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

_FEWEST = 20  # names of a kind, so that there is something to splice
_SEED = 5


def spliced(rows: Sequence[Mapping[str, Any]], without: Collection[str], count: int) -> list[str]:
    """Make names of rows with `id`, `name` and `cat`, of none whose id is in `without`."""
    kinds: dict[str, list[list[str]]] = defaultdict(list)
    for row in rows:
        if row["id"] not in without:
            kinds[row.get("cat") or row["id"][:2]].append(row["name"].split())
    names = _names([each for each in kinds.values() if len(each) >= _FEWEST])
    taken = {row["name"].casefold() for row in rows}
    made: list[str] = []
    while len(made) < count:
        name = next(names)
        if name.casefold() not in taken:
            taken.add(name.casefold())
            made.append(name)
    return made


def _names(kinds: Sequence[Sequence[Sequence[str]]]) -> Iterator[str]:
    draw = random.Random(_SEED)
    sizes = [len(each) for each in kinds]
    while True:
        first, second, third = draw.choices(draw.choices(kinds, sizes)[0], k=3)
        head = list(first[: draw.randint(1, 3)])
        rest = max(1, len(first) - len(head))
        start = draw.randint(0, min(2, len(second) - 1))
        middle = second[start : start + -(-rest * 2 // 3)]
        tail = third[-(rest - len(middle)) :] if rest > len(middle) else ()
        yield " ".join(_renumbered(word, draw) for word in (*head, *middle, *tail))


def _renumbered(word: str, draw: random.Random) -> str:
    """Change a number: small ones now and then, of longer ones every second digit or so."""
    digits = sum(letter.isdigit() for letter in word)
    if not digits or (digits < 3 and draw.random() < 0.6):
        return word
    return re.sub(r"\d", lambda found: draw.choice("0123456789" + found[0] * 10), word)
