"""A base whose names an earlier program indexed in another way is found in by today's."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.bootstrap import open_base
from knowledge.matching.index import index_products
from knowledge.matching.linker import Found, link
from knowledge.matching.renewing import renew
from knowledge.product import Product
from knowledge.store.port import Store, Transaction
from knowledge.store.tables import PRODUCTS
from tests.databases import Databases

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_BLENDER = Product(
    key=1, community=0, id="blender", name="Magic Bullet(TM) Blender", created_at=_AT
)
_COUNTS = "SELECT (SELECT count(*) FROM surface), (SELECT count(*) FROM spelling)"


async def _index_earlier(store: Store) -> None:
    """Keep a product as a program did that took the mark for two letters."""

    async def unit(tx: Transaction) -> None:
        await PRODUCTS.put(tx, _BLENDER)
        await index_products(tx, [(None, replace(_BLENDER, name="Magic Bullet tm Blender"))])
        await tx.run("UPDATE index_change SET way = 0")

    await store.write(unit)


async def test_a_base_of_an_earlier_way_is_indexed_anew(
    tmp_path: Path, databases: Databases
) -> None:
    """Opening it once does so, and leaves no row of the earlier way; a second time does nothing."""
    store = await databases.open(tmp_path / "base.db")
    await _index_earlier(store)
    await store.close()

    base = await open_base(databases.settings(tmp_path / "base.db"))
    found = await base.store.read(lambda tx: link(tx, 0, "magic bullet blender"))
    assert isinstance(found, Found)
    assert found.confidence > 0.97
    assert await renew(base.store) == 0
    await base.store.write(lambda tx: index_products(tx, [(_BLENDER, None)]))
    ((surfaces, spellings),) = await base.store.read(lambda tx: tx.all(_COUNTS))
    assert (surfaces, spellings) == (0, 0)
    await base.close()
