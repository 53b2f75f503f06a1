"""Where something was asked on Telegram, beside the neutral request made of it."""

import asyncio
from dataclasses import dataclass

from telegram import CallbackQuery, Message

from adapters.telegram.keeping import Keeper
from bot.chat.request import Author, Place

_MOST = 1000
_SECONDS = 30 * 24 * 3600.0


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
    is_aside: bool = False  # replies to the bot and calls it by no name: perhaps no question

    @property
    def person(self) -> int | None:
        """Return the number of the person's own chat; None for who writes as a chat."""
        number = int(self.author.id)
        return number if number > 0 else None

    def alone(self) -> "Asked | None":
        """Return the same in the person's own chat; None for who writes as a chat."""
        if self.person is None:
            return None
        if self.chat == self.person:
            return self
        return Asked(self.person, self.author, self.place, self.locale)


def thread_of(message: Message) -> int | None:
    """Return the topic that an answer to a message goes to."""
    return message.message_thread_id if message.is_topic_message else None


class Origins:
    """Know which place a message speaks of that stands elsewhere, in a person's own chat."""

    def __init__(self, keeper: Keeper) -> None:
        """Take what keeps it over a restart."""
        self._places = keeper.of("origins", Place, _MOST)

    def of(self, asked: Asked) -> Place:
        """Return the place that a pressed button speaks of."""
        return self._places.get(f"{asked.chat}.{asked.pressed}") or asked.place

    def note(self, chat: int | None, number: int | None, place: Place) -> None:
        """Note which place a message in a person's own chat speaks of."""
        if chat is not None and number is not None:
            self._places.put(f"{chat}.{number}", place, _SECONDS)

    def forget(self, chat: int) -> None:
        """Forget of which places the messages in a person's own chat speak."""
        self._places.clear(lambda key, _: key.startswith(f"{chat}."))

    def follow(self, asked: Asked, place: Place, sent: "asyncio.Future[int | None]") -> None:
        """Note it for a message on its way to where something was asked for another place."""

        def arrived(sent: "asyncio.Future[int | None]") -> None:
            if not sent.cancelled() and sent.exception() is None:
                self.note(asked.chat, sent.result(), place)

        if place != asked.place:
            sent.add_done_callback(arrived)
