"""Completing a product's name through the Dispatcher against the bare SQL that it needs."""

from collections import defaultdict
from contextlib import closing

from benchmarks import made
from benchmarks.base import Bench, request
from benchmarks.measure import (
    ROUNDS,
    milliseconds,
    percentile,
    ratio,
    shuffled,
    table,
    timed,
    timed_async,
)
from benchmarks.record import Statement, connect, replay

LETTERS = (1, 3, 8)
PREFIXES = 100  # of each length, typed once a round each way
_Typed = list[tuple[str, list[list[Statement]]]]


async def measure(bench: Bench) -> None:
    """Complete titles from their first letters and print how long it takes."""
    typed = {letters: await _trace(bench, letters) for letters in LETTERS}
    spent: dict[tuple[int, str], list[list[float]]] = defaultdict(list)
    blocks = [(letters, way) for letters in LETTERS for way in ("bare", "dispatcher")]
    with closing(connect(bench.path)) as raw:
        for _, (letters, way) in shuffled(blocks):
            if way == "bare":
                block = [
                    timed(lambda units=units: replay(raw, units))  # type: ignore[misc]  # the default binds this prefix
                    for _, units in typed[letters]
                ]
            else:
                block = [await _suggest(bench, text) for text, _ in typed[letters]]
            spent[letters, way].append(block)
    _print(typed, spent)


async def _suggest(bench: Bench, text: str) -> float:
    return await timed_async(lambda: bench.dispatcher.suggest(request(text), "question", text))


async def _trace(bench: Bench, letters: int) -> _Typed:
    """Type each beginning once through the recording dispatcher."""
    traced = []
    for each in made.asked_about(bench.products, PREFIXES):
        text = each.title[:letters].lower()
        await bench.recorded.suggest(request(text), "question", text)
        traced.append((text, bench.recording.take()))
    return traced


def _print(typed: dict[int, _Typed], spent: dict[tuple[int, str], list[list[float]]]) -> None:
    rows = []
    for (letters, way), rounds in sorted(spent.items()):
        floor = [percentile(each, 0.5) for each in spent[letters, "bare"]]
        every = [seconds for each in rounds for seconds in each]
        counts = [sum(map(len, units)) for _, units in typed[letters]]
        rows.append(
            (
                f"{letters} letters, {way}",
                ratio([percentile(each, 0.5) for each in rounds], floor),
                milliseconds(every, 0.5),
                milliseconds(every, 0.99),
                f"{min(counts)}-{max(counts)}",
            )
        )
    title = f"completion: {PREFIXES} beginnings of each length, {ROUNDS} rounds"
    table(title, ("typed, way", "of bare", "p50 ms", "p99 ms", "statements"), rows)
