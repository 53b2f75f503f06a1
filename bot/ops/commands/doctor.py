"""`hypecheck doctor`: what is wrong, why it matters, what to do."""

import asyncio
import os
from dataclasses import asdict
from typing import Any

import msgspec

from bot.chat.finding import Finding, Level
from bot.clock import system
from bot.ops import doctor
from bot.ops.invocation import Invocation
from bot.ops.opening import write

_MARKS = {Level.OK: "ok  ", Level.NOTE: "note", Level.WARNING: "WARN", Level.FAILURE: "FAIL"}


def run(call: Invocation) -> int:
    """Examine this machine and, unless told not to, the platforms; exit with 1 on a failure."""
    found = asyncio.run(_examine(call))
    if call.arguments.json:
        write(msgspec.json.encode([_values(each) for each in found]).decode() + "\n")
    else:
        for each in found:
            write("\n".join(_lines(each)) + "\n")
    return 1 if any(each.level is Level.FAILURE for each in found) else 0


async def _examine(call: Invocation) -> list[Finding]:
    now = system()
    here = await doctor.examine(call.settings, os.environ, now)
    if call.arguments.offline:
        return here
    return [*here, *await call.examine(call.settings, now.timestamp())]


def _lines(found: Finding) -> list[str]:
    lines = [f"{_MARKS[found.level]}  {found.check}: {found.what}"]
    if found.level is not Level.OK:
        lines += [f"      why: {found.why}"] if found.why else []
        lines += [f"      do:  {found.todo}"] if found.todo else []
    return lines


def _values(found: Finding) -> dict[str, Any]:
    return asdict(found) | {"level": found.level.value}
