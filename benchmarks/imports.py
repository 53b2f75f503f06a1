"""Importing products against a bare executemany of the same rows into one table.

An import reads and checks the file, refuses bad lines, indexes every name for finding, and
records each entry in the journal, all in one durable transaction. The bare floor has the
finished rows in memory and puts them into one table, with its indexes, in one transaction.
"""

import asyncio
import sqlite3
import tempfile
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from benchmarks import made
from benchmarks.base import imported
from benchmarks.measure import percentile, ratio, table, timed
from benchmarks.record import connect
from bot.bootstrap import open_base
from bot.settings import Settings
from knowledge.store import tables
from knowledge.store.port import Row, marks

SIZES = {10_000: 3, 72_000: 1}  # products, and rounds of them
_COLUMNS = tables.PRODUCTS.columns
_INSERT = f"INSERT INTO product ({_COLUMNS}) VALUES ({marks(_COLUMNS.count(',') + 1)})"


def run() -> None:
    """Import each size into new bases and print the rates."""
    rows = []
    for size, rounds in SIZES.items():
        spent: dict[str, list[float]] = defaultdict(list)
        with tempfile.TemporaryDirectory() as folder:
            sizes = _measure(Path(folder), made.products(size), rounds, spent)
        middle = percentile(spent["import"], 0.5)
        rows.append(
            (
                f"{size:,}",
                f"{middle:.2f}",
                f"{size / middle:,.0f}",
                f"{middle / size * 1e6:.0f}",
                f"{percentile(spent['bare'], 0.5) / size * 1e6:.1f}",
                ratio(spent["import"], spent["bare"]),
                *(f"{each / 1e6:.1f}" for each in sizes),
            )
        )
    header = ("products", "import s", "a second", "us each", "bare us each", "of bare")
    table("import of products", (*header, "pack MB", "base MB", "bare MB"), rows)


def _measure(
    folder: Path, products: list[made.Made], rounds: int, spent: dict[str, list[float]]
) -> tuple[int, int, int]:
    """Import and insert in turn; return the sizes of the pack, the base and the bare table."""
    base, bare, pack = folder / "base.sqlite3", folder / "bare.sqlite3", folder / "pack.jsonl"
    for _ in range(rounds):
        spent["import"].append(asyncio.run(_import(base, pack, products)))
        schema, rows = _finished(base)
        spent["bare"].append(_insert(bare, schema, rows))
    return pack.stat().st_size, base.stat().st_size, bare.stat().st_size


def _finished(base: Path) -> tuple[list[Row], list[Row]]:
    """Return the product table's statements and the rows that an import left in it."""
    with closing(connect(base)) as raw:
        schema = raw.execute(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = 'product' AND sql IS NOT NULL"
        ).fetchall()
        return schema, raw.execute(f"SELECT {_COLUMNS} FROM product").fetchall()


async def _import(path: Path, pack: Path, products: list[made.Made]) -> float:
    """Import into a new base and return the seconds."""
    _remove(path)
    base = await open_base(Settings(database=str(path)))
    try:
        _, spent = await imported(base, pack, (each.line() for each in products))
    finally:
        await base.close()
    return spent


def _insert(path: Path, schema: list[Row], rows: list[Row]) -> float:
    """Insert the finished rows into a new table and return the seconds."""
    _remove(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        for (statement,) in schema:
            raw.execute(statement)

        def work() -> None:
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(_INSERT, rows)
            raw.execute("COMMIT")

        return timed(work)


def _remove(path: Path) -> None:
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
