"""Presses of buttons: of an answer, of a form's question, of a message sent through inline mode."""

import asyncio
from dataclasses import replace

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message

from adapters.telegram import forms, inbound
from adapters.telegram.answering import Answering
from adapters.telegram.asked import Asked, thread_of
from adapters.telegram.calls import Calls
from adapters.telegram.filling import Filler
from adapters.telegram.homes import Homes
from adapters.telegram.press import Press
from bot.chat.request import Place
from bot.dispatcher import Dispatcher


class Presses:
    """Answer presses."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        answering: Answering,
        filler: Filler,
        homes: Homes,
        calls: Calls,
    ) -> None:
        """Take the core, who answers and asks forms, which space a chat is, and the calls."""
        self._dispatcher, self._answering, self._filler = dispatcher, answering, filler
        self._homes, self._calls = homes, calls

    async def pressed(self, query: CallbackQuery) -> None:
        """Answer a press, and let the button stop spinning whatever comes of it."""
        press, data = Press(query, self._calls), query.data or ""
        asked = await self._presser(query)
        try:
            if data.startswith(forms.PREFIX):
                await self._tapped(asked, data, press)
            else:
                await self._answering.press(asked, data, press)
        finally:
            await press.end()

    async def _tapped(self, asked: Asked, data: str, press: Press) -> None:
        """Take a tap on a form's button; one of another step only gets a word."""
        filling = await self._filler.current(asked)
        if filling is None or filling.message not in (None, asked.pressed):
            t = self._dispatcher.translator(asked.locale)
            await press.say(t("That form is closed."))
            return
        t = self._dispatcher.translator(filling.locale)
        if forms.is_cancel(data):
            await asyncio.gather(press.end(), self._filler.leave(asked))
        elif (moved := forms.tapped(filling, data, t)) is None:
            await press.say(t("That question is answered already."))
        else:
            # The next question may have to wait a second for its turn; the tap does not.
            going_on = self._filler.go_on(asked, replace(moved, message=asked.pressed))
            await asyncio.gather(press.end(), going_on)

    async def _presser(self, query: CallbackQuery) -> Asked:
        who, language = inbound.of_user(query.from_user), inbound.locale(query.from_user)
        message: MaybeInaccessibleMessage | None = query.message
        if message is None:  # sent through inline mode, into a chat that is not shown
            place = Place(inbound.PLATFORM, who.id, is_private=True)
            return Asked(-1, who, place, language, query=query)
        space = await self._homes.space(message.chat.id)
        number = message.message_id
        if isinstance(message, Message):
            place, thread = inbound.place(message, space), thread_of(message)
        else:
            is_private = message.chat.type == "private"
            place, thread = Place(inbound.PLATFORM, space, is_private=is_private), None
        return Asked(message.chat.id, who, place, language, thread, None, number, query)
