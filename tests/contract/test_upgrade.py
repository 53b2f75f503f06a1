"""Upgrades from every schema so far, with kill -9 at any moment: old or new, never broken."""

import asyncio
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from knowledge.derived import HOOKED
from knowledge.member import Expertise, Member
from knowledge.store import tables
from knowledge.store.migrate import migrations
from knowledge.store.port import Row
from knowledge.store.sqlite import SqliteStore

_ROOT = Path(__file__).parents[2]
NOW = len(migrations("sqlite"))
ROWS = 3_000  # in each table, so that an upgrade takes long enough to be killed in the middle
_OWN = ("schema_step", "sqlite_sequence", "index_change")  # the store's own books
_READ = {
    "created_at": "2026-01-01T00:00:00Z",
    "status": "active",
    "price": None,
    **dict.fromkeys(("aliases", "retailers", "tags"), "[]"),
}
_ENTRIES = {hooked.table.name for hooked in HOOKED} | {"operation", "change"}


@dataclass(frozen=True, slots=True)
class _Old:
    """Hold a base of an older schema, closed, and what is in it."""

    path: Path
    schema: int
    rows: dict[str, int]


def _old(folder: Path, schema: int, count: int = ROWS) -> _Old:
    """Make a base as the version with that many schema steps would have left it, full of rows."""
    steps = folder / f"steps-{schema}"
    with as_file(files("knowledge.store") / "migrations" / "sqlite") as real:
        shutil.copytree(real, steps)
    for step in steps.iterdir():
        if step.name.endswith(".sql") and int(step.name[:4]) > schema:
            step.unlink()
    path = folder / f"schema-{schema}.sqlite3"

    async def make() -> None:
        await (await SqliteStore.open(path, steps=steps)).close()

    asyncio.run(make())
    with closing(sqlite3.connect(path)) as raw, raw:
        for table in _tables(raw):
            columns = raw.execute(f"PRAGMA table_info({table})").fetchall()
            marks = ", ".join("?" * len(columns))
            read = _READ if table == "product" else {}  # what an upgrade reads has to make sense
            raw.executemany(
                f"INSERT INTO {table} VALUES ({marks})",
                (
                    [
                        read.get(name, n if kind == "INTEGER" else f"[{n}]")
                        for _, name, kind, *_ in columns
                    ]
                    for n in range(count // 10 if read else count)
                ),
            )
    return _Old(path, schema, _counts(path))


def _tables(raw: sqlite3.Connection) -> list[str]:
    rows = raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if name not in _OWN]


def _counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as raw:
        return {
            table: raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in _tables(raw)
        }


def _schema(path: Path) -> int:
    """Return the schema of a base that has to be whole."""
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(raw.execute("SELECT count(*) FROM schema_step").fetchone()[0])


def _migrating(path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bot", "migrate", "--database", str(path)]
    return subprocess.Popen(command, cwd=_ROOT, stderr=subprocess.PIPE, text=True)


def _begin(process: "subprocess.Popen[str]", steps: int) -> None:
    """Wait until every step was announced, which is just before the first is applied."""
    assert process.stderr is not None
    for _ in range(steps):
        assert process.stderr.readline().startswith("applying ")


def _seconds(old: _Old, folder: Path) -> float:
    """Measure how long an upgrade takes from its announcement to its end."""
    path = shutil.copy(old.path, folder / "measured.sqlite3")
    with _migrating(Path(path)) as process:
        _begin(process, NOW - old.schema)
        start = time.perf_counter()
        assert process.wait(60) == 0
        return time.perf_counter() - start


def _round(old: _Old, folder: Path, seconds: float) -> int:
    """Kill an upgrade after some time, check what is left, finish it, check again."""
    for each in folder.glob("killed.sqlite3*"):
        each.unlink()
    path = Path(shutil.copy(old.path, folder / "killed.sqlite3"))
    with _migrating(path) as process:
        _begin(process, NOW - old.schema)
        try:
            process.wait(seconds * random.random() ** 2)  # most of the work is done early
        except subprocess.TimeoutExpired:
            process.kill()
    left = _schema(path)
    assert left in (old.schema, NOW)
    assert _kept(old, path)
    with _migrating(path) as process:
        assert process.wait(60) == 0
    assert _schema(path) == NOW
    assert _kept(old, path)
    before = path.with_name(f"{path.name}.before-{old.schema + 1:04d}")
    assert (_schema(before), _counts(before)) == (old.schema, old.rows)
    return left


def _kept(old: _Old, path: Path) -> bool:
    """Say whether every entry and every line of the journal is there; what follows may be anew."""
    now = _counts(path)
    return all(now[name] >= count for name, count in old.rows.items() if name in _ENTRIES)


def _rounds(tmp_path: Path, count: int) -> dict[int, int]:
    """Kill upgrades in turn from every older schema; return how many were left at each schema."""
    olds = [_old(tmp_path, schema) for schema in range(1, NOW)]
    longest = {old.schema: _seconds(old, tmp_path) for old in olds}
    left: dict[int, int] = {}
    for number in range(count):
        old = olds[number % len(olds)]
        schema = _round(old, tmp_path, longest[old.schema])
        left[schema] = left.get(schema, 0) + 1
    return left


def test_a_killed_upgrade_leaves_old_or_new(tmp_path: Path) -> None:
    """Killed from the oldest schema on, the base is whole, and the next start finishes."""
    assert _round(_old(tmp_path, 1), tmp_path, 0.1) in (1, NOW)


@pytest.mark.long
def test_thirty_killed_upgrades_leave_old_or_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Thirty kills at random moments, from every schema so far, and never a broken base."""
    left = _rounds(tmp_path, 30)
    told = ", ".join(f"{count} at schema {schema}" for schema, count in sorted(left.items()))
    with capsys.disabled():
        sys.stdout.write(f"\n30 killed upgrades left whole: {told}\n")


def test_what_was_verified_of_a_member_is_read_after_the_upgrade(tmp_path: Path) -> None:
    """A category that stood alone becomes one without a trade, in the journal as well."""
    steps = [step.name for step in migrations("sqlite")]
    old = _old(tmp_path, steps.index("expertise"), count=0)
    day, verified = "2026-01-01T00:00:00Z", '["dental", "hair"]'
    entry = (
        f'{{"community": 1, "person": "p_1", "first_seen_at": "{day}", "expertise": {verified}}}'
    )
    with closing(sqlite3.connect(old.path)) as raw, raw:
        raw.execute(
            "INSERT INTO member (community, person, first_seen_at, trusted, barred, founding,"
            " expertise) VALUES (1, 'p_1', ?, 0, 0, 0, ?)",
            (day, verified),
        )
        raw.execute(
            "INSERT INTO change (journal, position, entries, entry, after)"
            " VALUES (1, 0, 'member', '[1, \"p_1\"]', ?)",
            (entry,),
        )

    async def read() -> tuple[Member | None, Sequence[Row]]:
        store = await SqliteStore.open(old.path)
        member = await store.read(lambda tx: tables.MEMBERS.get(tx, 1, "p_1"))
        rows = await store.read(lambda tx: tx.all("SELECT before, after FROM change"))
        await store.close()
        return member, rows

    member, ((before, after),) = asyncio.run(read())
    assert member is not None
    assert member.expertise == (Expertise("dental"), Expertise("hair"))
    assert (before, tables.MEMBERS.load(after)) == (None, member)
