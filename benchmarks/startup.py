"""Time and memory of `hypecheck ask`, each in fresh processes, against a bare Python.

A process's peak memory counts from its fork, so a small launcher without site-packages starts
and measures it: what is read is never the benchmark's own memory. Bytecode is kept from the
unmeasured first start, in a folder of the run's own.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks import made
from benchmarks.measure import shuffled, table

PROCESSES = 9
PRODUCTS = 10_000
_TOP = 8
_TRACED = 3
_ROOT = Path(__file__).parents[1]
_FLOOR = (sys.executable, "-c", "import asyncio, sqlite3, json")
_QUESTION = "is the stanley cup worth it??"
_LEFT_OUT = ("HYPECHECK_", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
_LAUNCHER = """
import json, os, sys, time
out = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=out)
_, status, used = os.wait4(child, 0)
spent = time.perf_counter() - start
print(json.dumps([os.waitstatus_to_exitcode(status), spent, used.ru_maxrss / 1024]))
"""
_IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def run() -> None:
    """Make two bases, then start every command and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        _keep_bytecode(Path(folder, "bytecode"))
        starter, large = Path(folder, "starter.sqlite3"), Path(folder, "large.sqlite3")
        _finish(_ask(starter, "--json"))  # makes the base with the starter pack
        pack = Path(folder, "products.jsonl")
        made.write(pack, (each.line() for each in made.products(PRODUCTS)))
        _finish([*_hypecheck("import", large), str(pack)])
        commands = {
            "python, 3 modules": list(_FLOOR),
            "hypecheck --help": [sys.executable, "-m", "bot", "--help"],
            "ask --json": _ask(starter, "--json"),
            "ask": _ask(starter),
            f"ask --json, {PRODUCTS:,} products": _ask(large, "--json"),
        }
        _measure(commands)
        for name in ("python, 3 modules", "ask --json", "ask"):
            _imports(name, commands[name])


def _measure(commands: dict[str, list[str]]) -> None:
    seconds, mebibytes = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for command in commands.values():  # once unmeasured: bytecode and disk cache
        _start(command)
    for _, name in shuffled(list(commands), PROCESSES):
        wall, peak = _start(commands[name])
        seconds[name].append(wall)
        mebibytes[name].append(peak)
    floor = next(iter(commands))
    rows = [
        (
            name,
            *_figures(seconds[name], seconds[floor], 1e3),
            *_figures(mebibytes[name], mebibytes[floor], 1),
        )
        for name in commands
    ]
    header = ("command", "best ms", "median ms", "of python", "best MiB", "median MiB", "of python")
    table(f"{PROCESSES} fresh processes each, standard output to nowhere", header, rows)


def _figures(mine: Sequence[float], floor: Sequence[float], scale: float) -> tuple[str, str, str]:
    middle = statistics.median(mine)
    of_floor = f"x{middle / statistics.median(floor):.2f}"
    return f"{min(mine) * scale:.1f}", f"{middle * scale:.1f}", of_floor


def _start(command: Sequence[str]) -> tuple[float, float]:
    """Run a command in a fresh process; return its seconds and its peak memory in MiB."""
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command]
    done = _finish(launcher)
    code, seconds, mebibytes = json.loads(done.stdout)
    if code:
        raise RuntimeError(f"{' '.join(command)} failed with exit code {code}")
    return seconds, mebibytes


def _imports(name: str, command: list[str]) -> None:
    """Print what importing costs, summed by top-level package: the median of a few processes."""
    traced = [command[0], "-X", "importtime", *command[1:]]
    runs = [_by_package(_finish(traced).stderr) for _ in range(_TRACED)]
    middle = {each: statistics.median(run[each] for run in runs) for each in set().union(*runs)}
    ordered = sorted(middle.items(), key=lambda item: -item[1])
    rows = [(package, f"{micros / 1e3:.1f}") for package, micros in ordered[:_TOP]]
    rest = sum(micros for _, micros in ordered[_TOP:])
    rows.append((f"{len(ordered) - min(_TOP, len(ordered))} others", f"{rest / 1e3:.1f}"))
    table(f"importing for {name}, by package", ("package", "ms"), rows)


def _by_package(told: str) -> Counter[str]:
    """Sum each package's own import time, in microseconds."""
    spent: Counter[str] = Counter()
    for micros, module in _IMPORTED.findall(told):
        spent[module.partition(".")[0]] += int(micros)
    return spent


def _hypecheck(command: str, database: Path) -> list[str]:
    return [sys.executable, "-m", "bot", command, "--database", str(database)]


def _ask(database: Path, *options: str) -> list[str]:
    return [*_hypecheck("ask", database), *options, _QUESTION]


def _finish(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)


def _keep_bytecode(folder: Path) -> None:
    """Let the processes find compiled modules and no setting of the bot."""
    for name in [name for name in os.environ if name.startswith(_LEFT_OUT)]:
        del os.environ[name]
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
