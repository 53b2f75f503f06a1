"""Taking entries away together with what hangs on them, each recorded in the same operation."""

from typing import Any

from knowledge.journal import Change
from knowledge.store import tables
from knowledge.store.table import Table


async def remove_verdict(change: Change, key: int) -> None:
    """Take a verdict away with its votes and reports."""
    hanging: tuple[Table[Any], ...] = (tables.VOTES, tables.REPORTS)
    for table in hanging:
        rows = await change.tx.all(f"SELECT key FROM {table.name} WHERE verdict = ?", key)
        for (each,) in rows:
            await change.delete(table, each)
    await change.delete(tables.VERDICTS, key)


async def remove_handlings(change: Change, product: int) -> None:
    """Forget how communities treat a product, and what it stands in for."""
    rows = await change.tx.all(
        "SELECT community, product FROM handling WHERE product = ? OR instead = ?"
        " ORDER BY community, product",
        *(product, product),
    )
    for community, each in rows:
        await change.delete(tables.HANDLINGS, community, each)


async def remove_product(change: Change, key: int) -> None:
    """Take a product away with its notes, alternatives, verdicts, and what was decided about it."""
    await remove_handlings(change, key)
    hanging: tuple[Table[Any], ...] = (tables.NOTES, tables.PACK_TALLIES, tables.PROPOSALS)
    for table in hanging:
        rows = await change.tx.all(f"SELECT key FROM {table.name} WHERE product = ?", key)
        for (each,) in rows:
            await change.delete(table, each)
    pointing = await change.tx.all(
        "SELECT key FROM alternative WHERE product = ? OR other = ?", key, key
    )
    for (each,) in pointing:
        await change.delete(tables.ALTERNATIVES, each)
    for (each,) in await change.tx.all("SELECT key FROM verdict WHERE product = ?", key):
        await remove_verdict(change, each)
    await change.delete(tables.PRODUCTS, key)
