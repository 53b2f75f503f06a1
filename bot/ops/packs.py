"""Knowledge in and out of a base: import, export, the starter pack."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.bootstrap import Base
from bot.errors import CommandError
from knowledge import starter
from knowledge.community import HOME, Actor
from knowledge.errors import BadLine
from knowledge.keys import short
from knowledge.packs.exporting import as_csv, as_jsonl, export_lines, in_sheet
from knowledge.packs.importing import Importer, Options
from knowledge.packs.reading import Reading
from knowledge.packs.report import Report

_SHOWN = 20
Say = Callable[[str], None]


async def import_(base: Base, reading: Reading, options: Options, say: Say) -> Report:
    """Import what was read of a pack and say what it did."""
    importer = Importer(reading, Actor("cli", HOME), base.pseudonyms(), base.clock())
    report = await importer.run(base.journal, "import", options)
    for line in _few([*report.warnings, *report.bad]):
        say(line)
    say(f"{'Would import' if options.dry_run else 'Imported'}: {summary(report)}.")
    _offer_undo(report, say)
    return report


def _offer_undo(report: Report, say: Say) -> None:
    if report.operation is not None:
        say(f"To take it back: hypecheck undo {short(report.operation)}")


async def export(base: Base, kind: str, target: Path | None, write: Say, say: Say) -> None:
    """Write the base as a pack to a file, whole or not at all, or to the output."""
    lines = await export_lines(base.store, HOME)
    if kind == "csv":
        rows = [line for line in lines if in_sheet(line)]
        if len(rows) < len(lines):
            left = f"{len(lines) - len(rows):,}"
            say(f"A sheet holds this community's own products; {left} other entries are left out.")
        lines, text = [*rows], as_csv(rows)
    else:
        text = as_jsonl(lines)
    if target is None:
        write(text)
        return
    _replace(target, text)
    say(f"Exported {len(lines):,} entries to {target}.")


async def exported(base: Base) -> int:
    """Export everything to nowhere, to prove that it can be; return how many entries there are."""
    lines = await export_lines(base.store, HOME)
    as_jsonl(lines)
    return len(lines)


def _replace(target: Path, text: str) -> None:
    """Write a file beside the target and move it there once it is on the disk."""
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CommandError(f"Cannot write {target}: {error.strerror}.") from error


async def starter_pack(base: Base, action: str, say: Say) -> None:
    """Load, update or remove the starter pack and say what happened."""
    if action == "remove":
        report = await starter.remove(base.journal)
        kept = report.kept["product"]
        say(f"Starter pack removed: {summary(report)}.")
        if kept:
            what = "1 product stays" if kept == 1 else f"{kept} products stay"
            say(f"{what}, without editorial notes: members have reported on them.")
        _offer_undo(report, say)
        return
    report = await starter.load(base.journal, base.pseudonyms(), base.clock())
    say(f"Starter pack loaded: {summary(report)}. It is editorial and never counts as evidence.")


def summary(report: Report) -> str:
    """Say in one line what was added, changed, removed and left as it was."""
    parts = [
        f"{sum(counter.values()):,} {word} ({_kinds(counter)})"
        for word, counter in (
            ("added", report.added),
            ("changed", report.changed),
            ("removed", report.removed),
        )
        if counter
    ]
    if report.same:
        parts.append(f"{sum(report.same.values()):,} as before")
    if report.bad:
        bad = len(report.bad)
        parts.append(f"{bad:,} bad line{'s' if bad > 1 else ''} left out")
    return ", ".join(parts) or "nothing to do"


def _kinds(counter: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in sorted(counter.items()))


def _few(lines: list[BadLine]) -> list[str]:
    shown = [str(line) for line in sorted(lines, key=lambda bad: bad.number)[:_SHOWN]]
    more = len(lines) - len(shown)
    return [*shown, f"... and {more:,} lines more"] if more > 0 else shown
