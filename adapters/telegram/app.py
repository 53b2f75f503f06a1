"""The adapter: keeps polling Telegram, and joins what it brings to what answers it."""

import asyncio
import logging
import random
import time
from collections.abc import Coroutine, Hashable
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError

from adapters.telegram import connecting
from adapters.telegram.answering import Answering
from adapters.telegram.asked import Origins
from adapters.telegram.calls import LONGEST_WAIT, Calls
from adapters.telegram.client import Client
from adapters.telegram.commands import Registration
from adapters.telegram.filling import Filler
from adapters.telegram.homes import Homes
from adapters.telegram.inbound import PLATFORM, Me
from adapters.telegram.inline import Inline
from adapters.telegram.intake import Intake
from adapters.telegram.joining import Outgoing
from adapters.telegram.keeping import Keeper
from adapters.telegram.lanes import Lanes
from adapters.telegram.members import TelegramMembers
from adapters.telegram.outbound import render
from adapters.telegram.pacing import Clock, Pace, Pacer, Random, Sleep
from adapters.telegram.polling import DEAF, Polling, refusal
from adapters.telegram.presses import Presses
from adapters.telegram.sender import Sender
from adapters.telegram.updates import Updates
from adapters.telegram.webhook import Webhook, WebhookAddress
from adapters.telegram.whisper import Whispers
from bot.chat.adapter import Health, Refused, State
from bot.chat.backoff import Backoff
from bot.chat.remembered import Remembered
from bot.chat.reply import Reply
from bot.chat.request import Place
from bot.dispatcher import Dispatcher

_SETTLE = 5.0  # seconds that answers under way are given at the end
_log = logging.getLogger(__name__)


