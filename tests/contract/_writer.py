"""Write to a base without end; say on standard output what was done, once it is done.

Run as a program by test_kill, which kills it.
"""

import asyncio
import itertools
import json
import sys
from pathlib import Path

from bot.bootstrap import Base, open_base
from bot.settings import Settings
from knowledge.community import HOME, Actor
from knowledge.packs.importing import Importer, Options
from knowledge.packs.reading import read_jsonl
from tests.factories import product, put, verdict

PACK_SIZE = 200
_ACTOR = Actor("test", HOME)


def _done(kind: str, name: str) -> None:
    sys.stdout.write(f"{kind} {name}\n")
    sys.stdout.flush()


async def _curate(base: Base, run: str) -> None:
    """Save one product after the other, each with a verdict on it."""
    journal = base.journal
    for number in itertools.count():
        entry = product(
            f"Lamp {run} {number}", id=f"lamp-{run}-{number}", key=base.journal.keys.new()
        )
        await put(journal, _ACTOR, entry)
        _done("product", entry.id)
        person = f"p_{run}_{number}"
        said = verdict(entry, person, key=base.journal.keys.new())
        await put(journal, _ACTOR, said)
        _done("verdict", person)


async def _import(base: Base, run: str) -> None:
    """Import one pack after the other."""
    for number in itertools.count():
        name = f"pack-{run}-{number}"
        lines = [
            {"kind": "pack", "id": name, "title": name},
            *({"name": f"Cup {run} {number} {each}"} for each in range(PACK_SIZE)),
        ]
        data = "\n".join(map(json.dumps, lines)).encode()
        importer = Importer(read_jsonl(data), _ACTOR, base.pseudonyms(), base.clock())
        await importer.run(base.journal, "import", Options())
        _done("pack", name)


async def _write(path: Path, run: str) -> None:
    base = await open_base(Settings(database=str(path)))
    async with asyncio.TaskGroup() as tasks:
        for number in range(3):
            tasks.create_task(_curate(base, f"{run}.{number}"))
        tasks.create_task(_import(base, run))


if __name__ == "__main__":
    asyncio.run(_write(Path(sys.argv[1]), sys.argv[2]))
