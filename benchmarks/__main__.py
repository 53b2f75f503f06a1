"""Run the benchmarks, each in a process of its own: `python -m benchmarks [name ...]`."""

import argparse
import importlib
import os
import platform
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

NAMES = ("answer", "startup", "imports", "platforms", "queue", "tallies")
APART = ("consensus", "matching", "memory")  # run only when named: judge answers; take minutes


def main() -> int:
    """Run the named benchmarks, else all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES + APART))
    parser.add_argument("--here", action="store_true", help="in this process (for a profiler)")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in NAMES + APART]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; known: {', '.join(NAMES + APART)}")
    wanted = arguments.names or NAMES
    if arguments.here:
        for name in wanted:
            importlib.import_module(f"benchmarks.{name}").run()
        return 0
    return _apart(wanted)


def _apart(names: list[str] | tuple[str, ...]) -> int:
    """Run each benchmark in a fresh process, so that none inherits another's memory."""
    start = time.perf_counter()
    print(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, {len(os.sched_getaffinity(0))} cores"
    )
    for name in names:
        load, *_ = os.getloadavg()
        print(f"\n=== {name} (load average before it {load:.1f})", flush=True)
        command = [sys.executable, "-m", "benchmarks", "--here", name]
        code = subprocess.run(command, cwd=Path(__file__).parents[1], check=False).returncode
        if code:
            print(f"{name} failed with exit code {code}", file=sys.stderr)
            return 1
    print(f"\nAll of it took {time.perf_counter() - start:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
