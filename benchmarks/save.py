"""Saving verdicts through the journal against a bare INSERT and COMMIT, both on the disk.

`bare` inserts the verdict's row alone into a copy of the base, one commit each, WAL and
synchronous=FULL. The journal saves the row, its reasons, the product's headline and the record
that makes it undoable: alone, and with 16 callers, where group commit shares the flushes.
"""

import asyncio
import itertools
import json
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from benchmarks.base import Bench
from benchmarks.measure import ROUNDS, milliseconds, ratio, shuffled, table, timed, timed_async
from benchmarks.record import connect
from knowledge.community import HOME, Actor
from knowledge.journal import Journal
from knowledge.said import keep_verdict
from knowledge.store import tables
from knowledge.store.port import marks
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie, Verdict

CALLERS = 16
_SAVES = {"bare": 200, "journal, 1 caller": 200, f"journal, {CALLERS} callers": 50 * CALLERS}
_COLUMNS = tables.VERDICTS.columns
_INSERT = f"INSERT INTO verdict ({_COLUMNS}) VALUES ({marks(_COLUMNS.count(',') + 1)})"
_ACTOR = Actor("bench", HOME)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def measure(bench: Bench) -> None:
    """Save new verdicts in every way and print the rates."""
    verdicts = _verdicts(bench)
    spent: dict[str, list[list[float]]] = defaultdict(list)
    rates: dict[str, list[float]] = defaultdict(list)
    with closing(_copy(bench.path)) as raw:
        for _, (way, count) in shuffled(list(_SAVES.items())):
            batch = list(itertools.islice(verdicts, count))
            if way == "bare":
                rate, block = _bare(raw, batch)
            else:
                callers = 1 if way.endswith("1 caller") else CALLERS
                rate, block = await _journal(bench, batch, callers)
            rates[way].append(rate)
            spent[way].append(block)
    _print(rates, spent)


def _bare(raw: sqlite3.Connection, verdicts: list[Verdict]) -> tuple[float, list[float]]:
    """Insert one row a commit; return the rate and each one's seconds."""
    rows = [_row(each) for each in verdicts]
    block = [timed(lambda row=row: raw.execute(_INSERT, row)) for row in rows]  # type: ignore[misc]  # the default binds this row
    return len(block) / sum(block), block


async def _journal(
    bench: Bench, verdicts: list[Verdict], callers: int
) -> tuple[float, list[float]]:
    """Save through the journal, the callers at once, each one save after the other."""
    journal, block = bench.base.journal, list[float]()

    async def caller(mine: list[Verdict]) -> None:
        for verdict in mine:
            block.append(
                await timed_async(lambda each=verdict: _save(journal, each))  # type: ignore[misc]  # the default binds this verdict
            )

    whole = await timed_async(
        lambda: asyncio.gather(*(caller(verdicts[at::callers]) for at in range(callers)))
    )
    return len(block) / whole, block


async def _save(journal: Journal, verdict: Verdict) -> None:
    await journal.apply(_ACTOR, "verdict save", partial(keep_verdict, verdict=verdict))


def _verdicts(bench: Bench) -> Iterator[Verdict]:
    """Make verdicts of new people on products of the base, without end."""
    draw = random.Random(16)
    with closing(connect(bench.path)) as raw:
        keys = [key for (key,) in raw.execute("SELECT key FROM product")]
    for number in itertools.count():
        yield Verdict(
            key=bench.base.journal.keys.new(),
            community=HOME,
            product=draw.choice(keys),
            person=f"p_{number:032x}",
            stance=draw.choice(tuple(Stance)),
            experience=Experience.OWNED,
            acquired=Acquired.BOUGHT,
            tie=Tie.NONE,
            created_at=_NOW,
            reasons=(draw.choice(tuple(Reason)),),
            months=draw.randint(0, 36),
            text="does exactly what it says",
        )


def _copy(path: Path) -> sqlite3.Connection:
    """Copy the base and open the copy to insert into, so that both tables are as large."""
    copy = path.with_name("copy.sqlite3")
    with closing(connect(path)) as raw:
        raw.execute("PRAGMA query_only = 0")
        raw.execute("VACUUM INTO ?", (str(copy),))
    raw = sqlite3.connect(copy, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    return raw


def _row(verdict: Verdict) -> tuple[object, ...]:
    """Return a verdict's values in the order of its table's columns."""
    values = msgspec.to_builtins(verdict).values()
    return tuple(json.dumps(each) if isinstance(each, list | tuple) else each for each in values)


def _print(rates: dict[str, list[float]], spent: dict[str, list[list[float]]]) -> None:
    rows = []
    for way in _SAVES:
        every = [seconds for block in spent[way] for seconds in block]
        middle = sorted(rates[way])[len(rates[way]) // 2]
        rows.append(
            (
                way,
                ratio(rates[way], rates["bare"]),
                f"{middle:,.0f}",
                milliseconds(every, 0.5),
                milliseconds(every, 0.99),
            )
        )
    title = f"saving a verdict, on the disk when it returns, {ROUNDS} rounds"
    table(title, ("way", "rate of bare", "saves/s", "p50 ms", "p99 ms"), rows)
