"""Bots that take turns at the same questions, and the CPU time that each needs."""

import asyncio
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

from benchmarks import made
from benchmarks.measure import ROUNDS, percentile, ratio, shuffled, table

QUESTIONS = 250  # of each kind a round; every round asks others
_TURN = 25  # of them in a row: short turns, so that a busy moment of the machine meets every bot
_TALKED_OF = 20  # products that everybody talks about
_WARM_UP = 200  # questions of each kind, which no bot is measured at
_FRAMES = ("is the {} worth it?", "thoughts on {}?", "should I get the {}?", "worth it: {}")
_ROOT = Path(__file__).parents[2]


class Talk(Protocol):
    """Ask one bot, as a person on its platform does."""

    async def ask(self, question: str) -> bool:
        """Wait for the answer; say whether it was more than a miss."""
        ...


class Side(Protocol):
    """Be a platform with its bots, and those of them that the others are divided by."""

    name: str
    bots: tuple[str, ...]
    floors: tuple[str, ...]

    async def start(self, bot: str, stack: AsyncExitStack) -> tuple[int, Talk]:
        """Start a bot on a platform of its own; return its process id and who talks with it."""
        ...


async def measure(side: Side, products: list[made.Made]) -> None:
    """Let the bots of a platform take turns and print what a question costs each."""
    spent: dict[tuple[str, str], list[float]] = {}
    found: dict[tuple[str, str], int] = defaultdict(int)
    kinds = _kinds(products)
    async with AsyncExitStack() as stack:
        bots = {name: await side.start(name, stack) for name in side.bots}
        for kind, questions in kinds.items():
            for question in questions[-_WARM_UP:]:
                await asyncio.gather(*(talk.ask(question) for _, talk in bots.values()))
            for turn, name in shuffled(side.bots, ROUNDS * QUESTIONS // _TURN):
                process, talk = bots[name]
                start = cpu_seconds(process)
                for question in questions[turn * _TURN : (turn + 1) * _TURN]:
                    found[kind, name] += await talk.ask(question)
                rounds = spent.setdefault((kind, name), [0.0] * ROUNDS)
                rounds[turn * _TURN // QUESTIONS] += (cpu_seconds(process) - start) / QUESTIONS
    _print(side, spent, found)


def cpu_seconds(process: int) -> float:
    """Return the CPU time that a process has had so far, all its threads together (Linux)."""
    return time.clock_gettime((~process << 3) | 2)  # what clock_getcpuclockid(3) makes of an id


async def started(
    stack: AsyncExitStack, *command: str, environ: Mapping[str, str]
) -> asyncio.subprocess.Process:
    """Start a Python program that ends with the stack."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("HYPECHECK_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *command),
        cwd=_ROOT,
        env={**clean, **environ},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )

    async def end() -> None:
        process.terminate()
        await process.wait()

    stack.push_async_callback(end)
    return process


def _kinds(products: list[made.Made]) -> dict[str, list[str]]:
    """Make questions, and after them what is asked to warm up.

    What was asked of late costs less, so it matters how often people ask about the same product:
    never (`each once`), as Zipf's law has it (the nth product 1/n as often as the first), with
    a slip of the pen in between (most about what has most verdicts), or of twenty products, each
    by two names and worded in four ways.
    """
    draw, count = random.Random(made.SEED), QUESTIONS * ROUNDS + _WARM_UP
    by_rank = [1 / (rank + 1) for rank in range(len(products))]
    once, often = draw.sample(products, count), draw.choices(products, by_rank, k=count)
    talked_of = draw.choices(products[:_TALKED_OF], k=count)
    names = {
        "each once": [_name(each, draw) for each in once],
        "by Zipf": [_name(each, draw) for each in often],
        "one slip": [
            made.misspelled(each.title.lower(), draw) for each in made.asked_about(products, count)
        ],
        "of twenty": [_name(each, draw) for each in talked_of],
    }
    return {
        kind: [_FRAMES[at % len(_FRAMES)].format(name) for at, name in enumerate(each)]
        for kind, each in names.items()
    }


def _name(product: made.Made, draw: random.Random) -> str:
    return draw.choice((product.aliases[0], product.title)).lower()


def _print(
    side: Side, spent: dict[tuple[str, str], list[float]], found: dict[tuple[str, str], int]
) -> None:
    rows = [
        (
            f"{kind}, {name}",
            *(ratio(spent[kind, name], spent[kind, floor]) for floor in side.floors),
            f"{percentile(spent[kind, name], 0.5) * 1e3:.3f}",
            f"{found[kind, name] / (QUESTIONS * ROUNDS):.0%}",
        )
        for kind in dict.fromkeys(kind for kind, _ in spent)
        for name in side.bots
    ]
    title = f"an answer on {side.name}: {QUESTIONS} questions, {ROUNDS} rounds, one at a time"
    floors = (f"of {floor}" for floor in side.floors)
    table(title, ("question, bot", *floors, "CPU ms", "answered"), rows)
