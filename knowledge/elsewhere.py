"""What other communities counted of a product, as the packs say that were subscribed to."""

from dataclasses import dataclass

from knowledge.note import PackTally
from knowledge.store import tables
from knowledge.store.port import Transaction


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Hold one other community's tally of a product, and the name it gives itself."""

    community: str
    tally: PackTally


_READ = (
    f"SELECT k.origin, k.title, {tables.PACK_TALLIES.columns_of('t')} FROM pack_tally t"
    " JOIN pack k ON k.community = t.community AND k.id = t.pack"
    " WHERE t.product = ? AND t.community = ?"
    " ORDER BY k.version DESC, t.worth + t.depends + t.skip DESC, t.key"
)


async def elsewhere(tx: Transaction, community: int, product: int) -> tuple[Elsewhere, ...]:
    """Read each other community's newest tally of a product, those of most people first.

    The same people are in all packs of a community, so only one of them speaks.
    """
    newest: dict[str, Elsewhere] = {}
    for origin, title, *row in await tx.all(_READ, product, community):
        newest.setdefault(origin, Elsewhere(title, tables.PACK_TALLIES.entry(tuple(row))))
    return tuple(sorted(newest.values(), key=lambda each: -each.tally.people))
