"""Where something was asked on Telegram, beside the neutral request made of it."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

from telegram import CallbackQuery, Message

from bot.chat.request import Author, Place

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Asked:
    """Be one thing that a person did: where, who, what it replies to or presses."""

    chat: int
    author: Author
    place: Place
    locale: str
    thread: int | None = None
    message: int | None = None  # the question
    pressed: int | None = None  # the message whose button was pressed
    query: CallbackQuery | None = None

    @property
    def person(self) -> int | None:
        """Return the number of the person's own chat; None for who writes as a chat."""
        number = int(self.author.id)
        return number if number > 0 else None


def thread_of(message: Message) -> int | None:
    """Return the topic that an answer to a message goes to."""
    return message.message_thread_id if message.is_topic_message else None


class Recent(Generic[_T]):
    """Keep the latest of something by key; the oldest go when there are too many."""

    def __init__(self, most: int) -> None:
        """Take how many to keep."""
        self._most = most
        self._kept: OrderedDict[object, _T] = OrderedDict()

    def put(self, key: object, value: _T) -> None:
        """Keep a value."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def get(self, key: object) -> _T | None:
        """Return the value of a key, or None."""
        return self._kept.get(key)
