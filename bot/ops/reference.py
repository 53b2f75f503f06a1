"""The docs' table of commands, made from the catalogue: `python -m bot.ops.reference`."""

import sys
from pathlib import Path
from typing import Any

from bot.chat.command import ANYBODY, CommandSpec
from bot.commands.catalogue import catalogue
from bot.commands.curate.desk import Desk
from bot.commands.settings import SpaceSettings
from bot.settings import Settings
from bot.views.house import usage
from knowledge.library import Library

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
_HEAD = """# Commands

Made from the catalogue by `make docs`; every platform's commands come from the same place.
On Discord `/kb add` is a command of a group, on Telegram it is `/kb_add`, in the terminal both
work. Plain questions work everywhere: `is the airwrap worth it?`

| command | what it does | who may | who sees the reply |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Write the page."""
    unset: Any = None  # a spec asks nothing of what it will be called with
    nothing = Library(unset, unset, unset)
    space_settings = SpaceSettings(unset, unset, unset)
    desk = Desk(nothing, unset, unset, unset, unset, unset, unset)
    commands = catalogue(Settings(), space_settings, desk, unset)
    return _HEAD + "".join(_row(spec) for spec in commands)


def _row(spec: CommandSpec) -> str:
    who = "anybody" if spec.needs is ANYBODY else spec.needs.name.lower()
    cells = (f"`{usage(spec)}`", spec.help, who, spec.visibility.value)
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