class TelegramAdapter:
    """Answer on Telegram until told to stop."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        remembered: Remembered,
        *,
        token: str,
        api_base: str | None = None,
        proxy: str | None = None,
        webhook: WebhookAddress | None = None,
        members: TelegramMembers | None = None,
        pace: Pace | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        random_: Random = random.random,
        now: Clock = time.time,
    ) -> None:
        """Take the core, what survives a restart, and how to reach Telegram."""
        self._dispatcher, self._token, self._proxy = dispatcher, token, proxy
        self._api_base = api_base
        self._clock, self._sleep, self._random = clock, sleep, random_
        self._calls = Calls(sleep, random_)
        self.members = members or TelegramMembers(clock)
        self.members.attach(self._admins)
        self._homes = Homes(remembered)
        self._sender = Sender(pace or Pacer(clock), self._calls, sleep, self._homes.move)
        self._keeper = keeper = Keeper(remembered, now, sleep, self._spawn)
        self._whispers = Whispers(self._sender, self._calls, keeper, now, sleep, self._spawn)
        origins = Origins(keeper)
        filler = Filler(dispatcher, self._sender, origins, remembered)
        answering = Answering(
            dispatcher, self._sender, self._whispers, filler, origins, self._calls, keeper
        )
        self._updates = Updates(
            dispatcher,
            answering,
            filler,
            self._whispers,
            self._homes,
            self.members,
            Inline(dispatcher, self._calls, clock),
            Presses(dispatcher, answering, filler, self._homes, self._calls),
            self._calls,
        )
        self._registration = Registration(remembered, self._calls)
        intake = Intake(self._take, keeper)
        self._polling = Polling(intake, clock, sleep, random_)
        self._webhook = Webhook(webhook, intake, self._calls, clock) if webhook else None
        self._lanes = Lanes()
        self._bot: Client | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing, self._ended = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Answer until closed or cancelled; raise Refused when only the admin can help."""
        library = logging.getLogger("telegram")
        if library.level == logging.NOTSET:
            library.setLevel(logging.INFO)  # below that it writes message texts and the token
        bot = connecting.make(self._token, self._api_base, self._proxy)
        working = asyncio.create_task(self._work(bot))
        stopping = asyncio.create_task(self._closing.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            await self._end(bot, working)
        if not working.cancelled() and (error := working.exception()) is not None:
            raise error

    async def close(self) -> None:
        """Stop: let the answers under way arrive, then leave."""
        self._closing.set()
        if self._bot is not None:
            await self._ended.wait()

    def health(self) -> Health:
        """Say how the connection is."""
        last = (self._webhook or self._polling).last
        age = None if last is None else self._clock() - last
        if self._bot is None:
            return Health(age=age)
        # Who is asked nothing is brought nothing: a webhook is never called deaf.
        hears = self._webhook.is_listening if self._webhook else self._polling.hears
        waiting = self._lanes.waiting + self._sender.waiting
        return Health(
            State.CONNECTED if hears else State.CONNECTING,
            age,
            waiting,
            due=DEAF if self._webhook is None else None,
            floods=self._calls.floods,
        )

    async def post(self, place: Place, reply: Reply) -> bool:
        """Post a reply to a place; False when it could not be."""
        if self._bot is None or place.platform != PLATFORM:
            return False
        t = self._dispatcher.translator(reply.locale or await self._dispatcher.locale(place))
        try:
            chat = await self._homes.chat(place.space)
            thread = int(place.thread) if place.thread else None
        except ValueError:  # no place of Telegram's
            return False
        sent = self._sender.put(Outgoing(chat, render(reply, t), t, thread))
        await asyncio.wait({sent})
        return not sent.cancelled() and sent.exception() is None

    async def _work(self, bot: Client) -> None:
        await connecting.connect(
            bot,
            Backoff(self._random, most=LONGEST_WAIT),
            self._sleep,
            fetches=self._webhook is None,
        )
        await self._keeper.load(bot.id)
        me = Me(bot.id, bot.username)
        self._sender.attach(bot)
        self._whispers.attach(bot, me)
        self._updates.attach(bot, me)
        self._bot = bot
        self._spawn(connecting.register(bot, self._dispatcher, self._registration))
        await self._listen(bot)

    async def _listen(self, bot: Client) -> None:
        backoff = Backoff(self._random, most=LONGEST_WAIT)
        while True:
            try:
                await (self._webhook or self._polling).run(bot)
            except InvalidToken:
                raise Refused(refusal()) from None
            except TelegramError as error:
                _log.warning("Telegram: not listening (%s)", type(error).__name__)
                await self._sleep(backoff.next())

    async def _end(self, bot: Client, working: asyncio.Task[None]) -> None:
        working.cancel()
        await asyncio.wait({working})
        try:
            await self._lanes.settle(_SETTLE)
            await self._sender.settle(_SETTLE)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self._bot is not None and self._webhook is None:
                await self._polling.confirm(bot)
            await self._keeper.save()
        finally:
            self._bot = None
            self._ended.set()
            await bot.shutdown()

    def _take(self, update: Update) -> "asyncio.Future[None] | None":
        """Put an update in its chat's lane."""
        done = self._lanes.put(_lane(update), partial(self._updates.handle, update))
        if done is None:
            _log.warning("Telegram: a chat is far behind; an update was left out")
        return done

    async def _admins(self, space: str) -> frozenset[str] | None:
        bot = self._bot
        if bot is None:
            return None
        chat = await self._homes.chat(space)
        try:
            found = await self._calls.make(
                lambda: bot.get_chat_administrators(chat), is_repeatable=True
            )
        except TelegramError:
            return None
        return frozenset(str(each.user.id) for each in found)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _lane(update: Update) -> Hashable:
    """Name what keeps its order: a chat, or a person where no chat is shown."""
    if update.inline_query is not None:
        return "inline", update.inline_query.from_user.id
    if update.effective_chat is not None:
        return update.effective_chat.id
    return "person", update.effective_user.id if update.effective_user is not None else 0


__all__ = ["Health", "TelegramAdapter", "WebhookAddress"]
