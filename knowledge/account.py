"""A person's accounts: each has a pseudonym; of those that were joined, one stands for the person.

Whoever acts is named by the account they act from. What they say is the person's, so every
operation asks in its own transaction whose account it is.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.community import Actor
from knowledge.store.port import Transaction


@dataclass(frozen=True, slots=True)
class Joining:
    """Say that an account is one more of a person's; `person` is that of their first account."""

    account: str
    person: str


@dataclass(frozen=True, slots=True)
class AccountCode:
    """Let one more account be joined to a person, once and for a while.

    `digest` is all that is kept of the code; `contact`, sealed, says whom to tell of its use.
    """

    person: str
    digest: str
    expires_at: datetime
    contact: str


async def person_of(tx: Transaction, account: str) -> str:
    """Return the person that an account belongs to; one that was never joined is its own."""
    rows = await tx.all("SELECT person FROM joining WHERE account = ?", account)
    return str(rows[0][0]) if rows else account


async def accounts_of(tx: Transaction, person: str) -> tuple[str, ...]:
    """Return all accounts of a person, the one that stands for them first."""
    rows = await tx.all("SELECT account FROM joining WHERE person = ? ORDER BY account", person)
    return (person, *(account for (account,) in rows))


async def acting(tx: Transaction, actor: Actor) -> Actor:
    """Return an actor as the person that they are."""
    return replace(actor, id=await person_of(tx, actor.id))
