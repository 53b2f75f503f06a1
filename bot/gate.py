"""Who may do what: platforms give facts, the gate decides, and in doubt the answer is no."""

import logging
from collections.abc import Mapping

from bot.chat.command import Role
from bot.chat.facts import Facts, Members
from bot.chat.request import Request
from knowledge.community import Space

_log = logging.getLogger(__name__)


class Gate:
    """Decide a person's role in a place."""

    def __init__(self, members: Mapping[str, Members]) -> None:
        """Take where to ask for facts, by platform."""
        self._members = members

    async def role(self, request: Request, needs: Role, space: Space) -> Role:
        """Return the role, asking the platform only when more than a member is needed.

        A platform that cannot say makes its people members: nothing more is given away.
        """
        if needs <= Role.MEMBER:
            return Role.MEMBER
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
