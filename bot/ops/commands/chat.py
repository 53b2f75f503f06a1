"""`hypecheck chat`: talk with the bot in this terminal."""

import asyncio
import logging
import sys

from bot.ops import logs
from bot.ops.invocation import Invocation
from bot.ops.opening import open_or_make
from bot.settings import Settings


def run(call: Invocation) -> int:
    """Chat over the base, made with the starter pack when there is none yet."""
    _log_to(call.settings)
    with asyncio.Runner() as runner:
        base = runner.run(open_or_make(call.settings))
        try:
            return call.talk(call.settings, base, runner, sys.stdin, call.arguments.plain)
        finally:
            runner.run(base.close())


def _log_to(settings: Settings) -> None:
    """Write the chat's incidents beside the base: the screen is for the conversation."""
    handler = logging.FileHandler(settings.beside("log"), delay=True)
    handler.setFormatter(logs.TextFormatter(logs.Redaction(settings.secrets())))
    logging.getLogger().addHandler(handler)
