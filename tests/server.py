"""A PostgreSQL server for tests: the one that HYPECHECK_TEST_POSTGRES names, or one of our own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMED = "HYPECHECK_TEST_POSTGRES"
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NoServer(Exception):
    """Say why there is no server to test on."""


@contextmanager
def server() -> Iterator[str]:
    """Yield the URL of a server's database; a server that was started here is stopped here."""
    if named := os.environ.get(NAMED):
        yield named
        return
    programs, user = _programs(), _user()
    with tempfile.TemporaryDirectory(prefix="hypecheck") as folder:
        data = Path(folder, "data")
        shutil.chown(folder, user)
        _run(
            user, programs / "initdb", "-D", data, "-A", "trust", "-U", "tests", "-N", "-E", "UTF8"
        )
        options = f"-c listen_addresses= -c unix_socket_directories={folder} {_QUICK}"
        control = (programs / "pg_ctl", "-s", "-w", "-D", data)
        _run(user, *control, "-l", Path(folder, "log"), "-o", options, "start")
        try:
            yield f"postgresql://tests@/postgres?host={folder}"
        finally:
            _run(user, *control, "-m", "immediate", "stop")


def _programs() -> Path:
    if found := shutil.which("pg_ctl"):
        return Path(found).parent
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    if not versions:
        raise NoServer(f"there is no PostgreSQL here: install one, or set {NAMED} to one's URL")
    return max(versions, key=lambda path: float(path.parent.name))


def _user() -> str:
    """Name who may start a server: whoever runs the tests, but for root the package's own user."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoServer(f"root may not start PostgreSQL: set {NAMED} to a server's URL") from None


def _run(user: str, *command: object) -> None:
    """Run a program of the server's; its words go to a file, since the server would hold a pipe."""
    other = {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [*map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd="/",
            check=False,
            **other,  # type: ignore[call-overload]  # three of its many parameters
        )
        if done.returncode:
            said.seek(0)
            raise NoServer(f"{command[0]} failed: {said.read().decode(errors='replace')}")
