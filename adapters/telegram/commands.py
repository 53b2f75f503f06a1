"""The lists of commands that Telegram shows: by scope and language, told only when changed."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from adapters.telegram.calls import Calls
from bot.chat.command import Catalogue, CommandSpec, Role
from bot.chat.remembered import Remembered
from bot.chat.text import clip
from bot.chat.words import Words

_MOST = 100
_MAX_HELP = 256
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class List:
    """Be the commands for a scope in a language; the empty language is for all others."""

    scope: BotCommandScope
    language: str
    commands: tuple[BotCommand, ...]


def name(spec: CommandSpec) -> str:
    """Return a command's name on Telegram: `kb add` is `kb_add`."""
    return spec.path.replace(" ", "_")


def lists(
    catalogue: Catalogue, words: Callable[[str], Words], locales: Iterable[str]
) -> Iterator[List]:
    """Make every list: members see what members may, a group's admins the rest as well.

    Who speaks none of the languages sees the bot's own, which is the empty one.
    """
    languages = {locale.replace("_", "-").partition("-")[0]: locale for locale in locales}
    scopes: tuple[tuple[BotCommandScope, Role], ...] = (
        (BotCommandScopeAllPrivateChats(), Role.MEMBER),
        (BotCommandScopeAllGroupChats(), Role.MEMBER),
        (BotCommandScopeAllChatAdministrators(), Role.ADMIN),
    )
    for scope, role in scopes:
        plain = _commands(catalogue, role, words(""))
        yield List(scope, "", plain)
        for language, locale in languages.items():
            translated = _commands(catalogue, role, words(locale))
            if translated != plain:
                yield List(scope, language, translated)


def _commands(catalogue: Catalogue, role: Role, t: Words) -> tuple[BotCommand, ...]:
    shown = [spec for spec in catalogue if spec.needs <= role][:_MOST]
    return tuple(BotCommand(name(spec), clip(t(spec.help), _MAX_HELP)) for spec in shown)


class Registration:
    """Tell Telegram the lists, when they are not the ones it has."""

    def __init__(self, remembered: Remembered, calls: Calls) -> None:
        """Take what survives a restart, and how calls are made."""
        self._remembered, self._calls = remembered, calls

    async def tell(self, bot: Bot, wanted: list[List]) -> None:
        """Set what changed since it was last set, and take away lists no longer made."""
        key = f"telegram.commands.{bot.id}"
        had: dict[str, str] = json.loads(await self._remembered.get(key) or "{}")
        hashes = {_name(each): _hash(each) for each in wanted}
        if had == hashes:
            return
        for each in wanted:
            if had.get(_name(each)) != hashes[_name(each)]:
                await self._set(bot, each)
        for gone in had.keys() - hashes.keys():
            scope, _, language = gone.partition(":")
            await self._calls.make(
                lambda s=scope, c=language: bot.delete_my_commands(BotCommandScope(s), c),  # type: ignore[misc]  # bound here
                is_repeatable=True,
            )
        await self._remembered.put(key, json.dumps(hashes, sort_keys=True))
        _log.info("Telegram: the commands were registered")

    async def _set(self, bot: Bot, each: List) -> None:
        await self._calls.make(
            lambda: bot.set_my_commands(each.commands, each.scope, each.language or None),
            is_repeatable=True,
        )


def _name(each: List) -> str:
    return f"{each.scope.type}:{each.language}"


def _hash(each: List) -> str:
    text = json.dumps([(command.command, command.description) for command in each.commands])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
