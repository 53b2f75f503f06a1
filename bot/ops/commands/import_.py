"""`hypecheck import`: a pack into the base."""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.bootstrap import Base
from bot.ops import packs
from bot.ops.invocation import Invocation
from bot.ops.opening import say, with_base
from bot.settings import Settings
from knowledge.packs.importing import Options
from knowledge.packs.reading import read_jsonl, read_pack
from knowledge.store.sqlite_file import copy_base


def run(call: Invocation) -> int:
    """Import a pack file."""
    arguments = call.arguments
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
        return _on_a_copy(call.settings, work)
    return with_base(call.settings, work, writes=True, starter=False)


def _on_a_copy(settings: Settings, work: Callable[[Base], Coroutine[Any, Any, int]]) -> int:
    """Work on a copy of the base that is thrown away, so that the base is not even opened."""
    path = settings.database_path
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy.sqlite3")
        if path.exists():
            asyncio.run(copy_base(path, copy))
        return with_base(replace(settings, database=str(copy)), work, writes=True, starter=False)


def _progress(verb: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            sys.stderr.write(f"\r{verb} {done:,} of {total:,} ...{end}")
            sys.stderr.flush()

    return show
