"""Who somebody is to the base: a pseudonym, and what their platform says of the account."""

import logging
from collections.abc import Callable, Mapping

from bot.chat.command import Call
from bot.chat.facts import Facts, Members
from bot.chat.request import Author
from bot.telling import Contact
from knowledge.community import Actor
from knowledge.contributing import Contributor
from knowledge.person import Pseudonyms

_log = logging.getLogger(__name__)
_SEAL = 10  # hexadecimal digits that fit in a button; they guard no more than one choice


class People:
    """Turn authors into actors and contributors."""

    def __init__(
        self, pseudonyms: Callable[[], Pseudonyms], members: Mapping[str, Members]
    ) -> None:
        """Take what hashes people, and where each platform's facts come from."""
        self._pseudonyms, self._members = pseudonyms, members

    def pseudonym(self, author: Author) -> str:
        """Return what an author goes by in the base."""
        return self._pseudonyms().of(author.platform, author.id)

    def actor(self, call: Call) -> Actor:
        """Return who calls, in the community that is asked."""
        return Actor(self.pseudonym(call.request.author), call.community)

    async def contributor(self, call: Call) -> Contributor:
        """Return who calls with the facts of their account, as far as the platform tells."""
        facts = await self._facts(call)
        return Contributor(self.actor(call), facts.joined_at, facts.account_created_at)

    def seal(self, call: Call, *keys: int) -> str:
        """Return a short keyed hash that says the same only for who calls, where, and some keys."""
        actor = self.actor(call)
        text = " ".join((actor.id, str(actor.community), *map(str, keys)))
        return self._pseudonyms().of("seal", text)[2:][:_SEAL]

    def contact(self, call: Call) -> str:
        """Return where to tell somebody something later, sealed."""
        author, place = call.request.author, call.request.place
        contact = Contact(author.platform, author.id, place.space, place.channel)
        return contact.sealed(self._pseudonyms())

    def platform(self, contact: str) -> str:
        """Return on which platform a sealed contact is to be told."""
        found = Contact.opened(self._pseudonyms(), contact)
        return found.platform if found else ""

    async def _facts(self, call: Call) -> Facts:
        members = self._members.get(call.request.author.platform)
        try:
            if members is not None:
                return await members.facts(call.request.author, call.request.place)
        except Exception as error:
            # Who cannot be asked about now is a member of whom nothing more is known.
            _log.warning("facts about a member could not be had: %s", type(error).__name__)
        return Facts()
