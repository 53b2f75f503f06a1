"""From lines into the base: one operation, all of it or nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from knowledge.change import Change
from knowledge.community import Actor
from knowledge.errors import BadInput, BadLine, BadPack
from knowledge.journal import Journal
from knowledge.packs.lines import (
    KINDS,
    CategoryLine,
    Line,
    NoteLine,
    PackLine,
    ProductLine,
    TallyLine,
    VerdictLine,
)
from knowledge.packs.placing import Placing
from knowledge.packs.reading import Reading
from knowledge.packs.removing import remove_entries
from knowledge.packs.report import Report
from knowledge.person import Pseudonyms

Put = Callable[[Line], Awaitable[None]]


class DryRun(Exception):
    """Take a transaction back after everything was tried."""


@dataclass(frozen=True, slots=True)
class Options:
    """Choose how an import goes.

    `keep_good` imports the good lines of a file with bad ones; `replace_pack` takes away what
    the base holds of the file's pack and the file no longer does; `putting` may put some lines
    elsewhere than they say.
    """

    dry_run: bool = False
    keep_good: bool = False
    replace_pack: bool = False
    putting: Callable[[Placing], Put] = lambda placing: placing.put
    progress: Callable[[int, int], None] = lambda _done, _total: None


class Importer:
    """Write the lines of one pack as one operation of an actor."""

    def __init__(
        self, reading: Reading, actor: Actor, pseudonyms: Pseudonyms, now: datetime
    ) -> None:
        """Take what was read, who imports, whose key hashes members, and the time."""
        self._reading, self._actor, self._pseudonyms, self._now = reading, actor, pseudonyms, now
        self._pack = leading_pack(reading)

    async def run(self, journal: Journal, operation: str, options: Options) -> Report:
        """Import; raise BadPack, nothing written, when a line is bad and `keep_good` is off."""
        report = Report()

        async def work(change: Change) -> None:
            nonlocal report  # a store may run a unit again
            report = Report(bad=list(self._reading.bad), warnings=list(self._reading.warnings))
            placing = self._placing(change, report)
            lines = (line for _, line in self._reading.lines)
            await placing.look_up(line for line in lines if isinstance(line, ProductLine))
            await self._lines(options.putting(placing), report, options.progress)
            if report.bad and not options.keep_good:
                raise BadPack(tuple(sorted(report.bad, key=lambda bad: bad.number)))
            if self._pack is not None and options.replace_pack:
                community, pack = placing.of(self._pack)
                await remove_entries(change, community, pack or "", placing.kept, report)
            if options.dry_run:
                raise DryRun

        try:
            _, done = await journal.apply(self._actor, operation, work)
        except DryRun:
            return report
        report.operation = done.key
        return report

    def _placing(self, change: Change, report: Report) -> Placing:
        products = (line for _, line in self._reading.lines if isinstance(line, ProductLine))
        shared = {str(line.id) for line in products if line.shared}
        return Placing(
            *(change, self._actor.community, self._pack, shared),
            *(self._pseudonyms, self._now, report),
        )

    async def _lines(self, put: Put, report: Report, progress: Callable[[int, int], None]) -> None:
        done, total = 0, len(self._reading.lines)
        seen: dict[tuple[str, ...], int] = {}
        for kind in KINDS.values():
            for number, line in self._reading.lines:
                if type(line) is not kind:
                    continue
                try:
                    _once(seen, number, line)
                    await put(line)
                except BadInput as problem:
                    report.bad.append(BadLine(number, problem.message, problem.fields))
                done += 1
                if done % 500 == 0 or done == total:
                    progress(done, total)


def _once(seen: dict[tuple[str, ...], int], number: int, line: Line) -> None:
    """Refuse a second line for the same entry."""
    match line:
        case PackLine(id=each):
            mark: tuple[str, ...] = ("pack", each)
        case CategoryLine(id=each):
            mark = ("category", each, str(line.shared))
        case ProductLine(id=each) if each is not None:
            mark = ("product", str(each), str(line.shared))
        case VerdictLine():
            mark = ("verdict", str(line.product), line.member)
        case NoteLine():
            mark = ("note", f"for {line.product}", str(line.pack), str(line.shared))
        case TallyLine():
            mark = ("tally", f"of {line.product}", str(line.pack), str(line.shared))
        case _:
            return
    first = seen.setdefault(mark, number)
    if first != number:
        raise BadInput(
            "{kind} '{what}' stands on line {line} already", kind=mark[0], what=mark[1], line=first
        )


def leading_pack(reading: Reading) -> PackLine | None:
    """Return the pack line that leads a file and makes all others part of it."""
    first = min(reading.lines, key=lambda numbered: numbered[0], default=(0, None))[1]
    return first if isinstance(first, PackLine) else None
