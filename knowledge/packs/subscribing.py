"""Subscribing to another community's pack: its tallies hang on our products, counted apart.

The pack changes nothing of the community's own. What it names is matched to what is here
(`recognising.py`); what is nowhere here is added as part of the pack and goes with it.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime

from knowledge.community import SHARED, Actor, Pack
from knowledge.errors import BadInput, BadLine, Missing
from knowledge.journal import Journal
from knowledge.keys import short
from knowledge.packs.entries import id_for, moment
from knowledge.packs.importing import Importer, Options, Put, leading_pack
from knowledge.packs.lines import (
    CategoryLine,
    Line,
    PackLine,
    ProductLine,
    TallyLine,
    clean,
    id_of,
)
from knowledge.packs.placing import Placing
from knowledge.packs.reading import Reading
from knowledge.packs.recognising import recognise
from knowledge.packs.removing import remove_pack
from knowledge.packs.report import Report
from knowledge.person import Pseudonyms
from knowledge.product import title_of
from knowledge.store import tables
from knowledge.store.port import Store, Transaction

_HELD = (CategoryLine, ProductLine, TallyLine)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Be a pack that a community subscribed to, with how many products it speaks of."""

    pack: Pack
    products: int

    @property
    def mark(self) -> str:
        """Return what stands for the pack in a button."""
        return short(zlib.crc32(self.pack.id.encode()))


async def subscribe(
    journal: Journal,
    reading: Reading,
    actor: Actor,
    pseudonyms: Pseudonyms,
    now: datetime,
    *,
    dry_run: bool = False,
) -> Report:
    """Take a pack in, in place of what is here of it, as one operation.

    Raises BadInput when it is no pack of another community, or older than the one that is here,
    and BadPack when a line is bad; then nothing is changed.
    """
    pack = _checked(reading, actor, pseudonyms, now)
    numbers = {id(line): number for number, line in reading.lines}

    def putting(placing: Placing) -> Put:
        return _Subscribing(placing, pack, numbers).put

    options = Options(dry_run=dry_run, replace_pack=True, putting=putting)
    importer = Importer(_only_held(reading, pack), actor, pseudonyms, now)
    return await importer.run(journal, "pack subscribe", options)


async def unsubscribe(journal: Journal, store: Store, actor: Actor, wanted: str) -> Report:
    """Take a pack away whole, by its id or its community's name; raise Missing if none is it."""
    found = [
        each.pack.id
        for each in await subscriptions(store, actor.community)
        if wanted in (each.pack.id, each.pack.title, each.mark)
    ]
    if len(found) != 1:
        raise Missing("There is no one subscription called '{name}'.", name=wanted)
    return await remove_pack(journal, actor, found[0], "pack unsubscribe")


async def subscriptions(store: Store, community: int) -> list[Subscription]:
    """List the packs of other communities that a community subscribed to."""

    async def unit(tx: Transaction) -> list[Subscription]:
        rows = await tx.all(
            f"SELECT {tables.PACKS.columns_of('k')}, (SELECT count(DISTINCT t.product)"
            " FROM pack_tally t WHERE t.community = k.community AND t.pack = k.id)"
            " FROM pack k WHERE k.community = ? AND k.origin IS NOT NULL ORDER BY k.title, k.id",
            community,
        )
        return [Subscription(tables.PACKS.entry(tuple(row)), count) for *row, count in rows]

    return await store.read(unit)


def _checked(reading: Reading, actor: Actor, pseudonyms: Pseudonyms, now: datetime) -> PackLine:
    """Return the pack line of another community that leads a file."""
    pack = leading_pack(reading)
    if pack is None or pack.origin is None or pack.shared:
        raise BadInput("This is no pack of another community; what one exports begins with it.")
    if pack.origin == pseudonyms.origin(actor.community):
        raise BadInput("This pack is this community's own; its verdicts count here already.")
    moment(pack.version, now)
    return pack


def _only_held(reading: Reading, pack: PackLine) -> Reading:
    """Return what was read with every line named that such a pack does not hold."""
    others = [
        BadLine(number, "the pack of another community holds products and tallies only")
        for number, line in reading.lines
        if line is not pack and (not isinstance(line, _HELD) or line.shared)
    ]
    refused = {each.number for each in others}
    lines = [each for each in reading.lines if each[0] not in refused]
    return Reading(lines, [*reading.bad, *others], reading.warnings)


class _Subscribing:
    """Put the lines of another community's pack beside what is here."""

    def __init__(self, placing: Placing, pack: PackLine, numbers: dict[int, int]) -> None:
        """Take what puts lines, the pack, and the number of each line by its identity."""
        self._placing, self._pack, self._numbers = placing, pack, numbers
        self._doubtful: set[str] = set()

    async def put(self, line: Line) -> None:
        """Put a line where it belongs; raise BadInput when it cannot be."""
        match line:
            case PackLine():
                await self._supersede(line)
            case CategoryLine():
                await self._category(line)
            case ProductLine():
                await self._product(line)
            case TallyLine():
                await self._tally(line)

    async def _supersede(self, line: PackLine) -> None:
        here = await self._placing.change.get(tables.PACKS, self._placing.community, line.id)
        if here is not None and here.origin != line.origin:
            raise BadInput("the pack '{pack}' is here already, of another origin", pack=line.id)
        now = self._placing.now
        if here is not None and moment(here.version, now) > moment(line.version, now):
            raise BadInput("a newer pack of '{name}' is here already", name=here.title)
        await self._placing.put(line)

    async def _category(self, line: CategoryLine) -> None:
        """Add a category unless one of that id is here."""
        change, community = self._placing.change, self._placing.community
        own = await change.get(tables.CATEGORIES, community, line.id)
        shared = await change.get(tables.CATEGORIES, SHARED, line.id)
        if shared is None and (own is None or own.pack == self._pack.id):
            await self._placing.put(line)

    async def _product(self, line: ProductLine) -> None:
        """Find the product that is meant, or add it; in doubt, leave it out and say so."""
        placing, title = self._placing, title_of(clean(line.brand), clean(line.name) or "")
        wanted = id_for(line)
        found = await recognise(placing.change.tx, placing.community, self._pack.id, wanted, line)
        number = self._numbers[id(line)]
        if found.doubt:
            self._doubtful.add(wanted)
            fields = {"theirs": title, "ours": ", ".join(found.doubt)}
            problem = BadLine(number, "'{theirs}' may be {ours}: left out", fields)
            placing.report.warnings.append(problem)
        elif found.product is None:
            await placing.put(line)
        else:
            placing.products[placing.community, wanted] = found.product
            fields = {"theirs": title, "ours": found.title}
            taken = BadLine(number, "'{theirs}' is taken for {ours}", fields)
            placing.report.matched.append(taken)

    async def _tally(self, line: TallyLine) -> None:
        wanted = id_of(line.product)
        if wanted in self._doubtful:
            return
        if (self._placing.community, wanted) not in self._placing.products:
            raise BadInput("product '{id}' is not in this file", id=wanted)
        if not line.worth + line.depends + line.skip:
            raise BadInput("nobody was counted")
        await self._placing.put(line)
