"""Telling people later what became of something they did: once, where they can be reached."""

from collections.abc import Callable, Mapping

from bot.chat.outbox import Outbox
from bot.chat.reply import Reply
from bot.chat.request import Place
from bot.i18n.translator import Translator, translator
from bot.spaces import Spaces
from knowledge.person import Pseudonyms

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
        opened = self._pseudonyms().unseal(contact, CONTACT) if contact else None
        if opened is None:
            return False
        platform, person, space, channel = (opened.split("\n") + [""] * 4)[:4]
        outbox = self._outboxes.get(platform)
        if outbox is None:
            return False
        where = Place(platform, space, channel, is_private=space == person)
        locale = (await self._spaces.of(where)).locale or self._locale
        return await outbox.post(Place(platform, person, is_private=True), say(translator(locale)))
