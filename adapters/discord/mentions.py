"""Answers to messages: in the channel, as a reply that pings nobody.

Discord shows a message to one person only in answer to an interaction. What is for the asker
alone becomes a short public line with a button, which is an interaction (docs/decisions/0008).
"""

import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable

import discord

from adapters.discord.answering import Answering
from adapters.discord.inbound import PLATFORM, WORTH, is_blind_reply
from adapters.discord.life import LOST, PASSING, Clock, Sleep
from adapters.discord.outbound import Card, Opener, card
from bot.chat.action import Action, TooLong
from bot.chat.reply import Button, Note, Reply, Visibility
from bot.chat.request import Place, Request
from bot.chat.words import Words
from bot.dispatcher import Dispatcher

_TRIES = 4
_PAUSE = 0.5
_STUBS = 5  # lines for one person in a channel within a minute
_MINUTE = 60.0
_NO_HISTORY = 160002  # replying needs to read the history, writing does not
_NONE = discord.AllowedMentions.none()
_log = logging.getLogger(__name__)

Make = Callable[[], Card]


class Mentions:
    """Answer messages to the bot, and post what nobody asked for just now."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        answering: Answering,
        sleep: Sleep,
        clock: Clock,
    ) -> None:
        """Take the core, who knows how forms open, how to wait, and a clock in seconds."""
        self._dispatcher, self._answering = dispatcher, answering
        self._sleep, self._clock = sleep, clock
        self._stubs: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    async def answer(self, message: discord.Message, request: Request) -> None:
        """Answer a message; never raises, whatever Discord says."""
        reply = await self._dispatcher.handle(request)
        t, fades = self._dispatcher.translator(reply.locale or request.locale), reply.fades
        is_private = reply.visibility is Visibility.PRIVATE and not request.place.is_private
        if (is_private or reply.form) and self._is_enough(request):
            return
        openers: tuple[Opener, ...] = ()
        if reply.form:
            about, opener = self._answering.form_card(reply.form, t)
            reply, openers = (reply if reply.blocks else about), (opener,)
        elif is_private:
            reply = stub(request, t, is_blind=is_blind_reply(message))
        target = Target(message.channel, message.id, message, fades)
        await self._post(target, lambda: card(reply, t, openers))

    async def post(self, client: discord.Client, place: Place, reply: Reply) -> bool:
        """Post a reply to a place that nobody asks from just now; False when it cannot be."""
        if place.platform != PLATFORM:
            return False
        channel = client.get_partial_messageable(int(place.thread or place.channel))
        t = self._dispatcher.translator("")
        nonce = discord.utils.time_snowflake(discord.utils.utcnow())
        return await self._post(Target(channel, nonce), lambda: card(reply, t))

    def _is_enough(self, request: Request) -> bool:
        """Say whether a person had their lines for this minute; more would only be noise."""
        now = self._clock()
        if len(self._stubs) > 1000:
            self._stubs.clear()
        times = self._stubs[request.place.channel, request.author.id]
        while times and times[0] < now - _MINUTE:
            times.popleft()
        if len(times) >= _STUBS:
            return True
        times.append(now)
        return False

    async def _post(self, target: "Target", make: Make) -> bool:
        try:
            await self._again(lambda: target.send(make()))
        except discord.HTTPException as error:
            _log.warning("a message did not arrive: HTTP %s, code %s", error.status, error.code)
            return False
        except LOST as error:
            _log.warning("a message did not arrive: %s", type(error).__name__)
            return False
        return True

    async def _again(self, send: Callable[[], Awaitable[None]]) -> None:
        """Try again what a nonce keeps from coming twice."""
        for number in range(_TRIES):
            try:
                await send()
                return
            except PASSING:
                if number == _TRIES - 1:
                    raise
                await self._sleep(_PAUSE * 2**number)


class Target:
    """Be where a message goes, and what it replies to."""

    def __init__(
        self,
        channel: discord.abc.Messageable,
        nonce: int,
        replied: discord.Message | None = None,
        fades: int | None = None,
    ) -> None:
        """Take the channel, a number under which Discord takes it once, and what it answers.

        `fades` is after how many seconds the message is taken away again; None keeps it.
        """
        self._channel, self._nonce, self._replied, self._fades = channel, nonce, replied, fades

    async def send(self, made: Card) -> None:
        """Send a card there, as a reply where that is allowed."""
        try:
            await self._send(made)
        except discord.HTTPException as error:
            if error.code != _NO_HISTORY or self._replied is None:
                raise
            self._replied = None
            for file in made.files:
                file.reset()
            await self._send(made)

    async def _send(self, made: Card) -> None:
        nonce, files = str(self._nonce), list(made.files)
        if self._replied is None:
            sent = await self._channel.send(
                view=made.view, files=files, nonce=nonce, allowed_mentions=_NONE
            )
        else:
            sent = await self._channel.send(
                view=made.view,
                files=files,
                nonce=nonce,
                reference=self._replied.to_reference(fail_if_not_exists=False),
                mention_author=False,
                allowed_mentions=_NONE,
            )
        if self._fades is not None:
            await sent.delete(delay=self._fades)  # returns at once; a failure there is no matter


def stub(request: Request, t: Words, *, is_blind: bool) -> Reply:
    """Say that the answer is for the asker alone, and how to see it.

    A reply whose message Discord does not show may have been meant of that message, so the way
    to have it read is said; the button shows what the words alone came to.
    """
    hint = t(
        "Discord does not show me the message you reply to. Its menu does: Apps, {menu}",
        menu=t("Worth it?"),
    )
    try:
        action = Action(request.command, request.arguments)
    except TooLong:
        text = t("My answer is for you alone. Ask with /{command} to see it.", command=WORTH)
        return Reply((Note(hint if is_blind else text),))
    text = hint if is_blind else t("My answer is for you alone.")
    return Reply((Note(text),), (Button(t("Show me"), action),))
