"""Where a line goes: the entry that it makes, under the key of the one that it was before."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from knowledge.account import person_of
from knowledge.change import Change, Put
from knowledge.community import SHARED, Pack
from knowledge.errors import BadInput
from knowledge.note import Alternative
from knowledge.packs.entries import id_for, moment, note_of, product_of, tally_of, verdict_of
from knowledge.packs.lines import (
    AlternativeLine,
    CategoryLine,
    Line,
    NoteLine,
    PackLine,
    ProductLine,
    TallyLine,
    VerdictLine,
    clean,
    id_of,
    price_of,
    slug_of,
)
from knowledge.packs.report import Report
from knowledge.person import PACK, Pseudonyms
from knowledge.product import Category, Product
from knowledge.store import tables
from knowledge.store.port import marks
from knowledge.store.table import Table

E = TypeVar("E")
_ASKED = 500  # ids that one statement asks about
Key = tuple[int | str, ...]


@dataclass(slots=True)
class Placing:
    """Put lines into the base as entries, within one change.

    `pack` is the one that leads the file, `shared` the ids that the file gives to shared products;
    `kept` comes to hold the key of every entry that a line stands for.
    """

    change: Change
    community: int
    pack: PackLine | None
    shared: set[str]
    pseudonyms: Pseudonyms
    now: datetime
    report: Report
    kept: dict[str, set[Key]] = field(default_factory=dict)
    products: dict[tuple[int, str], int] = field(default_factory=dict)
    _absent: set[tuple[int, str]] = field(default_factory=set)
    _positions: Counter[int] = field(default_factory=Counter)

    async def look_up(self, lines: Iterable[ProductLine]) -> None:
        """Find out at once which of the products that lines name are not here."""
        wanted = sorted({str(line.id) if line.id is not None else id_for(line) for line in lines})
        here: set[tuple[int, str]] = set()
        for start in range(0, len(wanted), _ASKED):
            asked = wanted[start : start + _ASKED]
            rows = await self.change.tx.all(
                "SELECT community, id FROM product WHERE community IN (?, ?)"
                f" AND id IN ({marks(len(asked))})",
                *(self.community, SHARED, *asked),
            )
            here.update((community, wanted) for community, wanted in rows)
        self._absent = {(c, each) for each in wanted for c in (self.community, SHARED)} - here

    async def put(self, line: Line) -> None:
        """Put a line into the base; raise BadInput when it cannot be."""
        handlers: dict[type, Callable[[Any], Awaitable[None]]] = {
            PackLine: self._pack,
            CategoryLine: self._category,
            ProductLine: self._product,
            NoteLine: self._note,
            AlternativeLine: self._alternative,
            TallyLine: self._tally,
            VerdictLine: self._verdict,
        }
        await handlers[type(line)](line)

    def of(self, line: Any) -> tuple[int, str | None]:
        """Return the community and the pack an entry goes to."""
        if self.pack is not None:
            return (SHARED if self.pack.shared else self.community), self.pack.id
        return (SHARED if line.shared else self.community), line.pack

    async def _put(self, table: Table[E], entry: E, *, is_new: bool = False) -> None:
        outcome = await self.change.put(table, entry, is_new=is_new)
        self.kept.setdefault(table.name, set()).add(table.key_of(entry))
        counters = {
            Put.ADDED: self.report.added,
            Put.CHANGED: self.report.changed,
            Put.SAME: self.report.same,
        }
        counters[outcome][table.name] += 1

    async def _pack(self, line: PackLine) -> None:
        community = SHARED if line.shared else self.community
        title = clean(line.title) or line.id
        notice = clean(line.notice)
        entry = Pack(community, id_of(line.id), title, line.version, notice, line.origin)
        await self._put(tables.PACKS, entry)

    async def _category(self, line: CategoryLine) -> None:
        community, pack = self.of(line)
        name = clean(line.name) or line.id
        entry = Category(community, slug_of(line.id), name, line.notice, pack)
        await self._put(tables.CATEGORIES, entry)

    async def _product(self, line: ProductLine) -> None:
        community, pack = self.of(line)
        if community != SHARED:
            await self._leave_shared(line)
        draft = product_of(line, community, pack, self.now)
        wanted = id_for(line)
        before = await self._known(community, wanted)
        if line.id is None:
            wanted, before = await self._free_id(draft, wanted, before)
        elif before and (before.key,) in self.kept.get(tables.PRODUCTS.name, ()):
            raise BadInput(
                "id '{id}' went to '{product}', which came without one",
                id=wanted,
                product=before.name,
            )
        key = before.key if before else self.change.keys.new()
        created = before.created_at if before else self.now
        entry = replace(draft, key=key, id=wanted, created_at=created)
        await self._put(tables.PRODUCTS, entry, is_new=before is None)
        self.products[community, wanted] = key
        self._absent.discard((community, wanted))

    async def _leave_shared(self, line: ProductLine) -> None:
        """Refuse a second entry for a product of the base beneath, which all can ask about."""
        wanted = id_for(line)
        if wanted in self.shared:
            return  # the file has both, as an export does that tells them apart
        own = await self._known(self.community, wanted)
        shared = None if own else await self._known(SHARED, wanted)
        if shared is not None:
            raise BadInput(
                "product '{id}' is in the shared base already ({product}); give yours another"
                ' id, or mark the line "shared": true to change that one',
                id=wanted,
                product=shared.title,
            )

    async def _known(self, community: int, wanted: str) -> Product | None:
        if (community, wanted) in self._absent:
            return None
        rows = await self.change.tx.all(
            "SELECT key FROM product WHERE community = ? AND id = ?", community, wanted
        )
        if not rows:
            return None
        return await self.change.get(tables.PRODUCTS, rows[0][0])

    async def _free_id(
        self, draft: Product, wanted: str, before: Product | None
    ) -> tuple[str, Product | None]:
        """Find the id of a product without one: its own from before, or the next free."""
        base, number = wanted, 1
        while before is not None and before.title != draft.title:
            number += 1
            wanted = f"{base[:58]}-{number}"
            before = await self._known(draft.community, wanted)
        return wanted, before

    async def _key(self, named: str | int, community: int) -> int:
        """Return the key of a product that a line names; raise BadInput when there is none."""
        wanted = id_of(named)
        for each in dict.fromkeys((community, SHARED)):
            key = self.products.get((each, wanted))
            if key is None:
                found = await self._known(each, wanted)
                key = found.key if found else None
            if key is not None:
                self.products[each, wanted] = key
                return key
        raise BadInput("product '{id}' is neither in this file nor in the base", id=wanted)

    async def _note(self, line: NoteLine) -> None:
        community, pack = self.of(line)
        product = await self._key(line.product, community)
        entry = note_of(line, community, product, pack)
        rows = await self.change.tx.all(
            "SELECT key FROM note WHERE product = ? AND community = ?"
            " AND coalesce(pack, '') = coalesce(?, '') ORDER BY key",
            *(product, community, pack),
        )
        key = rows[0][0] if rows else self.change.keys.new()
        await self._put(tables.NOTES, replace(entry, key=key))

    async def _alternative(self, line: AlternativeLine) -> None:
        community, pack = self.of(line)
        product = await self._key(line.product, community)
        other = None if line.to is None else await self._key(line.to, community)
        text = clean(line.text)
        if (text is None) == (other is None):
            raise BadInput("an alternative has either text or to, the id of a product")
        position = self._positions[product] if line.position is None else line.position
        self._positions[product] += 1
        price = price_of(line.price)
        entry = Alternative(0, community, product, line.rank, position, text, other, price, pack)
        same = await self._same_alternative(entry)
        key = same if same is not None else self.change.keys.new()
        await self._put(tables.ALTERNATIVES, replace(entry, key=key))

    async def _same_alternative(self, entry: Alternative) -> int | None:
        """Return the key of the alternative that an entry is already."""
        rows = await self.change.tx.all(
            "SELECT key, rank, text, other, pack FROM alternative"
            " WHERE product = ? AND community = ? ORDER BY key",
            *(entry.product, entry.community),
        )
        wanted = (entry.rank.value, entry.text, entry.other, entry.pack)
        return next((key for key, *rest in rows if tuple(rest) == wanted), None)

    async def _tally(self, line: TallyLine) -> None:
        pack = self.pack.id if self.pack else line.pack
        if pack is None:
            raise BadInput("a tally belongs to the pack of another community")
        product = await self._key(line.product, SHARED if line.shared else self.community)
        rows = await self.change.tx.all(
            "SELECT key FROM pack_tally WHERE product = ? AND community = ? AND pack = ?"
            " ORDER BY key",
            *(product, self.community, pack),
        )
        taken = self.kept.get(tables.PACK_TALLIES.name, set())
        free = (key for (key,) in rows if (key,) not in taken)
        key = next(free, None) or self.change.keys.new()
        await self._put(tables.PACK_TALLIES, tally_of(line, key, self.community, product, pack))

    async def _verdict(self, line: VerdictLine) -> None:
        product = await self._key(line.product, SHARED if line.shared else self.community)
        pack = self.pack.id if self.pack else line.pack
        person = await person_of(self.change.tx, self.pseudonyms.of(PACK, line.member))
        rows = await self.change.tx.all(
            "SELECT key, created_at FROM verdict"
            " WHERE product = ? AND community = ? AND person = ?",
            *(product, self.community, person),
        )
        at = moment(line.at, self.now) if line.at else None
        created = at or (datetime.fromisoformat(rows[0][1]) if rows else self.now)
        entry = verdict_of(line, self.community, product, person, created)
        key = rows[0][0] if rows else self.change.keys.new()
        await self._put(tables.VERDICTS, replace(entry, key=key, pack=pack))
