"""`hypecheck starter`: the editorial starter pack."""

from bot.bootstrap import Base
from bot.ops import packs
from bot.ops.invocation import Invocation
from bot.ops.opening import require, say, with_base


def run(call: Invocation) -> int:
    """Load, update or remove the starter pack."""
    if call.arguments.action == "remove":
        require(call.settings)

    async def work(base: Base) -> int:
        await packs.starter_pack(base, call.arguments.action, say)
        return 0

    return with_base(call.settings, work, writes=True, starter=False)
