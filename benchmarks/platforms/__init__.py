"""What an answer costs on a platform, in CPU time, against a bot of ten lines on its library.

The platform is the wire tests' model of it, in this process; each bot is a process of its own,
and only its CPU time counts, threads included. The bots take turns, the same questions each.
"""

import asyncio
import tempfile
from pathlib import Path

from benchmarks import made
from benchmarks.base import imported
from benchmarks.platforms.on_discord import OnDiscord
from benchmarks.platforms.on_telegram import OnTelegram
from benchmarks.platforms.rush import rush
from benchmarks.platforms.turns import measure
from bot.bootstrap import open_base
from bot.settings import Settings

PRODUCTS, VERDICTS, ALTERNATIVES = 10_000, 50_000, 5_000
_SIDES = (OnDiscord, OnTelegram)


def run() -> None:
    """Make the base, then measure each platform's bots on it."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> None:
    path, products = folder / "made.sqlite3", made.products(PRODUCTS)
    base = await open_base(Settings(database=str(path)))
    try:
        for lines in (
            (each.line() for each in products),
            made.alternatives(products, ALTERNATIVES),
            made.verdicts(products, VERDICTS),
        ):
            await imported(base, folder / "lines.jsonl", lines)
    finally:
        await base.close()
    for side in _SIDES:
        await measure(side(path), products)
    await rush(OnTelegram(path), products)
