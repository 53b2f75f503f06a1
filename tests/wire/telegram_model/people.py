"""People and what they do; every deed gives a handle on what comes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.wire.telegram_model.entities import detect, trim
from tests.wire.telegram_model.messages import File, Message
from tests.wire.telegram_model.queries import Inline, Tap
from tests.wire.telegram_model.world import CannotDo, Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.happenings import World
    from tests.wire.telegram_model.places import Chat, Topic

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class User:
    """A person, or a bot."""

    def __init__(
        self, world: World, user_id: int, name: str, username: str,
        language_code: str | None = None, *, bot: bool = False,
    ) -> None:  # fmt: skip
        self._world = world
        self.id = user_id
        self.name = name
        self.username = username
        self.language_code = language_code
        self.bot = bot
        self.started = False
        self.blocked = False  # the person has blocked the bot
        self.known = False  # the bot has heard of the person
        self._private: Chat | None = None

    def __repr__(self) -> str:
        return f"User({self.name})"

    @property
    def private(self) -> Chat:
        """Give the person's chat with the bot, started or not."""
        if self._private is None:
            self._private = self._world.open_private(self)
        return self._private

    @property
    def mention(self) -> str:
        """Write the person's mention."""
        return f"@{self.username}"

    def payload(self) -> Json:
        """Build Telegram's JSON."""
        body: Json = {"id": self.id, "is_bot": self.bot, "first_name": self.name}
        body["username"] = self.username
        return body | ({"language_code": self.language_code} if self.language_code else {})

    # Messages

    def says(
        self, chat: Chat, text: str, *, reply_to: Message | None = None,
        topic: Topic | None = None, file: File | None = None,
    ) -> Message:  # fmt: skip
        """Write a message; whether the bot gets it is Telegram's affair."""
        self._must_be_able_to_write(chat, text, topic)
        topic = reply_to.topic if reply_to and topic is None else topic
        plain, entities = trim(text, detect(text))
        message = Message(
            chat, chat.next_id(), self._world.clock(), self, plain, entities,
            file=file, reply_to=reply_to, topic=topic,
        )  # fmt: skip
        if chat.member(self).anonymous:
            message.sender_chat = chat
        self._world.post(message)
        return message

    def starts(self, payload: str = "") -> Message:
        """Open the bot's chat with the Start button, perhaps through a deep link."""
        return self.says(self.private, f"/start {payload}".strip())

    def follows(self, url: str | None) -> Message:
        """Open a deep link to the bot, and press Start there."""
        parts = urlsplit(url or "")
        payload = parse_qs(parts.query).get("start", [""])[0]
        if f"{parts.netloc}{parts.path}".lower() != f"t.me/{self._world.bot.username}".lower():
            raise CannotDo(f"{url} does not lead to the bot")
        if payload and not PAYLOAD.fullmatch(payload):
            raise CannotDo(f"Telegram's apps drop the payload {payload!r}")
        return self.starts(payload)

    def edits(self, message: Message, text: str) -> None:
        """Change one's own message."""
        if message.sender is not self or message.deleted:
            raise CannotDo(f"{self.name} cannot edit that message")
        message.versions.append(message.text)
        message.text, message.entities = trim(text, detect(text))
        message.edited = self._world.clock()
        self._world.announce_edit(message)

    def deletes(self, message: Message) -> None:
        """Delete a message; no bot is ever told."""
        message.deleted = True
        message.chat.ring()

    def _must_be_able_to_write(self, chat: Chat, text: str, topic: Topic | None) -> None:
        if chat.private and (self.blocked or not self.started):
            if not text.startswith("/start"):
                raise CannotDo(f"{self.name} sees only the Start button")
            self._world.begin(self)
        elif not chat.has(self) or chat.successor is not None:
            raise CannotDo(f"{self.name} is not in {chat.title}")
        if chat.kind == "channel" and not chat.member(self).admin:
            raise CannotDo("only administrators write in a channel")
        if topic is not None and topic.closed and not chat.member(self).admin:
            raise CannotDo(f"the topic {topic.name} is closed")

    # Buttons, inline queries, commands

    def taps(self, message: Message, name: str, *, stale: bool = False) -> Tap:
        """Tap the button with that label or data; a `stale` one may be gone by now."""
        if message.inline_id is None and not (stale or message.visible_to(self)):
            raise CannotDo(f"{self.name} does not see that message")
        data = name if stale else message.button(name).data
        if data is None:
            raise CannotDo(f"{name!r} does not ask the bot")
        return self._world.ask_tap(Tap(self._world, self, message, data))

    def inline(self, query: str, *, chat: Chat | None = None, offset: str = "") -> Inline:
        """Type the bot's name and a query into the message field of any chat."""
        return self._world.ask_inline(Inline(self._world, self, query[:256], chat, offset))

    def menu(self, chat: Chat) -> list[str]:
        """Give the names of the commands that Telegram's apps offer in a chat."""
        return [each["command"] for each in self._world.commands.shown(self, chat)]

    # The bot in the person's life

    def blocks(self) -> None:
        """Block the bot."""
        self._world.block(self, blocked=True)

    def unblocks(self) -> None:
        """Let the bot write again."""
        self._world.block(self, blocked=False)
