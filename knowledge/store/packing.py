"""Lists of products, packed: a word that a thousand have is a few rows to read, not a thousand."""

from collections.abc import Iterator, Mapping
from functools import cache
from struct import Struct

MOST = 100  # products in one list; with these it is just below a quarter of a page of the file
_ITEM = 9  # bytes of one
_MOST_WORDS = 255


def pack(words: Mapping[int, int]) -> bytes:
    """Pack products, each with a small number, in the products' order."""
    ordered = sorted(words.items())
    counts = (min(count, _MOST_WORDS) for _, count in ordered)
    return _layout(len(ordered)).pack(*(product for product, _ in ordered), *counts)


def unpack(packed: bytes) -> Iterator[tuple[int, int]]:
    """Return what was packed as pairs."""
    count = len(packed) // _ITEM
    numbers = _layout(count).unpack(packed)
    return zip(numbers[:count], numbers[count:], strict=True)


def products_in(packed: bytes) -> tuple[int, ...]:
    """Return the products of what was packed."""
    count = len(packed) // _ITEM
    return _layout(count).unpack(packed)[:count]


@cache
def _layout(count: int) -> Struct:
    return Struct(f"<{count}q{count}B")


class Packer:
    """Pack rows of (product, number) as a function of the database: for a schema step."""

    def __init__(self) -> None:
        """Begin with none."""
        self._words: dict[int, int] = {}

    def step(self, product: int, words: int) -> None:
        """Take a row."""
        self._words[product] = words

    def finalize(self) -> bytes:
        """Return all rows, packed."""
        return pack(self._words)
