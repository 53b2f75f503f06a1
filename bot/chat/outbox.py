"""What the core says unasked: notices to moderators, reminders, digests."""

from typing import Protocol

from bot.chat.reply import Reply
from bot.chat.request import Place


class Outbox(Protocol):
    """Post to a platform's places; an adapter does."""

    async def post(self, place: Place, reply: Reply) -> bool:
        """Post a reply to a place; return False when it cannot be there, never raise.

        A private place whose `channel` is empty is the direct messages with the person whose id
        is its `space`. The adapter's own words are in the reply's locale, else in the place's
        (`Dispatcher.locale`), which is also the one to write the reply in.
        """
        ...
