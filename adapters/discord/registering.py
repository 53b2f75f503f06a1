"""Telling Discord the commands: in every language it has, and only when they are not there."""

import hashlib
import json
import re
from collections.abc import Callable, Collection

import discord
from discord import app_commands

from adapters.discord.commands import MAX_TEXT, Tree
from bot.chat.text import clip
from bot.chat.words import Words

_MAX_NAME = 32
_NAME = re.compile(r"[-_\w]{1,32}\Z")


class Localized(app_commands.Translator):
    """Translate names and descriptions into every language that Discord has."""

    def __init__(self, words: Callable[[str], Words], names: Collection[str]) -> None:
        """Take where a language's words come from, and the names of all commands."""
        super().__init__()
        self._words, self._names_known = words, names

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the words in a language, or None where they are the same or do not fit."""
        words = self._words(locale.value)
        said = words(string.message)
        if said == string.message:
            return None
        if isinstance(context.data, app_commands.ContextMenu):
            return clip(said, _MAX_NAME)
        if context.location in _NAMES:
            return self._name(said.lower(), words)
        return clip(said, MAX_TEXT)

    def _name(self, said: str, words: Words) -> str | None:
        """Take a name that Discord takes, and that no other command has in this language."""
        alike = sum(words(name).lower() == said for name in self._names_known)
        return said if _NAME.match(said) and alike <= 1 else None


_Location = app_commands.TranslationContextLocation
_NAMES = (_Location.command_name, _Location.group_name, _Location.parameter_name)


async def catalogue_hash(tree: Tree) -> str:
    """Sum up what would be registered; it changes when Discord must be told."""
    translator = tree.translator
    payloads = [
        await command.get_translated_payload(tree, translator)
        if translator
        else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    text = json.dumps(payloads, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


async def are_there(tree: Tree) -> bool:
    """Ask Discord whether it still has these commands; anybody with the token can wipe them."""
    slash = discord.AppCommandType.chat_input
    ours = {(getattr(each, "type", slash), each.name) for each in tree.get_commands()}
    return {(each.type, each.name) for each in await tree.fetch_commands()} == ours
