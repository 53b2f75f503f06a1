"""`hypecheck undo`: take one operation back, the last ones, or all of somebody."""

from bot.bootstrap import Base
from bot.ops import history
from bot.ops.invocation import Invocation
from bot.ops.opening import require, say, with_base


def run(call: Invocation) -> int:
    """Undo what was chosen; exit with 1 when something stood in the way."""
    chosen = call.arguments
    several = history.Several(chosen.last, chosen.by, chosen.since)

    async def work(base: Base) -> int:
        if chosen.operation:
            await history.undo(base, chosen.operation, say)
            return 0
        return 0 if await history.undo_several(base, several, say) else 1

    require(call.settings)
    return with_base(call.settings, work, writes=True)
