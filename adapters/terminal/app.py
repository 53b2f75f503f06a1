"""The chat in the terminal: a blocking loop on the main thread, one request at a time."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TextIO

from rich.text import Text

from adapters.terminal.commands import NAMES, QUIT, MetaCommands, unknown, usage
from adapters.terminal.completion import Completer
from adapters.terminal.forms import Left, Prompts, typed
from adapters.terminal.inbound import Meta, Nothing, Press, UnknownCommand, read
from adapters.terminal.outbound import render
from adapters.terminal.screen import Screen
from adapters.terminal.session import Session, TerminalMembers, locale_of
from adapters.terminal.text import harmless, wrap
from bot.chat.action import Action
from bot.chat.form import Form
from bot.chat.reply import Reply
from bot.chat.request import Request, Source
from bot.chat.words import Words
from bot.dispatcher import Dispatcher

PROMPT = "you> "
FIELD_PROMPT = "  > "
INTERRUPTED = 130  # what a shell says of a program ended by Ctrl-C


class Terminal:
    """Chat with the bot over two text streams."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        members: TerminalMembers,
        runner: asyncio.Runner,
        *,
        stdin: TextIO,
        stdout: TextIO,
        environ: Mapping[str, str],
        interactive: bool | None = None,
        plain: bool = False,
    ) -> None:
        """Take the core, the runner that drives it, and the streams; None asks the streams."""
        self._dispatcher = dispatcher
        self._runner = runner
        self._screen = Screen(stdin, stdout, environ, interactive=interactive, plain=plain)
        self._session = Session(locale_of(environ))
        self._meta = MetaCommands(self._session, members, dispatcher.translator)
        self._completer = Completer(dispatcher, runner, self._session)
        self._choices: tuple[Action, ...] = ()
        self._unsent: Callable[[], str] = str  # the line being edited, when that can be known

    def run(self) -> int:
        """Chat until the person leaves or the input ends; return the exit code."""
        try:
            with self._line_editing():
                self._greet()
                return self._loop()
        except BrokenPipeError:
            self._screen.abandon()
            return 0

    @property
    def _words(self) -> Words:
        return self._dispatcher.translator(self._session.locale)

    def _loop(self) -> int:
        interrupted = False
        while True:
            try:
                line = self._screen.ask(PROMPT)
                interrupted = False
                if not self.hear(line):
                    return 0
            except EOFError:
                self._screen.write([""] if self._screen.interactive else [])
                return 0
            except KeyboardInterrupt:
                if interrupted or not self._screen.interactive:
                    return INTERRUPTED
                self._screen.write([""])
                if self._unsent():
                    continue  # it cleared a line somebody had begun
                interrupted = True
                t = self._words
                self._tell(t("Ctrl-C again, Ctrl-D or :quit leaves."))

    def hear(self, line: str) -> bool:
        """Do what the line says; False when it says to leave."""
        t = self._words
        match read(line, self._dispatcher.catalogue, self._session):
            case Nothing():
                pass
            case Press(number=number):
                return self._press(number)
            case Meta(name=name) if name in QUIT:
                return False
            case Meta(name="help"):
                self._help()
            case Meta() as meta:
                self._tell(*self._meta.perform(meta))
            case UnknownCommand(name=name, nearest=similar):
                paths = tuple(f"/{path}" for path in similar)
                self._tell(unknown(f"/{name}", paths, "/help", t))
            case Request() as request:
                return self._converse(request)
        return True

    def _calls(self, line: str) -> bool:
        """Tell whether a line typed into a form is a command rather than an answer."""
        match read(line, self._dispatcher.catalogue, self._session):
            case Meta(name=name):
                return name in (*NAMES, *QUIT)
            case Request(source=Source.COMMAND):
                return True
        return False

    def _press(self, number: int) -> bool:
        t, most = self._words, len(self._choices)
        if 1 <= number <= most:
            return self._converse(self._session.press(self._choices[number - 1]))
        if most:
            self._tell(t("There is no {number}; choose 1 to {most}.", number=number, most=most))
        else:
            self._tell(t("There is nothing to press yet. Ask about a product first."))
        return True

    def _converse(self, request: Request) -> bool:
        """Send the request, show the reply, and go on through the forms it asks for.

        A form may be left for another command; False when that one says to leave the chat.
        """
        if request.source is Source.MESSAGE:
            self._session.about = ""
        reply = self._send(request)
        pages: list[tuple[Form, dict[str, str]]] = []
        while reply is not None and reply.form is not None:
            form = reply.form
            earlier = pages.pop()[1] if pages and form.error else {}
            answers, left = self._fill(form, earlier)
            pages.append((form, answers))
            if left is not None:
                t = self._words
                self._give_back(t("You left the form."), pages)
                return not left.command or self.hear(left.command)
            reply = self._send(self._submit(form, answers))
        if reply is None:
            self._give_back("", pages)
        return True

    def _submit(self, form: Form, answers: Mapping[str, str]) -> Request:
        """Send what was filled in; a field left empty takes back what was known under its name."""
        known = {name: value for name, value in form.known.items() if name not in answers}
        filled = {name: value for name, value in answers.items() if value}
        return self._session.request(form.command, {**known, **filled}, Source.FORM)

    def _fill(self, form: Form, earlier: Mapping[str, str]) -> tuple[dict[str, str], Left | None]:
        """Ask the form's fields; return the answers, and how the person left before the end."""
        screen = self._screen
        ask, width = partial(screen.ask, FIELD_PROMPT), screen.look.width
        prompts = Prompts(ask, screen.write, self._calls, self._words, width)
        self._completer.active = False
        screen.part()
        try:
            return prompts.fill(form, earlier), None
        except Left as left:
            return left.answers, left
        finally:
            self._completer.active = True
            screen.rest()

    def _give_back(self, opening: str, pages: list[tuple[Form, dict[str, str]]]) -> None:
        """Show what was typed into a form that did not get through, so that nothing is lost."""
        t, width = self._words, self._screen.look.width
        kept = [line for form, answers in pages for line in typed(form, answers, width)]
        said = " ".join(filter(None, (opening, t("You had typed:") if kept else "")))
        if said:
            self._screen.say([*wrap(Text(said), width), *kept])

    def _send(self, request: Request) -> Reply | None:
        """Let the core answer and show it; None when it was stopped or broke."""
        t = self._words
        work = self._screen.patiently(self._dispatcher.handle(request), t("One moment …"))
        try:
            reply = self._runner.run(work)
        except (KeyboardInterrupt, asyncio.CancelledError):
            self._tell(t("Stopped."))
            return None
        except Exception:
            logging.getLogger("hypecheck").exception("the request %s broke", request.command)
            self._tell(t("Something went wrong here; it is written in the log."))
            return None
        page = render(reply, t, self._screen.look, in_group=not self._session.is_private)
        if page.lines:
            self._screen.say(page.lines)
        self._choices = page.choices or self._choices
        return reply

    def _greet(self) -> None:
        if self._screen.interactive:
            t = self._words
            self._tell(
                t("Hypecheck answers “is it worth it?” from what this community reports."),
                t("Ask: is the stanley cup worth it?? (:help shows more, :quit leaves)"),
            )

    def _help(self) -> None:
        t = self._words
        rows = usage(t)
        column = max(len(name) for name, _ in rows) + 2
        width = self._screen.look.width
        opening = t("Ask in your own words, or type /help for the commands. Here you can also:")
        lines = wrap(Text(opening), width, 0)
        for name, text in rows:
            lines += wrap(Text(f"  {name.ljust(column)}{text}"), width, column + 2)
        numbers = t("A number presses the choice of that number in the last reply.")
        self._screen.say([*lines, *wrap(Text(numbers), width, 0)])

    def _tell(self, *sentences: str) -> None:
        width = self._screen.look.width
        self._screen.say(line for text in sentences for line in wrap(Text(harmless(text)), width))

    @contextmanager
    def _line_editing(self) -> Iterator[None]:
        """Edit and complete lines where a person types; the history stays in memory."""
        if not self._screen.edits:
            yield
            return
        try:
            import readline
        except ImportError:  # a Python built without it: lines are typed plainly
            yield
            return
        libedit = "libedit" in (readline.__doc__ or "")
        readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
        before = readline.get_completer(), readline.get_completer_delims()
        self._unsent = readline.get_line_buffer
        readline.set_completer(self._completer.complete)
        readline.set_completer_delims("")  # names have spaces: the whole line is completed
        try:
            yield
        finally:
            readline.set_completer(before[0])
            readline.set_completer_delims(before[1])
