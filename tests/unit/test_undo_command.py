"""Undoing several operations from the command line, by the same code as in chat."""

import json
from pathlib import Path

import pytest

from bot.cli import main


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
