"""Telling people later what became of something they did: once, where they can be reached."""

import logging
from collections.abc import Callable, Mapping

from bot.chat.outbox import Outbox
from bot.chat.reply import Reply
from bot.chat.request import Place
from bot.i18n.translator import Translator, translator
from bot.spaces import Spaces
from knowledge.person import Pseudonyms

_log = logging.getLogger(__name__)
CONTACT = "contact"  # what a sealed contact is sealed for
_Say = Callable[[Translator], Reply]


class Teller:
    """Post to people whose sealed contact was kept for that."""

    def __init__(
        self,
        pseudonyms: Callable[[], Pseudonyms],
        outboxes: Mapping[str, Outbox],
        spaces: Spaces,
        locale: str,
    ) -> None:
        """Take what opens seals, each platform's outbox, spaces for their language, and ours."""
        self._pseudonyms, self._outboxes = pseudonyms, outboxes
        self._spaces, self._locale = spaces, locale

    async def tell(self, contact: str | None, say: _Say) -> bool:
        """Tell somebody in private; return False when they cannot be reached, never raise.

        A contact is the platform, the person's id, the space and the channel, a line each.
        """
        try:
            return contact is not None and await self._post(contact, say)
        except Exception as error:  # what they are told of is decided and saved
            _log.warning("somebody could not be told: %s", type(error).__name__)
            return False

    async def _post(self, contact: str, say: _Say) -> bool:
        opened = self._pseudonyms().unseal(contact, CONTACT)
        if opened is None:
            return False
        platform, person, space, channel = (opened.split("\n") + [""] * 4)[:4]
        outbox = self._outboxes.get(platform)
        if outbox is None:
            return False
        where = Place(platform, space, channel, is_private=space == person)
        locale = (await self._spaces.of(where)).locale or self._locale
        return await outbox.post(Place(platform, person, is_private=True), say(translator(locale)))
