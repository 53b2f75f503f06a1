"""The streams: what a terminal can show, writing to it, reading lines from it."""

import asyncio
import io
import os
import shutil
import sys
from collections.abc import Awaitable, Iterable, Mapping
from typing import TextIO, TypeVar

from rich.console import Console
from rich.text import Text

from adapters.terminal.inbound import whole
from adapters.terminal.outbound import Look

T = TypeVar("T")

_PIPED_WIDTH = 80
_WIDEST = 100  # longer lines are hard to read
_NARROWEST = 20
_PATIENCE = 0.3  # seconds before work shows that it is going on


class Screen:
    """Read and write lines; knows whether there are colours and somebody to prompt."""

    def __init__(
        self,
        stdin: TextIO,
        stdout: TextIO,
        environ: Mapping[str, str],
        *,
        interactive: bool | None = None,
        plain: bool = False,
    ) -> None:
        """Look at the streams and the environment; bytes that are no text never stop it."""
        self._stdin, self._stdout, self._environ = stdin, stdout, environ
        both = stdin.isatty() and stdout.isatty()
        self.interactive = both if interactive is None else interactive
        for stream in (stdin, stdout):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        dull = plain or bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
        self.colour = stdout.isatty() and not dull
        self._said = False
        self._console = Console(
            file=io.StringIO(),
            width=10_000,  # lines come wrapped
            color_system="standard" if self.colour else None,
            force_terminal=self.colour,
            legacy_windows=False,
            _environ={},
        )

    @property
    def look(self) -> Look:
        """Say how wide it is now, and whether a bar can be drawn."""
        return Look(self._width(), self.colour and self._draws("█▓▒░"))

    @property
    def edits(self) -> bool:
        """Say whether lines are read with Python's own line editing."""
        return self.interactive and self._stdin is sys.stdin and self._stdout is sys.stdout

    def say(self, lines: Iterable[Text | str]) -> None:
        """Write one utterance, kept apart from the others by a blank line."""
        self.part()
        self.write(lines)
        self.rest()

    def part(self) -> None:
        """Begin an utterance: in a pipe, a blank line parts it from the one before."""
        if self._said and not self.interactive:
            self._stdout.write("\n")
        self._said = True

    def rest(self) -> None:
        """End an utterance: before a prompt, a blank line gives it room."""
        if self.interactive:
            self._write("\n")

    def write(self, lines: Iterable[Text | str]) -> None:
        """Write lines without a blank one around them."""
        self._write("".join(f"{self._drawn(line)}\n" for line in lines))

    def ask(self, prompt: str) -> str:
        """Read a line; raise EOFError at the end of the input. A pipe is not prompted."""
        if self.edits:
            return whole(input(prompt))  # goes through readline where that is loaded
        if self.interactive:
            self._write(prompt)
        line = self._stdin.readline()
        if not line:
            raise EOFError
        return whole(line.rstrip("\r\n"))

    async def patiently(self, work: Awaitable[T], text: str) -> T:
        """Wait for the work; show a spinner on a capable terminal when it takes long."""
        if not (self.interactive and self.colour):
            return await work
        console = Console(file=self._stdout, force_terminal=True, legacy_windows=False)
        spinner = "dots" if self._draws("⠋") else "line"
        status = console.status(Text(text), spinner=spinner)
        timer = asyncio.get_running_loop().call_later(_PATIENCE, status.start)
        try:
            return await work
        finally:
            timer.cancel()
            status.stop()

    def abandon(self) -> None:
        """Let nothing more be written after the reader went away, also not at exit."""
        if isinstance(self._stdout, io.TextIOWrapper):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stdout.fileno())
            os.close(nowhere)

    def _write(self, text: str) -> None:
        self._stdout.write(text)
        self._stdout.flush()

    def _drawn(self, line: Text | str) -> str:
        if isinstance(line, str) or not self.colour:
            return str(line)
        with self._console.capture() as capture:
            self._console.print(line, end="", soft_wrap=True)
        return capture.get()

    def _draws(self, characters: str) -> bool:
        try:
            characters.encode(self._stdout.encoding or "utf-8")
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    def _width(self) -> int:
        given = self._environ.get("COLUMNS", "")
        if given.isascii() and given.isdigit() and int(given[:5]) > 0:
            width = int(given[:5])
        elif self._stdout.isatty():
            width = shutil.get_terminal_size((_PIPED_WIDTH, 24)).columns
        else:
            width = _PIPED_WIDTH
        return max(_NARROWEST, min(width, _WIDEST))
