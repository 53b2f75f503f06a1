"""A pace that holds nothing back, where a model that counts nothing takes the messages."""


class Unpaced:
    """Let everything through at once."""

    def wait(self, chat: int) -> float:  # the interface's
        """Return 0."""
        return 0.0

    def take(self, chat: int) -> None:
        """Count nothing."""

    def hold(self, chat: int, seconds: float) -> None:
        """Hold nothing."""
