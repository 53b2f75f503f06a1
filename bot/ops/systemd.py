"""Telling systemd how the program is: sd_notify's datagrams, without its library."""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Mapping

_log = logging.getLogger(__name__)
Sleep = Callable[[float], Awaitable[None]]


class Systemd:
    """Send states to the socket that systemd named; do nothing where it named none."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Take the environment: NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID are systemd's."""
        self._address = environ.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)
        is_ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        micros = environ.get("WATCHDOG_USEC", "")
        self.interval = int(micros) / 2e6 if micros.isdigit() and is_ours else 0.0  # seconds

    def tell(self, *states: str) -> None:
        """Send states such as `READY=1`; a failure is logged and changes nothing."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.sendto("\n".join(states).encode(), self._address)
        except OSError as error:
            _log.warning("systemd could not be told: %s", error.strerror)

    async def watchdog(self, sleep: Sleep = asyncio.sleep) -> None:
        """Show that the event loop turns, twice in the time after which systemd restarts us."""
        while self._address and self.interval:
            self.tell("WATCHDOG=1")
            await sleep(self.interval)
