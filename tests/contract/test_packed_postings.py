"""The schema step that packs the index leaves what indexing every product anew would have."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from knowledge.matching.index import index_products
from knowledge.store.packing import MOST, unpack
from knowledge.store.port import Row, Transaction
from knowledge.store.sqlite import SqliteStore
from knowledge.store.tables import PRODUCTS
from tests.factories import product

_KEPT = ("surface", "vocabulary", "spelling", "index_change", "product")
_PRODUCTS = [
    replace(
        product(f"Kettle {number}"),
        key=10 * number,
        id=f"kettle-{number}",
        community=number % 2,
        brand="Le Creuset's",
        aliases=(f"the pot {number}",),
        category="kitchen",
        what="water kettles",
    )
    for number in range(1, 2 * MOST + 50)
]


async def test_the_step_packs_what_is_there(tmp_path: Path) -> None:
    """An upgraded base has the very rows of one that was filled by this version."""
    fresh, old = tmp_path / "fresh.db", tmp_path / "old.db"
    store = await SqliteStore.open(fresh)

    async def fill(tx: Transaction) -> None:
        for each in _PRODUCTS:
            await PRODUCTS.put(tx, each)
            await index_products(tx, [(None, each)])

    await store.write(fill)
    await store.close()
    await (await SqliteStore.open(old, steps=_steps_before(tmp_path / "steps"))).close()
    _copy(fresh, old)
    await (await SqliteStore.open(old)).close()
    for table in ("posting", "naming", *_KEPT):
        assert _rows(old, table) == _rows(fresh, table), table
    assert len([row for row in _rows(old, "posting") if row[0] == "kettle"]) == 4


def _steps_before(folder: Path) -> Path:
    """Copy the schema steps before the one that packs."""
    with as_file(files("knowledge.store") / "migrations" / "sqlite") as real:
        shutil.copytree(real, folder)
    names = sorted(step.name for step in folder.glob("*.sql"))
    packing = next(name for name in names if name.endswith("_packed_postings.sql"))
    for name in names[names.index(packing) :]:
        (folder / name).unlink()
    return folder


def _copy(fresh: Path, old: Path) -> None:
    """Fill a base of the older schema with the same products, a row for each of a word."""
    with closing(sqlite3.connect(old)) as raw, raw:
        for table in _KEPT:
            count = len(raw.execute(f"PRAGMA table_info({table})").fetchall())
            raw.execute(f"DELETE FROM {table}")
            raw.executemany(
                f"INSERT INTO {table} VALUES ({', '.join('?' * count)})",
                [row[:count] for row in _rows(fresh, table)],  # later steps add columns at the end
            )
        raw.executemany(
            "INSERT INTO posting (term, product, community, words) VALUES (?, ?, ?, ?)",
            [
                (term, key, community, words)
                for term, community, _, packed in _rows(fresh, "posting")
                for key, words in unpack(packed)
            ],
        )


def _rows(path: Path, table: str) -> list[Row]:
    with closing(sqlite3.connect(path)) as raw:
        return sorted(raw.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
