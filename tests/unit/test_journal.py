"""The one door for change, and the way back through it."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import Base, open_base
from knowledge import starter
from knowledge.change import Change, Hooked
from knowledge.community import HOME, Actor
from knowledge.editing.products import Editor
from knowledge.errors import Conflict, Missing
from knowledge.journal import Done, Journal
from knowledge.packs.exporting import as_jsonl, export_lines
from knowledge.packs.importing import Importer, Options
from knowledge.packs.reading import read_jsonl
from knowledge.product import Product, Status
from knowledge.store import tables
from knowledge.store.port import Row, Store, Transaction
from knowledge.verdict import Stance, Verdict
from tests.databases import Databases
from tests.factories import FakeClock, pack, product, put, remove, verdict, withdraw

ADA = Actor("ada", HOME)
DERIVED = (
    "label",
    "headline",
    "surface",
    "posting",
    "vocabulary",
    "spelling",
    "waiting",
)


async def _export(base: Base) -> str:
    return as_jsonl(await export_lines(base.store, HOME))


async def _derived(base: Base) -> dict[str, list[Row]]:
    """Read what no export shows: what follows from entries, and how products are handled."""

    async def unit(tx: Transaction) -> dict[str, list[Row]]:
        found = {name: sorted(await tx.all(f"SELECT * FROM {name}")) for name in DERIVED}
        return found | {"handling": list(await tx.all("SELECT * FROM handling ORDER BY 1, 2"))}

    return await base.store.read(unit)


@pytest.mark.every_store
async def test_an_operation_is_recorded_with_before_and_after(base: Base) -> None:
    """The journal says who did what, and how the entry was and is."""
    journal, airwrap = base.journal, product("Airwrap")
    await put(journal, ADA, airwrap)
    done = await put(journal, ADA, replace(airwrap, what="hair styler"))

    rows = await base.store.read(
        lambda tx: tx.all(
            "SELECT j.actor, j.operation, c.entries, c.before, c.after FROM journal j"
            " JOIN change c ON c.journal = j.key WHERE j.key = ?",
            done.key,
        )
    )
    ((actor, operation, entries, before, after),) = rows
    assert (actor, operation, entries) == ("ada", "product save", "product")
    assert '"what":null' in before
    assert '"what":"hair styler"' in after


@pytest.mark.every_store
async def test_an_undo_restores_exactly_and_can_be_undone(base: Base) -> None:
    """Back and forth, the export and all that follows from it are byte-equal."""
    journal, airwrap = base.journal, product("Airwrap", aliases=("air wrap",))
    await put(journal, ADA, airwrap)
    await put(journal, ADA, verdict(airwrap))
    before = await _export(base), await _derived(base)
    removed = await remove(journal, ADA, airwrap.key)
    after = await _export(base), await _derived(base)
    assert removed.key is not None

    undone = await base.journal.undo(ADA, removed.key)
    assert (await _export(base), await _derived(base)) == before

    assert undone.key is not None
    await base.journal.undo(ADA, undone.key)
    assert (await _export(base), await _derived(base)) == after


@pytest.mark.every_store
async def test_an_undo_never_overwrites_a_later_change(base: Base) -> None:
    """A conflict is named and nothing is touched."""
    journal, airwrap = base.journal, product("Airwrap")
    first = await put(journal, ADA, airwrap)
    await put(journal, ADA, replace(airwrap, name="Airwrap i.d."))
    before = await _export(base)

    with pytest.raises(Conflict, match="changed since"):
        await base.journal.undo(ADA, first.key or 0)
    assert await _export(base) == before


@pytest.mark.every_store
async def test_an_operation_is_undone_once(base: Base) -> None:
    """A double press of undo does it once."""
    done = await put(base.journal, ADA, product())
    await base.journal.undo(ADA, done.key or 0)

    with pytest.raises(Conflict, match="undone already"):
        await base.journal.undo(ADA, done.key or 0)


async def test_another_communitys_operations_and_entries_are_out_of_reach(base: Base) -> None:
    """To a stranger they do not exist."""
    editor, airwrap, stranger = Editor(base.journal, base.clock), product(), Actor("eve", 7)
    done = await put(base.journal, ADA, airwrap)

    for attempt in (
        base.journal.undo(stranger, done.key or 0),
        editor.edit(stranger, airwrap.key, lambda now: replace(now, name="Hacked")),
        editor.alias(stranger, airwrap.key, ["hacked"], []),
        editor.merge(stranger, airwrap.key, airwrap.key),
    ):
        with pytest.raises(Missing):
            await attempt


async def test_saving_the_same_twice_is_no_operation(base: Base) -> None:
    """The journal holds changes, not presses."""
    airwrap = product()
    await put(base.journal, ADA, airwrap)

    assert await put(base.journal, ADA, airwrap) == Done(None, 0)


async def test_a_member_has_one_verdict_on_a_product(base: Base) -> None:
    """A second one takes the first one's place, and its date stays."""
    journal, airwrap = base.journal, product()
    await put(journal, ADA, airwrap)
    first = verdict(airwrap, "p_1")
    await put(journal, ADA, first)
    second = verdict(airwrap, "p_1", stance=Stance.WORTH)
    await put(journal, ADA, second)

    export = await _export(base)
    assert export.count('"kind":"verdict"') == 1
    assert '"stance":"worth"' in export


