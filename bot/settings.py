"""Every setting, frozen: from a TOML file and the environment, which wins.

`HYPECHECK_DATABASE` sets `database`; `HYPECHECK_DATABASE_FILE` names a file that holds it. A
setting that nobody knows is an error that names the nearest one.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs

from bot.errors import SettingsError
from knowledge.store.url import fault, is_url, passwords, shown

PREFIX = "HYPECHECK_"
_Count = Annotated[int, msgspec.Meta(ge=0)]
_Time = Annotated[float, msgspec.Meta(ge=0)]
_CONFIG = "config"  # names the TOML file itself, so it stands in the environment only


def default_database() -> Path:
    """Return where the base lies unless somebody says otherwise."""
    return Path(platformdirs.user_data_dir("hypecheck")) / "hypecheck.sqlite3"


def config_file(environ: Mapping[str, str]) -> Path:
    """Return the TOML file: the one that the environment names, else the user's own."""
    named = environ.get(f"{PREFIX}{_CONFIG.upper()}")
    if named:
        return Path(named).expanduser()
    return Path(platformdirs.user_config_dir("hypecheck")) / "hypecheck.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold the settings of one bot."""

    # path of the base, or postgresql://user:password@host/name; empty: in the user's data folder
    database: str = field(default="", repr=False)
    key_file: str = ""  # the key that hides people; empty: beside the base, or in that folder
    locale: str = "en"  # language for those whose platform names none
    operator: str = ""  # who runs this bot, shown by about and privacy
    contact: str = ""  # how to reach them
    earns_from_links: bool | None = None  # must be said; unsaid is shown as not declared
    discord_token: str = field(default="", repr=False)  # a platform with a token is run
    discord_api_base: str = ""  # a REST proxy instead of Discord; ends in /api/v10
    discord_gateway_url: str = ""  # a gateway instead of Discord's
    shards: str = "auto"  # auto, a number, or "0,1 of 4": which of how many this process runs
    telegram_token: str = field(default="", repr=False)
    telegram_api_base: str = ""  # a local Bot API server instead of Telegram's, without /bot
    telegram_webhook_url: str = ""  # where Telegram brings updates to; empty: they are fetched
    telegram_webhook_listen: str = "127.0.0.1:8081"  # where the bot listens for what is brought
    telegram_webhook_secret: str = field(default="", repr=False)  # empty: one is made
    starter: bool = True  # a base with nothing in it is given the starter pack
    home: str = ""  # servers and groups that are home: "discord:123 telegram:-100123"
    owners: str = ""  # people who may do everything everywhere: "discord:456 telegram:789"
    person_per_minute: _Count = 20  # requests a person may make in a minute; 0: no limit
    place_per_minute: _Count = 60  # requests a place may make in a minute; 0: no limit
    person_cooldown: _Time = 0  # seconds between two requests of a person in a place; 0: none
    log_format: Literal["auto", "text", "json"] = "auto"  # auto: text on a terminal, else JSON
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    health_host: str = "127.0.0.1"  # where /healthz, /readyz and /metrics listen
    health_port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 0  # 0: they do not
    backup_folder: str = ""  # empty: `backups` beside the base
    backup_hours: _Time = 24  # hours between scheduled backups; 0: none
    backup_keep: Annotated[int, msgspec.Meta(ge=1)] = 7  # scheduled backups kept, the newest

    def __post_init__(self) -> None:
        """Raise SettingsError for a base's URL that cannot be read; it never says the URL."""
        if why := self.database_url and fault(self.database_url):
            raise SettingsError(f"The setting database is wrong: {why}.")

    @property
    def database_url(self) -> str:
        """Return the URL of the base on a PostgreSQL server; empty when the base is a file."""
        return self.database.strip() if is_url(self.database) else ""

    @property
    def database_path(self) -> Path:
        """Return the path of the base; raise SettingsError when it is on a server."""
        if self.database_url:
            raise SettingsError(f"The base is no file: it is on a server, {self.database_name}.")
        return Path(self.database).expanduser() if self.database else default_database()

    @property
    def database_name(self) -> str:
        """Return what the base is called to people: its path, or its URL without the password."""
        return shown(self.database_url) if self.database_url else str(self.database_path)

    @property
    def key_path(self) -> Path:
        """Return the path of the key that hides people."""
        return Path(self.key_file).expanduser() if self.key_file else self.beside("key")

    def beside(self, ending: str) -> Path:
        """Return the path of what is kept beside the base: of one on a server, in our folder."""
        base = default_database().with_suffix("") if self.database_url else self.database_path
        return base.with_name(f"{base.name}.{ending}")

    def secrets(self) -> tuple[str, ...]:
        """Return what must never be shown: every token and secret that is set."""
        known = (self.discord_token, self.telegram_token, self.telegram_webhook_secret)
        return tuple(each for each in (*known, *passwords(self.database_url)) if each)

    def platforms(self) -> tuple[str, ...]:
        """Name the platforms that have a token."""
        named = (("discord", self.discord_token), ("telegram", self.telegram_token))
        return tuple(name for name, token in named if token)

    @property
    def home_spaces(self) -> frozenset[str]:
        """Return the spaces named as home, each `platform:id`."""
        return _named(self.home)

    @property
    def owner_accounts(self) -> frozenset[str]:
        """Return the owners' accounts, each `platform:id`."""
        return _named(self.owners)


def _named(text: str) -> frozenset[str]:
    """Read `platform:id` names between spaces or commas; raise SettingsError for any other."""
    names = frozenset(text.replace(",", " ").split())
    for name in names:
        if not re.fullmatch(r"[a-z]+:-?\w+", name):
            raise SettingsError(f"{name!r} is not like discord:123 or telegram:-100123.")
    return names


_NAMES = tuple(each.name for each in fields(Settings))


def load(environ: Mapping[str, str], **given: object) -> Settings:
    """Read the settings: defaults, then the TOML file, then the environment, then `given`.

    The user's own file need not be there; one that the environment names must.
    """
    values: dict[str, Any] = {}
    path = config_file(environ)
    if environ.get(f"{PREFIX}{_CONFIG.upper()}") or path.is_file():
        values |= _checked(_toml(path), f"in {path}")
    values |= _checked(_environment(environ), "in the environment")
    return make(values | given)


def make(values: Mapping[str, object]) -> Settings:
    """Check values and build the settings; raise SettingsError for a wrong one."""
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        what, _, name = str(error).partition(" - at `$.")
        raise SettingsError(f"A setting is wrong, {name.rstrip('`')}: {what}.") from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"Cannot read the settings {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings {path} are not TOML: {error}.") from error


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for variable, value in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or name == _CONFIG:
            continue
        if name.endswith("_file") and name not in _NAMES:
            try:
                values[name.removesuffix("_file")] = Path(value).read_text("utf-8").strip()
            except OSError as error:
                raise SettingsError(
                    f"{variable}: cannot read {value}: {error.strerror}."
                ) from error
        else:
            values[name] = value
    return values


def _checked(values: dict[str, Any], where: str) -> dict[str, Any]:
    for name in values:
        if name not in _NAMES:
            near = difflib.get_close_matches(name, _NAMES, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" Known: {', '.join(_NAMES)}."
            raise SettingsError(f"There is no setting {name!r} ({where}).{hint}")
    return values
