"""What a person asked, in the words of no platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Source(Enum):
    """Say how a request came in."""

    COMMAND = "command"
    MESSAGE = "message"
    BUTTON = "button"
    FORM = "form"
    INLINE = "inline"  # asked anew with every letter that is typed


@dataclass(frozen=True, slots=True)
class Author:
    """Name who asks: the platform, its id for the person, and the name it shows."""

    platform: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Name where it was asked: the space (server, chat), and the channel and thread in it.

    In a private place the person is alone with the bot. In a place where the bot is a guest, some
    person brought it along, and the place itself has no say in it.
    """

    platform: str
    space: str
    channel: str = ""
    thread: str = ""
    is_private: bool = False
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """Carry one command with its arguments, by whom, where, and in which language.

    A free message to the bot is the command `worth` with the argument `question`; the text of
    the message it replies to goes into `about`.
    """

    command: str
    author: Author
    place: Place
    arguments: Mapping[str, str] = field(default_factory=dict)
    locale: str = "en"
    source: Source = Source.COMMAND