async def _community(base: Base, operation: int) -> int:
    async def unit(tx: Transaction) -> int:
        rows = await tx.all("SELECT community FROM journal WHERE key = ?", operation)
        return int(rows[0][0])

    return await base.store.read(unit)


class _Curation:
    """Do random operations of every kind, remembering what there is to do them to."""

    def __init__(self, base: Base, seed: int) -> None:
        self.base, self.random = base, random.Random(seed)
        self.journal = base.journal
        self.editor = Editor(base.journal, base.clock)
        self.products: list[Product] = []
        self.verdicts: list[Verdict] = []

    async def step(self) -> Done:
        steps: list[Callable[[], Awaitable[Done]]] = [
            *(self._add, self._change, self._remove, self._verdict, self._withdraw) * 4,
            *(self._merge, self._split, self._hide, self._status) * 3,
            *(self._import, self._import, self._starter),
        ]
        return await self.random.choice(steps)()

    async def _add(self) -> Done:
        name = self.random.choice(["Airwrap", "Quencher", "Lip Oil", "Paring knife"])
        brand = self.random.choice([None, "Dyson", "Stanley"])
        self.products.append(product(name, brand=brand, aliases=(f"{name} {len(self.products)}",)))
        return await put(self.journal, ADA, self.products[-1])

    async def _change(self) -> Done:
        if not self.products:
            return await self._add()
        place = self.random.randrange(len(self.products))
        tags = tuple(self.random.sample(["dupe", "gadget", "kids"], 2))
        changed = replace(self.products[place], tags=tags, what=str(self.random.random()))
        self.products[place] = changed
        return await put(self.journal, ADA, changed)

    async def _remove(self) -> Done:
        if not self.products:
            return await self._add()
        gone = self.products.pop(self.random.randrange(len(self.products)))
        self.verdicts = [each for each in self.verdicts if each.product != gone.key]
        return await remove(self.journal, ADA, gone.key)

    async def _verdict(self) -> Done:
        if not self.products:
            return await self._add()
        person = f"p_{self.random.randrange(5):032x}"
        stance = self.random.choice(list(Stance))
        mine = verdict(self.random.choice(self.products), person, stance=stance)
        done = await put(self.journal, ADA, mine)
        taken = any((v.product, v.person) == (mine.product, person) for v in self.verdicts)
        self.verdicts += [] if taken else [mine]
        return done

    async def _withdraw(self) -> Done:
        if not self.verdicts:
            return await self._verdict()
        chosen = self.random.choice(self.verdicts)
        return await withdraw(self.journal, ADA, chosen.key)

    async def _merge(self) -> Done:
        if len(self.products) < 2:
            return await self._add()
        gone, kept = self.random.sample(self.products, 2)
        moved, done = await self.editor.merge(ADA, gone.key, kept.key)
        self.products = [each for each in self.products if each.key not in (gone.key, kept.key)]
        self.products.append(moved.product)
        await self._read_verdicts()
        return done

    async def _split(self) -> Done:
        if not self.products:
            return await self._add()
        source = self.random.choice(self.products)
        aliases = tuple(each for each in source.aliases if self.random.random() < 0.5)
        mine = [each.key for each in self.verdicts if each.product == source.key]
        draft = product(f"Half {self.random.random()}", aliases=aliases)
        chosen = [key for key in mine if self.random.random() < 0.5]
        moved, done = await self.editor.split(ADA, source.key, draft, chosen)
        left = tuple(each for each in source.aliases if each not in aliases)
        self.products[self.products.index(source)] = replace(source, aliases=left)
        self.products.append(moved.product)
        await self._read_verdicts()
        return done

    async def _hide(self) -> Done:
        return await self._handle("product hide", hidden=self.random.random() < 0.7)

    async def _status(self) -> Done:
        status = self.random.choice([None, *Status])
        return await self._handle("product status", status=status, epoch_at=self.base.clock())

    async def _handle(self, operation: str, **fields: Any) -> Done:
        """Handle a product of the community, or a shared one."""
        shared = await self.base.store.read(
            lambda tx: tx.all("SELECT key FROM product WHERE community = 0 ORDER BY id LIMIT 2")
        )
        keys = [*(each.key for each in self.products), *(key for (key,) in shared)]
        if not keys:
            return await self._add()
        key = self.random.choice(keys)
        edited = await self.editor.handle(ADA, key, operation, lambda now: replace(now, **fields))
        return edited[1]

    async def _read_verdicts(self) -> None:
        async def unit(tx: Transaction) -> list[Verdict]:
            rows = await tx.all(
                f"SELECT {tables.VERDICTS.columns} FROM verdict WHERE community = ?", HOME
            )
            return [tables.VERDICTS.entry(row) for row in rows]

        self.verdicts = await self.base.store.read(unit)

    async def _import(self) -> Done:
        number = self.random.randrange(6)
        lines = pack(
            {"kind": "product", "id": f"i{number}", "name": f"Item {self.random.random()}"},
            {"kind": "note", "product": f"i{number}", "lean": "skip"},
            {"kind": "alternative", "product": f"i{number}", "rank": "own", "text": "yours"},
        )
        importer = Importer(read_jsonl(lines), ADA, self.base.pseudonyms(), self.base.clock())
        report = await importer.run(self.base.journal, "import", Options())
        return Done(report.operation, 1)

    async def _starter(self) -> Done:
        report = await starter.load(self.base.journal, self.base.pseudonyms(), self.base.clock())
        if report.operation is None:
            report = await starter.remove(self.base.journal)
        return Done(report.operation, 1)


