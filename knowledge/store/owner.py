"""Whose files are: root may look after a base that a service's user runs on."""

import os
from contextlib import suppress
from pathlib import Path


def hand_over(path: Path) -> None:
    """Give what root has made to whoever owns its folder; do nothing for any other user."""
    if os.geteuid() == 0:
        folder = path.parent.stat()
        with suppress(PermissionError):  # a container's root may not be allowed to
            os.chown(path, folder.st_uid, folder.st_gid)
