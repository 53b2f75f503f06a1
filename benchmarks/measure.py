"""Rounds, percentiles, ratios and tables, the same for every benchmark."""

import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
ROUNDS = 5


def shuffled(variants: Sequence[T], rounds: int = ROUNDS, seed: int = 7) -> Iterator[tuple[int, T]]:
    """Yield every variant once a round, each round in its own order, with the round's number."""
    draw = random.Random(seed)
    for number in range(rounds):
        yield from ((number, each) for each in draw.sample(variants, len(variants)))


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


async def timed_async(work: Callable[[], Awaitable[object]]) -> float:
    """Return the seconds until some work is done."""
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of all values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratio(mine: Sequence[float], floor: Sequence[float]) -> str:
    """Write the median of the rounds' ratios, with the least and the greatest."""
    ratios = [one / other for one, other in zip(mine, floor, strict=True)]
    spread = f" [{min(ratios):.2f}-{max(ratios):.2f}]" if len(ratios) > 1 else ""
    return f"x{statistics.median(ratios):.2f}{spread}"


def milliseconds(values: Sequence[float], share: float) -> str:
    """Write a percentile of seconds in milliseconds."""
    return f"{percentile(values, share) * 1e3:.3f}"


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table whose first column is words and whose others are figures."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    print(f"\n{title}")
    for row in (header, *rows):
        first, *others = (
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join((first, *others)).rstrip(), flush=True)
