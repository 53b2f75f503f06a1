"""Who sits at the terminal, where and in which language: chosen with `:as`, `:in`, `:locale`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.action import Action
from bot.chat.command import Role
from bot.chat.facts import Facts
from bot.chat.request import Author, Place, Request, Source

PLATFORM = "terminal"
_SPACE = "local"


class TerminalMembers:
    """Say what the person at the terminal is: whatever they chose to be."""

    def __init__(self, role: Role = Role.MEMBER) -> None:
        """Start as the given role."""
        self.role = role

    async def facts(self, author: Author, place: Place) -> Facts:  # noqa: ARG002 - one person, one place
        """Return the chosen role."""
        return Facts(role=self.role)


@dataclass(slots=True)
class Session:
    """Hold what is sent along with every request."""

    locale: str = ""  # the bot's own
    is_private: bool = True
    about: str = ""
    author: Author = field(default=Author(PLATFORM, "local", "you"))

    @property
    def place(self) -> Place:
        """Return where the person talks with the bot: alone, or in a group's channel."""
        channel = "private" if self.is_private else "group"
        return Place(PLATFORM, _SPACE, channel, is_private=self.is_private)

    def request(self, command: str, arguments: Mapping[str, str], source: Source) -> Request:
        """Make a request of this person, here, in their language."""
        return Request(command, self.author, self.place, arguments, self.locale, source)

    def press(self, action: Action) -> Request:
        """Make the request that a press of a button stands for."""
        return self.request(action.command, action.arguments, Source.BUTTON)


def locale_of(environ: Mapping[str, str]) -> str:
    """Read the language tag from the environment; empty, for the bot's own, when it names none."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next(filter(None, (environ.get(name) for name in names)), "")
    tag = chosen.partition(".")[0].partition("@")[0].replace("_", "-")
    return "" if tag in ("C", "POSIX") else tag
