"""`hypecheck restore`: a backup in the place of the base."""

import asyncio
from pathlib import Path

from bot.clock import system
from bot.ops import backups
from bot.ops.invocation import Invocation
from bot.ops.opening import say


def run(call: Invocation) -> int:
    """Restore a backup; the bot must not run meanwhile."""
    backup = Path(call.arguments.backup)
    asyncio.run(backups.restore(call.settings, backup, system(), say))
    return 0
