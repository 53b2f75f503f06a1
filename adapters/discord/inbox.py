"""What comes in: commands, presses, forms and messages, each handed to what answers it."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Any

import discord

from adapters.discord import forms, inbound, submits
from adapters.discord.answering import Answering
from adapters.discord.buttons import opened
from adapters.discord.commands import CommandTree, fill, path_of
from adapters.discord.fading import Fading
from adapters.discord.files import fetched
from adapters.discord.members import DiscordMembers
from adapters.discord.mentions import Mentions
from adapters.discord.registering import Localized, are_there, catalogue_hash
from bot.chat.form import BadFile, Choice
from bot.chat.remembered import Remembered
from bot.chat.reply import Reply
from bot.chat.request import Request, Source
from bot.dispatcher import Dispatcher

_log = logging.getLogger(__name__)


class Inbox:
    """Take what the client and its commands bring."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        remembered: Remembered,
        members: DiscordMembers,
        kept: forms.Kept,
        answering: Answering,
        mentions: Mentions,
        fading: Fading,
    ) -> None:
        """Take the core, what survives a restart, who answers what, and what fades."""
        self._dispatcher, self._remembered, self._members = dispatcher, remembered, members
        self._kept, self._answering, self._mentions = kept, answering, mentions
        self._fading = fading
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closing = False

    @property
    def waiting(self) -> int:
        """Count the answers under way."""
        return len(self._tasks)

    def close(self) -> None:
        """Take nothing any more."""
        self._is_closing = True

    async def settle(self, seconds: float) -> None:
        """Give the answers under way a few seconds, then drop them."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()

    async def logged_in(self, client: discord.Client) -> None:
        """Register the commands when they are not the ones that Discord has."""
        tree = CommandTree(client, self)
        fill(tree, self._dispatcher.catalogue, self)
        names = {word for spec in self._dispatcher.catalogue for word in spec.path.split(" ")}
        await tree.set_translator(Localized(self._dispatcher.translator, names))
        await self._fading.begin(client)
        self._spawn(self._register(tree, f"discord.commands.{client.application_id}"))

    async def _register(self, tree: CommandTree, name: str) -> None:
        wanted = await catalogue_hash(tree)
        try:
            if await self._remembered.get(name) == wanted and await are_there(tree):
                return
            await tree.sync()
            await self._remembered.put(name, wanted)
            _log.info("Discord: the commands were registered")
        except Exception as error:
            # The old commands still work; the next connection tries again.
            _log.error("Discord: the commands could not be registered: %s", _short(error))

    async def commanded(self, interaction: discord.Interaction, path: str) -> None:
        """Answer a slash command."""
        self._members.note(interaction)
        _, given = inbound.options(_data(interaction))
        request = inbound.request(interaction, path, given, Source.COMMAND)
        await self._do(self._answering.request(interaction, request))

    async def unmatched(self, interaction: discord.Interaction) -> None:
        """Answer a command that Discord knows otherwise than we do."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        name, _ = inbound.options(_data(interaction))
        await self.commanded(interaction, path_of(self._dispatcher.catalogue, name))

    async def pointed(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer the menu of a message."""
        self._members.note(interaction)
        arguments = {"question": inbound.QUESTION, "about": inbound.about_message(message)}
        request = inbound.request(interaction, inbound.WORTH, arguments, Source.COMMAND)
        await self._do(self._answering.request(interaction, request))

    async def suggest(
        self, interaction: discord.Interaction, path: str, parameter: str, text: str
    ) -> list[Choice]:
        """Complete what is being typed."""
        self._members.note(interaction)
        _, given = inbound.options(_data(interaction))
        given.pop(parameter, None)
        request = inbound.request(interaction, path, given, Source.COMMAND)
        return await self._dispatcher.suggest(request, parameter, text)

    async def pressed(self, interaction: discord.Interaction, text: str) -> None:
        """Answer a pressed button, however old."""
        self._members.note(interaction)
        found = opened(text)
        action = found[1] if found else text
        command = action.split("|")[1].replace(".", " ") if "|" in action else ""
        request = inbound.request(interaction, command, {}, Source.BUTTON)
        if found and await self._answering.reopen(interaction, text, request):
            return
        work = self._dispatcher.press(action, request.author, request.place, request.locale)
        await self._do(self._answering.work(interaction, request, work))

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer a form that was sent, also one opened before a restart."""
        self._members.note(interaction)
        sent = submits.read(_data(interaction), self._kept)
        request = inbound.request(interaction, sent.command, sent.arguments, Source.FORM)
        if not sent.command:
            reply = forms.lost(sent.answers, self._dispatcher.translator(request.locale))
            await self._do(self._answering.work(interaction, request, reply))
            return
        work = self._handle(request, sent.files)
        await self._do(self._answering.work(interaction, request, work, dict(sent.answers)))

    async def _handle(self, request: Request, files: Mapping[str, submits.File]) -> Reply:
        """Fetch the files that came with a form, then have the form answered."""
        t = self._dispatcher.translator(request.locale)
        try:
            texts = {name: await fetched(file, t) for name, file in files.items()}
        except BadFile as error:
            # Without its file the form is asked for again, with all else that was in it.
            reply = await self._dispatcher.handle(request)
            form = replace(reply.form, error=str(error)) if reply.form else None
            return replace(reply, form=form)
        return await self._dispatcher.handle(
            replace(request, arguments={**request.arguments, **texts})
        )

    async def written(self, client: discord.Client, message: discord.Message) -> None:
        """Answer a message to the bot; all others are none of its business."""
        written = inbound.written(message, client.user.id) if client.user else None
        if written is not None:
            await self._do(self._mentions.answer(client, message, written))

    async def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what an event asks for; the end of the adapter waits for the task it came in."""
        task = asyncio.current_task()
        if self._is_closing or task is None:
            work.close()
            return
        self._tasks.add(task)
        try:
            await work
        finally:
            self._tasks.discard(task)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Run what no event asks for as a task, which the end of the adapter waits for."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _data(interaction: discord.Interaction) -> dict[str, Any]:
    return dict(interaction.data or {})


def _short(error: Exception) -> str:
    if isinstance(error, discord.HTTPException):
        return f"HTTP {error.status}, code {error.code}"
    return type(error).__name__
