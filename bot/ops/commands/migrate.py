"""`hypecheck migrate`: the base's schema to this version's."""

import asyncio

from bot.bootstrap import Base
from bot.ops.invocation import Invocation
from bot.ops.opening import pending_steps, say, with_base


def run(call: Invocation) -> int:
    """Bring the schema to this version, or say what that would be."""
    name = call.settings.database_name
    steps = asyncio.run(pending_steps(call.settings))
    if not steps:
        say(f"{name} is up to date.")
        return 0
    for step in steps:
        say(f"{'would apply' if call.arguments.dry_run else 'applying'} {step}")
    if not call.arguments.dry_run:
        with_base(call.settings, _nothing, writes=True, starter=False)
        say(f"{name} is up to date.")
    return 0


async def _nothing(_base: Base) -> int:
    return 0
