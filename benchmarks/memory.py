"""Memory: of the running bot on both platforms, and its growth over many answers and communities.

Resident memory is read from /proc, so this runs on Linux only. The running bot is a process of
its own, `hypecheck run` against the wire tests' models of both platforms, which live here.
"""

import asyncio
import gc
import itertools
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from benchmarks import made
from benchmarks.measure import table
from bot.bootstrap import build, open_base
from bot.chat.request import Author, Place, Request, Source
from bot.metrics import Metrics
from bot.settings import Settings
from tests.wire.discord_model import DiscordModel
from tests.wire.discord_talk import SPEC
from tests.wire.telegram_model import TelegramModel, find_spec

PRODUCTS, VERDICTS = 10_000, 20_000
ANSWERS, COMMUNITIES, PEOPLE = 200_000, 2_500, 50_000
_STEPS = 8
_ASKED = 200  # questions on each platform before the running bot is measured again
_PATIENCE = 120
_ROOT = Path(__file__).parents[1]


def run() -> None:
    """Make a base, then measure the running bot and the core's growth."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder, "made.sqlite3")
        _fill(base)
        asyncio.run(_running(base))
        asyncio.run(_growth(base))


def _fill(path: Path) -> None:
    """Fill the base by `hypecheck import`, so that this process keeps no memory of it."""
    products = made.products(PRODUCTS)
    for name, lines in (
        ("products", (each.line() for each in products)),
        ("verdicts", made.verdicts(products, VERDICTS)),
    ):
        pack = path.with_name(f"{name}.jsonl")
        made.write(pack, lines)
        command = [sys.executable, "-m", "bot", "import", "--database", str(path), str(pack)]
        subprocess.run(command, cwd=_ROOT, check=True, capture_output=True)


async def _running(base: Path) -> None:
    """Start the bot on both platforms and print its resident memory before and after questions."""
    async with DiscordModel(SPEC) as discord, TelegramModel(find_spec()) as telegram:
        channel, maya = discord.guild("Home").channel("shop"), discord.user("Maya")
        titles = [each.title for each in made.products(PRODUCTS)]
        draw = random.Random(5)
        async with _bot(base, discord, telegram) as pid:
            rows = [("both connected", _mib(_resident(pid)))]
            for number in range(_ASKED):
                title = draw.choice(titles)
                await maya.slash(channel, "worth", question=f"is the {title} worth it").reply()
                ben = telegram.user(f"Ben {number}", started=True)  # a chat gets one in a second
                await ben.says(ben.private, f"is the {title} worth it?").reply()
            rows.append((f"after {2 * _ASKED} questions", _mib(_resident(pid))))
        discord.violations.clear()
    table(
        f"hypecheck run, Discord and Telegram, {PRODUCTS:,} products: resident memory",
        ("when", "MiB"),
        rows,
    )


@asynccontextmanager
async def _bot(base: Path, discord: DiscordModel, telegram: TelegramModel) -> AsyncIterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(base.parent),
        "HYPECHECK_DATABASE": str(base),
        "HYPECHECK_BACKUP_HOURS": "0",
        "HYPECHECK_HEALTH_PORT": str(port),
        "HYPECHECK_PERSON_PER_MINUTE": "0",
        "HYPECHECK_PLACE_PER_MINUTE": "0",
        "HYPECHECK_DISCORD_TOKEN": discord.token,
        "HYPECHECK_DISCORD_API_BASE": discord.api_base,
        "HYPECHECK_DISCORD_GATEWAY_URL": discord.gateway_url,
        "HYPECHECK_SHARDS": "1",
        "HYPECHECK_TELEGRAM_TOKEN": telegram.token,
        "HYPECHECK_TELEGRAM_API_BASE": telegram.api_base,
    }
    command = (sys.executable, "-m", "bot", "run")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=_ROOT, env=environ, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            await _ready(port)
            await discord.until(lambda: discord.commands)
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in itertools.count():
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)


async def _growth(path: Path) -> None:
    """Answer on and on, from ever other places and people, and print what memory does."""
    metrics = Metrics()
    settings = Settings(database=str(path), person_per_minute=10**6, place_per_minute=10**6)
    base = await open_base(settings, observe=metrics.stored)
    dispatcher = build(settings, base, {}, metrics.answered)
    titles = [each.title for each in made.products(PRODUCTS)]
    draw = random.Random(6)
    rows, first, blocks = [], 0.0, 0
    start = time.process_time()
    for step in range(1, _STEPS + 1):
        for _ in range(ANSWERS // _STEPS):
            who = str(draw.randrange(PEOPLE))
            place = Place("bench", str(draw.randrange(COMMUNITIES)), "general")
            question = {"question": f"is the {draw.choice(titles)} worth it"}
            await dispatcher.handle(
                Request("worth", Author("bench", who, who), place, question, source=Source.MESSAGE)
            )
        gc.collect()
        now = _resident(os.getpid())
        first, blocks = first or now, blocks or sys.getallocatedblocks()
        since = f"{(now - first) / 2**20:+.1f}", f"{sys.getallocatedblocks() - blocks:+,}"
        rows.append((f"{step * ANSWERS // _STEPS:,}", _mib(now), *since))
    spent = time.process_time() - start
    await base.close()
    table(
        f"{ANSWERS:,} answers to {PEOPLE:,} people in {COMMUNITIES:,} communities"
        f" ({spent / ANSWERS * 1e3:.2f} ms of CPU each): resident memory",
        ("answers", "MiB", "since first", "Python's blocks"),
        rows,
    )


def _resident(pid: int) -> float:
    """Return a process's resident memory in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return float(pages * os.sysconf("SC_PAGE_SIZE"))


def _mib(size: float) -> str:
    return f"{size / 2**20:.1f}"
