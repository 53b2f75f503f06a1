"""Who may do what: platforms give facts, the base grants and bars, the gate decides.

In doubt the answer is no. A role holds in the community of the place alone; only owners, whom the
operator names in the settings, are owners everywhere.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.chat.command import ANYBODY, Role
from bot.chat.facts import Facts, Members
from bot.chat.request import Author, Request
from knowledge.community import Space
from knowledge.member import Grant, Member

_log = logging.getLogger(__name__)
MemberOf = Callable[[Author, int], Awaitable[Member | None]]
GRANTED = {
    Grant.MODERATOR: Role.MODERATOR,
    Grant.ADMIN: Role.ADMIN,
    Grant.OWNER: Role.OWNER,
}


async def _nobody(_author: Author, _community: int) -> Member | None:
    """Know no members."""
    return None


class Gate:
    """Decide a person's role in a place."""

    def __init__(
        self,
        members: Mapping[str, Members],
        member_of: MemberOf = _nobody,
        owners: frozenset[str] = frozenset(),
    ) -> None:
        """Take where to ask for facts, by platform, what the base says, and owners' accounts."""
        self._members, self._member_of, self._owners = members, member_of, owners

    async def role(self, request: Request, needs: Role, space: Space) -> Role:
        """Return the role, looking only as far as what is needed requires.

        A platform that cannot say makes its people members; a base that cannot be read lets
        everybody ask and nobody do more.
        """
        if needs <= ANYBODY:
            return Role.MEMBER
        author = request.author
        if f"{author.platform}:{author.id}" in self._owners:
            return Role.OWNER
        try:
            member = await self._member_of(author, space.community)
        except Exception:
            _log.exception("what the base says of a member could not be read; nothing is permitted")
            return Role.BARRED
        is_barred = member is not None and member.barred
        platform = await self._on_platform(request, space)
        # Whoever administers the place is not barred from it by those whom they appoint.
        if is_barred and platform < Role.ADMIN:
            return Role.BARRED
        return platform if platform is Role.BARRED else max(platform, _granted(member))

    async def _on_platform(self, request: Request, space: Space) -> Role:
        """Return the role that the platform's facts give."""
        members = self._members.get(request.author.platform)
        if members is None:
            return Role.MEMBER
        try:
            return _decide(await members.facts(request.author, request.place), space)
        except Exception:
            _log.exception("facts about a member could not be had; nothing is permitted")
            return Role.MEMBER


def _decide(facts: Facts, space: Space) -> Role:
    if facts.role is not None:
        return facts.role
    if facts.is_admin:
        return Role.ADMIN
    is_moderator = not set(space.moderators).isdisjoint(facts.role_ids)
    return Role.MODERATOR if is_moderator else Role.MEMBER


def _granted(member: Member | None) -> Role:
    """Return the role that the base gives."""
    if member is None:
        return Role.MEMBER
    if member.granted is not None:
        return GRANTED[member.granted]
    return Role.TRUSTED if member.trusted else Role.MEMBER
