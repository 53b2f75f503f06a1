"""Codes that somebody passes on by hand, of which only the digest is kept."""

import hashlib
import secrets

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are taken for one another
_LENGTH = 12  # 59 bits: not to be guessed while it lasts


def new_code() -> str:
    """Make a code of chance."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def plain(code: str) -> str:
    """Return a code as it was made; case, spaces and hyphens do not matter where it is typed."""
    return "".join(code.lower().split()).replace("-", "")


def digest(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(plain(code).encode(errors="replace")).hexdigest()
