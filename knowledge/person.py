"""People without names: a person is a keyed hash of platform and id; the key is a file apart.

What must be readable again (whom to tell, a form half filled in) is sealed with the same key.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import BadInput, StoreReadOnly
from knowledge.store.owner import hand_over

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12
_PSEUDONYM = re.compile(r"[pz]_[0-9a-f]{32}\Z")  # z: one who was forgotten


PACK = "pack"  # the platform of people who come with a pack


class Pseudonyms:
    """Turn a platform's id for a person into one that names nobody without the key."""

    def __init__(self, key: bytes) -> None:
        """Take the key, which never enters the database."""
        self._key = key

    @classmethod
    def load(cls, path: Path) -> "Pseudonyms":
        """Read the key file, made with mode 0600 when it is not there."""
        if not path.exists():
            _write_key(path)
        key = path.read_bytes()
        if len(key) != _KEY_BYTES:
            raise BadInput("The key file {path} is damaged: restore it from a backup.", path=path)
        return cls(key)

    def of(self, platform: str, person: str) -> str:
        """Return a person's pseudonym; what is one already, in a pack, stays as it is."""
        if platform == PACK and _PSEUDONYM.match(person):
            return person
        message = f"{platform}\x00{person}".encode("utf-8", "surrogatepass")
        return "p_" + hmac.new(self._key, message, hashlib.sha256).hexdigest()[:32]

    def origin(self, community: int) -> str:
        """Return what a community calls itself in its packs: the same each time, and no name."""
        message = f"origin\x00{community}".encode()
        return "c_" + hmac.new(self._key, message, hashlib.sha256).hexdigest()[:20]

    def seal(self, text: str, purpose: str) -> str:
        """Encrypt a text that must be readable again; only the same purpose opens it.

        AES-256-GCM with a random nonce, under a key of its own derived from the key file's.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._cipher().encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, sealed: str, purpose: str) -> str | None:
        """Read what was sealed for a purpose; None when it is not that, or of another key."""
        from cryptography.exceptions import InvalidTag

        try:
            raw = base64.urlsafe_b64decode(sealed)
            nonce, rest = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
            return self._cipher().decrypt(nonce, rest, purpose.encode()).decode()
        except (InvalidTag, ValueError):
            return None

    def _cipher(self) -> "AESGCM":
        # The library takes longer to import than a question takes to answer.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(hmac.new(self._key, b"\x00seal", hashlib.sha256).digest())


def _write_key(path: Path) -> None:
    """Write a new key beside its place and put it there whole, unless another one came first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)  # of a base on a server it may be new
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as target:
                target.write(secrets.token_bytes(_KEY_BYTES))
                target.flush()
                os.fsync(target.fileno())
            with suppress(FileExistsError):
                os.link(name, path)
                hand_over(path)
        finally:
            Path(name).unlink()
    except OSError as error:
        raise StoreReadOnly(f"Cannot write the key file {path}: {error.strerror}.") from error
