"""A base of made-up knowledge, filled through the real import, and the ways into it."""

import resource
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import made
from benchmarks.measure import table
from benchmarks.record import Recording
from bot.bootstrap import Base, build, open_base
from bot.chat.request import Author, Place, Request, Source
from bot.dispatcher import Dispatcher
from bot.ops.packs import import_
from bot.settings import Settings
from knowledge.library import Library
from knowledge.matching.question import Understanding
from knowledge.packs.importing import Options
from knowledge.packs.reading import read_pack

PRODUCTS, VERDICTS, ALTERNATIVES = 20_000, 100_000, 10_000
_NEVER = 10**9  # requests a minute: the limits are counted and nobody meets them
_AUTHOR, _PLACE = Author("bench", "1", "somebody"), Place("bench", "1", "general")


@dataclass(frozen=True, slots=True)
class Bench:
    """Hold the open base, its dispatcher, and a dispatcher whose reads are recorded."""

    path: Path
    base: Base
    products: list[made.Made]
    dispatcher: Dispatcher
    recording: Recording
    recorded: Dispatcher

    @classmethod
    async def open(cls, folder: Path) -> "Bench":
        """Make the base in a folder and print how fast it was imported."""
        settings = Settings(
            database=str(folder / "made.sqlite3"),
            person_per_minute=_NEVER,
            place_per_minute=_NEVER,
        )
        base = await open_base(settings)
        products = made.products(PRODUCTS)
        await _fill(base, products, folder)
        recording = Recording(base.store)
        library = Library(recording, Understanding.load(settings.locale), base.clock)
        seen = replace(base, store=recording, library=library)
        return cls(
            path=settings.database_path,
            base=base,
            products=products,
            dispatcher=build(settings, base, {}),
            recording=recording,
            recorded=build(settings, seen, {}),
        )


def request(text: str) -> Request:
    """Make the request of a typed question in a channel."""
    return Request("worth", _AUTHOR, _PLACE, {"question": text}, source=Source.MESSAGE)


async def imported(base: Base, path: Path, lines: Iterable[dict[str, Any]]) -> tuple[int, float]:
    """Import lines from a file as `hypecheck import` does; return how many and the seconds."""
    count = made.write(path, lines)
    start = time.perf_counter()
    report = await import_(base, read_pack(path), Options(), lambda _line: None)
    spent = time.perf_counter() - start
    if sum(report.added.values()) != count:
        raise RuntimeError(f"{path.name}: {count} lines, {report.added} added")
    return count, spent


async def _fill(base: Base, products: list[made.Made], folder: Path) -> None:
    rows = []
    for name, lines in (
        ("products", (each.line() for each in products)),
        ("alternatives", made.alternatives(products, ALTERNATIVES)),
        ("verdicts", made.verdicts(products, VERDICTS)),
    ):
        count, spent = await imported(base, folder / f"{name}.jsonl", lines)
        rows.append((name, f"{count:,}", f"{spent:.2f}", f"{count / spent:,.0f}"))
    table("import, one operation a kind", ("kind", "lines", "s", "lines/s"), rows)
    size = sum(each.stat().st_size for each in folder.glob("made.sqlite3*"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"files of the base {size / 1e6:.0f} MB; peak memory of this process {peak:.0f} MiB")
