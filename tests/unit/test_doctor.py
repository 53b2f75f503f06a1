"""What the doctor says of where health is to be served."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.chat.finding import Level
from bot.ops.doctor import examine
from bot.settings import Settings
from tests.factories import FakeClock


@pytest.mark.parametrize(
    ("host", "level"), [("", Level.OK), ("127.0.0.1", Level.OK), ("a..b", Level.WARNING)]
)
async def test_a_health_host_is_examined(
    host: str, level: Level, tmp_path: Path, clock: FakeClock, unused_port: Callable[[], int]
) -> None:
    """No host means every address; what is no host at all is a finding, not a crash."""
    base = str(tmp_path / "base.sqlite3")
    settings = Settings(database=base, health_host=host, health_port=unused_port())
    found = await examine(settings, {}, clock())
    assert [each.level for each in found if each.check == "health port"] == [level]
