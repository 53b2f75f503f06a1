"""A pressed button, which Telegram wants answered, once, whatever came of it."""

import logging

from telegram import CallbackQuery
from telegram.error import BadRequest, TelegramError

from adapters.telegram.calls import Calls
from adapters.telegram.whisper import Whispered
from bot.chat.action import Action, OldAction
from bot.chat.request import Request, Source
from bot.chat.words import Words

_log = logging.getLogger(__name__)


class Press:
    """Answer one pressed button."""

    def __init__(self, query: CallbackQuery, calls: Calls) -> None:
        """Take what Telegram sent and how calls are made."""
        self.query, self._calls = query, calls
        self._is_answered = False

    @property
    def inline(self) -> str | None:
        """Return the number of the message when it was sent through inline mode."""
        return self.query.inline_message_id

    def request(self, base: Request) -> Request:
        """Make a request of what the button carries, for later; an old one asks for help."""
        try:
            action = Action.decode(self.query.data or "")
        except OldAction:
            action = Action("help")
        return Request(
            action.command, base.author, base.place, action.arguments, base.locale, Source.BUTTON
        )

    async def lead(self, said: Whispered, t: Words) -> None:
        """Tell that the answer is in the person's own chat, or lead them there."""
        if said.arrived:
            await self.say(t("I answered you in private."))
        else:
            await self._answer(url=said.link)

    async def say(self, text: str = "", *, is_alert: bool = False) -> None:
        """Show a few words to who pressed, or none."""
        await self._answer(text=text or None, show_alert=is_alert)

    async def end(self) -> None:
        """Answer without words what was not answered otherwise."""
        if not self._is_answered:
            await self.say()

    async def _answer(
        self, *, text: str | None = None, url: str | None = None, show_alert: bool = False
    ) -> None:
        self._is_answered = True
        query = self.query
        try:
            await self._calls.make(
                lambda: query.answer(text=text, show_alert=show_alert, url=url),
                is_repeatable=True,
            )
        except BadRequest:
            return  # too old: the person has long seen that something came
        except TelegramError as error:
            _log.warning("a press was not answered: %s", type(error).__name__)
