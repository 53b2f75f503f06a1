"""Fixtures for unit tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.bootstrap import Base, open_base
from bot.settings import Settings
from knowledge import starter
from tests.factories import FakeClock


@pytest.fixture
async def base(tmp_path: Path) -> AsyncIterator[Base]:
    """Open an empty base at a fixed time."""
    settings = Settings(database=str(tmp_path / "base.sqlite3"))
    opened = await open_base(settings, clock=FakeClock())
    yield opened
    await opened.close()


@pytest.fixture
async def starter_base(base: Base) -> Base:
    """Open a base with the starter pack in it."""
    await starter.load(base.journal, base.pseudonyms(), base.clock())
    return base
