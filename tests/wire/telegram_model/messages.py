"""Messages as people see them, and as the bot gets them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tests.wire.telegram_model.entities import cut
from tests.wire.telegram_model.world import CannotDo, Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.people import User
    from tests.wire.telegram_model.places import Chat, Topic


@dataclass(frozen=True)
class Button:
    """A button under a message."""

    label: str
    raw: Json

    @property
    def data(self) -> str | None:
        """Give the callback data, if it is a button that asks the bot."""
        found: str | None = self.raw.get("callback_data")
        return found

    @property
    def url(self) -> str | None:
        """Give the address that it opens, if it opens one."""
        found: str | None = self.raw.get("url")
        return found


@dataclass(frozen=True)
class File:
    """A file in a message."""

    file_id: str
    kind: str
    name: str
    content: bytes

    def payload(self) -> Json:
        """Build Telegram's JSON of the message field that holds the file."""
        sizes: Json = {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}"}
        sizes["file_size"] = len(self.content)
        if self.kind == "photo":
            return {"photo": [sizes | {"width": 800, "height": 600}]}
        return {self.kind: sizes | {"file_name": self.name}}


@dataclass(eq=False)
class Message:
    """A message in a chat."""

    chat: Chat
    message_id: int
    date: datetime
    sender: User | None
    text: str = ""  # the caption where there is a file
    entities: list[Json] = field(default_factory=list)
    file: File | None = None
    reply_to: Message | None = None
    topic: Topic | None = None
    sender_chat: Chat | None = None
    via_bot: User | None = None
    markup: Json | None = None
    inline_id: str | None = None
    link_preview: bool = False
    silent: bool = False
    protected: bool = False
    service: Json = field(default_factory=dict)  # what a message without words tells
    more: Json = field(default_factory=dict)  # fields that only the bot sees
    versions: list[str] = field(default_factory=list)  # earlier texts
    edited: datetime | None = None
    deleted: bool = False
    delivered: bool = False  # the bot knows of it

    def __str__(self) -> str:
        who = self.sender.name if self.sender else self.chat.title
        return f"{who}: {self.text or self.service}"

    @property
    def edits(self) -> int:
        """Count how often its words changed."""
        return len(self.versions)

    @property
    def rows(self) -> list[list[Button]]:
        """Give the buttons under it, row by row."""
        keyboard = (self.markup or {}).get("inline_keyboard") or []
        return [[Button(each["text"], each) for each in row] for row in keyboard]

    @property
    def buttons(self) -> list[Button]:
        """Give the buttons under it, as read."""
        return [each for row in self.rows for each in row]

    @property
    def labels(self) -> list[str]:
        """Give what its buttons say."""
        return [each.label for each in self.buttons]

    def button(self, name: str) -> Button:
        """Find a button by its label or data."""
        for each in self.buttons:
            if name in (each.label, each.data):
                return each
        raise CannotDo(f"there is no button {name!r} among {self.labels}")

    def spans(self, kind: str) -> list[str]:
        """Give the words that stand in bold, in an expandable_blockquote and so on."""
        return [cut(self.text, each) for each in self.entities if each["type"] == kind]

    def visible_to(self, user: User) -> bool:
        """Tell whether a person can read it."""
        return not self.deleted and self.chat.has(user)

    @property
    def readers(self) -> set[User]:
        """Give everyone who can read it, the bot left out."""
        world = self.chat.world
        return {each for each in world.users if each is not world.bot and self.visible_to(each)}

    @property
    def replies(self) -> list[Message]:
        """Give what the bot said after it in its chat and topic, except in reply to others."""
        bot = self.chat.world.bot
        return [
            each for each in self.chat.now.messages
            if each.sender is bot and not each.deleted and not each.service
            and self.chat.now.after(each, self) and each.topic is self.topic
            and each.reply_to in (None, self)
        ]  # fmt: skip

    async def reply(self, nth: int = 0, within: float = 5.0) -> Message:
        """Wait for the bot's nth message after it."""
        world = self.chat.world
        return await self.chat.now.bell.until(
            lambda: self.replies[nth] if len(self.replies) > nth else None,
            within,
            lambda: f"no answer to {self.text!r}; {world.trouble()}",
        )

    async def changes(self, edits: int = 1, within: float = 5.0) -> Message:
        """Wait until its words have changed that often."""
        world = self.chat.world
        await self.chat.now.bell.until(
            lambda: self.edits >= edits,
            within,
            lambda: f"{self.text!r} was edited {self.edits} times; {world.trouble()}",
        )
        return self

    async def vanishes(self, within: float = 5.0) -> None:
        """Wait until it is deleted."""
        world = self.chat.world
        words = f"{self.text!r} is still there"
        await self.chat.now.bell.until(
            lambda: self.deleted, within, lambda: f"{words}; {world.trouble()}"
        )

    # As the bot gets it

    def payload(self, *, deep: bool = True) -> Json:
        """Build Telegram's JSON, with the message replied to when `deep`."""
        if self.deleted:
            return {"chat": self.chat.payload(), "message_id": self.message_id, "date": 0}
        body: Json = {"message_id": self.message_id, "date": int(self.date.timestamp())}
        body |= {"chat": self.chat.payload()} | self._from() | self._words() | self._thread()
        body |= self.service | self.more
        if self.edited:
            body["edit_date"] = int(self.edited.timestamp())
        if (self.markup or {}).get("inline_keyboard"):
            body["reply_markup"] = self.markup
        if deep and (parent := self.reply_to or (self.topic.opening if self.topic else None)):
            body["reply_to_message"] = parent.payload(deep=False)
        return body

    def _from(self) -> Json:
        if self.chat.kind == "channel":
            return {"sender_chat": self.chat.payload()}
        body: Json = {}
        if self.sender_chat is not None:
            body["sender_chat"] = self.sender_chat.payload()
        fake = self.chat.world.stand_in(self)
        if fake is not None:
            body["from"] = fake
        elif self.sender is not None:
            body["from"] = self.sender.payload()
        if self.via_bot is not None:
            body["via_bot"] = self.via_bot.payload()
        return body

    def _words(self) -> Json:
        prefix = "caption" if self.file else "text"
        body: Json = self.file.payload() if self.file else {}
        if self.text:
            body[prefix] = self.text
        if self.entities:
            key = "caption_entities" if self.file else "entities"
            body[key] = [self.chat.world.entity(each) for each in self.entities]
        return body

    def _thread(self) -> Json:
        if self.topic is not None:
            return {"message_thread_id": self.topic.thread_id, "is_topic_message": True}
        if self.reply_to is not None and self.chat.kind == "supergroup" and not self.chat.forum:
            return {"message_thread_id": self.reply_to.thread_root}  # of a thread, not a topic
        return {}

    @property
    def thread_root(self) -> int:
        """Give the number of the message that its thread began with."""
        return self.reply_to.thread_root if self.reply_to else self.message_id
