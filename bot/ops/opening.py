"""Opening the base for one command, and speaking to whoever called it."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bot.bootstrap import Base, needs_driver, open_base
from bot.errors import CommandError
from bot.settings import Settings
from knowledge.store import sqlite_file
from knowledge.store.timed import Observe

T = TypeVar("T")
Say = Callable[[str], None]


def write(text: str) -> None:
    """Write to standard output, where answers go."""
    sys.stdout.write(text)


def say(text: str) -> None:
    """Write a line to standard error, where everything else goes."""
    sys.stderr.write(f"{text}\n")


def require(settings: Settings) -> None:
    """Refuse to make a base for a command that only makes sense on one that is there."""
    if not settings.database_url and not settings.database_path.exists():  # a server says so itself
        raise CommandError(f"There is no base at {settings.database_path}.")


async def is_new(settings: Settings) -> bool:
    """Say whether nothing was ever done to the base."""
    if not settings.database_url:
        return await sqlite_file.is_new(settings.database_path)
    with needs_driver():
        from knowledge.store import postgres_server
    return await postgres_server.is_new(settings.database_url)


async def pending_steps(settings: Settings) -> list[str]:
    """Name the schema steps that the base still lacks."""
    if not settings.database_url:
        return await sqlite_file.pending_steps(settings.database_path)
    with needs_driver():
        from knowledge.store import postgres_server
    return await postgres_server.pending_steps(settings.database_url)


def with_base(
    settings: Settings,
    work: Callable[[Base], Coroutine[Any, Any, T]],
    *,
    writes: bool = False,
    starter: bool = True,
) -> T:
    """Run work over the open base and close it."""

    async def run() -> T:
        base = await open_or_make(settings, read_only=not writes, starter=starter)
        try:
            return await work(base)
        finally:
            await base.close()

    return asyncio.run(run())


def on_a_copy(settings: Settings, work: Callable[[Base], Coroutine[Any, Any, T]]) -> T:
    """Do work that is taken back on a copy of the base, so that the base is not even opened.

    A server's base is opened: it serves many at once, and work that is taken back leaves nothing.
    """
    if settings.database_url:
        return with_base(settings, work, writes=True, starter=False)
    path, key = settings.database_path, settings.key_path
    with tempfile.TemporaryDirectory() as folder:
        copied = replace(settings, database=str(Path(folder, "copy.sqlite3")), key_file="")
        if path.exists():
            asyncio.run(sqlite_file.copy_base(path, copied.database_path))
        if key.exists():  # people have the same pseudonyms there
            shutil.copy(key, copied.key_path)
        return with_base(copied, work, writes=True, starter=False)


async def open_or_make(
    settings: Settings,
    *,
    read_only: bool = False,
    starter: bool = True,
    observe: Observe | None = None,
    say: Say = say,
) -> Base:
    """Open the base; one with nothing in it gets the starter pack, where that is wanted."""
    if not (starter and settings.starter and await is_new(settings)):
        return await open_base(settings, read_only=read_only, observe=observe)
    from bot.ops.packs import starter_pack

    base = await open_base(settings, observe=observe)
    say(f"New base at {settings.database_name}.")
    try:
        await starter_pack(base, "load", say)
    except BaseException:
        await base.close()
        raise
    return base
