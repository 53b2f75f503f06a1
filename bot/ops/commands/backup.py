"""`hypecheck backup`: a copy of the base, also while the bot runs."""

import asyncio
from pathlib import Path

from bot.clock import system
from bot.errors import CommandError
from bot.ops import backups
from bot.ops.invocation import Invocation
from bot.ops.opening import require, say
from knowledge.store.backup import back_up


def run(call: Invocation) -> int:
    """Make a backup in the folder of backups, or where it is told to."""
    settings = call.settings
    backups.refuse_server(settings)
    require(settings)
    if call.arguments.file:
        made = Path(call.arguments.file)
        if made.exists():
            raise CommandError(f"{made} is there already. Name another file, or move it away.")
        asyncio.run(back_up(settings.database_path, made))
    else:
        made = asyncio.run(backups.make(settings, system()))
    say(f"Backup {made}, {made.stat().st_size:,} bytes, checked.")
    if settings.key_path.exists():
        say(f"Its other half is the key {settings.key_path}: keep a copy of it in another place.")
    return 0
