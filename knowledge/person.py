"""People without names: a person is a keyed hash of platform and id; the key is a file apart."""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from knowledge.errors import BadInput, StoreReadOnly

_KEY_BYTES = 32
_PSEUDONYM = re.compile(r"p_[0-9a-f]{32}\Z")


class Pseudonyms:
    """Turn a platform's id for a person into one that names nobody without the key."""

    def __init__(self, key: bytes) -> None:
        """Take the key, which never enters the database."""
        self._key = key

    @classmethod
    def load(cls, path: Path) -> "Pseudonyms":
        """Read the key file, made with mode 0600 when it is not there."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            pass
        except OSError as error:
            raise StoreReadOnly(f"Cannot write the key file {path}: {error.strerror}.") from error
        else:
            with os.fdopen(descriptor, "wb") as target:
                target.write(secrets.token_bytes(_KEY_BYTES))
                target.flush()
                os.fsync(target.fileno())
        key = path.read_bytes()
        if len(key) != _KEY_BYTES:
            raise BadInput(f"The key file {path} is damaged: restore it from a backup.")
        return cls(key)

    def of(self, platform: str, person: str) -> str:
        """Return a person's pseudonym; what is one already stays as it is."""
        if _PSEUDONYM.match(person):
            return person
        message = f"{platform}\x00{person}".encode("utf-8", "surrogatepass")
        return "p_" + hmac.new(self._key, message, hashlib.sha256).hexdigest()[:32]
