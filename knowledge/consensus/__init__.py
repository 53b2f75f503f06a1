"""From verdicts to one honest answer."""
