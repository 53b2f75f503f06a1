"""What somebody was asked, in their buttons: ids and a seal, never their words.

The seal is a keyed hash of who was asked, where, about which words, and of the product offered. So
a press counts only for whom the bot asked, and only for what it offered them.
"""

import hmac
import logging
from collections.abc import Mapping

from bot.chat.command import Call, Parameter
from bot.chat.words import n_
from bot.people import People
from bot.views.choices import Press, by_key
from knowledge.choosing import Choices
from knowledge.errors import StoreError, StoreReadOnly
from knowledge.keys import from_short, short

_log = logging.getLogger(__name__)
ASKED = Parameter("w", n_("What was asked, set by a button"), hidden=True)
SEAL = Parameter("s", n_("Who was asked, set by a button"), hidden=True)


class Choosing:
    """Make the buttons of a question back, and remember which one is pressed."""

    def __init__(self, choices: Choices, people: People) -> None:
        """Take where choices are kept, and who somebody is."""
        self._choices, self._people = choices, people

    async def ask(self, call: Call, words: str) -> Press:
        """Return what makes the buttons of a question about some words.

        When the words are no short name, or cannot be kept now, the buttons work all the same.
        """
        try:
            asked = await self._choices.ask(call.community, words)
        except StoreError as error:
            _warn(error)
            return by_key
        if asked is None:
            return by_key

        def press(product: int) -> Mapping[str, str]:
            seal = self._people.seal(call, asked, product)
            return {**by_key(product), "w": short(asked), "s": seal}

        return press

    async def pressed(self, call: Call, product: int) -> None:
        """Remember a press, if it is by whom the bot asked, on what it offered."""
        asked = from_short(call.get("w") or "-")
        if asked is None:
            return
        seal = self._people.seal(call, asked, product)
        if not hmac.compare_digest(seal.encode(), call.get("s").encode()):
            return
        try:
            await self._choices.choose(self._people.actor(call), asked, product)
        except StoreError as error:
            _warn(error)


def _warn(error: StoreError) -> None:
    """Tell the admin; beside a running bot, which may write, there is nothing to tell."""
    if not isinstance(error, StoreReadOnly):
        _log.warning("what was chosen could not be kept: %s", error)
