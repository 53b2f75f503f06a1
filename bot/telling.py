"""Telling people later what became of something they did: once, where they can be reached."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.chat.outbox import Outbox
from bot.chat.reply import Reply
from bot.chat.request import Place
from bot.i18n.translator import Translator, translator
from bot.spaces import Spaces
from knowledge.person import Pseudonyms

_log = logging.getLogger(__name__)
CONTACT = "contact"  # what a sealed contact is sealed for
_PARTS = 4
_Say = Callable[[Translator], Reply]


@dataclass(frozen=True, slots=True)
class Contact:
    """Be where to tell somebody something later: the platform, their id, and where they were."""

    platform: str
    person: str
    space: str
    channel: str

    def sealed(self, pseudonyms: Pseudonyms) -> str:
        """Write it, a line each, as nobody without the key can read it."""
        text = "\n".join((self.platform, self.person, self.space, self.channel))
        return pseudonyms.seal(text, CONTACT)

    @classmethod
    def opened(cls, pseudonyms: Pseudonyms, sealed: str) -> "Contact | None":
        """Read what was sealed; None when it is no contact, or of another key."""
        text = pseudonyms.unseal(sealed, CONTACT)
        return cls(*(text.split("\n") + [""] * _PARTS)[:_PARTS]) if text else None


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
        """Tell somebody in private; return False when they cannot be reached, never raise."""
        try:
            return contact is not None and await self._post(contact, say)
        except Exception as error:  # what they are told of is decided and saved
            _log.warning("somebody could not be told: %s", type(error).__name__)
            return False

    async def _post(self, contact: str, say: _Say) -> bool:
        to = Contact.opened(self._pseudonyms(), contact)
        outbox = self._outboxes.get(to.platform) if to else None
        if to is None or outbox is None:
            return False
        where = Place(to.platform, to.space, to.channel, is_private=to.space == to.person)
        locale = (await self._spaces.of(where)).locale or self._locale
        private = Place(to.platform, to.person, is_private=True)
        return await outbox.post(private, say(translator(locale)))
