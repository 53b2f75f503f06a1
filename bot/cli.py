"""The `hypecheck` command: chat, ask, import, export, starter, migrate.

Exit codes: 0 done, 1 it could not be done (the reason on standard error), 2 called wrongly,
130 stopped by Ctrl-C.
"""

import argparse
import asyncio
import io
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bot.bootstrap import Base, build, open_base
from bot.commands.house import release
from bot.errors import CommandError, HypecheckError
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
        command.set_defaults(run=run)
        return command

    chat = add("chat", "Talk with the bot in this terminal.", _chat)
    chat.add_argument("--plain", action="store_true", help="no colours, no bars, words only")
    ask = add("ask", "Ask one question, or a file of them.", _ask)
    ask.add_argument("text", nargs="*", help="the question")
    ask.add_argument("--json", action="store_true", help="answer with one line of JSON")
    ask.add_argument(
        "--batch", metavar="FILE", help='lines of {"id", "text"} in, lines of JSON out; - is stdin'
    )
    import_ = add("import", "Import a pack: JSON lines or CSV (docs/packs.md).", _import)
    import_.add_argument("file", help="the pack; - is standard input, JSON lines")
    import_.add_argument("--dry-run", action="store_true", help="try everything, change nothing")
    strictness = import_.add_mutually_exclusive_group()
    strictness.add_argument(
        "--strict", action="store_true", help="one bad line and nothing is imported (the default)"
    )
    strictness.add_argument(
        "--skip-bad", action="store_true", help="leave bad lines out and import the others"
    )
    export = add("export", "Write the base as a pack.", _export)
    export.add_argument("--format", choices=("jsonl", "csv"), help="else by FILE's ending")
    export.add_argument("file", nargs="?", help="where to; else standard output")
    starter = add("starter", "Load, update or remove the editorial starter pack.", _starter)
    starter.add_argument("action", choices=("load", "update", "remove"))
    migrate = add("migrate", "Bring the base's schema to this version.", _migrate)
    migrate.add_argument("--dry-run", action="store_true", help="only say what would be done")
    return parser


def _chat(arguments: argparse.Namespace, settings: Settings) -> int:
    """Chat over the base, made with the starter pack when there is none yet."""
    from adapters.terminal.app import Terminal
    from adapters.terminal.session import TerminalMembers

    _log_to(settings)
    members = TerminalMembers()
    with asyncio.Runner() as runner:
        base = runner.run(_open_or_make(settings))
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


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    text = " ".join(arguments.text)
    if arguments.batch:
        return _with_base(settings, lambda base: _batch(base, arguments.batch))
    if not text.strip():
        raise CommandError('Ask something: hypecheck ask "is the airwrap worth it?"')
    if arguments.json:
        return _with_base(settings, lambda base: _ask_json(base, text))
    return _ask_once(settings, text)


def _ask_once(settings: Settings, text: str) -> int:
    """Answer one question as the terminal chat would, on one line of input."""
    from adapters.terminal.app import Terminal
    from adapters.terminal.session import TerminalMembers

    members = TerminalMembers()
    line = io.StringIO(" ".join(text.split()) + "\n")
    with asyncio.Runner() as runner:
        base = runner.run(_open_or_make(settings, read_only=True))
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
    try:
        with Path("/dev/stdin" if name == "-" else name).open("rb") as source:
            yield from source
    except OSError as error:
        raise CommandError(f"Cannot read {name}: {error.strerror}.") from error


