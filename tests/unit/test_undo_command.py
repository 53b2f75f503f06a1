"""Undoing several operations from the command line, by the same code as in chat."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.bootstrap import open_base
from bot.cli import main
from bot.settings import Settings
from knowledge.accounts import Accounts
from knowledge.community import SHARED
from knowledge.history import History, Wanted
from knowledge.keys import short


def _run(base: Path, *words: str) -> int:
    return main([words[0], "--database", str(base), *words[1:]])


@pytest.fixture
def changed(base_file: Path, tmp_path: Path) -> Path:
    """Import two lists, the second of which changes what the first brought."""
    for number, names in enumerate((("One", "Two"), ("Two", "Three"))):
        file = tmp_path / f"{number}.jsonl"
        lines = ({"id": name, "name": name, "what": str(number)} for name in names)
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        assert _run(base_file, "import", str(file)) == 0
    return base_file


@pytest.mark.parametrize("chosen", [("--last", "2"), ("--by", "cli", "--since", "1h")])
def test_several_are_undone_the_newest_first(
    changed: Path, chosen: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of either list is left, and the log says so."""
    assert _run(changed, "undo", *chosen) == 0
    assert capsys.readouterr().err.count("Undone: ") == 2
    _run(changed, "export")
    assert '"id":"Two"' not in capsys.readouterr().out
    _run(changed, "log", "--limit", "2")
    assert capsys.readouterr().out.count("undo of") == 2


def test_what_is_not_said_is_asked_for(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is undone by accident."""
    assert _run(changed, "undo") == 1
    assert _run(changed, "undo", "--last", "1", "--since", "never") == 1
    assert "2h, 3d or 2026-11-20" in capsys.readouterr().err


def test_joined_accounts_are_parted_by_their_person_alone(
    base_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An undo past their door would lift a bar that was set since."""

    async def join() -> tuple[str, int]:
        base = await open_base(Settings(database=str(base_file)))
        try:
            accounts = Accounts(base.store, base.journal, base.clock)
            await accounts.join("p_2", await accounts.new_code("p_1", ""))
            reader = History(base.store, base.journal)
            (newest,) = await reader.read(Wanted((SHARED,)), 1)
            return newest.name, newest.key
        finally:
            await base.close()

    name, key = asyncio.run(join())
    assert name == "account join"
    assert _run(base_file, "undo", short(key)) == 1
    assert "/account part" in capsys.readouterr().err
    _run(base_file, "undo", "--last", "1")
    _run(base_file, "log", "--limit", "5")
    assert "undo of " + short(key) not in capsys.readouterr().out
