"""The PostgreSQL server: connecting, preparing a database, and what its errors mean."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg

from knowledge.errors import (
    SchemaOlder,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreInUse,
    StoreReadOnly,
)
from knowledge.store.migrate import Migration, migrations, pending
from knowledge.store.url import shown

CONNECTIONS = 5
_LONGEST = 300  # seconds for one statement: a server that is gone may not even say so
_NAME = "hypecheck"  # what the server calls a bot's connections
_STEPS = """CREATE TABLE IF NOT EXISTS schema_step
    (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, at TEXT NOT NULL)"""
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,  # the server's last word came while something else was begun
    ConnectionError,
)
FOREIGN = (*LOST, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class Connections:
    """Hold up to so many connections, and count how many were ever opened."""

    pool: Any

    def __init__(self) -> None:
        """Begin with none; `open` makes them."""
        self.opened = 0

    @classmethod
    async def open(cls, url: str) -> "Connections":
        """Connect; raise StoreError when the server cannot be reached or refuses."""
        made = cls()
        try:
            made.pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=CONNECTIONS,
                max_inactive_connection_lifetime=0,
                init=made._prepare,
                reset=_reset,
                timeout=10,
                command_timeout=_LONGEST,
                statement_cache_size=1000,
                server_settings={"application_name": _NAME, "jit": "off"},
            )
        except (*FOREIGN, ValueError) as error:
            raise _refused(error, url) from None
        return made

    async def _prepare(self, raw: Any) -> None:
        self.opened += 1
        # A sum of whole numbers comes as NUMERIC, which would else be read as Decimal.
        await raw.set_type_codec(
            "numeric", schema="pg_catalog", encoder=str, decoder=_number, format="text"
        )


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


async def _reset(_raw: Any) -> None:
    """Ask nothing of a connection that comes back: units leave nothing to put right."""


async def prepare(raw: Any, known: tuple[Migration, ...]) -> None:
    """Bring the schema to this version, in one transaction; a process that comes second waits."""
    await _check_server(raw)
    try:
        await _migrate(raw, known)
    except (asyncpg.UniqueViolationError, asyncpg.DuplicateTableError):
        await _migrate(raw, known)  # another process made it at the same time


async def _migrate(raw: Any, known: tuple[Migration, ...]) -> None:
    if not pending(known, await _applied(raw)):
        return
    async with raw.transaction():
        await raw.execute(_STEPS)
        for migration in pending(known, await _applied(raw)):
            for statement in migration.statements():
                await raw.execute(statement)
            await raw.execute(
                "INSERT INTO schema_step VALUES ($1, $2, $3, $4)",
                *(migration.number, migration.name, migration.checksum),
                datetime.now(UTC).isoformat(timespec="seconds"),
            )


async def _check_server(raw: Any) -> None:
    encoding = await raw.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"The database's encoding is {encoding}, which cannot hold what people write."
            " Create one with: createdb --encoding=UTF8 --template=template0 NAME."
        )


async def check_current(raw: Any, url: str, known: tuple[Migration, ...]) -> None:
    """Raise SchemaOlder when the database lacks a schema step."""
    applied = await _applied(raw)
    if not applied:
        raise SchemaOlder(
            f"There is no base at {shown(url)} yet: the first `hypecheck run` makes it."
        )
    if pending(known, applied):
        raise SchemaOlder(f"{shown(url)} is of an older version. Run `hypecheck migrate` first.")


async def _applied(raw: Any) -> list[tuple[int, str]]:
    rows = await raw.fetch(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
    )
    tables = {name for (name,) in rows}
    if "schema_step" not in tables:
        if tables:
            raise StoreDamaged(
                "The database holds the tables of some other program. Name an empty database."
            )
        return []
    rows = await raw.fetch("SELECT number, checksum FROM schema_step ORDER BY number")
    return [tuple(row) for row in rows]


_MEANINGS: tuple[tuple[str, type[StoreError], str], ...] = (
    ("53100", StoreFull, "The database server's disk is full."),
    ("53", StoreInUse, "The database server has no room for another connection or more memory."),
    ("25006", StoreReadOnly, "The database server takes no changes: is it a standby?"),
    ("42501", StoreReadOnly, "The database's user may not do that: make it the owner."),
    ("XX001", StoreDamaged, "The database is damaged; restore a backup."),
    ("XX002", StoreDamaged, "An index of the database is damaged: REINDEX it."),
    ("54000", StoreError, "A name or text is too long for the database."),
    ("22021", StoreError, "A text holds a character (NUL) that the database cannot."),
)


def translate(error: BaseException, lost: str = "") -> BaseException:
    """Turn a database's error into one of ours, by its code; leave others as they are.

    Of what it says only the first line is kept, and nothing where that may be what somebody wrote.
    """
    if isinstance(error, LOST):
        return StoreError(f"The connection to the database was lost.{lost}")
    if isinstance(error, asyncpg.PostgresError):
        code = error.sqlstate or ""
        for known, kind, meaning in _MEANINGS:
            if code.startswith(known):
                return kind(f"{meaning}{lost} ({_said(error)})")
        return StoreError(f"The database failed.{lost} ({_said(error)})")
    if isinstance(error, FOREIGN):
        return StoreError(f"The database failed.{lost} ({type(error).__name__})")
    return error


def _said(error: Any) -> str:
    """Return an error's code and words; the words of a wrong value would hold the value."""
    words = "" if error.sqlstate[:2] in ("22", "23") else f": {str(error).splitlines()[0]}"
    return f"SQLSTATE {error.sqlstate}{words}"


