"""`hypecheck run`: answer on every platform that has a token."""

import asyncio
import logging

from bot.errors import CommandError
from bot.ops.invocation import Invocation
from bot.ops.opening import open_or_make, say
from bot.ops.running import run_adapters, stop_on_signals


def run(call: Invocation) -> int:
    """Run the platforms until SIGTERM or Ctrl-C; exit with 1 when none of them would have us."""
    if not (call.settings.discord_token or call.settings.telegram_token):
        raise CommandError(
            "No platform has a token. Set HYPECHECK_DISCORD_TOKEN or HYPECHECK_TELEGRAM_TOKEN."
        )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("httpx", "telegram", "discord.http"):
        logging.getLogger(noisy).setLevel(logging.ERROR)  # they write addresses, which hold ids
    return asyncio.run(_run(call))


async def _run(call: Invocation) -> int:
    stop = asyncio.Event()
    stop_on_signals(stop)
    base = await open_or_make(call.settings)
    try:
        adapters = call.platforms(call.settings, base)
        say(f"Starting {' and '.join(adapters)} on {call.settings.database_path}. Ctrl-C ends it.")
        return 0 if await run_adapters(adapters, stop) else 1
    finally:
        await base.close()
