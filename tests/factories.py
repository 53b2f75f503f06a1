"""Small makers of entries and requests, so that a test names only what it is about."""

import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.bootstrap import Base
from bot.chat.command import Role
from bot.chat.facts import Facts
from bot.chat.reply import Reply
from bot.chat.request import Author, Place, Request, Source
from bot.dispatcher import Dispatcher
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.consensus.report import Report, day_of
from knowledge.hanging import remove_handlings, remove_verdict
from knowledge.history import History, Wanted
from knowledge.journal import Done, Journal, Operation
from knowledge.product import Product
from knowledge.said import keep_verdict
from knowledge.store import tables
from knowledge.store.table import Table
from knowledge.verdict import Acquired, Experience, Stance, Standing, Tie, Verdict

MAYA = Author("test", "1", "maya")
GROUP = Place("test", "shop talk")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = day_of(NOON)
_keys = itertools.count(1)


class FakeClock:
    """Stand still until told to go on."""

    def __init__(self) -> None:
        """Start at noon of a day in autumn."""
        self.now = NOON

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def step(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


class Everybody:
    """Be a platform on which everybody has one role."""

    def __init__(self, role: Role) -> None:
        """Take the role."""
        self.role = role

    async def facts(self, author: Author, place: Place) -> Facts:
        """Return the role."""
        return Facts(role=self.role)


def product(name: str = "Airwrap", **more: Any) -> Product:
    """Make a product of the home community."""
    key = next(_keys)
    values: dict[str, Any] = {
        "key": key,
        "community": HOME,
        "id": f"p{key}",
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Product(name=name, **(values | more))


def verdict(of: Product, person: str = "p_1", **more: Any) -> Verdict:
    """Make an owner's "skip" of a product, bought, with no tie."""
    values: dict[str, Any] = {
        "key": next(_keys),
        "community": HOME,
        "product": of.key,
        "person": person,
        "stance": Stance.SKIP,
        "experience": Experience.OWNED,
        "acquired": Acquired.BOUGHT,
        "tie": Tie.NONE,
        "created_at": datetime(2026, 5, 3, tzinfo=UTC),
    }
    return Verdict(**(values | more))


def report(stance: Stance = Stance.SKIP, **more: Any) -> Report:
    """Make what is known of an owner's verdict, bought, with no tie, that counts."""
    values: dict[str, Any] = {
        "key": next(_keys),
        "experience": Experience.OWNED,
        "acquired": Acquired.BOUGHT,
        "tie": Tie.NONE,
        "competitor": False,
        "months": 8,
        "at": datetime(2026, 11, 3, tzinfo=UTC),
        "since": 0.0,
    }
    return Report(stance=stance, **(values | more))


def pack(*lines: dict[str, Any]) -> bytes:
    """Write lines as a pack file."""
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


async def ask(dispatcher: Dispatcher, command: str, **arguments: str) -> Reply:
    """Send a command as maya in a group."""
    source = Source.MESSAGE if command == "worth" else Source.COMMAND
    return await dispatcher.handle(Request(command, MAYA, GROUP, arguments, source=source))


async def operations(base: Base, limit: int = 100) -> list[Operation]:
    """Read the newest operations of the home community."""
    return await History(base.store, base.journal).read(Wanted((HOME,)), limit)


async def put(journal: Journal, actor: Actor, entry: Product | Verdict) -> Done:
    """Write an entry as it stands through the journal: of somebody who is of age, or of old."""

    async def work(change: Change) -> None:
        if isinstance(entry, Verdict):
            await keep_verdict(change, entry)
        else:
            await change.put(tables.PRODUCTS, entry)

    name = "verdict save" if isinstance(entry, Verdict) else "product save"
    return (await journal.apply(actor, name, work))[1]


async def withdraw(journal: Journal, actor: Actor, key: int) -> Done:
    """Withdraw a verdict, whosever it is."""

    async def work(change: Change) -> None:
        (said,) = await change.find(tables.VERDICTS, "key = ?", key)
        await change.put(tables.VERDICTS, replace(said, standing=Standing.WITHDRAWN))

    return (await journal.apply(actor, "verdict withdraw", work))[1]


async def remove(journal: Journal, actor: Actor, key: int) -> Done:
    """Take a product away with all that hangs on it."""
    return (await journal.apply(actor, "product remove", partial(_remove_product, key=key)))[1]


async def _remove_product(change: Change, key: int) -> None:
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
