"""x."""


class FakeClock:
    """x."""
