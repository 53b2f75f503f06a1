"""The settings file that `hypecheck init` writes: every setting with a comment, private."""

import json
import os
from dataclasses import fields
from pathlib import Path

from bot.errors import SettingsError
from bot.settings import Settings, default_database

_HEAD = """# Hypecheck's settings. A variable HYPECHECK_... in the environment wins over its line.
# This file may hold tokens: keep it to yourself (mode 0600).
"""
_ABOUT = {
    "database": "the base: one file, or postgresql://user:password@host:5432/name",
    "key_file": "the key that hides people; empty: beside the base",
    "locale": "the language when a platform names none: en, de",
    "operator": "who runs this bot, shown by /about",
    "contact": "how to reach them",
    "earns_from_links": "whether anybody earns from links; shown by /about",
    "discord_token": "a platform with a token is answered on",
    "discord_api_base": "a REST proxy instead of Discord, ending in /api/v10",
    "discord_gateway_url": "a gateway instead of Discord's",
    "shards": 'auto, a number, or "0,1 of 4": which of how many this process runs',
    "telegram_token": "a platform with a token is answered on",
    "telegram_api_base": "a local Bot API server instead of Telegram's, without /bot",
    "telegram_webhook_url": "the https address where Telegram brings updates; empty: fetch them",
    "telegram_webhook_listen": "where the bot listens for what is brought there, host:port",
    "telegram_webhook_secret": "what Telegram shows to be let in; empty: one is made",
    "starter": "whether a base with nothing in it is given the starter pack",
    "home": "servers and groups that are home: discord:123 telegram:-100123; empty: the first one",
    "owners": "accounts that may do everything everywhere: discord:456 telegram:789",
    "person_per_minute": "requests a person may make in a minute; 0: no limit",
    "place_per_minute": "requests a place may make in a minute; 0: no limit",
    "person_cooldown": "seconds between two requests of a person in a place; 0: none",
    "log_format": "auto (text on a terminal, else JSON), text or json",
    "log_level": "debug, info, warning or error",
    "health_host": "where /healthz, /readyz and /metrics listen",
    "health_port": "their port; 0: none",
    "backup_folder": "where scheduled backups go; empty: `backups` beside the base",
    "backup_hours": "hours between scheduled backups; 0: none",
    "backup_keep": "scheduled backups kept, the newest",
}


def default_data() -> Path:
    """Return the folder in which a base lies unless somebody says otherwise."""
    return default_database().parent


def text(settings: Settings) -> str:
    """Write settings as TOML; what is as by default stands there as a comment."""
    usual = Settings()
    parts = [_HEAD]
    for field in fields(Settings):
        value, default = getattr(settings, field.name), getattr(usual, field.name)
        about = _ABOUT.get(field.name, "")
        line = f"{field.name} = {_toml(default if value == default else value)}"
        parts.append(f"\n# {about}\n{'# ' if value == default else ''}{line}\n")
    return "".join(parts)


def write(path: Path, settings: Settings) -> Path | None:
    """Write the file whole or not at all, readable by its owner only.

    Returns where the file that was there before is kept; None when there was none.
    """
    part, before = path.with_name(f".{path.name}.part"), path.with_name(f"{path.name}.before")
    is_new = not path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text(settings))
            file.flush()
            os.fsync(file.fileno())
        if not is_new:
            before.unlink(missing_ok=True)
            os.link(path, before)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SettingsError(f"Cannot write the settings {path}: {error.strerror}.") from error
    return None if is_new else before


def _toml(value: object) -> str:
    """Write a value; JSON's strings, numbers and booleans are TOML's too."""
    return "false" if value is None else json.dumps(value, ensure_ascii=False)
