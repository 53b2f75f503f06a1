"""What finding remembers between questions never outlives a change of the index."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.matching.index import index_products
from knowledge.matching.linker import Found, Link, Memory, link
from knowledge.product import Product
from knowledge.store.port import Store, Transaction
from knowledge.store.tables import PRODUCTS
from tests.databases import Databases

pytestmark = pytest.mark.every_store
STYLER = Product(
    key=1,
    community=0,
    id="styler",
    name="Multi Styler Complete",
    brand="Dyson",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)
NICKNAMED = replace(STYLER, aliases=("the airwrap thing",))


async def _change(store: Store, before: Product | None, after: Product | None) -> None:
    async def unit(tx: Transaction) -> None:
        if after:
            await PRODUCTS.put(tx, after)
        elif before:
            await PRODUCTS.delete(tx, before.key)
        await index_products(tx, [(before, after)])

    await store.write(unit)


async def _link(store: Store, memory: Memory, text: str, community: int = 0) -> Link:
    async def unit(tx: Transaction) -> Link:
        return await link(tx, community, text, memory=memory)

    return await store.read(unit, brief=True)


async def test_a_change_is_seen_by_the_next_question(tmp_path: Path, databases: Databases) -> None:
    """A product or alias is found as soon as it is saved, and no longer once that is undone."""
    store, memory = await databases.open(tmp_path / "base.db"), Memory()
    asked = "airwarp thing of dyson"
    assert not isinstance(await _link(store, memory, asked), Found)
    await _change(store, None, STYLER)
    assert isinstance(await _link(store, memory, "dyson multi stylr complete"), Found)
    assert not isinstance(await _link(store, memory, asked), Found)
    await _change(store, STYLER, NICKNAMED)
    assert isinstance(await _link(store, memory, asked), Found)
    await _change(store, NICKNAMED, STYLER)
    assert not isinstance(await _link(store, memory, asked), Found)
    await _change(store, STYLER, None)
    assert not isinstance(await _link(store, memory, "dyson multi stylr complete"), Found)
    await store.close()


async def test_another_process_changes_what_is_remembered(
    tmp_path: Path, databases: Databases
) -> None:
    """A process that only reads sees what the running bot saves, whatever it read before."""
    path = tmp_path / "base.db"
    bot = await databases.open(path)
    reader, memory = await databases.open(path, read_only=True), Memory()
    await _change(bot, None, STYLER)
    assert isinstance(await _link(reader, memory, "dyson multi stylr complete"), Found)
    renamed = replace(STYLER, name="Supersonic", brand=None)
    await _change(bot, STYLER, renamed)
    assert not isinstance(await _link(reader, memory, "dyson multi stylr complete"), Found)
    assert isinstance(await _link(reader, memory, "supersonik"), Found)
    await reader.close()
    await bot.close()


async def test_what_is_remembered_changes_no_answer(tmp_path: Path, databases: Databases) -> None:
    """A question is answered alike, in any order, by who remembers much and who nothing."""
    store, memory = await databases.open(tmp_path / "base.db"), Memory()
    names = ("Airwrap", "Airwrap Long", "Supersonic Dryer", "Corrale", "V15 Detect", "V12 Slim")
    for key, name in enumerate(names, 1):
        await _change(store, None, replace(STYLER, key=key, id=name, name=name))
    asked = ["dyson airwrp", "arwrap long", "v15", "detect v 15", "supersonc", "coralle", "v13"]
    first = [await _link(store, memory, text) for text in asked]
    again = [await _link(store, memory, text) for text in reversed(asked)]
    fresh = [await _link(store, Memory(), text) for text in asked]
    assert first == again[::-1] == fresh
    await store.close()


async def test_what_one_community_found_is_no_answer_for_another(
    tmp_path: Path, databases: Databases
) -> None:
    """The same words find a community's own product there, and nothing of it elsewhere."""
    store, memory = await databases.open(tmp_path / "base.db"), Memory()
    await _change(store, None, replace(STYLER, community=7))
    for _ in range(2):
        assert isinstance(await _link(store, memory, "multi styler complete", 7), Found)
        assert not isinstance(await _link(store, memory, "multi styler complete", 8), Found)
    await store.close()


async def test_words_that_name_nothing_known_are_not_remembered(
    tmp_path: Path, databases: Databases
) -> None:
    """Only which product words meant stays in memory, not what else somebody wrote."""
    store, memory = await databases.open(tmp_path / "base.db"), Memory()
    await _change(store, None, STYLER)
    for text in ("multi styler complete", "my secret diary lock"):
        await _link(store, memory, text)
    known = await store.read(memory.look, brief=True)
    assert [asked[1] for asked in known.links] == ["multi styler complete"]
    await store.close()
