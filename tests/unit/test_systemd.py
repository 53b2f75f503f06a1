"""What systemd is told."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ops.systemd import Systemd


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """Listen as systemd does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as opened:
        opened.bind(str(tmp_path / "notify"))
        opened.settimeout(5)
        yield opened


def test_states_arrive(manager: socket.socket) -> None:
    """Several states are one datagram, a line each."""
    Systemd({"NOTIFY_SOCKET": manager.getsockname()}).tell("READY=1", "STATUS=well")

    assert manager.recv(200) == b"READY=1\nSTATUS=well"


async def test_the_watchdog_is_fed_at_half_its_time(manager: socket.socket) -> None:
    """As long as the event loop turns, systemd hears of it in time."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)
        if len(slept) == 3:
            raise asyncio.CancelledError

    environ = {
        "NOTIFY_SOCKET": manager.getsockname(),
        "WATCHDOG_USEC": "30000000",
        "WATCHDOG_PID": str(os.getpid()),
    }
    with pytest.raises(asyncio.CancelledError):
        await Systemd(environ).watchdog(sleep)

    assert slept == [15, 15, 15]
    assert [manager.recv(200) for _ in slept] == [b"WATCHDOG=1"] * 3


async def test_without_systemd_nothing_is_done() -> None:
    """No socket, no watchdog: the loop of it ends at once; another's watchdog is not fed."""
    Systemd({}).tell("READY=1")
    await Systemd({}).watchdog()
    other = {"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"}
    assert Systemd(other).interval == 0


def test_a_dead_socket_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The bot goes on."""
    Systemd({"NOTIFY_SOCKET": str(tmp_path / "gone")}).tell("READY=1")

    assert "systemd could not be told" in caplog.text
