"""From a request to what the person sees: within three seconds, whatever the disk does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord

from adapters.discord import forms
from adapters.discord.buttons import opened, opening
from adapters.discord.callback import Callbacks
from adapters.discord.life import LOST, Sleep
from adapters.discord.outbound import Card, Opener, card
from adapters.discord.responder import ALREADY_ACKNOWLEDGED, Make, Responder
from bot.chat.reply import Mode, Note, Reply, Visibility
from bot.chat.request import Author, Request
from bot.chat.words import Words
from bot.dispatcher import Dispatcher

PATIENCE = 1.5  # seconds of the three that Discord gives; the rest is for the wire
_log = logging.getLogger(__name__)


class Answering:
    """Run requests and deliver their replies."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        kept: forms.Kept,
        callbacks: Callbacks,
        sleep: Sleep,
        patience: float = PATIENCE,
    ) -> None:
        """Take the core, the forms kept in memory, how first answers go, and when to defer."""
        self._dispatcher, self._kept, self._sleep = dispatcher, kept, sleep
        self._callbacks, self._patience = callbacks, patience

    async def request(self, interaction: discord.Interaction, request: Request) -> None:
        """Answer a request that came as an interaction."""
        await self.work(interaction, request, self._dispatcher.handle(request))

    async def work(
        self,
        interaction: discord.Interaction,
        request: Request,
        work: Awaitable[Reply] | Reply,
        typed: dict[str, str] | None = None,
    ) -> None:
        """Answer with a reply or what the work replies; never raises, whatever Discord says."""
        responder = Responder(interaction, self._callbacks, self._sleep)
        try:
            if not isinstance(work, Reply):
                work = await self._in_time(responder, request, work)
            await self._deliver(responder, interaction, request, work, typed or {})
        except (discord.HTTPException, discord.InteractionResponded) as error:
            _told(request.command, error)
        except LOST as error:
            _log.warning("the answer to %s was cut off: %s", request.command, type(error).__name__)

    async def reopen(self, interaction: discord.Interaction, text: str, request: Request) -> bool:
        """Open a form kept in memory for the button that carries its token."""
        found = opened(text)
        form = self._kept.get(found[0]) if found else None
        if form is None:
            return False
        await self.work(interaction, request, Reply(form=form))
        return True

    def with_opener(
        self, reply: Reply, t: Words, person: Author | None = None
    ) -> tuple[Reply, tuple[Opener, ...]]:
        """Say what a reply's form is about, with the button that opens it; most have none."""
        form = reply.form
        if form is None:
            return reply, ()
        label = t("Try again") if form.error else t("Open the form")
        opener = Opener(label, opening(self._kept.put(form, person), form.command))
        return (reply if reply.blocks else forms.card_of(form, t)), (opener,)

    async def _in_time(
        self, responder: Responder, request: Request, work: Awaitable[Reply]
    ) -> Reply:
        """Return the reply; while it takes longer than Discord waits, acknowledge meanwhile."""
        spec = self._dispatcher.catalogue.get(request.command)
        hides = spec is not None and spec.visibility is Visibility.PRIVATE
        deferring: list[asyncio.Task[None]] = []

        def late() -> None:
            hidden = hides and not request.place.is_private
            deferring.append(asyncio.create_task(responder.defer(hidden=hidden)))

        timer = asyncio.get_running_loop().call_later(self._patience, late)
        if spec is not None and spec.slow:
            timer.cancel()
            late()
        try:
            reply = await work
        finally:
            timer.cancel()
            if deferring:
                await deferring[0]
        return reply

    async def _deliver(
        self,
        responder: Responder,
        interaction: discord.Interaction,
        request: Request,
        reply: Reply,
        typed: dict[str, str],
    ) -> None:
        t = self._dispatcher.translator(reply.locale or request.locale)
        if reply.forgets:
            self._kept.forget(request.author)
        if reply.form:
            reply = replace(reply, form=forms.with_typed(reply.form, typed))
        if reply.form and not reply.blocks and responder.can_open:
            await responder.open(forms.modal(reply.form, self._kept, request.author))
            return
        reply, openers = self.with_opener(reply, t, request.author)
        hidden = reply.visibility is Visibility.PRIVATE and not request.place.is_private
        turns = reply.mode is Mode.EDIT and responder.has_message and _is_theirs(interaction)
        elsewhere = reply.mode is Mode.EDIT and responder.has_message and not turns

        async def send(make: Make) -> None:
            if turns:
                await responder.edit(make)
            else:
                await responder.new(make, lambda: cover(t), hidden=hidden or elsewhere)

        await in_words(send, lambda plain: card(reply, t, openers, is_plain=plain))


async def in_words(send: Callable[[Make], Awaitable[None]], make: Callable[[bool], Card]) -> None:
    """Send a card; when Discord refuses how it is made, send its words alone."""
    try:
        await send(lambda: make(False))
    except discord.HTTPException as error:
        if error.status != 400 or error.code == ALREADY_ACKNOWLEDGED:
            raise
        _log.error("Discord refused a card: code %s; its words are sent instead", error.code)
        await send(lambda: make(True))


def cover(t: Words) -> Card:
    """Say in public that there is an answer, and no more."""
    return card(Reply((Note(t("My answer is for you alone.")),)), t)


def _is_theirs(interaction: discord.Interaction) -> bool:
    """Say whether a list may be turned by this person: it is theirs, or nobody knows whose."""
    message = interaction.message
    asked = message.interaction_metadata if message else None
    return asked is None or asked.user.id == interaction.user.id


def _told(command: str, error: discord.DiscordException) -> None:
    code = getattr(error, "code", 0)
    status = getattr(error, "status", 0)
    _log.warning("the answer to %s did not arrive: HTTP %s, code %s", command, status, code)
