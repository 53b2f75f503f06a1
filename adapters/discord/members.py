"""What Discord says of members: no member list is read, each interaction brings its own facts."""

from contextvars import ContextVar

import discord

from bot.chat.facts import Facts
from bot.chat.request import Author, Place

_current: ContextVar[discord.Interaction | None] = ContextVar("interaction", default=None)


class DiscordMembers:
    """Tell of whoever made the interaction that is being answered; most commands never ask."""

    def note(self, interaction: discord.Interaction) -> None:
        """Take the interaction that is answered from here on, in this task."""
        _current.set(interaction)

    async def facts(self, author: Author, place: Place) -> Facts:
        """Return what the interaction under way says of its author there; else nothing."""
        interaction = _current.get()
        if interaction is None or str(interaction.user.id) != author.id:
            return Facts()
        is_there = interaction.guild_id is not None and str(interaction.guild_id) == place.space
        return _facts(interaction) if is_there else Facts()


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