def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.ops.packs import import_
    from knowledge.packs.importing import Options
    from knowledge.packs.reading import read_pack

    options = Options(
        dry_run=arguments.dry_run, keep_good=arguments.skip_bad, progress=_progress("Importing")
    )
    reading = read_pack(Path("/dev/stdin" if arguments.file == "-" else arguments.file))

    async def work(base: Base) -> int:
        await import_(base, reading, options, _say)
        return 0

    if arguments.dry_run and not settings.database_path.exists():
        with tempfile.TemporaryDirectory() as folder:
            tried = replace(settings, database=str(Path(folder, "tried.sqlite3")))
            return _with_base(tried, work, writes=True, starter=False)
    return _with_base(settings, work, writes=True, starter=False)


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.ops.packs import export

    target = Path(arguments.file) if arguments.file else None
    by_ending = "csv" if target and target.suffix.lower() == ".csv" else "jsonl"

    async def work(base: Base) -> int:
        await export(base, arguments.format or by_ending, target, _write, _say)
        return 0

    if not settings.database_path.exists():
        raise CommandError(f"There is no base at {settings.database_path}; nothing to export.")
    return _with_base(settings, work, starter=False)


def _starter(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.ops.packs import starter_pack

    async def work(base: Base) -> int:
        await starter_pack(base, arguments.action, _say)
        return 0

    return _with_base(settings, work, writes=True, starter=False)


def _migrate(arguments: argparse.Namespace, settings: Settings) -> int:
    from knowledge.store.sqlite import pending_steps

    path = settings.database_path
    steps = asyncio.run(pending_steps(path))
    if not steps:
        _say(f"{path} is up to date.")
        return 0
    for step in steps:
        _say(f"{'would apply' if arguments.dry_run else 'applying'} {step}")
    if not arguments.dry_run:
        _with_base(settings, _nothing, writes=True, starter=False)
        _say(f"{path} is up to date.")
    return 0


async def _nothing(_base: Base) -> int:
    return 0


def _with_base(
    settings: Settings,
    work: Callable[[Base], Coroutine[Any, Any, T]],
    *,
    writes: bool = False,
    starter: bool = True,
) -> T:
    """Run work over the open base and close it."""

    async def run() -> T:
        base = await _open_or_make(settings, read_only=not writes, starter=starter)
        try:
            return await work(base)
        finally:
            await base.close()

    return asyncio.run(run())


async def _open_or_make(
    settings: Settings, *, read_only: bool = False, starter: bool = True
) -> Base:
    """Open the base; when there is none yet, make it, with the starter pack if wanted."""
    from knowledge.store.sqlite import is_new

    path = settings.database_path
    if not (starter and await is_new(path)):
        return await open_base(settings, read_only=read_only)
    base = await open_base(settings)
    if starter:
        from bot.ops.packs import starter_pack

        _say(f"New base at {path}.")
        try:
            await starter_pack(base, "load", _say)
        except BaseException:
            await base.close()
            raise
    return base


def _unlimited(settings: Settings) -> Settings:
    """Lift the limits for the terminal, whose one person can flood nobody."""
    return replace(settings, person_per_minute=0, place_per_minute=0)


def _log_to(settings: Settings) -> None:
    """Write the chat's incidents beside the base: the screen is for the conversation."""
    path = settings.database_path
    handler = logging.FileHandler(path.with_name(path.name + ".log"), delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)


def _progress(verb: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            print(f"\r{verb} {done:,} of {total:,} ...", end=end, file=sys.stderr, flush=True)

    return show


def _abandon_output() -> None:
    """Let nothing more be written: the reader went away, or there is no room."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(text: str) -> None:
    sys.stdout.write(text)


def _write_json(values: dict[str, Any]) -> None:
    import msgspec

    _write(msgspec.json.encode(values).decode() + "\n")


def _encodable(text: str) -> str:
    """Replace what came in undecodable on the command line."""
    return text.encode("utf-8", "replace").decode()


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _fail(text: str) -> int:
    _say(f"hypecheck: {text}")
    return 1


def _bad_pack(error: BadPack) -> int:
    for line in error.lines[:_BAD_SHOWN]:
        _say(str(line))
    if len(error.lines) > _BAD_SHOWN:
        _say(f"... and {len(error.lines) - _BAD_SHOWN:,} lines more")
    return _fail(
        f"{len(error.lines):,} bad lines, so nothing was imported."
        " Mend them, or leave them out with --skip-bad."
    )


if __name__ == "__main__":
    sys.exit(main())
