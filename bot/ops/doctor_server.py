"""What can be examined of a base on a PostgreSQL server, and of its key."""

from bot.bootstrap import needs_driver
from bot.chat.finding import Finding, Level
from bot.ops.doctor_base import key, schema
from bot.settings import Settings
from knowledge.errors import StoreError

_TESTED = 15  # the oldest version that the tests run on


async def examine_server(settings: Settings) -> list[Finding]:
    """Examine the server and the base, when it can be reached."""
    with needs_driver():
        from knowledge.store import postgres_server
    name = settings.database_name
    try:
        version, others = await postgres_server.look(settings.database_url)
    except StoreError as error:
        found = Finding("base", Level.FAILURE, str(error), "This user's bot could not start.")
        return [found, key(settings)]
    return [
        Finding("base", Level.OK, f"{name} answers."),
        _version(version),
        await schema(settings),
        Finding("connections", Level.OK, f"{others} connection(s) of running bots."),
        key(settings),
        _backups(settings),
    ]


def _version(version: str) -> Finding:
    major = version.partition(".")[0].split()[0]
    if major.isdecimal() and int(major) >= _TESTED:
        return Finding("postgresql", Level.OK, f"PostgreSQL {version}.")
    return Finding(
        "postgresql",
        Level.NOTE,
        f"PostgreSQL {version} is not among the versions that Hypecheck is tested on.",
        f"It may serve as well; {_TESTED} does.",
        f"Upgrade the server to {_TESTED} or newer.",
    )


def _backups(settings: Settings) -> Finding:
    return Finding(
        "backups",
        Level.NOTE,
        "Hypecheck makes no backups of a base on a server, and sees none.",
        "Without one a broken disk takes everything that members reported.",
        f"Run pg_dump at times, and keep its file and a copy of {settings.key_path} elsewhere.",
    )
