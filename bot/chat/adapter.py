"""What a platform's adapter is to the process that runs it."""

from typing import Protocol


class Refused(Exception):  # it says what the platform did
    """Say why trying again would not help, for the admin: a wrong token, a missing right."""


class Adapter(Protocol):
    """Answer on a platform until closed."""

    async def run(self) -> None:
        """Answer until closed; raise Refused when only the admin can help."""
        ...

    async def close(self) -> None:
        """Stop taking requests, finish what is under way, disconnect."""
        ...
