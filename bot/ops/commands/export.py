"""`hypecheck export`: the base as a pack."""

from pathlib import Path

from bot.bootstrap import Base
from bot.errors import CommandError
from bot.ops import packs
from bot.ops.invocation import Invocation
from bot.ops.opening import require, say, with_base, write


def run(call: Invocation) -> int:
    """Write the base as a pack."""
    target = Path(call.arguments.file) if call.arguments.file else None
    by_ending = "csv" if target and target.suffix.lower() == ".csv" else "jsonl"

    given = call.arguments
    if not given.share and (given.category or given.title or given.dry_run):
        raise CommandError("--category, --title and --dry-run go with --share.")

    async def work(base: Base) -> int:
        if given.dry_run:
            await packs.try_share(base, given.category, given.title, say)
        elif given.share:
            await packs.share(base, given.category, given.title, target, write, say)
        else:
            await packs.export(base, given.format or by_ending, target, write, say)
        return 0

    require(call.settings)
    return with_base(call.settings, work, starter=False)
