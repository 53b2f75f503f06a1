"""What the moderators' queue costs with 100 entries and with 100,000, by the CPU.

The same presses on two bases: the first item, the next one from somewhere in the middle, and a
decision (reject, journaled and committed). One in ten entries is a proposal that stands already.
"""

import asyncio
import random
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.measure import ROUNDS, milliseconds, ratio, shuffled, table
from bot.bootstrap import Base, build, open_base
from bot.chat.command import Role
from bot.chat.facts import Facts
from bot.chat.reply import Reply
from bot.chat.request import Author, Place, Request
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.contribution import Proposal, ProposalKind
from knowledge.keys import short
from knowledge.store import tables

FEW, MANY = 100, 100_000
_PRESSES = 10  # a round, of each kind
_KINDS = ("first item", "next item", "reject")
_AUTHOR, _PLACE = Author("bench", "1", "somebody"), Place("bench", "1", "general")


class _Moderators:
    async def facts(self, author: Author, place: Place) -> Facts:  # noqa: ARG002 - all alike
        return Facts(role=Role.MODERATOR)


def run() -> None:
    """Fill both bases, press, and print what a press costs."""
    asyncio.run(_measure())


async def _measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bases = {size: await _filled(Path(folder), size) for size in (FEW, MANY)}
        spent: dict[tuple[int, str], list[float]] = defaultdict(list)
        rounds: dict[tuple[int, str], list[float]] = defaultdict(list)
        for _, (size, kind) in shuffled([(size, kind) for size in bases for kind in _KINDS]):
            block = await _block(*bases[size], kind)
            spent[size, kind] += block
            rounds[size, kind].append(sum(block))
        table(
            f"A press in the queue, CPU milliseconds, {ROUNDS} rounds of {_PRESSES}",
            ("", f"{FEW:,} p50", f"{MANY:,} p50", f"{MANY:,} p99", "ratio"),
            [
                (
                    kind,
                    milliseconds(spent[FEW, kind], 0.5),
                    milliseconds(spent[MANY, kind], 0.5),
                    milliseconds(spent[MANY, kind], 0.99),
                    ratio(rounds[MANY, kind], rounds[FEW, kind]),
                )
                for kind in _KINDS
            ],
        )
        for base, *_ in bases.values():
            await base.close()


async def _filled(folder: Path, size: int) -> tuple[Base, Dispatcher, list[int]]:
    """Make a base whose queue has that many entries; return their keys, shuffled."""
    settings = Settings(
        database=str(folder / f"{size}.sqlite3"), person_per_minute=0, place_per_minute=0
    )
    base = await open_base(settings)
    keys = [base.journal.keys.new() for _ in range(size)]
    now = base.clock()

    async def work(change: Change) -> None:
        for number, key in enumerate(keys):
            name = f"Thing number {number - number % 10 if number % 10 == 9 else number}"
            entry = Proposal(key, HOME, ProposalKind.PRODUCT, name, f"p_{number}", now)
            await change.put(tables.PROPOSALS, entry)

    await base.journal.apply(Actor("bench", HOME), "suggest", work)
    random.Random(5).shuffle(keys)
    dispatcher = build(settings, base, {"bench": _Moderators()})
    return base, dispatcher, keys


async def _block(_base: Base, dispatcher: Dispatcher, keys: list[int], kind: str) -> list[float]:
    """Return the CPU seconds of each press of one round."""
    block = []
    for _ in range(_PRESSES):
        arguments: dict[str, str] = {}
        if kind == "next item":
            arguments = {"a": short(random.Random(len(keys)).choice(keys))}
        elif kind == "reject":
            arguments = {"i": short(keys.pop()), "d": "reject", "reason": "unclear"}
        start = time.process_time()
        reply: Reply = await dispatcher.handle(Request("queue", _AUTHOR, _PLACE, arguments))
        block.append(time.process_time() - start)
        if not reply.actions:
            raise RuntimeError(f"{kind}: {reply.blocks}")
    return block
