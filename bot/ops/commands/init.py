"""`hypecheck init`: settings, key, base and starter pack, by questions or by flags."""

import argparse
import os
import sys
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from bot.bootstrap import Base
from bot.errors import CommandError
from bot.ops import config
from bot.ops.invocation import Invocation
from bot.ops.opening import say, with_base
from bot.settings import PREFIX, config_file, make
from knowledge.store.url import is_url


@dataclass(frozen=True, slots=True)
class _Person:
    """Be who answers the questions; a script is asked nothing and gets the defaults."""

    is_there: bool

    def text(self, question: str, default: str = "") -> str:
        """Ask for a line."""
        if not self.is_there:
            return default
        shown = f" [{default}]" if default else ""
        sys.stderr.write(f"{question}{shown}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise CommandError("The questions were not answered to the end; nothing was written.")
        return line.strip() or default

    def secret(self, question: str) -> str:
        """Ask for a line that is not shown while it is typed."""
        return getpass(f"{question} (not shown; empty: none): ").strip() if self.is_there else ""

    def choice(self, question: str) -> bool | None:
        """Ask until it is yes or no; a script that did not say gets None."""
        while self.is_there:
            answer = self.text(f"{question} (yes or no)").lower()
            if answer in ("y", "yes", "n", "no"):
                return answer.startswith("y")
        return None


def run(call: Invocation) -> int:
    """Set a bot up, then say what is left to do on each platform."""
    arguments = call.arguments
    path = config_file(os.environ)
    if path.exists() and not arguments.replace:
        raise CommandError(f"{path} is there already. Edit it, or write it anew with --replace.")
    values = _values(arguments, _Person(sys.stdin.isatty() and not arguments.yes))
    settings = make(values)

    async def made(base: Base) -> int:
        base.pseudonyms()
        return 0

    with_base(settings, made, writes=True)
    before = config.write(path, settings)  # last, so that after a failure the same call works
    if before is not None:
        say(f"The settings before are kept in {before}: carry over what still holds.")
    say(f"Settings in {path}, base in {settings.database_name}.")
    say(f"Keep a copy of {settings.key_path} elsewhere: it is half of every backup.")
    for line in call.guide(settings):
        say(line)
    say(f"Then: hypecheck doctor, and hypecheck run.{_how(path)}")
    return 0


def _values(arguments: argparse.Namespace, person: _Person) -> dict[str, object]:
    """Take what the flags say and ask for the rest."""
    data = arguments.data or _where(person)
    earns = {"yes": True, "no": False, None: None}[arguments.earns_from_links]
    if earns is None:
        earns = person.choice("Does anybody earn from links in connection with this bot?")
    if earns is None:
        raise CommandError(
            "Say whether anybody earns from links: --earns-from-links yes or no. /about shows it."
        )
    discord = _token(arguments.discord_token_file, "DISCORD") or person.secret("Discord token")
    telegram = _token(arguments.telegram_token_file, "TELEGRAM") or person.secret("Telegram token")
    operator = arguments.operator or person.text("Who runs this bot (shown to members)")
    contact = arguments.contact or person.text("How to reach them (shown to members)")
    return {
        "database": data if is_url(data) else str(_absolute(data) / "hypecheck.sqlite3"),
        "discord_token": discord,
        "telegram_token": telegram,
        "operator": operator,
        "contact": contact,
        "earns_from_links": earns,
        "starter": not arguments.no_starter,
        "locale": arguments.locale,
        "health_port": arguments.health_port,
    }


def _where(person: _Person) -> str:
    question = "Folder for the data, or the URL of a PostgreSQL database"
    return person.text(question, str(config.default_data()))


def _absolute(folder: str) -> Path:
    return Path(folder).expanduser().absolute()


def _token(name: str | None, platform: str) -> str:
    """Read a token from a file or the environment; an argument would show in `ps`."""
    if name is None:
        return os.environ.get(f"{PREFIX}{platform}_TOKEN", "").strip()
    try:
        text = sys.stdin.readline() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Cannot read a token from {name}: {error}.") from error
    if len(text.split()) != 1:
        raise CommandError(f"{name} has to hold one token and nothing else.")
    return text.strip()


def _how(path: Path) -> str:
    is_default = path == config_file({})
    return "" if is_default else f" Both need --config {path} or {PREFIX}CONFIG={path}."
