"""Fixtures for tests of the whole program."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from tests.wire.program import Done, Program

Command = Callable[..., Done]


@pytest.fixture
def program(tmp_path: Path, base_file: Path) -> Program:
    """Make the program ready to run on a base with the starter pack."""
    home = tmp_path / "home"
    home.mkdir()
    return Program(home, base_file)


@pytest.fixture
def command(
    base_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command in this process, on a base with the starter pack unless it names another."""
    monkeypatch.setenv("HYPECHECK_DATABASE", str(base_file))

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        handlers = list(logging.root.handlers)
        code = main(arguments)
        for handler in set(logging.root.handlers) - set(handlers):  # the chat's log
            logging.root.removeHandler(handler)
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return run
