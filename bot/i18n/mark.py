"""Marking texts for the catalogue where they are declared, apart from where they are shown."""


def n_(message: str) -> str:
    """Mark a text for translation and return it as it is; `t(...)` translates it when shown."""
    return message