def _refused(error: BaseException, url: str) -> StoreError:
    """Say why there is no connection, and what to do."""
    where, code = shown(url), getattr(error, "sqlstate", None) or ""
    if code.startswith("28"):
        todo = "Check the user and the password in the setting database, and pg_hba.conf."
    elif code == "3D000":
        todo = "Create the database on the server with createdb, or name another."
    elif code.startswith("53"):
        todo = "Close some, or raise max_connections on the server."
    elif isinstance(error, asyncio.TimeoutError):
        return StoreError(f"{where} did not answer within 10 seconds. Is the host right?")
    elif isinstance(error, OSError):
        why = error.strerror or type(error).__name__
        return StoreError(
            f"{where} cannot be reached: {why}. Does the server run, and are host and port right?"
        )
    else:
        todo = (
            "Look at the setting database: postgresql://user:password@host:5432/name. In user and"
            " password write / as %2F, # as %23, ? as %3F, @ as %40 and % as %25."
        )
    words = str(error).splitlines()[0] if code else type(error).__name__
    return StoreError(f"{where} refuses the connection: {words}. {todo}")


async def look(url: str) -> tuple[str, int]:
    """Return the server's version and how many connections bots have to the database.

    Raises StoreError when it cannot be reached.
    """
    async with _connected(url) as raw:
        others = await raw.fetchval(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = $1 AND datname = current_database()",
            _NAME,
        )
        return str(await raw.fetchval("SHOW server_version")), int(others)


async def pending_steps(url: str) -> list[str]:
    """Name the schema steps that a database still lacks."""
    async with _connected(url) as raw:
        todo = pending(migrations("postgres"), await _applied(raw))
    return [f"{step.number:04d} {step.name}" for step in todo]


async def is_new(url: str) -> bool:
    """Say whether nothing was ever done to a base: no schema yet, or an empty journal."""
    async with _connected(url) as raw:
        return not await _applied(raw) or not await raw.fetch("SELECT 1 FROM journal LIMIT 1")


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Any]:
    """Connect for a few statements; whatever fails meanwhile is raised as a StoreError."""
    try:
        raw = await asyncpg.connect(url, timeout=10, command_timeout=_LONGEST)
    except (*FOREIGN, ValueError) as error:
        raise _refused(error, url) from None
    try:
        try:
            yield raw
        finally:
            await raw.close(timeout=10)
    except FOREIGN as error:
        raise translate(error) from None
