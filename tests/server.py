"""A PostgreSQL server for tests: the one that HYPECHECK_TEST_POSTGRES names, or one of our own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMED = "HYPECHECK_TEST_POSTGRES"
_LOGIN = ("-A", "trust", "-U", "tests", "-N", "-E", "UTF8")
_SERVE = '"$@" start >&2 && echo ready && read -r _; "$@" -m immediate stop >&2'
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
        _run(user, programs / "initdb", "-D", data, *_LOGIN)
        options = f"-c listen_addresses= -c unix_socket_directories={folder} {_QUICK}"
        where = ("-D", data, "-l", f"{folder}/log", "-o", options)
        with _started(user, programs / "pg_ctl", "-s", "-w", *where) as running:
            assert running.stdout is not None
            if running.stdout.readline() != b"ready\n":
                raise NoServer(f"PostgreSQL does not start: {Path(folder, 'log').read_text()}")
            yield f"postgresql://tests@/postgres?host={folder}"


def _programs() -> Path:
    if found := shutil.which("pg_ctl"):
        return Path(found).parent
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    if not versions:
        raise NoServer(f"there is no PostgreSQL here: install one, or set {NAMED} to one's URL")
    return max(versions, key=lambda path: float(path.parent.name))


def _user() -> str:
    """Name who may start a server: whoever runs the tests, but for root the package's own user."""
    own = os.geteuid()
    try:
        return (pwd.getpwuid(own) if own else pwd.getpwnam("postgres")).pw_name
    except KeyError:
        who = "a user without a name" if own else "root"
        raise NoServer(f"{who} may not start PostgreSQL: set {NAMED} to a server's URL") from None


def _as(user: str) -> dict[str, Any]:
    return {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}


def _run(user: str, *command: object) -> None:
    done = subprocess.run(
        [*map(str, command)], capture_output=True, cwd="/", check=False, text=True, **_as(user)
    )
    if done.returncode:
        raise NoServer(f"{command[0]} failed: {done.stdout}{done.stderr}")


def _started(user: str, *control: object) -> "subprocess.Popen[bytes]":
    """Start a server that stops when this process closes its input, or ends in whatever way."""
    return subprocess.Popen(
        ["sh", "-c", _SERVE, "sh", *map(str, control)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd="/",
        start_new_session=True,
        **_as(user),
    )
