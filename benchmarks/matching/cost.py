"""What finding costs each engine as the catalogue grows: time, memory, building."""

import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import made
from benchmarks.fit_linker import NOW
from benchmarks.measure import percentile, table
from knowledge.product import Product

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
if TYPE_CHECKING:
    from benchmarks.matching.engines import Engine

_ASKED = 400
_SLOWEST = 20.0  # seconds of asking after which fewer questions must do
_HEADER = ("products, engine", "CPU p50 ms", "p99 ms", "build s", "memory MiB", "disk MB")


def run(*, million: bool) -> None:
    """Measure every engine at every size, each in a process of its own."""
    from benchmarks.matching.engines import ENGINES

    for size in (*SIZES, MILLION) if million else SIZES:
        rows = []
        for name in ENGINES:
            command = [sys.executable, "-m", "benchmarks.matching.cost", name, str(size)]
            root = Path(__file__).parents[2]
            done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
            if done.returncode:
                rows.append((name, "failed", *[""] * 4))
                print(done.stderr, file=sys.stderr)
                continue
            rows.append((name, *json.loads(done.stdout)))
        table(f"{size:,} made-up products", _HEADER, rows)


def one(name: str, size: int) -> list[str]:
    """Build one engine and ask it; memory is what the process grew by."""
    from benchmarks.matching.engines import ENGINES, Ours

    catalogue = made.products(size)
    texts = questions(catalogue)
    products = [_product(key, each) for key, each in enumerate(catalogue, 1)]
    before, start = _resident(), _used()
    engine = ENGINES[name](products)
    built = _used() - start
    for text in texts[: _ASKED // 10]:  # the first ones read files and prepare statements
        engine.find(text)
    spent: list[float] = []
    begun = time.thread_time()
    for text in texts[_ASKED // 10 :]:
        spent.append(_timed(engine, text))
        if time.thread_time() - begun > _SLOWEST:
            break
    memory = _resident() - before
    disk = f"{engine.size() / 1e6:.0f}" if isinstance(engine, Ours) else "-"
    engine.close()
    shares = (f"{percentile(spent, share):.3f}" for share in (0.5, 0.99))
    return [*shares, f"{built:.1f}", f"{memory:.0f}", disk]


def questions(catalogue: list[made.Made]) -> list[str]:
    """Make questions: titles, with a slip, in part, and of what is not there."""
    draw = random.Random(5)
    few = _ASKED // 5

    def some() -> list[made.Made]:
        return draw.sample(catalogue, few)

    asked = [
        *(each.title for each in some()),
        *(made.misspelled(each.title, draw) for each in some()),
        *(made.misspelled(each.title.lower(), draw) for each in some()),
        *(f"{each.brand} {each.name.split()[0]}" for each in some()),
        *made.unheard_of(few, catalogue),
    ]
    draw.shuffle(asked)
    return asked


def _timed(engine: "Engine", text: str) -> float:
    start = time.thread_time()
    engine.find(text)
    return (time.thread_time() - start) * 1e3


def _product(key: int, of: made.Made) -> Product:
    return Product(
        key=key,
        community=0,
        id=of.id,
        name=of.name,
        created_at=NOW,
        brand=of.brand,
        model=of.model,
        aliases=of.aliases,
    )


def _used() -> float:
    """Return the CPU seconds of this process and of those it waited for."""
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime


def _resident() -> float:
    """Return the memory that this process holds now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    print(json.dumps(one(sys.argv[1], int(sys.argv[2]))))
