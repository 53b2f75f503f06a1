"""kill -9 in a stream of writes: what was acknowledged is there, and nothing is half."""

import asyncio
import secrets
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.matching.words import fold
from knowledge.store import tables
from knowledge.store.sqlite import SqliteStore
from tests.contract._writer import PACK_SIZE

_ROOT = Path(__file__).parents[2]
_MOST = 60  # acknowledgements to wait for before the kill


def test_a_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Killed six times at random moments, the base opens whole with every acknowledged write."""
    _rounds(tmp_path / "base.sqlite3", 6)


@pytest.mark.long
def test_fifty_kills_lose_nothing_acknowledged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fifty kills, one after the other in the same base, and every acknowledged write is there."""
    start = time.perf_counter()
    acknowledged = _rounds(tmp_path / "base.sqlite3", 50)
    counts = ", ".join(f"{count:,} {kind}s" for kind, count in sorted(acknowledged.items()))
    spent = time.perf_counter() - start
    with capsys.disabled():
        sys.stdout.write(f"\n50 kills in {spent:.0f} s: {counts} acknowledged, none lost\n")


def _rounds(path: Path, rounds: int) -> Counter[str]:
    acknowledged: set[tuple[str, str]] = set()
    for number in range(rounds):
        acknowledged |= _killed(path, number)
        asyncio.run(_reopen(path))
        _check(path, acknowledged)
    return Counter(kind for kind, _ in acknowledged)


def _killed(path: Path, run: int) -> set[tuple[str, str]]:
    """Let a process write, kill it after some acknowledgements, and return all that it gave."""
    command = [sys.executable, "-m", "tests.contract._writer", str(path), str(run)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(1 + secrets.randbelow(_MOST))]
        writer.kill()
        lines += writer.stdout.readlines()
    assert all(line.endswith("\n") for line in lines[:-1]), "the writer ended by itself"
    return {(kind, name) for kind, name in (line.split() for line in lines if line.endswith("\n"))}


async def _reopen(path: Path) -> None:
    await (await SqliteStore.open(path)).close()


def _check(path: Path, acknowledged: set[tuple[str, str]]) -> None:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        _check_acknowledged(raw, acknowledged)
        _check_wholeness(raw)
        _check_index(raw)


def _check_acknowledged(raw: sqlite3.Connection, acknowledged: set[tuple[str, str]]) -> None:
    there = {
        (kind, name)
        for kind, column, table in (
            ("product", "id", "product"),
            ("verdict", "person", "verdict"),
            ("pack", "id", "pack"),
        )
        for (name,) in raw.execute(f"SELECT {column} FROM {table}")
    }
    assert acknowledged <= there


def _check_wholeness(raw: sqlite3.Connection) -> None:
    """Each import is whole or absent, and the journal tells of every entry there is."""
    sizes = dict(raw.execute("SELECT pack, count(*) FROM product WHERE pack <> '' GROUP BY pack"))
    packs = [name for (name,) in raw.execute("SELECT id FROM pack")]
    assert sizes == dict.fromkeys(packs, PACK_SIZE)
    told = dict(raw.execute("SELECT entries, count(*) FROM change GROUP BY entries"))
    for table in ("product", "verdict", "pack"):
        ((count,),) = raw.execute(f"SELECT count(*) FROM {table}")
        assert count == told.get(table, 0)
    loose = "SELECT count(*) FROM change WHERE journal NOT IN (SELECT key FROM journal)"
    assert raw.execute(loose).fetchall() == [(0,)]


def _check_index(raw: sqlite3.Connection) -> None:
    """What follows from the entries agrees with them."""
    surfaces = set(raw.execute("SELECT folded, product FROM surface"))
    rows = raw.execute(f"SELECT {tables.PRODUCTS.columns} FROM product")
    products = [tables.PRODUCTS.entry(row) for row in rows]
    assert {(fold(each.title), each.key) for each in products} <= surfaces
    assert {key for _, key in surfaces} == {each.key for each in products}
    judged = raw.execute("SELECT DISTINCT product FROM verdict ORDER BY product").fetchall()
    assert raw.execute("SELECT product FROM headline ORDER BY product").fetchall() == judged
