"""`hypecheck migrate`: the base's schema to this version's."""

import asyncio

from bot.bootstrap import Base
from bot.ops.invocation import Invocation
from bot.ops.opening import say, with_base
from knowledge.store.sqlite_file import pending_steps


def run(call: Invocation) -> int:
    """Bring the schema to this version, or say what that would be."""
    path = call.settings.database_path
    steps = asyncio.run(pending_steps(path))
    if not steps:
        say(f"{path} is up to date.")
        return 0
    for step in steps:
        say(f"{'would apply' if call.arguments.dry_run else 'applying'} {step}")
    if not call.arguments.dry_run:
        with_base(call.settings, _nothing, writes=True, starter=False)
        say(f"{path} is up to date.")
    return 0


async def _nothing(_base: Base) -> int:
    return 0
