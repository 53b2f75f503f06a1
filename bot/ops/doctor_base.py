"""What can be examined of the base, its key and its backups."""

import asyncio
import fcntl
from datetime import datetime, timedelta
from pathlib import Path

from bot.chat.finding import Finding, Level
from bot.ops import backups
from bot.ops.opening import pending_steps
from bot.settings import Settings
from knowledge.errors import KnowledgeError
from knowledge.store.backup import check


async def examine_base(settings: Settings, now: datetime) -> list[Finding]:
    """Examine the base, when there is one; slow for a large one, whose every page is read."""
    path = settings.database_path
    try:
        if not path.exists():
            return [_no_base(path)]
        path.open("rb").close()
    except OSError as error:
        return [_closed(path, error)]
    return [
        await _integrity(path),
        await schema(settings),
        _lock(path),
        key(settings),
        _private(path, "base"),
        _backups(settings, now),
    ]


def _no_base(path: Path) -> Finding:
    return Finding(
        "base",
        Level.NOTE,
        f"There is no base at {path} yet.",
        "The first `hypecheck run` makes it.",
        "If there should be one, set database; `hypecheck restore` brings one back.",
    )


def _closed(path: Path, error: OSError) -> Finding:
    return Finding(
        "base",
        Level.FAILURE,
        f"{path} cannot be read: {error.strerror}.",
        "This user's bot could not start, and nothing more of the base can be examined.",
        "Call doctor as the user that the bot runs as, or as root; or give the folder to this one.",
    )


async def _integrity(path: Path) -> Finding:
    try:
        await asyncio.to_thread(check, path)
    except KnowledgeError as error:
        return Finding(
            "integrity",
            Level.FAILURE,
            str(error),
            "Answers may be wrong or missing.",
            "Stop the bot and restore the newest backup: hypecheck restore FILE.",
        )
    return Finding("integrity", Level.OK, "Every page of the base is whole.")


async def schema(settings: Settings) -> Finding:
    """Say whether the schema is this version's."""
    try:
        steps = await pending_steps(settings)
    except KnowledgeError as error:
        todo = "Install the version that wrote it, or restore a backup."
        return Finding("schema", Level.FAILURE, str(error), "The bot does not start.", todo)
    if steps:
        copy = "and makes no copy on a server" if settings.database_url else "after a copy"
        return Finding(
            "schema",
            Level.NOTE,
            f"The base lacks {len(steps)} schema step(s): {', '.join(steps)}.",
            f"The next start of the bot applies them, {copy}.",
            "hypecheck migrate --dry-run",
        )
    return Finding("schema", Level.OK, "The schema is this version's.")


def holder(path: Path) -> str:
    """Name the process that holds a base, which is the running bot; empty when nobody does."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        file = lock.open("rb")
    except OSError:
        return ""
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return file.read(32).decode("ascii", "replace").strip() or "unknown"
    return ""


def _lock(path: Path) -> Finding:
    if process := holder(path):
        return Finding("lock", Level.OK, f"The bot runs (process {process}).")
    return Finding("lock", Level.OK, "Nobody holds the base.")


def key(settings: Settings) -> Finding:
    """Say whether the key is there and private."""
    path = settings.key_path
    if not path.exists():
        return Finding(
            "key",
            Level.WARNING,
            f"There is no key at {path}.",
            "It turns people into codes. A new one is made at the next start, and then nobody's"
            " old verdicts can be told to be theirs.",
            "Put the key back that belongs to this base, unless the base is new.",
        )
    return _private(path, "key")


def _private(path: Path, name: str) -> Finding:
    if path.stat().st_mode & 0o077:
        return Finding(
            name,
            Level.WARNING,
            f"Others on this machine may read {path}.",
            "It holds what members wrote, or what hides who they are.",
            f"chmod 600 {path}",
        )
    return Finding(name, Level.OK, f"Only its owner reads {path.name}.")


def _backups(settings: Settings, now: datetime) -> Finding:
    newest = next(iter(backups.listed(settings)), None)
    folder = backups.folder_of(settings)
    why = "Without one a broken disk takes everything that members reported."
    if newest is None:
        todo = "hypecheck backup, and copy it and the key to another machine."
        return Finding("backups", Level.WARNING, f"There is no backup in {folder}.", why, todo)
    age = now - newest[0]
    limit = timedelta(hours=2 * settings.backup_hours or 48)
    said = f"The newest backup is {age.total_seconds() / 3600:,.1f} hours old, in {folder}."
    if age > limit:
        todo = "See the running bot's log for why; hypecheck backup makes one now."
        return Finding("backups", Level.WARNING, said, why, todo)
    return Finding("backups", Level.OK, said)
