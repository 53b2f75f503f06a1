"""`hypecheck log`: what was changed, and by whom."""

from bot.bootstrap import Base
from bot.ops import history
from bot.ops.invocation import Invocation
from bot.ops.opening import require, with_base, write


def run(call: Invocation) -> int:
    """List the newest operations."""

    async def work(base: Base) -> int:
        await history.log(base, max(1, call.arguments.limit), lambda line: write(f"{line}\n"))
        return 0

    require(call.settings)
    return with_base(call.settings, work)
