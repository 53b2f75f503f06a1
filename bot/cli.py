"""The `hypecheck` command: runs a subcommand, and opens the platforms for it.

Exit codes: 0 done, 1 it could not be done (the reason on standard error), 2 called wrongly,
130 stopped by Ctrl-C.
"""

import asyncio
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import TextIO

from bot.bootstrap import Base, build
from bot.chat.adapter import Platform
from bot.chat.facts import Members
from bot.chat.finding import Finding
from bot.dispatcher import Dispatcher, Watch
from bot.errors import CommandError, HypecheckError
from bot.memory import Memory
from bot.ops.arguments import parser
from bot.ops.invocation import Invocation, Run
from bot.ops.opening import say
from bot.settings import Settings, load
from knowledge.errors import BadPack, KnowledgeError

_BAD_SHOWN = 20


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; whatever goes wrong ends in a sentence and an exit code."""
    _bear_any_text()
    arguments = parser().parse_args(argv)
    try:
        given = {"database": arguments.database} if arguments.database else {}
        if arguments.config:
            os.environ["HYPECHECK_CONFIG"] = arguments.config
        settings = Settings() if arguments.command == "init" else load(os.environ, **given)
        call = Invocation(arguments, settings, _talk, _platforms, _guide, _examine)
        code = _command(arguments.command)(call)
        sys.stdout.flush()  # here, where it may still fail with a sentence
        return code
    except BadPack as error:
        return _bad_pack(error)
    except (KnowledgeError, HypecheckError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _abandon_output()
        return 0
    except OSError as error:
        if arguments.debug:
            raise
        _abandon_output()
        return _fail(f"The system refused: {error}.")
    except Exception as error:
        if arguments.debug:
            raise
        return _fail(f"An error of Hypecheck's own: {error!r}. Again with --debug shows where.")


def _command(name: str) -> Run:
    """Import one subcommand's file; the others stay where they are."""
    file = "import_" if name == "import" else name.replace("-", "_")
    run: Run = import_module(f"bot.ops.commands.{file}").run
    return run


def _bear_any_text() -> None:
    """Print a question mark for what the terminal's encoding cannot show, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _talk(
    settings: Settings, base: Base, runner: asyncio.Runner, stdin: TextIO, plain: bool
) -> int:
    """Chat in the terminal, without limits: its one person can flood nobody. It is home."""
    from adapters.terminal.app import Terminal
    from adapters.terminal.session import TerminalMembers

    members = TerminalMembers()
    unlimited = replace(
        settings,
        person_per_minute=0,
        place_per_minute=0,
        person_cooldown=0,
        home="terminal:local",
    )
    return Terminal(
        build(unlimited, base, {"terminal": members}),
        members,
        runner,
        stdin=stdin,
        stdout=sys.stdout,
        environ=os.environ,
        plain=plain,
    ).run()


def _platforms(settings: Settings, base: Base, watch: Watch) -> dict[str, Platform]:
    """Make the adapter of every platform that has a token, all over one dispatcher."""
    members: dict[str, Members] = {}
    adapters: dict[str, Platform] = {}
    dispatcher = build(settings, base, members, watch, adapters)
    if settings.discord_token:
        adapters["discord"] = _discord(settings, base, dispatcher, members)
    if settings.telegram_token:
        adapters["telegram"] = _telegram(settings, base, dispatcher, members)
    return adapters


def _guide(settings: Settings) -> list[str]:
    """Say what is left to do on each platform."""
    with _installed("discord"):
        from adapters.discord import setup as discord
    with _installed("telegram"):
        from adapters.telegram import setup as telegram
    return [
        *discord.first_steps(settings.discord_token),
        *telegram.first_steps(settings.telegram_token),
    ]


async def _examine(settings: Settings, now: float) -> list[Finding]:
    """Ask every platform that has a token how the bot stands with it."""
    found: list[Finding] = []
    if settings.discord_token:
        with _installed("discord"):
            from adapters.discord import setup as discord
        found += await discord.examine(settings.discord_token, settings.discord_api_base, now)
    if settings.telegram_token:
        with _installed("telegram"):
            from adapters.telegram import setup as telegram
        found += await telegram.examine(settings.telegram_token, settings.telegram_api_base, now)
    return found


def _discord(
    settings: Settings, base: Base, dispatcher: Dispatcher, members: dict[str, Members]
) -> Platform:
    with _installed("discord"):
        from adapters.discord.app import DiscordAdapter
        from adapters.discord.members import DiscordMembers
    known = DiscordMembers()
    members["discord"] = known
    try:
        return DiscordAdapter(
            dispatcher,
            Memory(base.store, "discord", base.pseudonyms(), base.clock),
            token=settings.discord_token,
            api_base=settings.discord_api_base or None,
            gateway_url=settings.discord_gateway_url or None,
            shards=settings.shards,
            members=known,
        )
    except ValueError as error:
        raise CommandError(f"{error}.") from error


def _telegram(
    settings: Settings, base: Base, dispatcher: Dispatcher, members: dict[str, Members]
) -> Platform:
    with _installed("telegram"):
        from adapters.telegram.app import TelegramAdapter, WebhookAddress
    webhook = None
    if settings.telegram_webhook_url:
        try:
            webhook = WebhookAddress.read(
                settings.telegram_webhook_url,
                settings.telegram_webhook_listen,
                settings.telegram_webhook_secret,
            )
        except ValueError as error:
            raise CommandError(f"HYPECHECK_TELEGRAM_WEBHOOK_...: {error}.") from error
    adapter = TelegramAdapter(
        dispatcher,
        Memory(base.store, "telegram", base.pseudonyms(), base.clock),
        token=settings.telegram_token,
        api_base=settings.telegram_api_base or None,
        webhook=webhook,
    )
    members["telegram"] = adapter.members
    return adapter


@contextmanager
def _installed(platform: str) -> Iterator[None]:
    """Say what to install when a platform's library is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise CommandError(
            f"{error.name} is not installed: `make run` brings it, or install"
            f" hypecheck[{platform}]."
        ) from error


def _abandon_output() -> None:
    """Let nothing more be written: the reader went away, or there is no room."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(text: str) -> int:
    say(f"hypecheck: {text}")
    return 1


def _bad_pack(error: BadPack) -> int:
    for line in error.lines[:_BAD_SHOWN]:
        say(str(line))
    if len(error.lines) > _BAD_SHOWN:
        say(f"... and {len(error.lines) - _BAD_SHOWN:,} lines more")
    return _fail(
        f"{len(error.lines):,} bad lines, so nothing was imported."
        " Mend them, or leave them out with --skip-bad."
    )


if __name__ == "__main__":
    sys.exit(main())
