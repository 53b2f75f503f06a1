"""Opening the base for one command, and speaking to whoever called it."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bot.bootstrap import Base, open_base
from bot.errors import CommandError
from bot.settings import Settings
from knowledge.store.sqlite_file import copy_base, is_new
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
    if not settings.database_path.exists():
        raise CommandError(f"There is no base at {settings.database_path}.")


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
    """Work on a copy of the base that is thrown away, so that the base is not even opened."""
    path = settings.database_path
    with tempfile.TemporaryDirectory() as folder:
        copy, key = Path(folder, "copy.sqlite3"), path.with_name(path.name + ".key")
        if path.exists():
            asyncio.run(copy_base(path, copy))
        if key.exists():  # people have the same pseudonyms there
            shutil.copy(key, copy.with_name(copy.name + ".key"))
        return with_base(replace(settings, database=str(copy)), work, writes=True, starter=False)


async def open_or_make(
    settings: Settings,
    *,
    read_only: bool = False,
    starter: bool = True,
    observe: Observe | None = None,
    say: Say = say,
) -> Base:
    """Open the base; one with nothing in it gets the starter pack, where that is wanted."""
    path = settings.database_path
    if not (starter and settings.starter and await is_new(path)):
        return await open_base(settings, read_only=read_only, observe=observe)
    from bot.ops.packs import starter_pack

    base = await open_base(settings, observe=observe)
    say(f"New base at {path}.")
    try:
        await starter_pack(base, "load", say)
    except BaseException:
        await base.close()
        raise
    return base
