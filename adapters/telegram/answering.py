"""From a reply to what happens in the chat: who sees it, where, new or in place."""

import asyncio
import hashlib
import logging
from dataclasses import dataclass, replace
from functools import partial

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from adapters.telegram import forms
from adapters.telegram.asked import Asked, Origins
from adapters.telegram.calls import Calls, is_not_modified
from adapters.telegram.filling import Filler
from adapters.telegram.joining import Outgoing
from adapters.telegram.keeping import Keeper
from adapters.telegram.outbound import Rendered, render
from adapters.telegram.press import Press
from adapters.telegram.sender import Sender
from adapters.telegram.whisper import Whispers
from bot.chat.reply import Mode, Note, Reply, Visibility
from bot.chat.request import Request
from bot.chat.words import Words
from bot.dispatcher import Dispatcher

_log = logging.getLogger(__name__)
_MAX_ALERT = 190
_EDITABLE = 47 * 3600.0  # seconds; Telegram lets a bot edit for two days
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Answered:
    """Be an answered message: what it asked, and the message in the same chat that answers."""

    said: str
    number: int | None


class Answering:
    """Answer what people do."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        sender: Sender,
        whispers: Whispers,
        filler: Filler,
        origins: Origins,
        calls: Calls,
        keeper: Keeper,
    ) -> None:
        """Take the core, what sends, who whispers and asks forms, and what is kept."""
        self._dispatcher, self._sender, self._whispers = dispatcher, sender, whispers
        self._filler, self._origins, self._calls = filler, origins, calls
        self._answers = keeper.of("answers", Answered, _MOST)

    def words(self, asked: Asked, reply: Reply | None = None) -> Words:
        """Return the words of the language of a reply, else of who asked."""
        return self._dispatcher.translator((reply.locale if reply else "") or asked.locale)

    async def message(self, asked: Asked, request: Request) -> None:
        """Answer a message; an edited one has its answer edited, once its words changed."""
        key, said = _key(asked), _digest(request)
        earlier = self._answers.get(key)
        if earlier is not None and earlier.said == said:
            return
        reply = await self._dispatcher.handle(request)
        await self._forget(asked, reply)
        words = request.arguments.get("question", "")
        if reply.repeats or (asked.is_aside and not reply.is_for_aside(words)):
            return  # known already, or "thanks!" in reply to an answer
        sent = await self.deliver(asked, request, reply, edits=earlier.number if earlier else None)
        if sent is None:
            self._answers.put(key, Answered(said, None), _EDITABLE)
        else:
            sent.add_done_callback(partial(self._note, key, said))

    def knows(self, asked: Asked) -> bool:
        """Say whether a message was answered by one that may be edited."""
        found = self._answers.get(_key(asked))
        return found is not None and found.number is not None

    async def press(self, asked: Asked, data: str, press: Press) -> None:
        """Answer a pressed button by what it carries."""
        origin = self._origins.of(asked)
        request = Request("", asked.author, origin, locale=asked.locale)
        reply = await self._dispatcher.press(data, asked.author, origin, asked.locale)
        await self._forget(asked, reply)
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
        """Send a reply to where it was asked; return what tells the number of what stands there."""
        t = self.words(asked, reply)
        if reply.form is not None:
            await self._form(asked, request, reply, None)
            return None
        if reply.visibility is Visibility.PRIVATE and asked.chat < 0:
            rendered = render(reply, t)
            said = await self._whispers.say(asked, rendered, t, request)
            if rendered.rows:
                self._origins.note(asked.person, said.number, request.place)
            return self._whispers.stub(asked, said, t, reply.fades, edits)
        if edits is not None:
            self._whispers.stays(asked.chat, edits)
        in_group = asked.chat < 0
        rendered = render(reply, t)
        message = Outgoing(
            asked.chat,
            rendered,
            t,
            asked.thread,
            asked.message if in_group else None,
            edits,
            asked.author.name,
            joins=in_group and edits is None and asked.query is None,
        )
        sent = self._sender.put(message)
        if rendered.rows:
            self._origins.follow(asked, request.place, sent)
        return sent

    async def _form(
        self, asked: Asked, request: Request, reply: Reply, press: Press | None
    ) -> None:
        """Ask a form in the person's own chat, wherever it was wanted."""
        t, form = self.words(asked, reply), reply.form
        if form is None:
            return
        locale = reply.locale or asked.locale
        filling = forms.Filling(form, request.place, locale, error=form.error)
        own = asked.alone()
        if reply.blocks and own is not None:
            words = render(replace(reply, form=None), t)
            self._sender.put(Outgoing(own.chat, words, t, own.thread))
        if asked.chat > 0:
            await self._filler.begin(asked, filling)
            return
        wanted = Request(form.command, asked.author, request.place, form.known, asked.locale)
        said = await self._whispers.say(asked, forms.render(filling, t), t, wanted)
        if said.arrived and own is not None:
            await self._filler.begin(own, replace(filling, message=said.number))
        if press is None:
            self._whispers.stub(asked, said, t, reply.fades)
        else:
            await press.lead(said, t)

    async def _aside(self, asked: Asked, request: Request, reply: Reply, press: Press) -> None:
        """Show a reply to the one who pressed: one sentence at once, more in their own chat."""
        t = self.words(asked, reply)
        sentence = _sentence(reply)
        if sentence is not None:
            await press.say(sentence, is_alert=True)
            return
        wanted = press.request(request)
        rendered = render(reply, t)
        said = await self._whispers.say(asked, rendered, t, wanted)
        if rendered.rows:
            self._origins.note(asked.person, said.number, request.place)
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

    async def _forget(self, asked: Asked, reply: Reply) -> None:
        """Drop all that is kept of a person whom the core has forgotten."""
        if not reply.forgets or asked.person is None:
            return
        own = f"{asked.person}."
        await self._filler.forget(asked)
        self._answers.clear(lambda key, _: key.startswith(own))
        self._origins.forget(asked.person)
        self._whispers.forget(asked.author)

    def _note(self, key: str, said: str, sent: "asyncio.Future[int | None]") -> None:
        if not sent.cancelled() and sent.exception() is None:
            self._answers.put(key, Answered(said, sent.result()), _EDITABLE)


async def _edit(press: Press, rendered: Rendered) -> object:
    return await press.query.edit_message_text(
        rendered.html,
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=rendered.keyboard,
    )


def _sentence(reply: Reply) -> str | None:
    """Return the one short sentence that a reply is, or None when it is more."""
    if reply.actions or len(reply.blocks) != 1 or not isinstance(reply.blocks[0], Note):
        return None
    text = reply.blocks[0].text
    return text if len(text) <= _MAX_ALERT else None


def _key(asked: Asked) -> str:
    return f"{asked.chat}.{asked.message}"


def _digest(request: Request) -> str:
    """Name what was asked by a few letters, to see whether an edit changed it."""
    words = repr((request.command, sorted(request.arguments.items())))
    return hashlib.blake2b(words.encode(), digest_size=9).hexdigest()
