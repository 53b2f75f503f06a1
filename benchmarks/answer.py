"""An answer through the Dispatcher against the bare SQL that it needs; completion; saving.

Four ways, interleaved: `bare` runs the recorded statements on one sqlite3 connection on this
thread, `store` the same statements through the store, `library` is Library.ask (understand,
link, read the page), `dispatcher` is all of it, from the request to the neutral reply.
"""

import asyncio
import random
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import complete, made, save
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
from benchmarks.record import Statement, connect, replay, through
from knowledge.community import HOME
from knowledge.matching.question import NotAQuestion

QUESTIONS = 150  # of each kind, asked once a round each way
_FRAMES = ("is the {} worth it?", "thoughts on {}?", "should I get the {}?", "worth it: {}")
_WAYS = ("bare", "store", "library", "dispatcher")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed, with the statements its answer needs and what it came to."""

    text: str
    units: list[list[Statement]]
    outcome: str


def run() -> None:
    """Make the base, then measure answers, completion and saving on it."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> None:
    bench = await Bench.open(folder)
    try:
        await measure(bench)
        await complete.measure(bench)
        await save.measure(bench)
    finally:
        await bench.base.close()


async def measure(bench: Bench) -> None:
    """Ask every question in every way and print how they compare."""
    kinds = {name: [await _trace(bench, text) for text in _texts(bench, name)] for name in _KINDS}
    spent: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    blocks = [(kind, way) for kind in kinds for way in _WAYS]
    with closing(connect(bench.path)) as raw:
        for kind, way in blocks:  # once unmeasured, so that no way meets cold caches
            await _block(bench, raw, way, kinds[kind])
        for _, (kind, way) in shuffled(blocks):
            spent[kind, way].append(await _block(bench, raw, way, kinds[kind]))
    _print(kinds, spent)


async def _block(
    bench: Bench, raw: sqlite3.Connection, way: str, questions: Sequence[Question]
) -> list[float]:
    """Return the seconds of each question asked one way, one after the other."""
    if way == "bare":
        return [timed(lambda each=each: replay(raw, each.units)) for each in questions]  # type: ignore[misc]  # the default binds this question
    ask: dict[str, Callable[[Question], Awaitable[object]]] = {
        "store": lambda each: through(bench.base.store, each.units),
        "library": lambda each: bench.base.library.ask(each.text, HOME),
        "dispatcher": lambda each: bench.dispatcher.handle(request(each.text)),
    }
    return [await timed_async(lambda each=each: ask[way](each)) for each in questions]  # type: ignore[misc]  # see above


async def _trace(bench: Bench, text: str) -> Question:
    """Ask once through the recording dispatcher."""
    await bench.recorded.handle(request(text))
    units = bench.recording.take()
    asked = await bench.base.library.ask(text, HOME)
    if isinstance(asked.question, NotAQuestion):
        return Question(text, units, "not a question")
    return Question(text, units, type(asked.answers[0].link).__name__.lower())


def _texts(bench: Bench, kind: str) -> list[str]:
    named = _KINDS[kind](bench)
    return [_FRAMES[at % len(_FRAMES)].format(name) for at, name in enumerate(named)]


def _aliases(bench: Bench) -> list[str]:
    return [each.aliases[0].lower() for each in made.asked_about(bench.products, QUESTIONS)]


def _typos(bench: Bench) -> list[str]:
    draw = random.Random(made.SEED)
    asked = made.asked_about(bench.products, QUESTIONS)
    return [made.misspelled(each.title.lower(), draw) for each in asked]


def _unknown(bench: Bench) -> list[str]:
    return [name.lower() for name in made.unheard_of(QUESTIONS, bench.products)]


_KINDS: dict[str, Callable[[Bench], list[str]]] = {
    "exact alias": _aliases,
    "one slip": _typos,
    "unknown": _unknown,
}


def _print(
    kinds: dict[str, list[Question]], spent: dict[tuple[str, str], list[list[float]]]
) -> None:
    rows = []
    for kind, questions in kinds.items():
        floor = [percentile(each, 0.5) for each in spent[kind, "bare"]]
        counts = [sum(map(len, each.units)) for each in questions]
        for way in _WAYS:
            rounds = spent[kind, way]
            every = [seconds for each in rounds for seconds in each]
            rows.append(
                (
                    f"{kind}, {way}",
                    ratio([percentile(each, 0.5) for each in rounds], floor),
                    milliseconds(every, 0.5),
                    milliseconds(every, 0.99),
                    f"{percentile(counts, 0.5):.0f} ({min(counts)}-{max(counts)})",
                )
            )
    title = f"an answer: {QUESTIONS} questions of each kind, {ROUNDS} rounds, one at a time"
    table(title, ("question, way", "of bare", "p50 ms", "p99 ms", "statements"), rows)
    for kind, questions in kinds.items():
        outcomes = Counter(each.outcome for each in questions).most_common()
        print(f"{kind} came to: {', '.join(f'{count} {name}' for name, count in outcomes)}")
