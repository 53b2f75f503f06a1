"""From lines into the base: one operation, all of it or nothing."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from knowledge.community import SHARED, Actor, Pack
from knowledge.errors import BadInput, BadLine, BadPack
from knowledge.journal import Change, Journal, Put
from knowledge.note import Alternative
from knowledge.packs.entries import moment, note_of, product_of, verdict_of
from knowledge.packs.lines import (
    AlternativeLine,
    CategoryLine,
    Line,
    NoteLine,
    PackLine,
    ProductLine,
    VerdictLine,
    clean,
    id_of,
    price_of,
    slug_of,
)
from knowledge.packs.reading import Reading
from knowledge.packs.removing import remove_entries
from knowledge.packs.report import Report
from knowledge.person import PACK, Pseudonyms
from knowledge.product import Category, Product, slug, title_of
from knowledge.store import tables
from knowledge.store.table import Table

E = TypeVar("E")
_KINDS = (PackLine, CategoryLine, ProductLine, NoteLine, AlternativeLine, VerdictLine)


class DryRun(Exception):
    """Take a transaction back after everything was tried."""


@dataclass(frozen=True, slots=True)
class Options:
    """Choose how an import goes.

    `keep_good` imports the good lines of a file with bad ones; `replace_pack` takes away what
    the base holds of the file's pack and the file no longer does.
    """

    dry_run: bool = False
    keep_good: bool = False
    replace_pack: bool = False
    progress: Callable[[int, int], None] = lambda _done, _total: None


class Importer:
    """Write the lines of one pack as one operation of an actor."""

    def __init__(
        self, reading: Reading, actor: Actor, pseudonyms: Pseudonyms, now: datetime
    ) -> None:
        """Take what was read, who imports, whose key hashes members, and the time."""
        self._reading, self._actor, self._pseudonyms, self._now = reading, actor, pseudonyms, now
        self._products: dict[tuple[int, str], int] = {}
        self._seen: dict[tuple[str, ...], int] = {}
        self._kept: dict[str, set[tuple[int | str, ...]]] = {}
        self._positions: Counter[int] = Counter()
        self._pack = _leading_pack(reading)
        products = (line for _, line in reading.lines if isinstance(line, ProductLine))
        self._shared = {str(line.id) for line in products if line.shared}
        self.report = Report(bad=list(reading.bad), warnings=list(reading.warnings))

    async def run(self, journal: Journal, operation: str, options: Options) -> Report:
        """Import; raise BadPack, nothing written, when a line is bad and `keep_good` is off."""

        async def work(change: Change) -> None:
            self._start_over()
            await self._lines(change, options)
            if self.report.bad and not options.keep_good:
                raise BadPack(tuple(sorted(self.report.bad, key=lambda bad: bad.number)))
            if self._pack is not None and options.replace_pack:
                community, pack = self._of(self._pack)
                await remove_entries(change, community, pack or "", self._kept, self.report)
            if options.dry_run:
                raise DryRun

        try:
            _, done = await journal.apply(self._actor, operation, work)
        except DryRun:
            return self.report
        self.report.operation = done.key
        return self.report

    def _start_over(self) -> None:
        """Forget a former try: a store may run a unit again."""
        self._products.clear()
        self._seen.clear()
        self._kept.clear()
        self._positions.clear()
        self.report = Report(bad=list(self._reading.bad), warnings=list(self._reading.warnings))

    async def _lines(self, change: Change, options: Options) -> None:
        done, total = 0, len(self._reading.lines)
        handlers: dict[type, Callable[[Change, Any], Awaitable[None]]] = {
            PackLine: self._take_pack,
            CategoryLine: self._take_category,
            ProductLine: self._take_product,
            NoteLine: self._take_note,
            AlternativeLine: self._take_alternative,
            VerdictLine: self._take_verdict,
        }
        for kind in _KINDS:  # what is named comes before what names it, wherever it stands
            for number, line in self._reading.lines:
                if type(line) is not kind:
                    continue
                try:
                    self._once(number, line)
                    await handlers[kind](change, line)
                except BadInput as problem:
                    self.report.bad.append(BadLine(number, str(problem)))
                done += 1
                if done % 500 == 0 or done == total:
                    options.progress(done, total)

    def _once(self, number: int, line: Line) -> None:
        """Refuse a second line for the same entry."""
        match line:
            case PackLine(id=each):
                mark: tuple[str, ...] = ("pack", each)
            case CategoryLine(id=each):
                mark = ("category", each, str(line.shared))
            case ProductLine(id=each) if each is not None:
                mark = ("product", str(each), str(line.shared))
            case VerdictLine():
                mark = ("verdict", str(line.product), line.member)
            case NoteLine():
                mark = ("note", f"for {line.product}", str(line.pack), str(line.shared))
            case _:
                return
        first = self._seen.setdefault(mark, number)
        if first != number:
            raise BadInput(f"{mark[0]} {mark[1]!r} stands on line {first} already")

    def _of(self, line: Any) -> tuple[int, str | None]:
        """Return the community and the pack an entry goes to."""
        if self._pack is not None:
            return (SHARED if self._pack.shared else self._actor.community), self._pack.id
        return (SHARED if line.shared else self._actor.community), line.pack

    async def _put(self, change: Change, table: Table[E], entry: E) -> None:
        outcome = await change.put(table, entry)
        self._kept.setdefault(table.name, set()).add(table.key_of(entry))
        counters = {
            Put.ADDED: self.report.added,
            Put.CHANGED: self.report.changed,
            Put.SAME: self.report.same,
        }
        counters[outcome][table.name] += 1

    async def _take_pack(self, change: Change, line: PackLine) -> None:
        community = SHARED if line.shared else self._actor.community
        title = clean(line.title) or line.id
        entry = Pack(community, id_of(line.id), title, line.version, clean(line.notice))
        await self._put(change, tables.PACKS, entry)

    async def _take_category(self, change: Change, line: CategoryLine) -> None:
        community, pack = self._of(line)
        name = clean(line.name) or line.id
        entry = Category(community, slug_of(line.id, "category"), name, line.notice, pack)
        await self._put(change, tables.CATEGORIES, entry)

    async def _take_product(self, change: Change, line: ProductLine) -> None:
        community, pack = self._of(line)
        if community != SHARED:
            await self._leave_shared(change, line)
        draft = product_of(line, community, pack, self._now)
        wanted = id_of(line.id) if line.id is not None else slug(draft.title) or "product"
        before = await _product(change, community, wanted)
        if line.id is None:
            wanted, before = await _free_id(change, draft, wanted, before)
        elif before and (before.key,) in self._kept.get(tables.PRODUCTS.name, ()):
            raise BadInput(f"id {wanted!r} went to {before.name!r}, which came without one")
        key = before.key if before else change.keys.new()
        created = before.created_at if before else self._now
        await self._put(
            change, tables.PRODUCTS, replace(draft, key=key, id=wanted, created_at=created)
        )
        self._products[community, wanted] = key

    async def _leave_shared(self, change: Change, line: ProductLine) -> None:
        """Refuse a second entry for a product of the base beneath, which all can ask about."""
        title = title_of(clean(line.brand), clean(line.name) or "")
        wanted = id_of(line.id) if line.id is not None else slug(title)
        if wanted in self._shared:
            return  # the file has both, as an export does that tells them apart
        own = await _product(change, self._actor.community, wanted)
        shared = None if own else await _product(change, SHARED, wanted)
        if shared is not None:
            raise BadInput(
                f"product {wanted!r} is in the shared base already ({shared.title}); give yours"
                ' another id, or mark the line "shared": true to change that one'
            )

    async def _key(self, change: Change, named: str | int, community: int) -> int:
        """Return the key of a product that a line names; raise BadInput when there is none."""
        wanted = id_of(named)
        for each in dict.fromkeys((community, SHARED)):
            key = self._products.get((each, wanted))
            if key is None:
                found = await _product(change, each, wanted)
                key = found.key if found else None
            if key is not None:
                self._products[each, wanted] = key
                return key
        raise BadInput(f"product {wanted!r} is neither in this file nor in the base")

    async def _take_note(self, change: Change, line: NoteLine) -> None:
        community, pack = self._of(line)
        product = await self._key(change, line.product, community)
        entry = note_of(line, community, product, pack)
        rows = await change.tx.all(
            "SELECT key FROM note WHERE product = ? AND community = ?"
            " AND coalesce(pack, '') = coalesce(?, '') ORDER BY key",
            *(product, community, pack),
        )
        key = rows[0][0] if rows else change.keys.new()
        await self._put(change, tables.NOTES, replace(entry, key=key))

    async def _take_alternative(self, change: Change, line: AlternativeLine) -> None:
        community, pack = self._of(line)
        product = await self._key(change, line.product, community)
        other = None if line.to is None else await self._key(change, line.to, community)
        text = clean(line.text)
        if (text is None) == (other is None):
            raise BadInput("an alternative has either text or to, the id of a product")
        same = await self._same_alternative(change, community, product, line, pack, other)
        key = same if same is not None else change.keys.new()
        position = self._positions[product] if line.position is None else line.position
        self._positions[product] += 1
        price = price_of(line.price)
        entry = Alternative(key, community, product, line.rank, position, text, other, price, pack)
        await self._put(change, tables.ALTERNATIVES, entry)

    async def _same_alternative(
        self,
        change: Change,
        community: int,
        product: int,
        line: AlternativeLine,
        pack: str | None,
        other: int | None,
    ) -> int | None:
        """Return the key of the alternative that a line is already."""
        rows = await change.tx.all(
            "SELECT key, rank, text, other, pack FROM alternative"
            " WHERE product = ? AND community = ? ORDER BY key",
            *(product, community),
        )
        wanted = (line.rank.value, clean(line.text), other, pack)
        return next((key for key, *rest in rows if tuple(rest) == wanted), None)

    async def _take_verdict(self, change: Change, line: VerdictLine) -> None:
        community = self._actor.community
        product = await self._key(change, line.product, SHARED if line.shared else community)
        pack = self._pack.id if self._pack else line.pack
        person = self._pseudonyms.of(PACK, line.member)
        rows = await change.tx.all(
            "SELECT key, created_at FROM verdict"
            " WHERE product = ? AND community = ? AND person = ?",
            *(product, community, person),
        )
        at = moment(line.at, self._now) if line.at else None
        created = at or (datetime.fromisoformat(rows[0][1]) if rows else self._now)
        entry = verdict_of(line, community, product, person, created)
        key = rows[0][0] if rows else change.keys.new()
        await self._put(change, tables.VERDICTS, replace(entry, key=key, pack=pack))


def _leading_pack(reading: Reading) -> PackLine | None:
    first = min(reading.lines, key=lambda numbered: numbered[0], default=(0, None))[1]
    return first if isinstance(first, PackLine) else None


async def _product(change: Change, community: int, wanted: str) -> Product | None:
    rows = await change.tx.all(
        "SELECT key FROM product WHERE community = ? AND id = ?", community, wanted
    )
    if not rows:
        return None
    return await change.get(tables.PRODUCTS, rows[0][0])


async def _free_id(
    change: Change, draft: Product, wanted: str, before: Product | None
) -> tuple[str, Product | None]:
    """Find the id of a product that came without one: its own from before, or the next free."""
    base, number = wanted, 1
    while before is not None and before.title != draft.title:
        number += 1
        wanted = f"{base[:58]}-{number}"
        before = await _product(change, draft.community, wanted)
    return wanted, before
