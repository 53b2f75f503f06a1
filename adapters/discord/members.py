"""What Discord says of members: no member list is read, each interaction brings its own facts."""

from collections import OrderedDict
from collections.abc import Callable

import discord

from bot.chat.facts import Facts
from bot.chat.request import Author, Place

_MOST = 4096
_SECONDS = 900.0  # as long as an interaction may be answered


class DiscordMembers:
    """Remember, for a while, the facts that came with each person's latest interaction."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take a clock in seconds."""
        self._clock = clock
        self._facts: OrderedDict[tuple[str, str], tuple[float, Facts]] = OrderedDict()

    def note(self, interaction: discord.Interaction) -> None:
        """Take the facts from an interaction, in the place of earlier ones."""
        if interaction.guild_id is None:
            return
        key = (str(interaction.guild_id), str(interaction.user.id))
        self._facts[key] = (self._clock() + _SECONDS, _facts(interaction))
        self._facts.move_to_end(key)
        while len(self._facts) > _MOST:
            self._facts.popitem(last=False)

    async def facts(self, author: Author, place: Place) -> Facts:
        """Return what the person's latest interaction there said; nothing when it is long past."""
        until, facts = self._facts.get((place.space, author.id), (0.0, Facts()))
        return facts if until > self._clock() else Facts()


def _facts(interaction: discord.Interaction) -> Facts:
    # In a server that has not installed the bot, whoever brought it along has no say in it:
    # anybody can make a server of their own and be its administrator.
    if not interaction.is_guild_integration():
        return Facts(account_created_at=interaction.user.created_at)
    granted = interaction.permissions
    member = interaction.user if isinstance(interaction.user, discord.Member) else None
    return Facts(
        role_ids=tuple(str(role.id) for role in member.roles) if member else (),
        is_admin=granted.administrator or granted.manage_guild,
        joined_at=member.joined_at if member else None,
        account_created_at=interaction.user.created_at,
    )
