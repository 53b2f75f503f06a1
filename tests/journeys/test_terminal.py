"""The journeys in the terminal: the real adapter over a real base, spoken to through its input."""

import asyncio
import io
import re
from pathlib import Path

import pytest

from adapters.terminal.app import Terminal
from adapters.terminal.session import TerminalMembers
from bot.bootstrap import Base, build, open_base
from bot.chat.command import Role
from bot.settings import Settings
from knowledge import starter
from tests.factories import FakeClock
from tests.journeys.scripts import SCRIPTS, Script, Step
from tests.journeys.seeding import seed

_BUTTON = re.compile(r"\[(\d+)\] (.+?)(?=  \[|$)", re.MULTILINE)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
@pytest.mark.parametrize("width", [60, 100])
def test_the_journey_works_in_the_terminal(script: Script, width: int, tmp_path: Path) -> None:
    """What the journey promises is on the screen, in its order, and what it forbids is not."""
    with asyncio.Runner() as runner:
        base = runner.run(_base(tmp_path))
        try:
            runner.run(seed(base, script, "terminal", "local"))
            talk = _Talk(runner, base, width, script)
            for step in script.steps:
                _look(step, talk.play(step))
        finally:
            runner.run(base.close())


class _Talk:
    """Speak with one terminal, line by line, reading what each line brought."""

    def __init__(self, runner: asyncio.Runner, base: Base, width: int, script: Script) -> None:
        members = TerminalMembers(Role.MODERATOR if script.moderates else Role.MEMBER)
        dispatcher = build(Settings(), base, {"terminal": members})
        self._output, self._input = io.StringIO(), io.StringIO()
        self._terminal = Terminal(
            dispatcher,
            members,
            runner,
            stdin=self._input,
            stdout=self._output,
            environ={"COLUMNS": str(width)},
            interactive=False,
        )
        self._say(":in group")
        self._last = ""

    def play(self, step: Step) -> str:
        if step.about:
            self._say(f":reply {step.about}")
        line = step.says
        if step.presses:
            numbers = {label: number for number, label in _BUTTON.findall(self._last)}
            line = next(n for label, n in numbers.items() if label.startswith(step.presses))
        self._last = self._say(line, *(code for _, code in step.fills))
        return self._last

    def _say(self, line: str, *answers: str) -> str:
        start = self._output.tell()
        self._input.seek(0)
        self._input.truncate()
        self._input.write("".join(f"{answer}\n" for answer in answers))
        self._input.seek(0)
        self._terminal.hear(line)
        return self._output.getvalue()[start:]


def _look(step: Step, shown: str) -> None:
    text = " ".join(shown.split())
    place = 0
    for words in step.shows:
        found = text.find(words, place)
        assert found >= 0, f"{words!r} is not in {text[place:]!r}"
        place = found + len(words)
    for words in step.never:
        assert words not in text
    labels = [label for _, label in _BUTTON.findall(shown)]
    for label in step.buttons:
        assert label in labels, f"{label!r} is none of {labels}"
    assert ("only you see this" in text) is step.private


async def _base(folder: Path) -> Base:
    base = await open_base(Settings(database=str(folder / "base.sqlite3")), clock=FakeClock())
    await starter.load(base.journal, base.pseudonyms(), base.clock())
    return base
