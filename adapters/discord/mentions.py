"""Answers to messages: in the channel, as a reply that pings nobody.

Discord shows a message to one person only in answer to an interaction. What is for the asker
alone becomes a short public line with a button, which is an interaction (docs/decisions/0008).
"""

from collections import defaultdict, deque

import discord

from adapters.discord.answering import Answering
from adapters.discord.inbound import PLATFORM, WORTH, Written
from adapters.discord.life import Clock
from adapters.discord.outbound import Opener, card
from adapters.discord.posting import Posting, Target
from bot.chat.action import Action, TooLong
from bot.chat.reply import Button, Note, Reply, Visibility
from bot.chat.request import Place, Request
from bot.chat.words import Words
from bot.dispatcher import Dispatcher

_STUBS = 5  # lines for one person in a channel within a minute
_MINUTE = 60.0


class Mentions:
    """Answer messages to the bot, and post what nobody asked for just now."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        answering: Answering,
        posting: Posting,
        clock: Clock,
    ) -> None:
        """Take the core, who knows how forms open, who sends, and a clock in seconds."""
        self._dispatcher, self._answering = dispatcher, answering
        self._posting, self._clock = posting, clock
        self._stubs: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    async def answer(
        self, client: discord.Client, message: discord.Message, written: Written
    ) -> None:
        """Answer a message; never raises, whatever Discord says."""
        request = written.request
        reply = await self._dispatcher.handle(request)
        t, fades = self._dispatcher.translator(reply.locale or request.locale), reply.fades
        is_private = reply.visibility is Visibility.PRIVATE and not request.place.is_private
        words = request.arguments.get("question", "")
        if reply.repeats or (written.is_aside and not reply.is_for_aside(words)):
            return
        if (is_private or reply.form) and self._is_enough(request):
            return
        openers: tuple[Opener, ...] = ()
        if reply.form:
            reply, openers = self._answering.with_opener(reply, t, request.author)
        elif is_private:
            reply = stub(request, t, is_blind=written.is_blind)
        target = Target(client, message.channel.id, message.id, message)
        await self._posting.send(
            target, lambda plain: card(reply, t, openers, is_plain=plain), fades
        )

    async def post(self, client: discord.Client, place: Place, reply: Reply) -> bool:
        """Post a reply to a place that nobody asks from just now; False when it cannot be."""
        here = place.thread or place.channel or place.space
        if place.platform != PLATFORM or not here.isdecimal():
            return False
        t = self._dispatcher.translator(reply.locale or await self._dispatcher.locale(place))
        reply, openers = self._answering.with_opener(reply, t)
        is_person = place.is_private and not place.channel
        nonce = discord.utils.time_snowflake(discord.utils.utcnow())
        target = Target(client, int(here), nonce, is_person=is_person)
        return await self._posting.send(
            target, lambda plain: card(reply, t, openers, is_plain=plain), reply.fades
        )

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
