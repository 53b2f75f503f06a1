"""Where everything is wired; nothing is built at import, nothing is global."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.chat.facts import Members
from bot.chat.outbox import Outbox
from bot.chat.request import Author
from bot.clock import Clock, system
from bot.commands.catalogue import catalogue
from bot.commands.curate.desk import Desk
from bot.commands.settings import SpaceSettings
from bot.dispatcher import Dispatcher, Watch
from bot.errors import SettingsError
from bot.gate import Gate
from bot.limits import Limiter
from bot.people import People
from bot.settings import Settings
from bot.spaces import Spaces
from bot.telling import Teller
from knowledge.accounts import member_of
from knowledge.communities import Communities
from knowledge.derived import HOOKED
from knowledge.journal import Journal
from knowledge.library import Library
from knowledge.matching.question import Understanding
from knowledge.matching.renewing import renew
from knowledge.member import Member
from knowledge.person import Pseudonyms
from knowledge.store.port import Store
from knowledge.store.sqlite import SqliteStore
from knowledge.store.timed import Observe, TimedStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Base:
    """Hold an open base and the ways into it."""

    store: Store
    journal: Journal
    library: Library
    clock: Clock
    key_file: Path

    def pseudonyms(self) -> Pseudonyms:
        """Load the key that hashes people, made at its first use."""
        return Pseudonyms.load(self.key_file)

    async def close(self) -> None:
        """Let go of the base."""
        await self.store.close()


async def open_base(
    settings: Settings,
    *,
    read_only: bool = False,
    clock: Clock = system,
    observe: Observe | None = None,
) -> Base:
    """Open the base that the settings name; raises what the store raises.

    `observe` is told how long each unit of work took.
    """
    understanding = Understanding.load().speaking(settings.locale)  # English beside it
    store = await _open_store(settings, read_only=read_only)
    if not read_only:
        await _renew(store)
    if observe is not None:
        store = TimedStore(store, observe)
    return Base(
        store=store,
        journal=Journal(store, HOOKED, clock),
        library=Library(store, understanding, clock),
        clock=clock,
        key_file=settings.key_path,
    )


@contextmanager
def needs_driver() -> Iterator[None]:
    """Import what speaks to a PostgreSQL server; raise SettingsError when it is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"The base is on PostgreSQL, which needs {error.name}: install hypecheck[postgres]."
        ) from error


async def _renew(store: Store) -> None:
    try:
        count = await renew(store)
    except BaseException:
        await store.close()
        raise
    if count:
        _log.info("%d products were indexed anew: this version reads names in another way", count)


async def _open_store(settings: Settings, *, read_only: bool) -> Store:
    if not settings.database_url:
        return await SqliteStore.open(settings.database_path, read_only=read_only)
    with needs_driver():
        from knowledge.store.postgres import PostgresStore
    return await PostgresStore.open(settings.database_url, read_only=read_only)


def build(
    settings: Settings,
    base: Base,
    members: Mapping[str, Members],
    watch: Watch | None = None,
    outboxes: Mapping[str, Outbox] | None = None,
) -> Dispatcher:
    """Build the dispatcher over an open base, with where each platform's facts come from.

    `watch` is told of every reply; `outboxes` may be filled later, as adapters are made.
    """
    limiter = Limiter(
        base.clock,
        settings.person_per_minute,
        settings.place_per_minute,
        settings.person_cooldown,
    )
    # One key for as long as the bot runs, whatever becomes of its file.
    pseudonyms = cache(base.pseudonyms)
    communities = Communities(base.store, base.journal, base.clock)
    spaces = Spaces(base.store, communities, base.clock, settings.home_spaces)
    people = People(pseudonyms, members)
    space_settings = SpaceSettings(communities, spaces, people.pseudonym)
    known = {} if outboxes is None else outboxes
    teller = Teller(pseudonyms, known, spaces, settings.locale)
    desk = Desk(base.library, base.journal, communities, spaces, pseudonyms, base.clock, teller)

    async def member(author: Author, community: int) -> Member | None:
        account = people.pseudonym(author)
        return await base.store.read(lambda tx: member_of(tx, community, account), brief=True)

    gate = Gate(members, member, settings.owner_accounts)
    commands = catalogue(settings, space_settings, desk, people)
    return Dispatcher(commands, gate, limiter, spaces.of, settings.locale, watch)
