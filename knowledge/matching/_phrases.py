"""Compile the phrases of a language file, and follow all of them at once, word by word."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

Part: TypeAlias = "str | tuple[Pattern, ...]"  # a word, or any one of some patterns
Pattern: TypeAlias = tuple[Part, ...]

PRICE = "{price}"
NUMBER = "{n}"
_ITEM = re.compile(r"[()\[\]|]|<\w+>|\{\w+\}|[^\s()\[\]|<>{}]+")


def fold(word: str) -> str:
    """Write a word the way patterns do: lower case, no apostrophes."""
    word = word.lower()
    return word if word.isalnum() else "".join(c for c in word if c.isalnum())


def is_number(key: str) -> bool:
    """Tell whether a word is a bare number: "400", "2k"."""
    return key.removesuffix("k").isdecimal()


def parse(text: str, groups: Mapping[str, Part]) -> Pattern:
    """Read a pattern, with its groups by name; raise ValueError when it cannot be read."""
    closers, levels = [""], [[list[Part]()]]
    try:
        for item in _ITEM.findall(text):
            if item in ("(", "["):
                closers.append(")" if item == "(" else "]")
                levels.append([[]] if item == "(" else [[], []])
            elif item == "|":
                levels[-1].append([])
            elif item == closers[-1]:
                closers.pop()
                choice = tuple(map(tuple, levels.pop()))
                levels[-1][-1].append(choice)
            else:
                levels[-1][-1].append(_word(item, groups))
        (patterns,) = levels
    except (KeyError, ValueError) as error:
        raise ValueError(f"cannot read the pattern {text!r}") from error
    return tuple(patterns[0]) if len(patterns) == 1 else (tuple(map(tuple, patterns)),)


def _word(item: str, groups: Mapping[str, Part]) -> Part:
    if item in (")", "]"):
        raise ValueError
    if item.startswith("<"):
        return groups[item[1:-1]]
    return item if item in (PRICE, NUMBER) else fold(item)


def vocabulary(pattern: Pattern) -> Iterator[str]:
    """List the words of a pattern."""
    for part in pattern:
        if isinstance(part, str):
            yield part
        else:
            for choice in part:
                yield from vocabulary(choice)


class Node:
    """What may follow some words; `mask` has a bit for each frame that may end here.

    A pattern stands for many phrases ("[the] (best|good) one" for four), a frame for thousands.
    They are never listed: the node after a word is made when a message first gets there.
    """

    __slots__ = ("_next", "_numbers", "mask", "ways")

    def __init__(self, rests: Iterable[tuple[Pattern, int]]) -> None:
        """Take what is left of each pattern, with the bit of its frame."""
        self.mask = 0
        self.ways: dict[str, list[tuple[Pattern, int]]] = {}
        self._next: dict[str, Node] = {}
        waiting = list(rests)
        while waiting:
            rest, bit = waiting.pop()
            if not rest:
                self.mask |= bit
            elif isinstance(rest[0], str):
                self.ways.setdefault(rest[0], []).append((rest[1:], bit))
            else:
                waiting += [(choice + rest[1:], bit) for choice in rest[0]]
        self._numbers = [mark for mark in (PRICE, NUMBER) if mark in self.ways]

    def follow(self, key: str) -> "Node | None":
        """Step over one word; a bare number may stand for a price."""
        node = self._next.get(key)
        if node is not None:
            return node
        if key not in self.ways:
            if not (self._numbers and key[0].isdecimal() and is_number(key)):
                return None
            key = self._numbers[0]
        node = self._next.get(key)
        if node is None:
            node = self._next[key] = Node(self.ways[key])
        return node


class Phrases:
    """A list of phrases, matched from a position forwards or, if `backwards`, up to one."""

    def __init__(self, patterns: Iterable[str], *, backwards: bool = False) -> None:
        """Compile patterns without groups."""
        parsed = [parse(pattern, {}) for pattern in patterns]
        self._root = Node((_turned(each) if backwards else each, 1) for each in parsed)
        self._step = -1 if backwards else 1
        self.firsts = frozenset(self._root.ways)
        self._has_number = not self.firsts.isdisjoint((PRICE, NUMBER))

    def begin_among(self, keys: Iterable[str]) -> bool:
        """Tell whether a phrase may begin with one of some words."""
        return self._has_number or not self.firsts.isdisjoint(keys)

    def longest(self, keys: Sequence[str], start: int, stop: int) -> int:
        """Return where the longest phrase between `start` and `stop` ends, `start` if none."""
        if start == stop:
            return start
        step = self._step
        shift = -1 if step < 0 else 0
        if keys[start + shift] not in self.firsts and not self._has_number:
            return start  # nearly always so
        node, at, end = self._root, start, start
        while at != stop and (following := node.follow(keys[at + shift])):
            node, at = following, at + step
            if node.mask:
                end = at
        return end


def _turned(pattern: Pattern) -> Pattern:
    return tuple(
        part if isinstance(part, str) else tuple(map(_turned, part)) for part in reversed(pattern)
    )
