"""The `hypecheck` command: chat, ask, import, export, starter, log, undo, migrate.

Exit codes: 0 done, 1 it could not be done (the reason on standard error), 2 called wrongly,
130 stopped by Ctrl-C.
"""

import argparse
import asyncio
import io
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bot.bootstrap import Base, build
from bot.chat.adapter import Adapter
from bot.chat.facts import Members
from bot.commands.house import release
from bot.dispatcher import Dispatcher
from bot.errors import CommandError, HypecheckError
from bot.memory import Memory
from bot.ops.opening import open_or_make, say, with_base, write
from bot.settings import Settings, load
from knowledge.errors import BadPack, KnowledgeError

T = TypeVar("T")
Run = Callable[[argparse.Namespace, Settings], int]
_BAD_SHOWN = 20


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; whatever goes wrong ends in a sentence and an exit code."""
    _bear_any_text()
    arguments = _parser().parse_args(argv)
    try:
        given = {"database": arguments.database} if arguments.database else {}
        run: Run = arguments.run
        code = run(arguments, load(os.environ, **given))
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


def _bear_any_text() -> None:
    """Print a question mark for what the terminal's encoding cannot show, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hypecheck", description="Is it worth it?")
    parser.add_argument("--version", action="version", version=f"hypecheck {release()}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--database",
        metavar="FILE",
        help="the base; else HYPECHECK_DATABASE, else your data folder",
    )
    common.add_argument("--debug", action="store_true", help="show where an error comes from")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, help_: str, run: Run) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_, description=help_, parents=[common])
        command.set_defaults(run=run, command=name)
        return command

    chat = add("chat", "Talk with the bot in this terminal.", _chat)
    chat.add_argument("--plain", action="store_true", help="no colours, no bars, words only")
    add("run", "Answer on every platform that has a token.", _run)
    ask = add("ask", "Ask one question, or a file of them.", _ask)
    ask.add_argument("text", nargs="*", help="the question")
    ask.add_argument("--json", action="store_true", help="answer with one line of JSON")
    ask.add_argument(
        "--batch", metavar="FILE", help='lines of {"id", "text"} in, lines of JSON out; - is stdin'
    )
    import_ = add("import", "Import a pack: JSON lines or CSV (docs/packs.md).", _data)
    import_.add_argument("file", help="the pack; - is standard input, JSON lines")
    import_.add_argument("--dry-run", action="store_true", help="try everything, change nothing")
    strictness = import_.add_mutually_exclusive_group()
    strictness.add_argument(
        "--strict", action="store_true", help="one bad line and nothing is imported (the default)"
    )
    strictness.add_argument(
        "--skip-bad", action="store_true", help="leave bad lines out and import the others"
    )
    export = add("export", "Write the base as a pack.", _data)
    export.add_argument("--format", choices=("jsonl", "csv"), help="else by FILE's ending")
    export.add_argument("file", nargs="?", help="where to; else standard output")
    starter = add("starter", "Load, update or remove the editorial starter pack.", _data)
    starter.add_argument("action", choices=("load", "update", "remove"))
    log = add("log", "List what was changed, by whom, the newest first.", _data)
    log.add_argument("--limit", type=int, default=20, metavar="N", help="how many (20)")
    undo = add("undo", "Undo one operation of the log, exactly.", _data)
    undo.add_argument("operation", help="its code in the log")
    migrate = add("migrate", "Bring the base's schema to this version.", _data)
    migrate.add_argument("--dry-run", action="store_true", help="only say what would be done")
    return parser


def _chat(arguments: argparse.Namespace, settings: Settings) -> int:
    """Chat over the base, made with the starter pack when there is none yet."""
    from adapters.terminal.app import Terminal
    from adapters.terminal.session import TerminalMembers

    _log_to(settings)
    members = TerminalMembers()
    with asyncio.Runner() as runner:
        base = runner.run(open_or_make(settings))
        try:
            dispatcher = build(_unlimited(settings), base, {"terminal": members})
            terminal = Terminal(
                dispatcher,
                members,
                runner,
                stdin=sys.stdin,
                stdout=sys.stdout,
                environ=os.environ,
                plain=arguments.plain,
            )
            return terminal.run()
        finally:
            runner.run(base.close())


