"""`hypecheck unsubscribe`: another community's pack taken away."""

from bot.bootstrap import Base
from bot.ops import packs
from bot.ops.invocation import Invocation
from bot.ops.opening import require, say, with_base


def run(call: Invocation) -> int:
    """Take a pack away."""

    async def work(base: Base) -> int:
        await packs.unsubscribe(base, call.arguments.pack, say)
        return 0

    require(call.settings)
    return with_base(call.settings, work, writes=True, starter=False)
