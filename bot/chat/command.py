"""Commands, each declared once: every platform's commands, /help and the docs come from here.

A spec enforces what all platforms can show: names of 1 to 32 lower-case letters, digits and
underscores (Telegram's whole path, joined with `_`, as well), at most two words, descriptions
of at most 100 characters (Discord), at most 25 parameters and 25 choices.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum

from bot.chat.form import Choice
from bot.chat.reply import Reply, Visibility
from bot.chat.request import Request
from bot.i18n.translator import Translator
from knowledge.community import Space

MAX_DESCRIPTION = 100
MAX_CHOICES = 25
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")


class Role(IntEnum):
    """Order what people may do; a higher role may all that a lower one may.

    Who is barred may ask and no more, so a command for ANYBODY is one that the barred may call.
    """

    BARRED = 0
    MEMBER = 1
    TRUSTED = 2
    MODERATOR = 3
    ADMIN = 4
    OWNER = 5


ANYBODY = Role.BARRED


class ParameterKind(Enum):
    """Say what a parameter takes."""

    TEXT = "text"
    PRODUCT = "product"
    CHOICE = "choice"
    NUMBER = "number"
    FILE = "file"  # its text; asked for by a form, or pasted


@dataclass(frozen=True, slots=True)
class Parameter:
    """Declare one argument; `choices` are codes with labels to be translated."""

    name: str
    help: str
    kind: ParameterKind = ParameterKind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    completes: bool = False
    hidden: bool = False  # set by buttons only (pages, keys), not offered to be typed
    stands_in: bool = False  # hidden, and enough by itself: nothing else is asked for


@dataclass(frozen=True, slots=True)
class Call:
    """Hand a command what it needs.

    `permitted` lists the commands that the author may call, `role` says what the author is here.
    """

    request: Request
    arguments: Mapping[str, str]
    t: Translator
    space: Space
    permitted: "Permitted"
    role: "RoleOf"

    @property
    def community(self) -> int:
        """Return the community whose verdicts count here."""
        return self.space.community

    @property
    def languages(self) -> tuple[str, ...]:
        """Name the languages that are likely here: the place's, then the person's."""
        return tuple(filter(None, (self.space.locale, self.request.locale)))

    def get(self, name: str) -> str:
        """Return an argument, or an empty text when it was not given."""
        return self.arguments.get(name, "")


Permitted = Callable[[], Awaitable[list["CommandSpec"]]]
RoleOf = Callable[[], Awaitable[Role]]
Handler = Callable[[Call], Awaitable[Reply]]
Completer = Callable[[Call, str, str], Awaitable[list[Choice]]]


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """Declare a command: its path, help, parameters, who may call it, who sees the reply."""

    path: str
    help: str
    handler: Handler
    parameters: tuple[Parameter, ...] = ()
    needs: Role = Role.MEMBER
    visibility: Visibility = Visibility.PUBLIC
    slow: bool = False
    complete: Completer | None = None

    def __post_init__(self) -> None:
        """Refuse what one of the platforms could not register."""
        words = self.path.split(" ")
        if len(words) > 2 or not all(_NAME.match(word) for word in words):
            raise ValueError(f"command path {self.path!r}: one or two words of a-z, 0-9 and _")
        if len(self.path) > 32:
            raise ValueError(f"command path {self.path!r} is longer than 32 characters")
        if len(self.parameters) > MAX_CHOICES:
            raise ValueError(f"{self.path}: at most {MAX_CHOICES} parameters")
        required = [parameter.required for parameter in self.parameters]
        if required != sorted(required, reverse=True):
            raise ValueError(f"{self.path}: required parameters stand before optional ones")
        for text in (self.help, *(parameter.help for parameter in self.parameters)):
            if not 1 <= len(text) <= MAX_DESCRIPTION:
                raise ValueError(f"{self.path}: a help text has 1 to {MAX_DESCRIPTION} characters")
        for parameter in self.parameters:
            if parameter.kind is ParameterKind.FILE and not parameter.required:
                raise ValueError(f"{self.path}: a file is asked for, so it must be required")
            if not _NAME.match(parameter.name) or len(parameter.choices) > MAX_CHOICES:
                raise ValueError(f"{self.path}: parameter {parameter.name!r} cannot be registered")

    @property
    def required(self) -> tuple[Parameter, ...]:
        """Return the parameters that must be given."""
        return tuple(parameter for parameter in self.parameters if parameter.required)

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name."""
        return next((p for p in self.parameters if p.name == name), None)


class Catalogue:
    """Hold every command by its path."""

    def __init__(self, specs: tuple[CommandSpec, ...]) -> None:
        """Take the specs in the order in which help lists them; refuse a path that stands twice."""
        self._specs = {spec.path: spec for spec in specs}
        if len(self._specs) != len(specs):
            raise ValueError("a command path is declared twice")

    def __iter__(self) -> Iterator[CommandSpec]:
        """Go through the specs in their order."""
        return iter(self._specs.values())

    def get(self, path: str) -> CommandSpec | None:
        """Return the spec of that path."""
        return self._specs.get(path)

    def group(self, word: str) -> tuple[CommandSpec, ...]:
        """Return the commands whose first word of two it is; none of them is called by it alone."""
        return tuple(spec for path, spec in self._specs.items() if path.startswith(f"{word} "))
