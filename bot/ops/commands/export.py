"""`hypecheck export`: the base as a pack."""

from pathlib import Path

from bot.bootstrap import Base
from bot.ops import packs
from bot.ops.invocation import Invocation
from bot.ops.opening import require, say, with_base, write


def run(call: Invocation) -> int:
    """Write the base as a pack."""
    target = Path(call.arguments.file) if call.arguments.file else None
    by_ending = "csv" if target and target.suffix.lower() == ".csv" else "jsonl"

    async def work(base: Base) -> int:
        await packs.export(base, call.arguments.format or by_ending, target, write, say)
        return 0

    require(call.settings)
    return with_base(call.settings, work, starter=False)
