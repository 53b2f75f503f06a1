"""Disks that are full, files and folders that may not be written."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.wire.program import Done

_ROOT = Path(__file__).parents[2]

# Root writes anywhere; giving its powers up for good makes it obey the modes of files as others do.
_POWERLESS = """
import ctypes, os, sys
if os.geteuid() == 0:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)()) == 0
from bot.cli import main
sys.exit(main(sys.argv[1:]))
"""
_NO_ROOM = """
import resource, sys
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
from bot.cli import main
sys.exit(main(sys.argv[1:]))
"""


def _run(script: str, *arguments: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def _products(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        ((count,),) = raw.execute("SELECT count(*) FROM product")
    return int(count)


@pytest.fixture
def pack(tmp_path: Path) -> str:
    """Write a pack that makes the base larger by some megabytes."""
    path = tmp_path / "pack.jsonl"
    lines = ({"name": f"Gadget {n} Pro", "what": f"{n} " * 30} for n in range(3000))
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


@pytest.fixture
def read_only_folder(base_file: Path) -> Iterator[Path]:
    """Make the base and its folder read-only for the time of a test."""
    for path in base_file.parent.iterdir():
        path.chmod(0o444)
    base_file.parent.chmod(0o555)
    yield base_file
    base_file.parent.chmod(0o755)


@pytest.mark.parametrize("room", [1, 300_000, 2_000_000])
def test_a_full_disk_keeps_what_was_there(base_file: Path, pack: str, room: int) -> None:
    """However little room is left, an import that does not fit leaves nothing of itself."""
    before = _products(base_file)
    named = ("--database", str(base_file))
    _run(_NO_ROOM, str(room), "import", pack, *named).failed_with("othing")
    assert _products(base_file) == before
    done = _run(_NO_ROOM, str(2**40), "import", pack, *named)
    assert done.code == 0
    assert done.err.startswith("Imported: 3,000 added (3,000 product).\n")
    assert _products(base_file) == before + 3000


def test_a_new_base_needs_room(tmp_path: Path) -> None:
    """Where there is no room for a base at all, the chat says so."""
    named = ("--database", str(tmp_path / "new" / "base.sqlite3"))
    done = _run(_NO_ROOM, "4096", "ask", "stanley cup?", *named)
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "nothing of this was saved" in done.err.lower()
    again = _run(_NO_ROOM, str(2**40), "ask", "stanley cup?", *named)
    assert again.code == 0
    assert "Stanley Quencher" in again.out


def test_a_read_only_folder_can_be_asked(read_only_folder: Path, pack: str) -> None:
    """On a read-only medium questions and exports are answered; writes are refused clearly."""
    named = ("--database", str(read_only_folder))
    asked = _run(_POWERLESS, "ask", "--json", "stanley cup?", *named)
    assert (asked.code, asked.err) == (0, "")
    assert json.loads(asked.out)["outcome"] == "found"
    assert len(_run(_POWERLESS, "export", *named).out.splitlines()) > 300
    for arguments in (["import", pack], ["starter", "load"], ["chat"]):
        _run(_POWERLESS, *arguments, *named).failed_with("Permission denied", "--database")


def test_a_read_only_file_can_be_asked(base_file: Path, pack: str) -> None:
    """A base whose file may not be written is read; writes are refused and change nothing."""
    base_file.chmod(0o444)
    before = base_file.read_bytes()
    named = ("--database", str(base_file))
    asked = _run(_POWERLESS, "ask", "--json", "stanley cup?", *named)
    assert json.loads(asked.out)["outcome"] == "found"
    _run(_POWERLESS, "import", pack, *named).failed_with("read-only")
    assert base_file.read_bytes() == before


def test_a_file_that_may_not_be_read_is_named(base_file: Path, pack: str) -> None:
    """A base or a pack without permission to read is refused with a sentence."""
    Path(pack).chmod(0)
    _run(_POWERLESS, "import", pack, "--database", str(base_file)).failed_with("Permission denied")
    base_file.chmod(0)
    _run(_POWERLESS, "ask", "x", "--database", str(base_file)).failed_with("cannot be opened")


def test_doctor_says_what_it_may_not_read(base_file: Path) -> None:
    """One file of somebody else's is a line among the others, not the end of the examination."""
    base_file.chmod(0)
    done = _run(_POWERLESS, "doctor", "--offline", "--database", str(base_file))
    assert done.code == 1
    assert f"FAIL  base: {base_file} cannot be read: Permission denied." in done.out
    assert "ok    packages" in done.out


def test_an_init_that_failed_can_be_called_again(tmp_path: Path) -> None:
    """The settings appear when all else is done, so that they are not in the way."""
    folder, settings = tmp_path / "theirs", tmp_path / "bot.toml"
    folder.mkdir(mode=0o555)
    where = ("--config", str(settings), "--data", str(folder))
    _run(_POWERLESS, "init", "--yes", "--earns-from-links", "no", *where).failed_with(
        "Cannot write"
    )
    assert not settings.exists()
