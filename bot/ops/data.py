"""The commands that move and keep knowledge: import, export, starter, log, undo, migrate."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.bootstrap import Base
from bot.ops import history, packs
from bot.ops.opening import require, say, with_base, write
from bot.settings import Settings
from knowledge.packs.importing import Options
from knowledge.packs.reading import read_jsonl, read_pack
from knowledge.store.sqlite_file import copy_base, pending_steps

Run = Callable[[argparse.Namespace, Settings], int]


def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    """Import a pack file."""
    options = Options(
        dry_run=arguments.dry_run, keep_good=arguments.skip_bad, progress=_progress("Importing")
    )
    if arguments.file == "-":
        reading = read_jsonl(sys.stdin.buffer.read())
    else:
        reading = read_pack(Path(arguments.file))

    async def work(base: Base) -> int:
        await packs.import_(base, reading, options, say)
        return 0

    if arguments.dry_run:
        return _on_a_copy(settings, work)
    return with_base(settings, work, writes=True, starter=False)


def _on_a_copy(settings: Settings, work: Callable[[Base], Coroutine[Any, Any, int]]) -> int:
    """Work on a copy of the base that is thrown away, so that the base is not even opened."""
    path = settings.database_path
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy.sqlite3")
        if path.exists():
            asyncio.run(copy_base(path, copy))
        return with_base(replace(settings, database=str(copy)), work, writes=True, starter=False)


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the base as a pack."""
    target = Path(arguments.file) if arguments.file else None
    by_ending = "csv" if target and target.suffix.lower() == ".csv" else "jsonl"

    async def work(base: Base) -> int:
        await packs.export(base, arguments.format or by_ending, target, write, say)
        return 0

    require(settings)
    return with_base(settings, work, starter=False)


def _starter(arguments: argparse.Namespace, settings: Settings) -> int:
    """Load, update or remove the starter pack."""
    if arguments.action == "remove":
        require(settings)

    async def work(base: Base) -> int:
        await packs.starter_pack(base, arguments.action, say)
        return 0

    return with_base(settings, work, writes=True, starter=False)


def _log(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the newest operations."""

    async def work(base: Base) -> int:
        await history.log(base, max(1, arguments.limit), lambda line: write(f"{line}\n"))
        return 0

    require(settings)
    return with_base(settings, work)


def _undo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Undo one operation."""

    async def work(base: Base) -> int:
        await history.undo(base, arguments.operation, say)
        return 0

    require(settings)
    return with_base(settings, work, writes=True)


def _migrate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Bring the schema to this version, or say what that would be."""
    path = settings.database_path
    steps = asyncio.run(pending_steps(path))
    if not steps:
        say(f"{path} is up to date.")
        return 0
    for step in steps:
        say(f"{'would apply' if arguments.dry_run else 'applying'} {step}")
    if not arguments.dry_run:
        with_base(settings, _nothing, writes=True, starter=False)
        say(f"{path} is up to date.")
    return 0


async def _nothing(_base: Base) -> int:
    return 0


def _progress(verb: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            sys.stderr.write(f"\r{verb} {done:,} of {total:,} ...{end}")
            sys.stderr.flush()

    return show


RUN: dict[str, Run] = {
    "import": _import,
    "export": _export,
    "starter": _starter,
    "log": _log,
    "undo": _undo,
    "migrate": _migrate,
}
