"""Fixtures for all tests: a clock that stands still, and bases that are real files."""

import asyncio
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.bootstrap import Base, open_base
from bot.settings import Settings
from knowledge import starter
from knowledge.store.sqlite import SqliteStore
from tests.factories import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    """Make a clock that goes on only when a test says so."""
    return FakeClock()


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> None:
    """Hear Ctrl-C: a run that a shell started in the background ignores it, and tests send it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-settings"))


@pytest.fixture
def unused_port() -> Callable[[], int]:
    """Find ports that nobody listens on."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Open an empty store of the embedded kind."""
    opened = await SqliteStore.open(tmp_path / "base.sqlite3")
    yield opened
    await opened.close()


@pytest.fixture
async def base(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Base]:
    """Open an empty base at a fixed time."""
    settings = Settings(database=str(tmp_path / "base.sqlite3"))
    opened = await open_base(settings, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def starter_base(base: Base) -> Base:
    """Open a base with the starter pack in it."""
    await starter.load(base.journal, base.pseudonyms(), base.clock())
    return base


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a closed base with the starter pack, once for all tests."""
    path = tmp_path_factory.mktemp("prepared") / "base.sqlite3"

    async def make() -> None:
        base = await open_base(Settings(database=str(path)), clock=FakeClock())
        await starter.load(base.journal, base.pseudonyms(), base.clock())
        await base.close()

    asyncio.run(make())
    return path


@pytest.fixture
def base_file(_prepared: Path, tmp_path: Path) -> Path:
    """Copy a closed base with the starter pack, for a test to do with as it likes."""
    folder = tmp_path / "data"
    shutil.copytree(_prepared.parent, folder)
    return folder / _prepared.name
