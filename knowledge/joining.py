"""What becomes of an account's entries when it is joined to a person: each is theirs, once.

Nothing that moderators gave the account comes along (a role, trust, verified expertise): whoever
took an account over would bring that to theirs for good. A bar does, and so does its age.
"""

from dataclasses import replace
from typing import Any

from knowledge.change import Change
from knowledge.contribution import ProposalState
from knowledge.hanging import keep_one
from knowledge.member import Member
from knowledge.store import tables
from knowledge.store.table import Table
from knowledge.waiting import mark_of_proposal


async def bring_over(change: Change, account: str, person: str) -> None:
    """Make everything that is an account's the person's.

    Where both have one, the newer verdict stays, and of all else the person's own.
    """
    await _verdicts(change, account, person)
    for table in (tables.VOTES, tables.REPORTS):
        await _responses(change, table, account, person)
    await _proposals(change, account, person)
    for listed in (tables.WISHES, tables.CHOICES):
        await _listed(change, listed, account, person)
    await _members(change, account, person)


async def keep_bars(change: Change, bars: list[Member], account: str) -> None:
    """Bar an account wherever its person was, so that parting them lifts no bar."""
    for each in bars:
        own = await change.get(tables.MEMBERS, each.community, account)
        entry = own or Member(each.community, account, each.first_seen_at)
        await change.put(tables.MEMBERS, replace(entry, barred=True))


async def _verdicts(change: Change, account: str, person: str) -> None:
    for theirs in await change.find(tables.VERDICTS, "person = ?", account):
        where = "product = ? AND community = ? AND person = ?"
        place = theirs.product, theirs.community, person
        stays = theirs
        for own in await change.find(tables.VERDICTS, where, *place):
            stays = await keep_one(change, own, theirs)
        await change.put(tables.VERDICTS, replace(stays, person=person))


async def _responses(change: Change, table: Table[Any], account: str, person: str) -> None:
    """Bring votes or reports over; those on what is one's own verdict now go."""
    own = await change.tx.all(
        f"SELECT r.key FROM {table.name} r JOIN verdict v ON v.key = r.verdict"
        " WHERE r.person IN (?, ?) AND v.person = ?",
        *(account, person, person),
    )
    for (key,) in own:
        await change.delete(table, key)
    for each in await change.find(table, "person = ?", account):
        where = "verdict = ? AND person = ?"
        twins = await change.find(table, where, each.verdict, person)
        await _bring(change, table, each, person, is_twin=bool(twins))


async def _proposals(change: Change, account: str, person: str) -> None:
    own = await change.find(tables.PROPOSALS, "person = ? AND state = 'open'", person)
    marks = {(each.community, mark_of_proposal(each)) for each in own}
    for each in await change.find(tables.PROPOSALS, "person = ?", account):
        is_twin = (each.community, mark_of_proposal(each)) in marks
        is_open = each.state is ProposalState.OPEN
        await _bring(change, tables.PROPOSALS, each, person, is_twin=is_twin and is_open)


async def _listed(change: Change, table: Table[Any], account: str, person: str) -> None:
    """Bring over what has the person in its key."""
    for each in await change.find(table, "person = ?", account):
        await change.delete(table, *table.key_of(each))
        if await change.get(table, each.community, each.phrase, person) is None:
            await change.put(table, replace(each, person=person))


async def _members(change: Change, account: str, person: str) -> None:
    """Let a person be known since the older account, and barred where either is."""
    for each in await change.find(tables.MEMBERS, "person = ?", account):
        known = await change.get(tables.MEMBERS, each.community, person)
        own = known or Member(each.community, person, each.first_seen_at)
        older = min((each, own), key=lambda one: one.joined_at or one.first_seen_at)
        entry = replace(
            own,
            first_seen_at=older.first_seen_at,
            joined_at=older.joined_at,
            account_created_at=older.account_created_at,
            invite=older.invite,
            barred=own.barred or each.barred,
        )
        await change.put(tables.MEMBERS, entry)


async def _bring(
    change: Change, table: Table[Any], entry: Any, person: str, *, is_twin: bool
) -> None:
    """Make an entry the person's, or take it away when they have the like."""
    if is_twin:
        await change.delete(table, entry.key)
    else:
        await change.put(table, replace(entry, person=person))
