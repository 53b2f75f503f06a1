"""Chats of all kinds, who is in them, and their topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.wire.telegram_model.members import Member
from tests.wire.telegram_model.messages import Message
from tests.wire.telegram_model.world import Bell, CannotDo, Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.happenings import World
    from tests.wire.telegram_model.people import User


@dataclass(eq=False)
class Topic:
    """A topic of a forum."""

    name: str
    thread_id: int
    opening: Message
    closed: bool = False


@dataclass(eq=False)
class Chat:
    """A private chat, group, supergroup or channel."""

    world: World
    id: int
    kind: str
    title: str
    forum: bool = False
    username: str | None = None
    members: dict[User, Member] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    linked: Chat | None = None
    successor: Chat | None = None
    last_bot: User | None = None
    bell: Bell = field(default_factory=Bell)

    @property
    def private(self) -> bool:
        """Tell whether it is one person's chat with the bot."""
        return self.kind == "private"

    @property
    def now(self) -> Chat:
        """Give the chat that this one has become."""
        return self.successor.now if self.successor else self

    @property
    def last(self) -> Message:
        """Give the newest message that is there."""
        return [each for each in self.messages if not each.deleted][-1]

    @property
    def from_bot(self) -> list[Message]:
        """Give the bot's messages that are there."""
        bot = self.world.bot
        return [each for each in self.messages if each.sender is bot and not each.deleted]

    def ring(self) -> None:
        """Say that something happened here."""
        self.bell.ring()
        self.world.bell.ring()

    def after(self, message: Message, other: Message) -> bool:
        """Tell whether a message came after another one."""
        return other.chat is not self or message.message_id > other.message_id

    def find(self, message_id: int) -> Message | None:
        """Find a message that is there."""
        for each in reversed(self.messages):
            if each.message_id == message_id and not each.deleted:
                return each
        return None

    def next_id(self) -> int:
        """Give the number of the next message."""
        if self.kind in {"private", "group"}:
            return self.world.ids.next("message")
        return self.messages[-1].message_id + 1 if self.messages else 1

    # People

    def member(self, user: User) -> Member:
        """Give what a person is here."""
        return self.members.get(user) or Member(user, "left")

    def has(self, user: User) -> bool:
        """Tell whether a person is in it."""
        return self.member(user).present

    @property
    def bot_is_here(self) -> bool:
        """Tell whether the bot is in it."""
        return self.has(self.world.bot)

    def bot_may(self, right: str) -> bool:
        """Tell whether the bot is an administrator with a right."""
        return self.member(self.world.bot).may(right)

    def add(self, user: User, by: User | None = None) -> None:
        """Let a person or the bot in."""
        self._become(Member(user, "member"), by)
        if self.kind != "channel":
            self.serve(by or user, new_chat_members=[user.payload()])

    def leave(self, user: User) -> None:
        """Let a person or the bot go by themselves."""
        self._become(Member(user, "left"), user)

    def kick(self, user: User, by: User | None = None) -> None:
        """Throw a person or the bot out."""
        self._become(Member(user, "kicked"), by)
        if self.kind != "channel" and user is not self.world.bot:
            self.serve(by, left_chat_member=user.payload())

    def promote(
        self, user: User, *rights: str, by: User | None = None, anonymous: bool = False
    ) -> None:
        """Make someone an administrator with the rights named, or the usual ones."""
        if self.kind == "group" and anonymous:
            raise CannotDo("anonymous administrators need a supergroup")
        member = Member(user, "administrator", frozenset(rights) or None, anonymous=anonymous)
        self._become(member, by)

    def demote(self, user: User, by: User | None = None) -> None:
        """Make an administrator a member again."""
        self._become(Member(user, "member"), by)

    def restrict(self, user: User, by: User | None = None) -> None:
        """Take from someone the right to write here."""
        self._become(Member(user, "restricted"), by)

    def _become(self, member: Member, by: User | None) -> None:
        old = self.member(member.user)
        self.members[member.user] = member
        self.world.member_changed(self, old, member, by or self.owner)

    @property
    def owner(self) -> User:
        """Give the creator, or whoever is there."""
        creators = [each.user for each in self.members.values() if each.status == "creator"]
        people = [user for user in self.members if user is not self.world.bot]
        return (creators or people)[0]

    # Topics and growth

    def topic(self, name: str, by: User | None = None) -> Topic:
        """Open a topic."""
        if not self.forum:
            raise CannotDo(f"{self.title} is no forum")
        created = {"name": name, "icon_color": 7322096}
        thread_id = self.next_id()
        opening = self.serve(
            by, forum_topic_created=created, message_thread_id=thread_id, is_topic_message=True
        )
        topic = Topic(name, thread_id, opening)
        self.topics[thread_id] = topic
        return topic

    def close(self, topic: Topic, by: User | None = None) -> None:
        """Close a topic."""
        topic.closed = True
        self.serve(by, topic=topic, forum_topic_closed={})

    def reopen(self, topic: Topic, by: User | None = None) -> None:
        """Open a closed topic again."""
        topic.closed = False
        self.serve(by, topic=topic, forum_topic_reopened={})

    def delete_topic(self, topic: Topic) -> None:
        """Delete a topic and all that was said in it."""
        del self.topics[topic.thread_id]
        for each in self.messages:
            if each.topic is topic:
                each.deleted = True

    def migrate(self) -> Chat:
        """Turn a group into a supergroup, which has another id."""
        if self.kind != "group":
            raise CannotDo("only a group becomes a supergroup")
        grown = self.world.place("supergroup", self.title)
        grown.members = self.members
        self.successor = grown
        self.serve(None, migrate_to_chat_id=grown.id)
        grown.serve(None, migrate_from_chat_id=self.id)
        return grown

    def serve(self, by: User | None, *, topic: Topic | None = None, **tells: object) -> Message:
        """Put up a message without words, which the bot gets too if it is here."""
        sender, now = by or self.owner, self.world.clock()
        message = Message(self, self.next_id(), now, sender, topic=topic, service=dict(tells))
        self.world.post(message)
        return message

    # Telegram's JSON

    def payload(self) -> Json:
        """Build Telegram's JSON."""
        if self.private:
            person = self.owner.payload()
            names = {key: person[key] for key in ("first_name", "username") if key in person}
            return {"id": self.id, "type": "private"} | names
        body: Json = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            body["username"] = self.username
        return body | ({"is_forum": True} if self.forum else {})

    def details(self) -> Json:
        """Build the JSON that getChat gives."""
        body = self.payload() | {"accent_color_id": 1, "max_reaction_count": 11}
        body["accepted_gift_types"] = dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
             "gifts_from_channels"), False,
        )  # fmt: skip
        if self.linked is not None:
            body["linked_chat_id"] = self.linked.id
        return body
