"""What each update means, and who answers it; messages are read here."""

from dataclasses import replace

from telegram import Bot, ChatMemberUpdated, Document, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from adapters.telegram import forms, inbound
from adapters.telegram.answering import Answering
from adapters.telegram.asked import Asked, thread_of
from adapters.telegram.calls import Calls
from adapters.telegram.filling import Filler
from adapters.telegram.homes import Homes
from adapters.telegram.inline import Inline, article
from adapters.telegram.members import TelegramMembers
from adapters.telegram.presses import Presses
from adapters.telegram.whisper import KEPT, Whispers
from bot.chat.form import BadFile, FieldKind, check_size
from bot.chat.reply import Note, Reply, Visibility
from bot.chat.request import Author, Place, Request, Source
from bot.dispatcher import Dispatcher

_ADMINS = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


class Updates:
    """Answer updates."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        answering: Answering,
        filler: Filler,
        whispers: Whispers,
        homes: Homes,
        members: TelegramMembers,
        inline: Inline,
        presses: Presses,
        calls: Calls,
    ) -> None:
        """Take the core, and all who answer a part."""
        self._dispatcher, self._answering, self._whispers = dispatcher, answering, whispers
        self._filler, self._homes, self._members = filler, homes, members
        self._inline, self._presses, self._calls = inline, presses, calls
        self._me = inbound.Me(0, "")
        self._bot: Bot | None = None

    def attach(self, bot: Bot, me: inbound.Me) -> None:
        """Set who makes the calls and who the bot is."""
        self._bot, self._me = bot, me

    async def handle(self, update: Update) -> None:
        """Answer an update of any kind."""
        if update.message is not None:
            await self._message(update.message)
        elif update.edited_message is not None:
            await self._edited(update.edited_message)
        elif update.callback_query is not None:
            await self._presses.pressed(update.callback_query)
        elif update.inline_query is not None and self._bot is not None:
            await self._inline.answer(self._bot, update.inline_query)
        elif update.guest_message is not None:
            await self._summoned(update.guest_message)
        elif update.my_chat_member is not None:
            await self._promoted(update.my_chat_member)
        elif update.chat_member is not None and _is_of_rights(update.chat_member):
            await self._promoted(update.chat_member)

    async def _message(self, message: Message) -> None:
        if message.migrate_to_chat_id is not None:
            await self._homes.move(message.chat.id, message.migrate_to_chat_id)
            return
        if message.migrate_from_chat_id is not None:
            await self._homes.move(message.migrate_from_chat_id, message.chat.id)
            return
        if message.document is not None and await self._received(message, message.document):
            return
        found = await self._read(message)
        if found is None:
            return
        asked, meaning = found
        match meaning:
            case inbound.Start(payload=payload):
                await self._started(asked, payload)
            case inbound.Cancel():
                await self._left(asked)
            case inbound.Said() as said:
                await self._said(asked, said)
            case Request() as request:
                await self._answering.message(asked, request)

    async def _promoted(self, changed: ChatMemberUpdated) -> None:
        self._members.drop(await self._homes.space(changed.chat.id))

    async def _left(self, asked: Asked) -> None:
        """Leave a form; in a group only who has one means this bot."""
        own = asked.alone()
        if asked.chat > 0:
            await self._filler.leave(asked)
        elif own is not None and await self._filler.current(own) is not None:
            await self._filler.leave(own)

    async def _said(self, asked: Asked, said: inbound.Said) -> None:
        filling = await self._filler.current(asked) if asked.chat > 0 else None
        if filling is not None:
            t = self._dispatcher.translator(filling.locale)
            await self._filler.go_on(asked, forms.answered(filling, said.text, t))
            return
        await self._answering.message(
            asked, inbound.question(said, asked.author, asked.place, asked.locale)
        )

    async def _received(self, message: Message, document: Document) -> bool:
        """Take a file that a form asks for; say whether one does."""
        who = inbound.author(message)
        asked = await self._asked(message, who) if who is not None else None
        if asked is None or asked.chat < 0:
            return False
        filling = await self._filler.current(asked)
        if filling is None or filling.field.kind is not FieldKind.FILE:
            return False
        t = self._dispatcher.translator(filling.locale)
        try:
            check_size(document.file_size or 0, t)
            filling = forms.received(filling, await self._fetch(document), t)
        except BadFile as error:
            filling = replace(filling, error=str(error))
        except TelegramError:
            filling = replace(filling, error=t("That file did not come through. Send it again."))
        await self._filler.go_on(asked, filling)
        return True

    async def _fetch(self, document: Document) -> bytes:
        file = await self._calls.make(document.get_file, is_repeatable=True)
        return bytes(await self._calls.make(file.download_as_bytearray, is_repeatable=True))

    async def _edited(self, message: Message) -> None:
        """Answer an edited question anew where its answer can be edited; else leave it."""
        found = await self._read(message)
        request = _request(*found) if found is not None else None
        if found is not None and request is not None and self._answering.knows(found[0]):
            await self._answering.message(found[0], request)

    async def _started(self, asked: Asked, payload: str) -> None:
        kept = self._whispers.kept(payload)
        linked = inbound.linked(payload)
        if kept is not None:
            # Whoever presses the link asks, with their own rights: all in the group see it.
            request = replace(kept, author=asked.author, locale=asked.locale)
        elif linked:
            request = Request(
                inbound.WORTH, asked.author, asked.place, linked, asked.locale, Source.MESSAGE
            )
        elif payload.startswith(KEPT):
            t = self._dispatcher.translator(asked.locale)
            note = Note(t("That link is too old. Ask me here, or again in the group."))
            await self._answering.deliver(asked, _help(asked), Reply((note,)))
            return
        else:
            request = _help(asked)
        await self._answering.message(asked, request)

    async def _summoned(self, message: Message) -> None:
        """Answer a guest's message: one answer, in a chat that the bot is not in."""
        found, bot = await self._read(message, is_guest=True), self._bot
        number = message.guest_query_id
        request = _request(*found) if found is not None else None
        if request is None or bot is None or number is None:
            return
        reply = await self._dispatcher.handle(request)
        t = self._dispatcher.translator(reply.locale or request.locale)
        if reply.form is not None or reply.visibility is Visibility.PRIVATE:
            text = t(
                "My answer is for you alone. Ask me in private: {link}", link=self._whispers.link()
            )
            reply = Reply((Note(text),))
        result = article("0", reply, t)
        await self._calls.make(lambda: bot.answer_guest_query(number, result), is_repeatable=False)

    async def _read(
        self, message: Message, *, is_guest: bool = False
    ) -> tuple[Asked, inbound.Meaning] | None:
        who = inbound.author(message)
        if who is None:
            return None
        asked = await self._asked(message, who)
        if is_guest:
            # Two people's own chat may be one, and its number may be that of a chat we know.
            guest = Place(inbound.PLATFORM, asked.place.space, is_guest=True)
            asked = replace(asked, place=guest)
        catalogue = self._dispatcher.catalogue
        meaning = inbound.read(message, self._me, catalogue, asked.author, asked.place)
        if meaning is None:
            return None
        if isinstance(meaning, Request):
            return asked, replace(meaning, locale=asked.locale)
        is_aside = isinstance(meaning, inbound.Said) and meaning.is_aside
        return replace(asked, is_aside=is_aside), meaning

    async def _asked(self, message: Message, who: Author) -> Asked:
        place = inbound.place(message, await self._homes.space(message.chat.id))
        if who.id == str(message.chat.id) and not place.is_private:
            who = replace(who, id=place.space)  # an anonymous admin speaks as the group itself
        language = inbound.locale(message.from_user)
        chat, thread = message.chat.id, thread_of(message)
        return Asked(chat, who, place, language, thread, message.message_id)


def _request(asked: Asked, meaning: inbound.Meaning) -> Request | None:
    """Return what a message asks of the core; None for what speaks of the adapter itself."""
    if isinstance(meaning, inbound.Said):
        return inbound.question(meaning, asked.author, asked.place, asked.locale)
    return meaning if isinstance(meaning, Request) else None


def _is_of_rights(changed: ChatMemberUpdated) -> bool:
    """Say whether somebody's being an administrator changed, not only their being there."""
    members = changed.old_chat_member, changed.new_chat_member
    return any(each.status in _ADMINS for each in members)


def _help(asked: Asked) -> Request:
    return Request("help", asked.author, asked.place, locale=asked.locale)
