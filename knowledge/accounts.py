"""Joining accounts to one person by a code, and parting them again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from knowledge.account import AccountCode, Joining, accounts_of, person_of
from knowledge.change import Change
from knowledge.codes import digest, new_code
from knowledge.community import SHARED, Actor
from knowledge.errors import BadInput, Conflict, Missing
from knowledge.joining import bring_over, keep_bars
from knowledge.journal import Journal, take_back
from knowledge.member import Member
from knowledge.store import tables
from knowledge.store.port import Store, Transaction

CODE_LASTS = timedelta(minutes=15)
JOIN, PART = "account join", "account part"  # taken back by parting alone, which keeps bars


@dataclass(frozen=True, slots=True)
class Parted:
    """Say how many accounts were parted, and whether each has what it said before."""

    accounts: int
    given_back: bool


class Accounts:
    """Join and part accounts, for all communities at once.

    That is in no community's journal, so moderators neither see nor undo it. An account is named
    by its pseudonym; the operations are its person's.
    """

    def __init__(self, store: Store, journal: Journal, now: Callable[[], datetime]) -> None:
        """Take the store, the journal and the clock."""
        self._store, self._journal, self._now = store, journal, now

    async def of(self, account: str) -> tuple[str, ...]:
        """Return all accounts of an account's person, the one that stands for them first."""

        async def unit(tx: Transaction) -> tuple[str, ...]:
            return await accounts_of(tx, await person_of(tx, account))

        return await self._store.read(unit)

    async def new_code(self, account: str, contact: str) -> str:
        """Make a code that joins one account to this one; a newer one makes it void.

        `contact` is sealed, and says whom to tell once it was used.
        """
        code = new_code()
        entry = AccountCode(account, digest(code), self._now() + CODE_LASTS, contact)

        async def unit(tx: Transaction) -> None:
            if await person_of(tx, account) != account:
                raise BadInput("This account is joined to another one; make the code there.")
            await tables.ACCOUNT_CODES.put(tx, entry)

        await self._store.write(unit)
        return code

    async def check(self, account: str, code: str) -> AccountCode:
        """Return what a code would join the account to; raise BadInput when it cannot."""
        return await self._store.read(lambda tx: self._check(tx, account, code))

    async def join(self, account: str, code: str) -> AccountCode:
        """Make the account one of the person's who made the code, which is spent."""

        async def work(change: Change) -> AccountCode:
            found = await self._check(change.tx, account, code)
            for each in (account, found.person):
                await tables.ACCOUNT_CODES.delete(change.tx, each)
            await bring_over(change, account, found.person)
            await change.put(tables.JOININGS, Joining(account, found.person))  # last: first undone
            return found

        return (await self._journal.apply(Actor(account, SHARED), JOIN, work))[0]

    async def part(self, account: str) -> Parted:
        """Make each account of a person a person of its own again, or the one that was joined.

        It gets back what it had said, exactly; where something of that has changed since, all
        stays with the person. A bar stays with both.
        """
        person, *others = await self.of(account)
        if not others:
            raise BadInput("This account is joined to no other.")
        parting = others if account == person else [account]
        given_back = [await self._part(person, each) for each in parting]
        return Parted(len(parting), all(given_back))

    async def _part(self, person: str, account: str) -> bool:
        actor = Actor(person, SHARED)
        key = await self._store.read(lambda tx: _operation(tx, account))

        async def part(change: Change, *, exactly: bool) -> None:
            bars = await change.find(tables.MEMBERS, "person = ? AND barred = 1", person)
            if exactly:
                await take_back(change, actor, key)
            else:
                await change.delete(tables.JOININGS, account)
            for each in (person, account):
                await keep_bars(change, bars, each)

        try:
            await self._journal.apply(actor, PART, partial(part, exactly=True), undoes=key)
        except Conflict:
            await self._journal.apply(actor, PART, partial(part, exactly=False))
            return False
        return True

    async def _check(self, tx: Transaction, account: str, code: str) -> AccountCode:
        rows = await tx.all("SELECT person FROM account_code WHERE digest = ?", digest(code))
        found = await tables.ACCOUNT_CODES.get(tx, rows[0][0]) if rows else None
        if found is None or found.expires_at < self._now():
            raise NoSuchCode(
                "That code does not work: it was used, is over 15 minutes old, or has a typo."
            )
        if found.person == account:
            raise BadInput("That code is this account's own; give it on your other one.")
        if await person_of(tx, account) != account or len(await accounts_of(tx, account)) > 1:
            raise BadInput("This account is joined already: part it first, with /account part.")
        return found


async def member_of(tx: Transaction, community: int, account: str) -> Member | None:
    """Return what is known of an account's person; a role that was given is the account's alone."""
    person = await person_of(tx, account)
    known = await tables.MEMBERS.get(tx, community, person)
    if person == account:
        return known
    own = await tables.MEMBERS.get(tx, community, account)
    if known is None:
        return own
    return replace(known, granted=own.granted if own else None)


class NoSuchCode(BadInput):
    """Say that a code does not work, without saying whether there ever was one."""


async def _operation(tx: Transaction, account: str) -> int:
    """Return the operation that joined an account last."""
    rows = await tx.all(
        "SELECT c.journal FROM change c JOIN journal j ON j.key = c.journal"
        " WHERE c.entries = 'joining' AND c.entry = ? AND j.operation = ?"
        " ORDER BY c.journal DESC LIMIT 1",
        *(f'["{account}"]', JOIN),
    )
    if not rows:
        raise Missing("This account is joined to no other.")
    return int(rows[0][0])
