"""Fixtures for all tests: a clock that stands still, and bases that are real files."""

import asyncio
import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from bot.bootstrap import Base, open_base
from bot.settings import Settings
from knowledge import starter
from knowledge.store.port import Store
from tests.databases import Databases, Server
from tests.factories import FakeClock
from tests.server import NAMED, NoServer, server

# Machines are shared: how long a thing takes is for the benchmarks to say.
hypothesis.settings.register_profile("untimed", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the bases of all tests be databases of a PostgreSQL server."""
    parser.addoption(
        "--on-postgres", action="store_true", help="keep the bases of tests on a PostgreSQL server"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a module with the mark `every_store` on each kind of store."""
    if "on_postgres" in metafunc.fixturenames:
        every = metafunc.definition.get_closest_marker("every_store") is not None
        kinds = {"postgres": True} if metafunc.config.option.on_postgres else {"sqlite": False}
        kinds = {"sqlite": False, "postgres": True} if every else kinds
        metafunc.parametrize("on_postgres", kinds.values(), ids=kinds if every else [""])


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """Start a PostgreSQL server for the session, or use the one that is named.

    Without one its tests are skipped, but fail when a server was asked for.
    """
    asked = pytestconfig.option.on_postgres or NAMED in os.environ
    with ExitStack() as stack:
        try:
            made = Server(stack.enter_context(server()))
        except NoServer as error:
            (pytest.fail if asked else pytest.skip)(str(error))
        if NAMED in os.environ:  # one of our own is thrown away with all that is in it
            stack.callback(made.drop)
        yield made


@pytest.fixture
def databases(request: pytest.FixtureRequest, on_postgres: bool) -> Iterator[Databases]:
    """Say where this test's bases lie."""
    made = Databases(request.getfixturevalue("postgres_server") if on_postgres else None)
    yield made
    made.give_back()


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
async def store(tmp_path: Path, databases: Databases) -> AsyncIterator[Store]:
    """Open an empty store."""
    opened = await databases.open(tmp_path / "base.sqlite3")
    yield opened
    await opened.close()


@pytest.fixture
async def base(tmp_path: Path, clock: FakeClock, databases: Databases) -> AsyncIterator[Base]:
    """Open an empty base at a fixed time."""
    opened = await open_base(databases.settings(tmp_path / "base.sqlite3"), clock=clock)
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
