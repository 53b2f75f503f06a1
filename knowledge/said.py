"""A verdict as it is kept: clean, whole, and one a person and product."""

from dataclasses import replace
from typing import TypeVar

from knowledge.account import person_of
from knowledge.change import Change
from knowledge.community import Actor
from knowledge.errors import BadInput, Wording
from knowledge.forgetting import may_be
from knowledge.hanging import remove_verdict
from knowledge.links import plain
from knowledge.packs.lines import clean
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.verdict import HELD, Acquired, Experience, Verdict

E = TypeVar("E")
MAX_MONTHS = 1200
MAX_WORDS = {"text": 1000, "alternative": 100, "expertise": 60}
_CALLED = {
    "text": Wording("your words"),
    "alternative": Wording("the alternative"),
    "expertise": Wording("your trade"),
}


async def keep_verdict(change: Change, verdict: Verdict) -> Verdict:
    """Write a person's one verdict on a product over an earlier one of theirs; return it.

    One that waits or is in quarantine stays so, whatever is edited. One of somebody who was
    forgotten gives way where it may have been theirs (`forgetting.py`).
    """
    where = "product = ? AND community = ? AND person"
    place = verdict.product, verdict.community
    found = await change.find(tables.VERDICTS, f"{where} = ?", *place, verdict.person)
    span = may_be(verdict.person)
    left = await change.find(tables.VERDICTS, f"{where} >= ? AND person < ?", *place, *span)
    held = [each.standing for each in (*left, *found) if each.standing in HELD]
    entry = replace(verdict, standing=held[-1]) if held else verdict
    if found:
        entry = replace(entry, key=found[0].key, created_at=found[0].created_at)
    elif not verdict.key:
        entry = replace(entry, key=change.keys.new())
    for each in left:
        await remove_verdict(change, each.key)
    await change.put(tables.VERDICTS, entry)
    return entry


async def own_verdict(tx: Transaction, who: Actor, product: int) -> Verdict | None:
    """Read the actor's verdict on a product; None when there is none or it was withdrawn."""
    rows = await tx.all(
        f"SELECT {tables.VERDICTS.columns} FROM verdict"
        " WHERE product = ? AND community = ? AND person = ? AND standing <> 'withdrawn'",
        *(product, who.community, await person_of(tx, who.id)),
    )
    return tables.VERDICTS.entry(rows[0]) if rows else None


def checked_verdict(verdict: Verdict) -> Verdict:
    """Clean a verdict's words; what was only read about was neither got nor used."""
    if verdict.months is not None and not 0 <= verdict.months <= MAX_MONTHS:
        raise BadInput("Months of use go from 0 to {most}.", most=MAX_MONTHS)
    entry = cleaned(verdict, "text", "alternative", "expertise")
    for name, most in MAX_WORDS.items():
        if len(getattr(entry, name) or "") > most:
            raise BadInput("{what}: more than {most} characters.", what=_CALLED[name], most=most)
    if entry.experience is Experience.RESEARCHED:
        return replace(entry, acquired=Acquired.UNSAID, months=None, paid=None, again=None)
    return entry


def cleaned(entry: E, *names: str) -> E:
    """Clean the fields of an entry that hold what somebody typed."""
    values = {name: words(getattr(entry, name)) for name in names}
    return replace(entry, **values)  # type: ignore[type-var]  # each entry is a dataclass


def words(text: str | None) -> str | None:
    """Return words without links that pay, in one piece; None when nothing is left."""
    return clean(plain(text or ""))
