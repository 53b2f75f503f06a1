"""`hypecheck subscribe`: another community's counts beside ours."""

from pathlib import Path

from bot.bootstrap import Base
from bot.ops import packs
from bot.ops.invocation import Invocation
from bot.ops.opening import on_a_copy, require, say, with_base
from knowledge.packs.reading import read_pack


def run(call: Invocation) -> int:
    """Subscribe to a pack, or list what is subscribed to."""
    arguments = call.arguments
    require(call.settings)
    if arguments.file is None:

        async def list_(base: Base) -> int:
            await packs.list_subscriptions(base, say)
            return 0

        return with_base(call.settings, list_, starter=False)
    reading = read_pack(Path(arguments.file))

    async def work(base: Base) -> int:
        await packs.subscribe(base, reading, say, dry_run=arguments.dry_run)
        return 0

    if arguments.dry_run:
        return on_a_copy(call.settings, work)
    return with_base(call.settings, work, writes=True, starter=False)
