"""One interaction's answer on the wire: acknowledged in time, sent once, calm when refused.

discord.py repeats its calls after a 5xx; it repeats nothing after a cut connection. A first answer
may be repeated: when it had arrived, Discord says that it is acknowledged already, and then it was
ours. An edit may be repeated. A follow-up may not: it would come twice.
"""

from collections.abc import Awaitable, Callable
from enum import Enum

import discord

from adapters.discord.callback import Callbacks
from adapters.discord.life import PASSING, Sleep
from adapters.discord.outbound import Card

ALREADY_ACKNOWLEDGED = 40060
_TRIES = 3
_PAUSE = 0.2
_NONE = discord.AllowedMentions.none()

Make = Callable[[], Card]
_Answer = discord.InteractionResponseType


class Deferred(Enum):
    """Say how an interaction was acknowledged ahead of its answer."""

    NOT = "not"
    MESSAGE = "message"
    HIDDEN_MESSAGE = "hidden message"
    UPDATE = "update"


class Responder:
    """Answer one interaction."""

    def __init__(
        self, interaction: discord.Interaction, callbacks: Callbacks, sleep: Sleep
    ) -> None:
        """Take the interaction, what makes first answers, and how to wait between tries."""
        self._interaction, self._callbacks, self._sleep = interaction, callbacks, sleep
        self._deferred = Deferred.NOT
        self._was_cut = False

    @property
    def is_deferred(self) -> bool:
        """Say whether it was acknowledged ahead of its answer."""
        return self._deferred is not Deferred.NOT

    @property
    def can_open(self) -> bool:
        """Say whether a modal may still open."""
        return not self.is_deferred and (
            self._interaction.type is not discord.InteractionType.modal_submit
        )

    @property
    def has_message(self) -> bool:
        """Say whether it came from a message, which may then be edited."""
        return self._interaction.message is not None

    async def defer(self, *, hidden: bool) -> None:
        """Acknowledge now and answer later.

        What came from a message is acknowledged without a trace, so that the answer may still
        be an edit or a message, seen by all or by one.
        """
        response = self._interaction.response
        if self.has_message:
            await self._first(response.defer)
            self._deferred = Deferred.UPDATE
            return
        await self._first(lambda: response.defer(ephemeral=hidden, thinking=True))
        self._deferred = Deferred.HIDDEN_MESSAGE if hidden else Deferred.MESSAGE

    async def open(self, modal: discord.ui.Modal) -> None:
        """Open a modal."""
        await self._first(lambda: self._interaction.response.send_modal(modal))

    async def edit(self, make: Make) -> None:
        """Put the answer in the place of the message that was pressed."""
        if self.is_deferred:
            await self._edit_original(make)
            return

        async def send() -> object:
            card = make()
            if not card.files:
                data = {**card.data(), "attachments": []}
                await self._callbacks.answer(self._interaction, _Answer.message_update, data)
                return None
            return await self._interaction.response.edit_message(
                view=card.view, attachments=card.files, allowed_mentions=_NONE
            )

        await self._first(send)

    async def new(self, make: Make, cover: Make, *, hidden: bool) -> None:
        """Answer with a message; a `hidden` one is seen by one, and `cover` is all that others see.

        What all see being thought about cannot become what one sees: Discord gives the first
        message after a deferral the deferral's own visibility. So that one is a cover, the answer
        is the second, and the cover goes.
        """
        match self._deferred:
            case Deferred.NOT:
                await self._first(lambda: self._send(make(), hidden=hidden))
            case Deferred.UPDATE:
                await self._follow_up(make(), hidden=hidden)
            case Deferred.MESSAGE if hidden:
                await self._edit_original(cover)
                await self._follow_up(make(), hidden=True)
                await self._again(self._interaction.delete_original_response)
            case _:
                await self._edit_original(make)

    async def _send(self, card: Card, *, hidden: bool) -> object:
        if not card.files:
            data = card.data(hidden=hidden)
            await self._callbacks.answer(self._interaction, _Answer.channel_message, data)
            return None
        return await self._interaction.response.send_message(
            view=card.view, files=card.files, ephemeral=hidden, allowed_mentions=_NONE
        )

    async def _follow_up(self, card: Card, *, hidden: bool) -> None:
        send = self._interaction.followup.send
        if card.files:
            await send(view=card.view, files=card.files, ephemeral=hidden, allowed_mentions=_NONE)
        else:
            await send(view=card.view, ephemeral=hidden, allowed_mentions=_NONE)

    async def _edit_original(self, make: Make) -> None:
        async def send() -> object:
            card = make()
            return await self._interaction.edit_original_response(
                view=card.view, attachments=card.files, allowed_mentions=_NONE
            )

        await self._again(send)

    async def _first(self, send: Callable[[], Awaitable[object]]) -> None:
        try:
            await self._again(send)
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED or not self._was_cut:
                raise

    async def _again(self, send: Callable[[], Awaitable[object]]) -> None:
        for number in range(_TRIES):
            try:
                await send()
                return
            except PASSING:
                if number == _TRIES - 1:
                    raise
                self._was_cut = True
                await self._sleep(_PAUSE * 2**number)
