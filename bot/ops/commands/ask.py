"""`hypecheck ask`: one question, or a file of them."""

import asyncio
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from bot.bootstrap import Base
from bot.errors import CommandError
from bot.ops import asking, explaining
from bot.ops.arguments import parser
from bot.ops.invocation import Invocation
from bot.ops.opening import open_or_make, with_base, write


def run(call: Invocation) -> int:
    """Answer as the terminal chat would, or as lines of JSON."""
    arguments = call.arguments
    text = " ".join(arguments.text)
    if arguments.batch:
        return with_base(call.settings, lambda base: _batch(base, arguments.batch))
    if not arguments.text:
        parser().error('ask something: hypecheck ask "is the airwrap worth it?"')
    if arguments.explain:
        return with_base(call.settings, lambda base: _explain(base, text, as_json=arguments.json))
    if arguments.json:
        return with_base(call.settings, lambda base: _json(base, text))
    return _once(call, text)


def _once(call: Invocation, text: str) -> int:
    """Let the terminal chat read the question as its only line."""
    line = io.StringIO(" ".join(text.split()) + "\n")
    with asyncio.Runner() as runner:
        base = runner.run(open_or_make(call.settings, read_only=True))
        try:
            return call.talk(call.settings, base, runner, line, False)
        finally:
            runner.run(base.close())


async def _json(base: Base, text: str) -> int:
    _write(await asking.ask(base, text.encode("utf-8", "replace").decode()))  # may be undecodable
    return 0


async def _explain(base: Base, text: str, *, as_json: bool) -> int:
    told = await explaining.explained(base, text.encode("utf-8", "replace").decode())
    if as_json:
        _write(told)
    else:
        for line in explaining.lines(told):
            write(line + "\n")
    return 0


async def _batch(base: Base, name: str) -> int:
    for message in asking.messages(_lines(name)):
        _write({"id": message.id, **await asking.ask(base, message.text)})
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


def _write(values: dict[str, Any]) -> None:
    write(msgspec.json.encode(values).decode() + "\n")
