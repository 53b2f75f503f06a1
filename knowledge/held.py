"""Deciding about a group that withholds an answer: set aside, or found to be words of their own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from knowledge.community import Actor
from knowledge.errors import Conflict
from knowledge.headlines import held
from knowledge.journal import Change, Done, Journal
from knowledge.store import tables
from knowledge.verdict import Standing
from knowledge.waiting import Decided, product_held

QUARANTINE, CLEAR = "group quarantine", "group clear"
_HOW = {QUARANTINE: Standing.QUARANTINED.value, CLEAR: "cleared"}


async def decide(
    journal: Journal,
    actor: Actor,
    key: int,
    mark: int,
    *,
    cleared: bool,
    now: Callable[[], datetime],
) -> Done:
    """Set a group's verdicts aside, or let them count and make no group from then on.

    Raises Decided when somebody was first, and Conflict when the group is no longer the one
    whose mark is given.
    """

    async def work(change: Change) -> None:
        product = await product_held(change.tx, actor.community, key)
        group = None
        if product is not None:
            group = await held(change.tx, product, actor.community, now())
        if group is None or group.mark != mark:
            await _raise_decided(change, actor, key)
            raise Conflict("The group is not the same any more; look at the queue again.")
        for each in group.verdicts:
            verdict = await change.get(tables.VERDICTS, each)
            if verdict is not None:
                standing = verdict.standing if cleared else Standing.QUARANTINED
                await change.put(
                    tables.VERDICTS, replace(verdict, standing=standing, cleared=cleared)
                )

    return (await journal.apply(actor, CLEAR if cleared else QUARANTINE, work))[1]


async def _raise_decided(change: Change, actor: Actor, key: int) -> None:
    """Raise Decided when the last that was decided about a group's newest verdict still stands."""
    rows = await change.tx.all(
        "SELECT j.actor, j.at, j.operation FROM change c JOIN journal j ON j.key = c.journal"
        " WHERE c.entries = ? AND c.entry = ? AND j.community = ? AND j.operation IN (?, ?)"
        " AND NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.key)"
        " ORDER BY j.key DESC LIMIT 1",
        *(tables.VERDICTS.name, f"[{key}]", actor.community, QUARANTINE, CLEAR),
    )
    if rows:
        by, at, operation = rows[0]
        raise Decided(by, datetime.fromisoformat(at), _HOW[operation])
