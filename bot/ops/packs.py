"""Knowledge in and out of a base: import, export, the starter pack."""

import os
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bot.bootstrap import Base
from bot.errors import CommandError
from knowledge import starter
from knowledge.community import HOME, Actor
from knowledge.errors import BadLine
from knowledge.keys import short
from knowledge.packs import subscribing
from knowledge.packs.exporting import as_csv, as_jsonl, export_lines, in_sheet
from knowledge.packs.importing import Importer, Options, leading_pack
from knowledge.packs.lines import Line, ProductLine, TallyLine
from knowledge.packs.reading import Reading
from knowledge.packs.report import Report
from knowledge.packs.sharing import Sharing
from knowledge.product import MAX_SLUG, slug

_SHOWN = 20
_CLI = Actor("cli", HOME)
Say = Callable[[str], None]


async def import_(base: Base, reading: Reading, options: Options, say: Say) -> Report:
    """Import what was read of a pack and say what it did."""
    pack = leading_pack(reading)
    if pack is not None and pack.origin is not None:
        raise CommandError("That is a pack of another community: hypecheck subscribe takes it.")
    importer = Importer(reading, _CLI, base.pseudonyms(), base.clock())
    report = await importer.run(base.journal, "import", options)
    for line in _few([*report.warnings, *report.bad]):
        say(line)
    say(f"{'Would import' if options.dry_run else 'Imported'}: {summary(report)}.")
    _offer_undo(report, say)
    return report


async def subscribe(base: Base, reading: Reading, say: Say, *, dry_run: bool) -> None:
    """Subscribe to another community's pack and say what that did."""
    report = await subscribing.subscribe(
        base.journal, reading, _CLI, base.pseudonyms(), base.clock(), dry_run=dry_run
    )
    for line in _few([*(report.matched if dry_run else ()), *report.warnings]):
        say(line)
    taken = f", {_products(len(report.matched))} found here" if report.matched else ""
    say(f"{'Would subscribe' if dry_run else 'Subscribed'}: {summary(report)}{taken}.")
    _offer_undo(report, say)


async def unsubscribe(base: Base, wanted: str, say: Say) -> None:
    """Take another community's pack away and say what went."""
    report = await subscribing.unsubscribe(base.journal, base.store, _CLI, wanted)
    say(f"Unsubscribed: {summary(report)}.")
    _offer_undo(report, say)


async def list_subscriptions(base: Base, say: Say) -> None:
    """Say which packs of other communities are here."""
    found = await subscribing.subscriptions(base.store, HOME)
    for each in found:
        say(f"{each.pack.title}: {_products(each.products)}, made {each.pack.version}")
        say(f"  {each.pack.id}")
    if not found:
        say("Subscribed to no pack. hypecheck subscribe FILE takes one.")


async def share(
    base: Base, category: str, title: str | None, target: Path | None, write: Say, say: Say
) -> None:
    """Write a pack for other communities to a file, whole or not at all, or to the output."""
    lines = await _shared(base, category, title)
    if target is None:
        write(as_jsonl(lines))
        return
    _replace(target, as_jsonl(lines))
    say(f"Exported {_held(lines)} to {target}.")


async def try_share(base: Base, category: str, title: str | None, say: Say) -> None:
    """Say what a pack for other communities would hold."""
    say(f"Would export {_held(await _shared(base, category, title))}.")


async def _shared(base: Base, category: str, title: str | None) -> list[Line]:
    sharing = Sharing(base.store, base.pseudonyms())
    return await sharing.pack(HOME, base.clock(), slug(category, MAX_SLUG), title)


def _held(lines: list[Line]) -> str:
    counts = Counter(type(line) for line in lines)
    return f"{_products(counts[ProductLine])}, {counts[TallyLine]:,} with a tally"


def _products(count: int) -> str:
    return f"{count:,} product{'' if count == 1 else 's'}"


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
