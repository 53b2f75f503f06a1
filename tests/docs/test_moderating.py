"""The page for moderators is a transcript: each of its commands is run, in its order."""

import asyncio
import io
import re
import textwrap
from pathlib import Path

import pytest

from adapters.terminal.app import Terminal
from adapters.terminal.session import TerminalMembers
from bot.bootstrap import Base, build, open_base
from bot.chat.command import Role
from bot.cli import main
from bot.settings import Settings
from tests.factories import FakeClock

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "moderating.md").read_text("utf-8")
_BLOCK = re.compile(r"```(console|chat)\n(.*?)```", re.DOTALL)
_PROMPTS = {"console": "$ ", "chat": "> "}
# What differs from run to run: codes, people, times.
_CODE = re.compile(r"\b[0-9a-z]{12}\b|p_[0-9a-f]{6}\b|[A-Z][a-z]{2} \d+, \d{4} \d\d:\d\d")


def _steps() -> list[tuple[str, str, str]]:
    """Read the page as steps: where it is typed, what is typed, and what comes back."""
    steps = []
    for kind, text in _BLOCK.findall(PAGE):
        prompt = _PROMPTS[kind]
        for part in re.split(rf"^{re.escape(prompt)}", text, flags=re.MULTILINE)[1:]:
            typed, _, shown = part.partition("\n")
            steps.append((kind, typed, shown))
    return steps


class _Reader:
    """Follow the page on a base of its own."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "base.sqlite3"
        self.clock = FakeClock()
        self.clock.step(10 * 365 * 86_400)  # after the import, which has the real time

    def do(self, kind: str, typed: str, capsys: pytest.CaptureFixture[str]) -> str:
        if kind == "console":
            return self._console(typed, capsys)
        return self._chat(typed)

    def _console(self, typed: str, capsys: pytest.CaptureFixture[str]) -> str:
        words = [str(DOCS / word) if word.endswith(".csv") else word for word in typed.split()[1:]]
        assert main([words[0], "--database", str(self.path), *words[1:]]) == 0
        shown = capsys.readouterr()
        return shown.err + shown.out

    def _chat(self, typed: str) -> str:
        self.clock.step(60)
        with asyncio.Runner() as runner:
            base: Base = runner.run(open_base(Settings(database=str(self.path)), clock=self.clock))
            try:
                members = TerminalMembers(Role.MODERATOR)
                output = io.StringIO()
                terminal = Terminal(
                    build(Settings(home="terminal:local"), base, {"terminal": members}),
                    members,
                    runner,
                    stdin=io.StringIO(),
                    stdout=output,
                    environ={"COLUMNS": "78"},
                    interactive=False,
                )
                terminal.hear(typed)
                return output.getvalue()
            finally:
                runner.run(base.close())


def _plain(text: str) -> str:
    return " ".join(_CODE.sub("…", textwrap.dedent(text)).split())


def test_every_command_of_the_page_does_what_the_page_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From an empty base to fifty curated products; what comes back is what the page shows."""
    reader, steps = _Reader(tmp_path), _steps()
    for kind, typed, shown in steps:
        found = _plain(reader.do(kind, typed, capsys))
        assert _plain(shown) == found, f"{typed}: {found}"
    assert len(steps) == 10
    assert "50 products" in steps[-1][2]
