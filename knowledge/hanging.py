"""Taking entries away together with what hangs on them, each recorded in the same operation."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from knowledge.change import Change
from knowledge.contribution import ReportState
from knowledge.store import tables
from knowledge.store.table import Table
from knowledge.verdict import HELD, Standing, Verdict


async def remove_verdict(change: Change, key: int) -> None:
    """Take a verdict away with its votes and reports."""
    hanging: tuple[Table[Any], ...] = (tables.VOTES, tables.REPORTS)
    for table in hanging:
        rows = await change.tx.all(f"SELECT key FROM {table.name} WHERE verdict = ?", key)
        for (each,) in rows:
            await change.delete(table, each)
    await change.delete(tables.VERDICTS, key)


async def keep_one(change: Change, one: Verdict, other: Verdict) -> Verdict:
    """Take away the older of a person's two verdicts; return the other, not written yet.

    A withdrawn one gives way in any case. A report that waits, or a hold, is no way out of: both
    go over to the verdict that stays.
    """
    goes, stays = sorted((one, other), key=_rank)
    for report in await change.find(tables.REPORTS, "verdict = ?", goes.key):
        twin = "verdict = ? AND person = ?"
        if report.state is ReportState.OPEN and not await change.find(
            tables.REPORTS, twin, stays.key, report.person
        ):
            await change.put(tables.REPORTS, replace(report, verdict=stays.key))
    await remove_verdict(change, goes.key)
    if goes.standing in HELD and stays.standing is not Standing.QUARANTINED:
        return replace(stays, standing=goes.standing)
    return stays


def _rank(verdict: Verdict) -> tuple[bool, datetime, int]:
    return verdict.standing is not Standing.WITHDRAWN, verdict.created_at, verdict.key


async def remove_handlings(change: Change, product: int) -> None:
    """Forget how communities treat a product, and what it stands in for."""
    rows = await change.tx.all(
        "SELECT community, product FROM handling WHERE product = ? OR instead = ?"
        " ORDER BY community, product",
        *(product, product),
    )
    for community, each in rows:
        await change.delete(tables.HANDLINGS, community, each)
