"""The journal from the command line: what was done, and undoing it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.bootstrap import Base
from bot.commands.curate.reading import since
from bot.errors import CommandError
from knowledge import history
from knowledge.accounts import JOIN, PART
from knowledge.community import HOME, SHARED, Actor
from knowledge.journal import Operation
from knowledge.keys import from_short, short

Say = Callable[[str], None]
_THEIRS = (JOIN, PART)


@dataclass(frozen=True, slots=True)
class Several:
    """Choose operations to undo: how many of the last, whose, and since when."""

    last: int | None = None
    by: str | None = None
    since: str | None = None


async def log(base: Base, limit: int, write: Say) -> None:
    """Write the newest operations, one a line, the newest first."""
    reader = history.History(base.store, base.journal)
    for operation in await reader.read(history.Wanted((HOME, SHARED)), limit):
        write(_line(operation))


def _line(operation: Operation) -> str:
    undone = f" of {short(operation.undoes)}" if operation.undoes else ""
    return (
        f"{short(operation.key)}  {operation.at}  {operation.actor}  "
        f"{operation.name}{undone}  {operation.changes:,} entries"
    )


async def undo(base: Base, text: str, say: Say) -> None:
    """Undo one operation by its code in the log."""
    key = from_short(text)
    operation = await base.journal.find(key) if key is not None else None
    if operation is None:
        raise CommandError(f"There is no operation {text!r}; `hypecheck log` lists them.")
    if operation.name in _THEIRS:
        raise CommandError("Who joined two accounts parts them, with /account part on one of them.")
    done = await base.journal.undo(Actor("cli", operation.community), operation.key)
    say(f"Undone: {operation.name} of {operation.at}, {done.changes:,} entries as before.")
    if done.key is not None:
        say(f"To take that back: hypecheck undo {short(done.key)}")


async def undo_several(base: Base, chosen: Several, say: Say) -> bool:
    """Undo several operations, the newest first; return False when any was left as it is."""
    if not (chosen.last or (chosen.by and chosen.since)):
        raise CommandError("Say which operation, or --last N, or --by ACTOR --since WHEN.")
    moment = since(chosen.since, base.clock()) if chosen.since else None
    if chosen.since and moment is None:
        raise CommandError(f"{chosen.since!r} is not a time such as 2h, 3d or 2026-11-20.")
    reader = history.History(base.store, base.journal)
    wanted = history.Wanted((HOME, SHARED), chosen.by)
    limit = min(chosen.last or history.MOST_UNDONE, history.MOST_UNDONE)
    standing = await reader.standing(wanted, moment, limit)
    operations = [each for each in standing if each.name not in _THEIRS]
    result = await reader.undo_all(Actor("cli"), operations, _anything)
    for operation in result.done:
        say(f"Undone: {_line(operation)}")
    for operation, why in result.conflicts:
        say(f"Left as it is: {_line(operation)}. {why}")
    if not operations:
        say("Nothing to undo.")
    return not result.conflicts


async def _anything(_operation: Operation) -> bool:
    """Let the operator undo everything: the base is theirs."""
    return True
