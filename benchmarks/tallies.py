"""The tally of one product with 10,000 verdicts: kept, aged, and with one verdict more.

`loop` is the CPU time of the event loop's thread, which everybody else waits for; `all threads`
counts the writer's as well. Everybody who speaks has verdicts on two other brands.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from benchmarks.measure import table
from bot.bootstrap import Base, open_base
from bot.settings import Settings
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.consensus.weights import PERIOD
from knowledge.member import Member
from knowledge.product import Product
from knowledge.store import tables
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie, Verdict
from tests.factories import NOON, FakeClock, put, withdraw

VERDICTS = 10_000
_ROUNDS = 5
_ACTOR = Actor("bench", HOME)
_REASONS = tuple(Reason)


def run() -> None:
    """Make the product, then read its page in each state."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> None:
    clock = FakeClock()
    base = await open_base(Settings(database=str(folder / "made.sqlite3")), clock=clock)
    try:
        await base.journal.apply(_ACTOR, "fill", _fill)
        await _measure(base, clock)
    finally:
        await base.close()


async def _fill(change: Change) -> None:
    for key in (1, 2, 3):
        await change.put(tables.PRODUCTS, _product(key))
    for number in range(VERDICTS):
        since = NOON - timedelta(days=200 + number % 700)
        await change.put(tables.MEMBERS, Member(HOME, f"p_{number}", since, invite=f"i_{number}"))
        for key in (1, 2, 3):
            await change.put(tables.VERDICTS, _verdict(key, number))


def _product(key: int) -> Product:
    return Product(key, HOME, f"p{key}", f"Thing {key}", NOON, brand=f"Brand {key}")


def _verdict(product: int, number: int) -> Verdict:
    return Verdict(
        key=10 + number * 3 + product,
        community=HOME,
        product=product,
        person=f"p_{number}",
        stance=tuple(Stance)[number % 5 % 3],
        experience=Experience.OWNED,
        acquired=Acquired.BOUGHT if number % 4 else Acquired.UNSAID,
        tie=Tie.NONE,
        created_at=NOON - timedelta(days=20 + number % 180, hours=number % 24),
        reasons=(_REASONS[number % len(_REASONS)],),
        months=number % 36,
        text="does exactly what it says",
    )


async def _measure(base: Base, clock: FakeClock) -> None:
    journal, newest, left = base.journal, VERDICTS, 0

    async def nothing() -> None:
        """Leave all as it is."""

    async def age() -> None:
        clock.step(PERIOD * 86_400)

    async def another() -> None:
        nonlocal newest
        newest += 1
        await put(journal, _ACTOR, _verdict(1, newest))

    async def elsewhere() -> None:
        nonlocal left
        left += 1
        await withdraw(journal, _ACTOR, 10 + left * 3 + 2)

    async def forget() -> None:
        await base.store.write(lambda tx: tx.run("DELETE FROM register"))
        await age()

    async def page() -> None:
        await base.library.page(1, HOME)

    states: dict[str, tuple[Callable[[], Awaitable[None]], Callable[[], Awaitable[None]]]] = {
        "a page whose tally is kept": (nothing, page),
        "a page 28 days later": (age, page),
        "a page when somebody's standing changed": (elsewhere, page),
        "a page when all has to be read again": (forget, page),
        "saving one verdict more": (nothing, another),
    }
    rows = []
    for title, (before, work) in states.items():
        loop, everything = [], []
        for _ in range(_ROUNDS):
            await before()
            start = time.thread_time(), time.process_time()
            await work()
            loop.append(time.thread_time() - start[0])
            everything.append(time.process_time() - start[1])
        rows.append((title, f"{min(loop) * 1e3:.2f}", f"{min(everything) * 1e3:.2f}"))
    title = f"a product with {VERDICTS:,} verdicts, CPU time, the best of {_ROUNDS}"
    table(title, ("what", "loop ms", "all threads ms"), rows)