@pytest.mark.parametrize("seed", range(2))
async def test_two_hundred_operations_undone_in_reverse_leave_no_trace(
    base: Base, seed: int
) -> None:
    """The export and every derived table are byte-equal to the beginning."""
    curation = _Curation(base, seed)
    for _ in range(10):
        await curation.step()
    before = await _export(base), await _derived(base)

    operations = [(await curation.step()).key for _ in range(200)]
    for key in reversed([key for key in operations if key is not None]):
        await base.journal.undo(Actor("ada", await _community(base, key)), key)

    assert (await _export(base), await _derived(base)) == before


@pytest.mark.parametrize("seed", range(3))
async def test_undoing_in_any_order_never_breaks_the_base(
    base: Base, tmp_path: Path, databases: Databases, seed: int
) -> None:
    """What cannot be taken back is refused whole; what is left makes the same base elsewhere."""
    curation = _Curation(base, seed)
    operations = [(await curation.step()).key for _ in range(80)]
    random.Random(seed).shuffle(operations)
    undone = 0
    for key in (key for key in operations if key is not None):
        before = await _export(base)
        try:
            await base.journal.undo(Actor("ada", await _community(base, key)), key)
            undone += 1
        except Conflict:
            assert await _export(base) == before

    assert 0 < undone < len(operations)
    exported = await _export(base)
    fresh = await open_base(databases.settings(tmp_path / "fresh.sqlite3"), clock=base.clock)
    importer = Importer(read_jsonl(exported.encode()), ADA, fresh.pseudonyms(), fresh.clock())
    await importer.run(fresh.journal, "import", Options())
    again = await _export(fresh)
    await fresh.close()
    assert again == exported


async def test_what_follows_is_gathered_from_the_first_before_to_the_last_after(
    store: Store, clock: FakeClock
) -> None:
    """However often an operation changes an entry, what follows from it is brought up once."""
    seen: list[list[tuple[Product | None, Product | None]]] = []

    async def gather(_tx: Transaction, changes: list[tuple[Any, Any]]) -> None:
        seen.append(changes)

    journal = Journal(store, (Hooked(tables.PRODUCTS, gather=gather),), clock)
    first, other = product("One"), product("Other")
    second = replace(first, name="Two")

    async def add(change: Change) -> None:
        await change.put(tables.PRODUCTS, first, is_new=True)
        await change.put(tables.PRODUCTS, other)
        await change.put(tables.PRODUCTS, second)

    async def more(change: Change) -> None:
        for number in range(5000):
            entry = product(f"Number {number}")
            await change.put(tables.PRODUCTS, entry, is_new=True)

    await journal.apply(ADA, "add", add)
    assert seen == [[(None, second), (None, other)]]
    seen.clear()
    await journal.apply(ADA, "add", more)
    assert sum(map(len, seen)) == 5000
    assert max(map(len, seen)) < 5000