def _run(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the platforms until SIGTERM or Ctrl-C; exit with 1 when none of them would have us."""
    if not (settings.discord_token or settings.telegram_token):
        raise CommandError(
            "No platform has a token. Set HYPECHECK_DISCORD_TOKEN or HYPECHECK_TELEGRAM_TOKEN."
        )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("httpx", "telegram", "discord.http"):
        logging.getLogger(noisy).setLevel(logging.ERROR)  # they write addresses, which hold ids
    return asyncio.run(_platforms(settings))


async def _platforms(settings: Settings) -> int:
    from bot.ops.running import run_adapters, stop_on_signals

    stop = asyncio.Event()
    stop_on_signals(stop)
    base = await open_or_make(settings)
    try:
        members: dict[str, Members] = {}
        dispatcher = build(settings, base, members)
        adapters: dict[str, Adapter] = {}
        if settings.discord_token:
            adapters["discord"] = _discord(settings, base, dispatcher, members)
        if settings.telegram_token:
            adapters["telegram"] = _telegram(settings, base, dispatcher, members)
        say(f"Starting {' and '.join(adapters)} on {settings.database_path}. Ctrl-C ends it.")
        return 0 if await run_adapters(adapters, stop) else 1
    finally:
        await base.close()


def _discord(
    settings: Settings, base: Base, dispatcher: Dispatcher, members: dict[str, Members]
) -> Adapter:
    with _installed("discord"):
        from adapters.discord.app import DiscordAdapter
        from adapters.discord.members import DiscordMembers
    known = DiscordMembers(time.monotonic)
    members["discord"] = known
    try:
        return DiscordAdapter(
            dispatcher,
            Memory(base.store, "discord", base.pseudonyms()),
            token=settings.discord_token,
            api_base=settings.discord_api_base or None,
            gateway_url=settings.discord_gateway_url or None,
            shards=settings.shards,
            members=known,
        )
    except ValueError as error:
        raise CommandError(f"HYPECHECK_SHARDS: {error}.") from error


def _telegram(
    settings: Settings, base: Base, dispatcher: Dispatcher, members: dict[str, Members]
) -> Adapter:
    with _installed("telegram"):
        from adapters.telegram.app import TelegramAdapter
    adapter = TelegramAdapter(
        dispatcher,
        Memory(base.store, "telegram", base.pseudonyms()),
        token=settings.telegram_token,
        api_base=settings.telegram_api_base or None,
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


def _data(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run a command on knowledge, importing what those need only now."""
    from bot.ops.data import RUN

    return RUN[arguments.command](arguments, settings)


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    text = " ".join(arguments.text)
    if arguments.batch:
        return with_base(settings, lambda base: _batch(base, arguments.batch))
    if not arguments.text:
        _parser().error('ask something: hypecheck ask "is the airwrap worth it?"')
    if arguments.json:
        return with_base(settings, lambda base: _ask_json(base, text))
    return _ask_once(settings, text)


def _ask_once(settings: Settings, text: str) -> int:
    """Answer one question as the terminal chat would, on one line of input."""
    from adapters.terminal.app import Terminal
    from adapters.terminal.session import TerminalMembers

    members = TerminalMembers()
    line = io.StringIO(" ".join(text.split()) + "\n")
    with asyncio.Runner() as runner:
        base = runner.run(open_or_make(settings, read_only=True))
        try:
            dispatcher = build(_unlimited(settings), base, {"terminal": members})
            return Terminal(
                dispatcher, members, runner, stdin=line, stdout=sys.stdout, environ=os.environ
            ).run()
        finally:
            runner.run(base.close())


async def _ask_json(base: Base, text: str) -> int:
    from bot.ops.asking import ask

    _write_json(await ask(base, _encodable(text)))
    return 0


async def _batch(base: Base, name: str) -> int:
    from bot.ops.asking import ask, messages

    for message in messages(_lines(name)):
        _write_json({"id": message.id, **await ask(base, message.text)})
    return 0


def _lines(name: str) -> Iterator[bytes]:
    """Read a file's lines as they come, or standard input's."""
    if name == "-":
        yield from sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as source:
            yield from source
    except OSError as error:
        raise CommandError(f"Cannot read {name}: {error.strerror}.") from error


def _unlimited(settings: Settings) -> Settings:
    """Lift the limits for the terminal, whose one person can flood nobody."""
    return replace(settings, person_per_minute=0, place_per_minute=0)


def _log_to(settings: Settings) -> None:
    """Write the chat's incidents beside the base: the screen is for the conversation."""
    path = settings.database_path
    handler = logging.FileHandler(path.with_name(path.name + ".log"), delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)


def _abandon_output() -> None:
    """Let nothing more be written: the reader went away, or there is no room."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_json(values: dict[str, Any]) -> None:
    import msgspec

    write(msgspec.json.encode(values).decode() + "\n")


def _encodable(text: str) -> str:
    """Replace what came in undecodable on the command line."""
    return text.encode("utf-8", "replace").decode()


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
