"""`hypecheck import`: a pack into the base."""

import sys
from collections.abc import Callable
from pathlib import Path

from bot.bootstrap import Base
from bot.ops import packs
from bot.ops.invocation import Invocation
from bot.ops.opening import on_a_copy, say, with_base
from knowledge.packs.importing import Options
from knowledge.packs.reading import read_jsonl, read_pack


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
        return on_a_copy(call.settings, work)
    return with_base(call.settings, work, writes=True, starter=False)


def _progress(verb: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            sys.stderr.write(f"\r{verb} {done:,} of {total:,} ...{end}")
            sys.stderr.flush()

    return show
