"""`hypecheck undo`: take one operation back."""

from bot.bootstrap import Base
from bot.ops import history
from bot.ops.invocation import Invocation
from bot.ops.opening import require, say, with_base


def run(call: Invocation) -> int:
    """Undo one operation."""

    async def work(base: Base) -> int:
        await history.undo(base, call.arguments.operation, say)
        return 0

    require(call.settings)
    return with_base(call.settings, work, writes=True)
