"""Deciding about a group that withholds an answer: set aside, or found to be words of their own."""

import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.change import Change
from knowledge.community import Actor
from knowledge.consensus.answer import Label
from knowledge.consensus.evidence import Shared
from knowledge.consensus.groups import Group, members_of
from knowledge.consensus.report import day_of
from knowledge.consensus.tally import tally
from knowledge.errors import Conflict
from knowledge.journal import NOT_UNDONE, Done, Journal
from knowledge.product import title_of
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.verdict import Stance, Standing
from knowledge.voices import reports
from knowledge.waiting import Decided, product_held

QUARANTINE, CLEAR = "group quarantine", "group clear"
_HOW = {QUARANTINE: Standing.QUARANTINED.value, CLEAR: "cleared"}


@dataclass(frozen=True, slots=True)
class Held:
    """Be an answer that a group withholds: whose verdicts they are, and what the others say.

    `others` counts the counted people outside the group; `first` and `last` are when the group's
    verdicts begin and end; `pushed` is the alternative that it names, if that is what it shares.
    """

    product: int
    title: str
    group: Group
    verdicts: tuple[int, ...]
    before: Label | None
    stances: dict[Stance, int]
    others: dict[Stance, int]
    first: datetime
    last: datetime
    pushed: str | None = None

    @property
    def mark(self) -> int:
        """Return a number that tells whether it is still the group that somebody looked at."""
        return zlib.crc32(repr(self.verdicts).encode())


async def held(tx: Transaction, product: int, community: int, now: datetime) -> Held | None:
    """Compute what a group withholds of a product's answer; None when it is not withheld."""
    said, day = await reports(tx, product, community), day_of(now)
    found = tally(said, day)
    group = found.answer.group
    rows = await tx.all("SELECT brand, name FROM product WHERE key = ?", product)
    if group is None or not rows:
        return None
    members = members_of(group, said, day)
    stances = Counter(each.stance for each in members)
    return Held(
        product,
        title_of(*rows[0]),
        group,
        tuple(sorted(each.key for each in members)),
        found.answer.before,
        {stance: stances[stance] for stance in Stance if stances[stance]},
        {stance: people - stances[stance] for stance, people in found.counted.items()},
        min(each.at for each in members),
        max(each.at for each in members),
        members[0].pushed if group.shared is Shared.PUSHED else None,
    )


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
        f" AND {NOT_UNDONE} ORDER BY j.key DESC LIMIT 1",
        *(tables.VERDICTS.name, f"[{key}]", actor.community, QUARANTINE, CLEAR),
    )
    if rows:
        by, at, operation = rows[0]
        raise Decided(by, datetime.fromisoformat(at), _HOW[operation])
