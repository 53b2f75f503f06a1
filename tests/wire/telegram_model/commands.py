"""The bot's lists of commands, per scope and language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.wire.telegram_model.refusal import gone, wrong
from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.happenings import World
    from tests.wire.telegram_model.people import User
    from tests.wire.telegram_model.places import Chat

NAME = re.compile(r"[a-z0-9_]{1,32}")
CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
Key = tuple[str, int, int]


class Commands:
    """What Telegram's apps offer after a slash."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.lists: dict[tuple[Key, str], list[Json]] = {}
        self.sets = 0  # how often a list was set or deleted

    def key(self, scope: Json | None) -> Key:
        """Check a scope and give its key."""
        kind = (scope or {"type": "default"})["type"]
        if kind in SCOPES:
            return (kind, 0, 0)
        if kind not in CHAT_SCOPES or scope is None:
            raise wrong("can't parse BotCommandScope: unsupported type specified")
        if int(scope["chat_id"]) not in self._world.chats:
            raise gone("chat not found")
        return (kind, int(scope["chat_id"]), int(scope.get("user_id") or 0))

    def set(self, scope: Json | None, language: str, commands: list[Json]) -> None:
        """Check and keep a list."""
        if len(commands) > 100:
            raise wrong("BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            name, words = str(each["command"]).removeprefix("/"), str(each["description"])
            if len(name) > 32:
                raise wrong("Command length must not exceed 32")
            if not NAME.fullmatch(name):
                raise wrong("BOT_COMMAND_INVALID")
            if not words.strip():
                raise wrong("Command description must be non-empty")
            if len(words) > 256:
                raise wrong("Command description length must not exceed 256")
        if language and not re.fullmatch(r"[a-z]{2}", language):
            raise wrong("BOT_COMMANDS_LANG_CODE_INVALID")
        self.sets += 1
        self.lists[self.key(scope), language] = commands

    def delete(self, scope: Json | None, language: str) -> None:
        """Forget a list."""
        self.sets += 1
        self.lists.pop((self.key(scope), language), None)

    def get(self, scope: Json | None, language: str) -> list[Json]:
        """Give a list as it was set."""
        return self.lists.get((self.key(scope), language), [])

    def names(self, scope: str = "default", language: str = "") -> list[str]:
        """Give the names in the list of a scope that is no single chat."""
        return [each["command"] for each in self.get({"type": scope}, language)]

    def shown(self, user: User, chat: Chat) -> list[Json]:
        """Give what a person is offered in a chat: the narrowest list, in their language first."""
        for scope in self._scopes(user, chat):
            for language in ((user.language_code or "")[:2], ""):
                if found := self.lists.get((scope, language)):
                    return found
        return []

    def _scopes(self, user: User, chat: Chat) -> list[Key]:
        if chat.private:
            return [("chat", chat.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
        admin = [("chat_administrators", chat.id, 0)] if chat.member(user).admin else []
        admins = [("all_chat_administrators", 0, 0)] if admin else []
        rest = [("all_group_chats", 0, 0), ("default", 0, 0)]
        return [("chat_member", chat.id, user.id), *admin, ("chat", chat.id, 0), *admins, *rest]
