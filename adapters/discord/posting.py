"""Messages into channels: sent once though tried again, as a reply where that is allowed."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord.http import handle_message_parameters

from adapters.discord.answering import in_words
from adapters.discord.fading import Fading
from adapters.discord.life import LOST, PASSING, Sleep
from adapters.discord.outbound import Card
from adapters.discord.responder import Make

_TRIES = 4
_PAUSE = 0.5
_NO_HISTORY = 160002  # replying needs to read the history, writing does not
_NONE = discord.AllowedMentions.none()
_log = logging.getLogger(__name__)

Sent = tuple[int, int]  # a channel and a message


class Posting:
    """Send cards to channels; never raise, whatever Discord says."""

    def __init__(self, fading: Fading, sleep: Sleep) -> None:
        """Take who takes messages away again, and how to wait between tries."""
        self._fading, self._sleep = fading, sleep

    async def send(
        self, target: "Target", make: Callable[[bool], Card], fades: int | None = None
    ) -> bool:
        """Send a card, its words alone where Discord refuses the rest; False when it did not go.

        `fades` is after how many seconds the message is taken away again; None keeps it.
        """

        async def send(make: Make) -> None:
            sent = await self._again(lambda: target.send(make()))
            if fades is not None:
                await self._fading.add(*sent, fades)

        try:
            await in_words(send, make)
        except discord.HTTPException as error:
            _log.warning("a message did not arrive: HTTP %s, code %s", error.status, error.code)
            return False
        except LOST as error:
            _log.warning("a message did not arrive: %s", type(error).__name__)
            return False
        return True

    async def _again(self, send: Callable[[], Awaitable[Sent]]) -> Sent:
        """Try again what a nonce keeps from coming twice."""
        for number in range(_TRIES - 1):
            try:
                return await send()
            except PASSING:
                await self._sleep(_PAUSE * 2**number)
        return await send()


class Target:
    """Be where a message goes, and what it replies to."""

    def __init__(
        self,
        client: discord.Client,
        place: int,
        nonce: int,
        replied: discord.Message | None = None,
        *,
        is_person: bool = False,
    ) -> None:
        """Take a channel, or whose direct messages; a number under which Discord takes it once."""
        self._client, self._place, self._is_person = client, place, is_person
        self._nonce, self._replied = nonce, replied

    async def send(self, made: Card) -> Sent:
        """Send a card there, as a reply where that is allowed."""
        try:
            return await self._send(made)
        except discord.HTTPException as error:
            if error.code != _NO_HISTORY or self._replied is None:
                raise
            self._replied = None
            for file in made.files:
                file.reset()
            return await self._send(made)

    async def _send(self, made: Card) -> Sent:
        """Send it by the library's call; its `send` would make objects of all that was sent."""
        options: dict[str, Any] = {}
        if self._replied is not None:
            reference = self._replied.to_reference(fail_if_not_exists=False)
            options = {"message_reference": reference.to_message_reference_dict()}
        channel = await self._channel()
        with handle_message_parameters(
            view=made.view,
            files=list(made.files),
            nonce=str(self._nonce),
            allowed_mentions=_NONE,
            **options,
        ) as params:
            sent = await self._client.http.send_message(channel, params=params)
        return channel, int(sent["id"])

    async def _channel(self) -> int:
        if not self._is_person:
            return self._place
        return (await self._client.create_dm(discord.Object(self._place))).id
