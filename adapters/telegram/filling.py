"""Forms that people fill in, each in its person's own chat: one message, edited field by field.

What was answered so far is remembered after every step, so that a form survives a restart.
"""

import logging
from dataclasses import replace
from datetime import timedelta

import msgspec
from telegram.error import TelegramError

from adapters.telegram import forms
from adapters.telegram.asked import Asked, Origins
from adapters.telegram.forms import Filling
from adapters.telegram.joining import Outgoing
from adapters.telegram.outbound import render
from adapters.telegram.recent import Recent
from adapters.telegram.sender import Sender
from bot.chat.remembered import Remembered
from bot.chat.reply import Note, Reply
from bot.chat.words import Words
from bot.dispatcher import Dispatcher

_MOST = 4096
_log = logging.getLogger(__name__)
_LASTS = timedelta(days=1)  # then the next words are a question again


class Filler:
    """Ask people what a form wants to know, one form a person."""

    def __init__(
        self, dispatcher: Dispatcher, sender: Sender, origins: Origins, remembered: Remembered
    ) -> None:
        """Take the core, what sends, what knows places, and what survives a restart."""
        self._dispatcher, self._sender = dispatcher, sender
        self._origins, self._remembered = origins, remembered
        self._free: Recent[str, bool] = Recent(_MOST)  # people who fill in nothing, as most

    async def current(self, asked: Asked) -> Filling | None:
        """Return the form that a person is filling in."""
        name = _name(asked)
        if self._free.get(name):
            return None
        text = await self._remembered.get(name)
        try:
            if text:
                return msgspec.json.decode(text, type=Filling)
        except msgspec.DecodeError:
            _log.warning("Telegram: a half-filled form of another version was left out")
        if self._free.get(name) is None:  # and none was begun meanwhile
            self._free.put(name, True)
        return None

    async def begin(self, asked: Asked, filling: Filling) -> None:
        """Ask a form; the words of one left half-way go back to the person."""
        left = await self.current(asked)
        if left is not None and left.answers:
            self._give_back(asked, left)
        if filling.message is None:
            await self._ask(asked, filling)
        else:
            await self._keep(asked, filling)

    async def go_on(self, asked: Asked, filling: Filling) -> None:
        """Ask the next field, or send the form when all were asked; edit its one message."""
        if not filling.is_done:
            await self._ask(asked, filling)
            return
        reply = await self._dispatcher.handle(filling.request(asked.author))
        if reply.refused:
            await self._ask(asked, filling.refused(_sentence(reply)))
        elif reply.form is None:
            await self._drop(asked)
            self._show(asked, filling, reply)
        elif reply.blocks:
            self._show(asked, filling, replace(reply, form=None))
            await self._ask(asked, replace(filling.again(reply.form), message=None))
        else:
            await self._ask(asked, filling.again(reply.form))

    async def leave(self, asked: Asked) -> None:
        """Leave the form and give the words back; without one, say so."""
        filling = await self.current(asked)
        if filling is None:
            t = self._dispatcher.translator(asked.locale)
            reply = Reply((Note(t("There is nothing to cancel.")),))
            self._sender.put(Outgoing(asked.chat, render(reply, t), t, asked.thread))
            return
        await self._drop(asked)
        self._give_back(asked, filling)

    async def forget(self, asked: Asked) -> None:
        """Drop a person's form with all that they had answered."""
        if await self.current(asked) is not None:
            await self._drop(asked)

    async def _ask(self, asked: Asked, filling: Filling) -> None:
        t = self._words(filling)
        await self._keep(asked, filling)
        shown = forms.render(filling, t)
        message = Outgoing(asked.chat, shown, t, asked.thread, edits=filling.message)
        try:
            number = await self._sender.put(message)
        except TelegramError:
            return
        if number != filling.message:
            await self._keep(asked, replace(filling, message=number))

    def _show(self, asked: Asked, filling: Filling, reply: Reply) -> None:
        """Put what came of a form in its message's place."""
        t = self._dispatcher.translator(reply.locale or filling.locale)
        shown = render(reply, t)
        message = Outgoing(asked.chat, shown, t, asked.thread, edits=filling.message)
        sent = self._sender.put(message)
        self._origins.follow(asked, filling.place, sent)

    def _give_back(self, asked: Asked, filling: Filling) -> None:
        t = self._words(filling)
        words = forms.given_back(filling, t)
        message = Outgoing(asked.chat, words, t, asked.thread, edits=filling.message)
        self._sender.put(message)

    def _words(self, filling: Filling) -> Words:
        return self._dispatcher.translator(filling.locale)

    async def _keep(self, asked: Asked, filling: Filling) -> None:
        self._free.put(_name(asked), False)
        text = msgspec.json.encode(filling).decode()
        await self._remembered.put(_name(asked), text, _LASTS)

    async def _drop(self, asked: Asked) -> None:
        await self._remembered.put(_name(asked), "")
        self._free.put(_name(asked), True)


def _name(asked: Asked) -> str:
    return f"telegram.form.{asked.author.id}"


def _sentence(reply: Reply) -> str:
    return " ".join(block.text for block in reply.blocks if isinstance(block, Note))
