"""What people ask by taps, inline queries and in chats that the bot is not in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tests.wire.telegram_model.messages import Message
from tests.wire.telegram_model.world import CannotDo, Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.happenings import World
    from tests.wire.telegram_model.people import User
    from tests.wire.telegram_model.places import Chat


@dataclass(frozen=True)
class Answer:
    """What the person sees after a tap."""

    text: str = ""
    alert: bool = False
    url: str | None = None


@dataclass(eq=False)
class Tap:
    """A tap on a button."""

    world: World
    user: User
    message: Message
    data: str
    query_id: str = ""
    asked: datetime | None = None
    answers: list[Answer] = field(default_factory=list)

    async def answer(self, within: float = 5.0) -> Answer:
        """Wait until the button stops spinning, and see what it says."""
        return await self.world.bell.until(
            lambda: self.answers[0] if self.answers else None,
            within,
            lambda: f"the tap on {self.data!r} was never answered; {self.world.trouble()}",
        )

    def payload(self) -> Json:
        """Build Telegram's JSON."""
        body: Json = {"id": self.query_id, "from": self.user.payload(), "data": self.data}
        body["chat_instance"] = str(hash(self.message.chat.id))
        if self.message.inline_id:
            return body | {"inline_message_id": self.message.inline_id}
        return body | {"message": self.message.payload()}


@dataclass(frozen=True)
class Result:
    """One line of an inline answer as people see it, and the message that it would send."""

    result_id: str
    title: str
    description: str
    text: str
    entities: list[Json]
    raw: Json


@dataclass(eq=False)
class Inline:
    """An inline query."""

    world: World
    user: User
    query: str
    chat: Chat | None = None
    offset: str = ""
    query_id: str = ""
    asked: datetime | None = None
    found: list[Result] | None = None
    cached: bool = False  # answered by Telegram, the bot was not asked
    next_offset: str = ""
    button: Json | None = None

    async def results(self, within: float = 5.0) -> list[Result]:
        """Wait for the list."""
        return await self.world.bell.until(
            lambda: self.found,
            within,
            lambda: f"nothing came for {self.query!r}; {self.world.trouble()}",
        )

    def chooses(self, result: Result | int, chat: Chat | None = None) -> Message:
        """Send one of the results into a chat."""
        if isinstance(result, int):
            result = (self.found or [])[result]
        target = chat or self.chat
        if target is None:
            raise CannotDo("say into which chat")
        return self.world.send_chosen(self, result, target)

    @property
    def chat_type(self) -> str:
        """Name the kind of chat that the query comes from."""
        if self.chat is None:
            return "private"
        return "sender" if self.chat.private else self.chat.kind

    def payload(self) -> Json:
        """Build Telegram's JSON."""
        return {
            "id": self.query_id, "from": self.user.payload(), "query": self.query,
            "offset": self.offset, "chat_type": self.chat_type,
        }  # fmt: skip


@dataclass(eq=False)
class Guest:
    """A question to the bot in a chat that it is not in."""

    message: Message
    query_id: str
    asked: datetime
    answered: bool = False
