"""The journal from the command line: what was done, and undoing it."""

from collections.abc import Callable

from bot.bootstrap import Base
from bot.errors import CommandError
from knowledge.community import HOME, SHARED, Actor
from knowledge.journal import Operation
from knowledge.keys import from_short, short

Say = Callable[[str], None]


async def log(base: Base, limit: int, write: Say) -> None:
    """Write the newest operations, one a line, the newest first."""
    for operation in await base.journal.history((HOME, SHARED), limit):
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
    done = await base.journal.undo(Actor("cli", operation.community), operation.key)
    say(f"Undone: {operation.name} of {operation.at}, {done.changes:,} entries as before.")
    if done.key is not None:
        say(f"To take that back: hypecheck undo {short(done.key)}")
