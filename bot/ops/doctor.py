"""What can be examined without a platform: settings, installation, disk, and the base."""

import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from importlib.metadata import distributions

from bot.chat.finding import Finding, Level
from bot.ops.doctor_base import examine_base, holder
from bot.ops.doctor_server import examine_server
from bot.settings import Settings, config_file

_OURS = ("bot", "adapters", "knowledge")
_ROOM = 200_000_000  # bytes free below which writing may soon fail
_RESET_FIXED = (3, 51, 3)


async def examine(settings: Settings, environ: Mapping[str, str], now: datetime) -> list[Finding]:
    """Examine everything of this machine; slow for a large base, whose every page is read."""
    found = [
        *_declared(settings),
        *_config(settings, environ),
        *_installed(),
    ]
    if settings.database_url:
        return [*found, *_port(settings, None), *await examine_server(settings)]
    process = holder(settings.database_path)
    found += [_sqlite(), *_disk(settings), *_port(settings, process)]
    return [*found, *await examine_base(settings, now)]


def _declared(settings: Settings) -> Iterator[Finding]:
    if settings.platforms():
        yield Finding(
            "tokens", Level.OK, f"There is a token for {' and '.join(settings.platforms())}."
        )
    else:
        yield Finding(
            "tokens",
            Level.FAILURE,
            "No platform has a token.",
            "`hypecheck run` has nowhere to answer.",
            "Run `hypecheck init`, or set discord_token or telegram_token.",
        )
    missing = [name for name in ("operator", "contact") if not getattr(settings, name)]
    if missing:
        yield Finding(
            "operator",
            Level.WARNING,
            f"Not stated: {', '.join(missing)}.",
            "Members are told nobody to turn to; both platforms ask for it in a privacy policy.",
            "Set operator and contact.",
        )
    else:
        yield Finding("operator", Level.OK, "Members are told who runs the bot.")
    if settings.earns_from_links is None:
        yield Finding(
            "money",
            Level.WARNING,
            "It is not declared whether anybody earns from links.",
            "/about says so to every member.",
            "Set earns_from_links to true or false.",
        )
    else:
        yield Finding("money", Level.OK, "It is declared whether anybody earns from links.")


def _config(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    path = config_file(environ)
    if not path.is_file():
        yield Finding("settings", Level.OK, f"No settings file at {path}: environment only.")
        return
    if path.stat().st_mode & 0o077 and settings.secrets():
        yield Finding(
            "settings",
            Level.WARNING,
            f"Others on this machine may read {path}.",
            "Who has a token is the bot.",
            f"chmod 600 {path}",
        )
        return
    yield Finding("settings", Level.OK, f"{path} is read, and only by its owner.")


def _installed() -> Iterator[Finding]:
    """Say who else has put files under our generic top-level names."""
    others = {
        str(distribution.metadata["Name"])
        for distribution in distributions()
        for file in distribution.files or []
        if file.parts and file.parts[0] in _OURS
    } - {"hypecheck"}
    if others:
        yield Finding(
            "packages",
            Level.FAILURE,
            f"{', '.join(sorted(others))} installed files under {', '.join(_OURS)} too.",
            "Either may have overwritten the other's.",
            "Install Hypecheck into an environment of its own.",
        )
    else:
        yield Finding("packages", Level.OK, f"{', '.join(_OURS)} belong to Hypecheck alone.")


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= _RESET_FIXED:
        return Finding("sqlite", Level.OK, f"SQLite {version}.")
    return Finding(
        "sqlite",
        Level.NOTE,
        f"SQLite {version} has the WAL-reset fault, mended in 3.51.3.",
        "It needs two connections that write and checkpoint; Hypecheck has one, so it is safe."
        " Another program that writes to the file would not be.",
        "Open the base with nothing else while the bot runs, or read-only.",
    )


def _disk(settings: Settings) -> Iterator[Finding]:
    path = settings.database_path
    folder, size = next(each for each in path.absolute().parents if each.is_dir()), 0
    free = shutil.disk_usage(folder).free
    with suppress(OSError):  # what cannot be looked at is said of the base
        size = path.stat().st_size
    if free < max(_ROOM, 2 * size):
        yield Finding(
            "disk",
            Level.WARNING,
            f"{free / 1e6:,.0f} MB are free where the base ({size / 1e6:,.0f} MB) lies.",
            "When the disk is full nothing more is saved, and an upgrade needs room for a copy.",
            "Make room, lower backup_keep, or move backup_folder to another disk.",
        )
    else:
        yield Finding("disk", Level.OK, f"{free / 1e6:,.0f} MB are free.")
    if not os.access(folder, os.W_OK):
        yield Finding(
            "folder",
            Level.FAILURE,
            f"{folder} cannot be written by this user.",
            "The base, its lock and its key lie there.",
            "Run as the folder's owner, or give the folder to this user.",
        )


def _port(settings: Settings, process: str | None) -> Iterator[Finding]:
    """Say whether health and metrics can be served, where they are to be.

    `process` is the running bot; empty when none runs, None when that is not known.
    """
    host, port = settings.health_host, settings.health_port
    if not port:
        return
    why_not = _taken(host, port)
    if process and why_not:
        said = f"{host}:{port} is in use, as it is while the bot runs."
        yield Finding("health port", Level.OK, said)
    elif process:
        yield Finding(
            "health port",
            Level.WARNING,
            f"The bot runs, and nothing listens on {host}:{port}.",
            "Nobody sees from outside how it is.",
            "See its log for why; after a change of health_host or health_port start it anew.",
        )
    elif why_not:
        unless = "Nothing, if the bot runs here: it listens there. Else: " * (process is None)
        yield Finding(
            "health port",
            Level.WARNING,
            f"{host}:{port} cannot be listened on: {why_not}.",
            "The bot would answer, without /healthz, /readyz and /metrics.",
            f"{unless}Set health_port, or health_host, to what is free.",
        )
    else:
        yield Finding("health port", Level.OK, f"{host}:{port} is free.")


def _taken(host: str, port: int) -> str:
    """Say why a port cannot be listened on, by trying; empty when it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen(1)
    except OSError as error:
        return error.strerror or type(error).__name__
    except UnicodeError:  # what no name server could be asked for
        return "it is no name of a host"
    return ""
