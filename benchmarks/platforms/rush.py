"""How long people wait on Telegram when many ask at once, the pace that Telegram sets aside.

The model, everybody who asks and the clock share this process; the bot has one of its own.
"""

import asyncio
import time
from contextlib import AsyncExitStack

from benchmarks import made
from benchmarks.measure import milliseconds, table
from benchmarks.platforms.on_telegram import OnTelegram
from tests.wire.telegram_model import Chat, User

RATE, CHATS, SECONDS = 100, 50, 15
_WARM_UP = 50


async def rush(side: OnTelegram, products: list[made.Made]) -> None:
    """Ask in groups at an even rate and print how long the answers took to appear."""
    names = [each.aliases[0] for each in made.asked_about(products, _WARM_UP + RATE * SECONDS)]
    async with AsyncExitStack() as stack:
        _, model = await side.serve(side.bots[-1], stack)
        people = [model.user(f"Asker{number}") for number in range(CHATS)]
        places = [(each, model.supergroup(f"Group of {each.name}", each)) for each in people]
        for name in names[:_WARM_UP]:
            await _ask(*places[0], name)
        waits = await _all(places, names[_WARM_UP:])
    rows = [(f"{len(waits)} questions", milliseconds(waits, 0.5), milliseconds(waits, 0.99))]
    table(f"{RATE} questions a second over {CHATS} groups", ("asked", "p50 ms", "p99 ms"), rows)


async def _all(places: list[tuple[User, Chat]], names: list[str]) -> list[float]:
    """Ask every question at its time; return the seconds that each answer took."""
    start, tasks = time.perf_counter(), []
    for number, name in enumerate(names):
        await asyncio.sleep(max(0.0, start + number / RATE - time.perf_counter()))
        tasks.append(asyncio.create_task(_ask(*places[number % CHATS], name)))
    return list(await asyncio.gather(*tasks))


async def _ask(person: User, group: Chat, name: str) -> float:
    start = time.perf_counter()
    await person.says(group, f"/worth is the {name} worth it?").reply(within=30.0)
    return time.perf_counter() - start
