"""A lock file beside the base: one process writes, a second one is told who has it."""

import contextlib
import fcntl
import os
from pathlib import Path

from knowledge.errors import StoreError, StoreInUse, StoreReadOnly
from knowledge.store.owner import hand_over


class Lock:
    """Hold the lock of a base until released; the system lets go of it when the process dies."""

    def __init__(self, descriptor: int) -> None:
        """Take a descriptor that holds the lock."""
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> "Lock":
        """Lock the base at a path; raise StoreInUse when another process has it."""
        name = path.with_name(path.name + ".lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            hand_over(name)
        except OSError as error:
            raise StoreReadOnly(
                f"Cannot write in {path.parent}: {error.strerror}.{_owner(path.parent)}"
                " Name another place with --database or HYPECHECK_DATABASE."
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise StoreInUse(
                f"The base {path} is in use by another Hypecheck (process {holder or 'unknown'})."
                " Stop it first, or name another base."
            ) from error
        except OSError as error:
            os.close(descriptor)
            raise StoreError(f"{name} cannot be locked: {error.strerror}.") from error
        with contextlib.suppress(OSError):  # a full disk: locked, only without a name
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        return cls(descriptor)

    @property
    def held(self) -> bool:
        """Say whether it is still ours."""
        return self._descriptor >= 0

    def release(self) -> None:
        """Let go of the lock; the file stays, since removing it would race with the next holder."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = -1


def _owner(folder: Path) -> str:
    """Say whose the nearest folder is that exists, when it is another user's."""
    for there in (folder, *folder.parents):
        with contextlib.suppress(OSError):  # not there, or in a folder that we may not look into
            owner = there.stat().st_uid
            break
    us = os.geteuid()
    if owner == us:
        return ""
    return f" {there} belongs to user {owner} and this is user {us}: chown -R {us} {there}."
