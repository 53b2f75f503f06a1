"""The state of the model, and how what happens in it reaches the bot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.wire.telegram_model.commands import Commands
from tests.wire.telegram_model.flood import Flood
from tests.wire.telegram_model.members import Member
from tests.wire.telegram_model.messages import File, Message
from tests.wire.telegram_model.people import User
from tests.wire.telegram_model.places import Chat
from tests.wire.telegram_model.privacy import mentions_bot, reaches_bot
from tests.wire.telegram_model.queries import Guest, Inline, Result, Tap
from tests.wire.telegram_model.updates import Updates
from tests.wire.telegram_model.webhook import Webhook
from tests.wire.telegram_model.world import Bell, Clock, Ids, Json

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group",
             "username": "GroupAnonymousBot"}  # fmt: skip
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
SERVICE = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


@dataclass(frozen=True)
class Violation:
    """Something that Telegram would refuse, or that a good bot would not do."""

    reason: str
    method: str = ""
    params: Json | None = None

    def __str__(self) -> str:
        return f"{self.method}: {self.reason}"


class World:
    """Everyone and everything, and the bot in the middle."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ids = Ids()
        self.bell = Bell()
        self.privacy_mode = True  # as BotFather sets it for every new bot
        self.inline_mode = True
        self.inline_feedback = True  # chosen results are told
        self.guest_mode = True
        self.callback_lifetime = timedelta(seconds=15)
        self.inline_lifetime = timedelta(seconds=10)
        self.bot = User(self, self.ids.next("user"), "Hypecheck", "HypecheckBot", bot=True)
        self.users: list[User] = [self.bot]
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.taps: dict[str, Tap] = {}
        self.inlines: dict[str, Inline] = {}
        self.guests: dict[str, Guest] = {}
        self.inline_messages: dict[str, Message] = {}
        self.inline_cache: dict[tuple[str, str, User | None], tuple[datetime, Inline]] = {}
        self.commands = Commands(self)
        self.flood = Flood()
        self.updates = Updates(self)
        self.webhook = Webhook(self)
        self.violations: list[Violation] = []

    def violation(self, reason: str, method: str = "", params: Json | None = None) -> None:
        """Note what the bot should not have done."""
        self.violations.append(Violation(reason, method, params))

    def trouble(self) -> str:
        """Say what went wrong so far, for a test that fails."""
        return "; ".join(str(each) for each in self.violations) or "no violations"

    def tell(self, kind: str, body: Json, queue: object, user: User | None = None) -> None:
        """Give the bot an update, from which it gets to know a person."""
        if self.updates.add(kind, body, queue) is not None and user is not None:
            user.known = True

    # Chats come to be

    def place(self, kind: str, title: str, *, forum: bool = False) -> Chat:
        """Open a chat of more than two."""
        chat_id = -self.ids.next("group" if kind == "group" else "supergroup")
        chat = Chat(self, chat_id, kind, title, forum)
        self.chats[chat_id] = chat
        return chat

    def open_private(self, user: User) -> Chat:
        """Open a person's chat with the bot."""
        chat = Chat(self, user.id, "private", user.name)
        chat.members = {each: Member(each, "member") for each in (user, self.bot)}
        self.chats[chat.id] = chat
        return chat

    def begin(self, user: User) -> None:
        """Let a person start the bot, after a block too."""
        if user.blocked:
            self.block(user, blocked=False)
        user.started = user.known = True

    # What happens

    def post(self, message: Message) -> None:
        """Put a message into its chat, and tell the bot as far as it may know."""
        chat = message.chat
        chat.messages.append(message)
        if message.sender is not None and message.sender.bot and not message.service:
            chat.last_bot = message.sender
        if reaches_bot(message):
            message.delivered = True
            kind = "channel_post" if chat.kind == "channel" else "message"
            self.tell(
                kind, message.payload(), chat, None if message.sender_chat else message.sender
            )
        elif self._summons(message):
            self._ask_guest(message)
        if chat.kind == "channel" and chat.linked is not None and not message.service:
            self._forward(message, chat.linked)
        chat.ring()

    def announce_edit(self, message: Message) -> None:
        """Tell the bot of new words in a message that it knows."""
        if message.delivered and message.chat.bot_is_here:
            channel = message.chat.kind == "channel"
            kind = "edited_channel_post" if channel else "edited_message"
            self.tell(kind, message.payload(), message.chat, message.sender)
        message.chat.ring()

    def _forward(self, message: Message, group: Chat) -> None:
        copy = Message(
            group, group.next_id(), message.date, None, message.text, message.entities,
            message.file, sender_chat=message.chat, markup=message.markup,
        )  # fmt: skip
        origin = {"type": "channel", "date": int(message.date.timestamp())}
        origin |= {"chat": message.chat.payload(), "message_id": message.message_id}
        copy.more = {"is_automatic_forward": True, "forward_origin": origin}
        self.post(copy)

    def _summons(self, message: Message) -> bool:
        asked = self.guest_mode and not message.chat.bot_is_here and not message.service
        return asked and message.via_bot is None and mentions_bot(message)

    def _ask_guest(self, message: Message) -> None:
        guest = Guest(message, str(self.ids.next("query")), self.clock())
        self.guests[guest.query_id] = guest
        message.more = {"guest_query_id": guest.query_id}
        self.tell("guest_message", message.payload(), message.chat, message.sender)

    def member_changed(self, chat: Chat, old: Member, new: Member, by: User) -> None:
        """Tell the bot who became what."""
        about_bot = new.user is self.bot
        if about_bot or chat.member(self.bot).admin:
            body: Json = {"chat": chat.payload(), "from": by.payload()}
            body["date"] = int(self.clock().timestamp())
            body |= {"old_chat_member": old.payload(), "new_chat_member": new.payload()}
            self.tell("my_chat_member" if about_bot else "chat_member", body, chat, by)
        self.bell.ring()

    def block(self, user: User, *, blocked: bool) -> None:
        """Let a person block the bot, or take that back."""
        user.blocked = blocked
        was, now = Member(self.bot, "member"), Member(self.bot, "kicked")
        old, new = (was, now) if blocked else (now, was)
        self.member_changed(user.private, old, new, user)

    # What people ask

    def ask_tap(self, tap: Tap) -> Tap:
        """Bring a tap to the bot."""
        tap.query_id, tap.asked = str(self.ids.next("query")), self.clock()
        self.taps[tap.query_id] = tap
        self.tell("callback_query", tap.payload(), tap.user, tap.user)
        return tap

    def ask_inline(self, inline: Inline) -> Inline:
        """Bring an inline query to the bot, unless Telegram still knows the answer."""
        inline.query_id, inline.asked = str(self.ids.next("query")), self.clock()
        for user in (inline.user, None):
            until, known = self.inline_cache.get((inline.query, inline.offset, user), (None, None))
            if until is not None and known is not None and until > self.clock():
                inline.found, inline.cached = known.found, True
                inline.next_offset, inline.button = known.next_offset, known.button
                return inline
        self.inlines[inline.query_id] = inline
        self.tell("inline_query", inline.payload(), inline.user, inline.user)
        return inline

    def send_chosen(self, inline: Inline, result: Result, chat: Chat) -> Message:
        """Send an inline result, and tell the bot if it wants to know."""
        markup = result.raw.get("reply_markup")
        number = str(self.ids.next("query")) if markup else None
        message = Message(
            chat, chat.next_id(), self.clock(), inline.user, result.text, result.entities,
            via_bot=self.bot, markup=markup, inline_id=number,
        )  # fmt: skip
        if number:
            self.inline_messages[number] = message
        self.post(message)
        if self.inline_feedback:
            body: Json = {"result_id": result.result_id, "from": inline.user.payload()}
            body |= {"query": inline.query} | ({"inline_message_id": number} if number else {})
            self.tell("chosen_inline_result", body, inline.user)
        return message

    # Telegram's JSON

    def stand_in(self, message: Message) -> Json | None:
        """Give the made-up sender of what is written in the name of a chat."""
        if message.more.get("is_automatic_forward"):
            return SERVICE
        if message.sender_chat is message.chat and message.chat.kind != "channel":
            return ANONYMOUS
        return AS_CHANNEL if message.sender_chat is not None else None

    def entity(self, entity: Json) -> Json:
        """Build the JSON of an entity, with the person whom it names."""
        body: dict[str, Any] = {key: each for key, each in entity.items() if key != "user_id"}
        named = [each for each in self.users if each.id == entity.get("user_id")]
        return body | ({"user": named[0].payload()} if named else {})
