"""Taking a pack away, whole or what a new version of it no longer holds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from knowledge.change import Change
from knowledge.community import Actor
from knowledge.errors import Missing
from knowledge.hanging import remove_handlings, remove_verdict
from knowledge.journal import Journal
from knowledge.packs.report import Report
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.table import Table

_ENTRIES: tuple[Table[Any], ...] = (
    tables.VERDICTS,
    tables.PACK_TALLIES,
    tables.NOTES,
    tables.ALTERNATIVES,
    tables.PRODUCTS,
    tables.CATEGORIES,
)
Kept = Mapping[str, set[tuple[int | str, ...]]]


async def remove_pack(journal: Journal, actor: Actor, pack: str, operation: str) -> Report:
    """Take a pack away as one named operation; raise Missing when it is not loaded."""

    async def work(change: Change) -> Report:
        report = Report()
        if await change.get(tables.PACKS, actor.community, pack) is None:
            raise Missing("The pack '{pack}' is not loaded; there is nothing to remove.", pack=pack)
        await remove_entries(change, actor.community, pack, {}, report)
        await change.delete(tables.PACKS, actor.community, pack)
        return report

    report, done = await journal.apply(actor, operation, work)
    report.operation = done.key
    return report


async def remove_entries(
    change: Change, community: int, pack: str, kept: Kept, report: Report
) -> None:
    """Take away a pack's entries but those kept; a product somebody else uses only loses its mark.

    Such a product keeps its names and what it is, which are no opinion; its price and its
    "worth it if" go with the pack that said them. Where another pack's tally alone hangs on it, it
    is that pack's from now on.
    """
    for table in _ENTRIES:
        rows = await change.tx.all(
            f"SELECT {', '.join(table.key)} FROM {table.name} WHERE pack = ? AND community = ?",
            *(pack, community),
        )
        for key in (tuple(row) for row in rows):
            if key in kept.get(table.name, ()):
                continue
            entry = await change.get(table, *key)
            users = await _users(change, entry) if isinstance(entry, Product) else set()
            if isinstance(entry, Product) and users:
                heir = None if None in users else min(each for each in users if each)
                freed = replace(entry, pack=heir, price=None, worth_if=None, skip_if=None)
                await change.put(tables.PRODUCTS, freed)
                report.kept[table.name] += 1
            else:
                await _remove(change, table, key)
                report.removed[table.name] += 1


async def _remove(change: Change, table: Table[Any], key: tuple[int | str, ...]) -> None:
    if table is tables.PRODUCTS:
        await remove_handlings(change, int(key[0]))
    if table is tables.VERDICTS:
        await remove_verdict(change, int(key[0]))
    else:
        await change.delete(table, *key)


async def _users(change: Change, product: Product) -> set[str | None]:
    """Name what else hangs on a pack's product: another pack's tally, or None for anything else."""
    rows = await change.tx.all(
        "SELECT NULL FROM verdict WHERE product = ?"
        " UNION SELECT NULL FROM note WHERE product = ? AND coalesce(pack, '') <> ?"
        " UNION SELECT NULL FROM alternative"
        " WHERE (product = ? OR other = ?) AND coalesce(pack, '') <> ?"
        " UNION SELECT NULL FROM proposal WHERE product = ?"
        " UNION SELECT pack FROM pack_tally WHERE product = ? AND pack <> ?",
        *(product.key, product.key, product.pack, product.key, product.key, product.pack),
        *(product.key, product.key, product.pack),
    )
    return {pack for (pack,) in rows}
