"""What a platform knows about a person in a place; what follows from it is the gate's to say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.command import Role
from bot.chat.request import Author, Place


@dataclass(frozen=True, slots=True)
class Facts:
    """Carry a person's platform roles, whether they administer the place, or a role outright.

    And, where the platform tells, when they came to the place and when the account was made.
    """

    role_ids: tuple[str, ...] = ()
    is_admin: bool = False
    role: Role | None = None
    joined_at: datetime | None = None
    account_created_at: datetime | None = None


class Members(Protocol):
    """Look up facts on a platform; asked only when a command needs more than a member."""

    async def facts(self, author: Author, place: Place) -> Facts:
        """Return what the platform knows of the author in the place now."""
        ...
