"""From a reply to what happens in the chat: who sees it, where, new or in place."""

import asyncio
import logging
from dataclasses import replace
from functools import partial

from telegram import InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import TelegramError

from adapters.telegram import forms
from adapters.telegram.asked import Asked, Recent
from adapters.telegram.calls import Calls, is_not_modified
from adapters.telegram.joining import Outgoing
from adapters.telegram.outbound import Rendered, render
from adapters.telegram.press import Press
from adapters.telegram.sender import Sender
from adapters.telegram.whisper import Whispers
from bot.chat.reply import Mode, Note, Reply, Visibility
from bot.chat.request import Place, Request
from bot.chat.words import Words
from bot.dispatcher import Dispatcher

_log = logging.getLogger(__name__)
_MAX_ALERT = 190


class Answering:
    """Answer what people do."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        sender: Sender,
        whispers: Whispers,
        fillings: forms.Fillings,
        calls: Calls,
    ) -> None:
        """Take the core, what sends, who whispers, the forms under way, how calls are made."""
        self._dispatcher, self._sender, self._whispers = dispatcher, sender, whispers
        self._fillings, self._calls = fillings, calls
        self._answers: Recent[tuple[str, int | None]] = Recent(2000)
        self._origins: Recent[Place] = Recent(2000)

    def words(self, asked: Asked) -> Words:
        """Return the words of the language that something was asked in."""
        return self._dispatcher.translator(asked.locale)

    async def message(self, asked: Asked, request: Request) -> None:
        """Answer a message; an edited one has its answer edited, once its words changed."""
        key, said = (asked.chat, asked.message), repr(dict(request.arguments))
        earlier = self._answers.get(key)
        if earlier is not None and earlier[0] == said:
            return
        reply = await self._dispatcher.handle(request)
        sent = await self.deliver(asked, request, reply, edits=earlier[1] if earlier else None)
        if sent is not None:
            sent.add_done_callback(partial(self._note, key, said))

    def knows(self, asked: Asked) -> bool:
        """Say whether a message was answered by one that may be edited."""
        found = self._answers.get((asked.chat, asked.message))
        return found is not None and found[1] is not None

    async def press(self, asked: Asked, data: str, press: Press) -> None:
        """Answer a pressed button by what it carries."""
        origin = self._origins.get((asked.chat, asked.pressed)) or asked.place
        request = Request("", asked.author, origin, locale=asked.locale)
        reply = await self._dispatcher.press(data, asked.author, origin, asked.locale)
        if reply.form is not None:
            await self._form(asked, request, reply, press)
        elif press.inline is not None:
            await self._in_foreign_chat(asked, request, reply, press)
        elif reply.visibility is Visibility.PRIVATE and asked.chat < 0:
            await self._aside(asked, request, reply, press)
        else:
            edits = asked.pressed if reply.mode is Mode.EDIT else None
            await self.deliver(asked, request, reply, edits=edits)

    async def deliver(
        self, asked: Asked, request: Request, reply: Reply, edits: int | None = None
    ) -> "asyncio.Future[int | None] | None":
        """Send a reply to where it was asked; return what tells its number, when all see it."""
        t = self.words(asked)
        if reply.form is not None:
            await self._form(asked, request, reply, None)
            return None
        if reply.visibility is Visibility.PRIVATE and asked.chat < 0:
            rendered = render(reply, t)
            said = await self._whispers.say(asked, rendered, t, request)
            self._from_afar(asked, request.place, said.number)
            self._whispers.stub(asked, said, t, reply.fades)
            return None
        in_group = asked.chat < 0
        message = Outgoing(
            asked.chat,
            render(reply, t),
            t,
            asked.thread,
            asked.message if in_group else None,
            edits,
            asked.author.name,
            joins=in_group and edits is None and asked.query is None,
        )
        sent = self._sender.put(message)
        if request.place != asked.place:
            sent.add_done_callback(partial(self._moved_here, asked, request.place))
        return sent

    async def filled(self, asked: Asked, filling: forms.Filling) -> None:
        """Ask the next field, or send the form when all were asked; edit its one message."""
        t = self.words(asked)
        if not filling.is_done:
            await self._ask(asked, filling)
            return
        request = filling.request(asked.author)
        reply = await self._dispatcher.handle(request)
        if reply.form is not None:
            await self._ask(asked, filling.again(reply.form))
            return
        await self._fillings.drop(asked.author.id)
        self._sender.put(Outgoing(asked.chat, render(reply, t), t, edits=filling.message))

    async def left(self, asked: Asked, filling: forms.Filling | None) -> None:
        """Leave a form and give the words back; without one, say so."""
        t = self.words(asked)
        if filling is None:
            reply = Reply((Note(t("There is nothing to cancel.")),))
            self._sender.put(Outgoing(asked.chat, render(reply, t), t))
            return
        await self._fillings.drop(asked.author.id)
        rendered = forms.given_back(filling, t)
        self._sender.put(Outgoing(asked.chat, rendered, t, edits=filling.message))

    async def _ask(self, asked: Asked, filling: forms.Filling) -> None:
        t, person = self.words(asked), asked.author.id
        await self._fillings.put(person, filling)
        message = Outgoing(asked.chat, forms.render(filling, t), t, edits=filling.message)
        try:
            number = await self._sender.put(message)
        except TelegramError:
            return
        if number != filling.message:
            await self._fillings.put(person, replace(filling, message=number))

    async def _form(
        self, asked: Asked, request: Request, reply: Reply, press: Press | None
    ) -> None:
        """Ask a form in the person's own chat, wherever it was wanted."""
        t, form = self.words(asked), reply.form
        if form is None:
            return
        if reply.blocks:
            await self.deliver(asked, request, replace(reply, form=None))
        filling = forms.Filling(form, request.place, asked.locale, error=form.error)
        if asked.chat > 0:
            await self._ask(asked, filling)
            return
        wanted = Request(form.command, asked.author, request.place, form.known, asked.locale)
        said = await self._whispers.say(asked, forms.render(filling, t), t, wanted)
        if said.arrived:
            await self._fillings.put(asked.author.id, replace(filling, message=said.number))
        if press is None:
            self._whispers.stub(asked, said, t, reply.fades)
        else:
            await press.lead(said, t)

    async def _aside(self, asked: Asked, request: Request, reply: Reply, press: Press) -> None:
        """Show a reply to the one who pressed: one sentence at once, more in their own chat."""
        t = self.words(asked)
        sentence = _sentence(reply)
        if sentence is not None:
            await press.say(sentence, is_alert=True)
            return
        wanted = press.request(request)
        said = await self._whispers.say(asked, render(reply, t), t, wanted)
        self._from_afar(asked, request.place, said.number)
        await press.lead(said, t)

    async def _in_foreign_chat(
        self, asked: Asked, request: Request, reply: Reply, press: Press
    ) -> None:
        """Answer a button of a message sent through inline mode, which can only be edited."""
        if reply.mode is not Mode.EDIT or reply.visibility is Visibility.PRIVATE:
            await self._aside(asked, request, reply, press)
            return
        rendered = render(reply, self.words(asked))
        try:
            await self._calls.make(partial(_edit, press, rendered), is_repeatable=True)
        except TelegramError as error:
            if not is_not_modified(error):
                _log.warning("an inline message was not edited: %s", type(error).__name__)

    def _note(
        self, key: tuple[int, int | None], said: str, sent: "asyncio.Future[int | None]"
    ) -> None:
        if not sent.cancelled() and sent.exception() is None:
            self._answers.put(key, (said, sent.result()))

    def _from_afar(self, asked: Asked, place: Place, number: int | None) -> None:
        """Remember which place a message in a person's own chat speaks of."""
        if asked.person is not None and number is not None:
            self._origins.put((asked.person, number), place)

    def _moved_here(self, asked: Asked, place: Place, sent: "asyncio.Future[int | None]") -> None:
        if not sent.cancelled() and sent.exception() is None:
            self._from_afar(asked, place, sent.result())


async def _edit(press: Press, rendered: Rendered) -> object:
    keyboard = InlineKeyboardMarkup(rendered.rows) if rendered.rows else None
    return await press.query.edit_message_text(
        rendered.html, parse_mode=ParseMode.HTML, reply_markup=keyboard
    )


def _sentence(reply: Reply) -> str | None:
    """Return the one short sentence that a reply is, or None when it is more."""
    if reply.actions or len(reply.blocks) != 1 or not isinstance(reply.blocks[0], Note):
        return None
    text = reply.blocks[0].text
    return text if len(text) <= _MAX_ALERT else None
