"""The chat in the terminal, over plain streams and a small core."""

import asyncio
import io
import os
import signal
from collections.abc import Mapping, Sequence

import pytest

from adapters.terminal.app import INTERRUPTED, Terminal
from adapters.terminal.session import TerminalMembers
from bot.chat.action import Action
from bot.chat.command import Call, Catalogue, CommandSpec, Parameter, Role
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.chat.reply import Button, Heading, Item, Listing, Note, Reply, Visibility
from bot.chat.request import Request, Source
from bot.dispatcher import Dispatcher
from bot.i18n.translator import Translator, translator


async def _serve(call: Call) -> Reply:
    return Reply()


CATALOGUE = Catalogue(
    (
        CommandSpec("worth", "Ask.", _serve, (Parameter("question", "What.", required=True),)),
        CommandSpec("compare", "Compare two.", _serve, (Parameter("first", "One."),)),
        CommandSpec("help", "Help.", _serve),
        CommandSpec("kb add", "Add.", _serve, (Parameter("name", "Name.", required=True),)),
    )
)
FORM = Form(
    "Add your verdict",
    (
        Field(
            "stance",
            "Is it worth it?",
            FieldKind.CHOICE,
            choices=(Choice("yes", "Worth it"), Choice("no", "Skip")),
        ),
        Field("words", "In your words"),
        Field("price", "Price paid", required=False),
    ),
    "add",
    {"p": "7"},
)


class FakeDispatcher(Dispatcher):
    """Answer with what it is given, in turn, and remember what it was asked."""

    def __init__(self, *answers: Reply | BaseException | type[BaseException]) -> None:
        """Take the answers; the last one is given again and again."""
        self.catalogue = CATALOGUE
        self.requests: list[Request] = []
        self._answers = list(answers) or [Reply((Note("Fine."),))]

    async def handle(self, request: Request) -> Reply:
        """Return the next answer, or raise it."""
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Reply):
            return answer
        if answer is KeyboardInterrupt:
            signal.raise_signal(signal.SIGINT)
            await asyncio.Event().wait()  # until the interrupt cancels it
        raise answer

    def translator(self, locale: str) -> Translator:
        """Speak as the real one does."""
        return translator(locale)


class Keyboard(io.StringIO):
    """Give lines in turn, and raise KeyboardInterrupt where the line is Ctrl-C."""

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        """Read a line as somebody types it."""
        line = super().readline(size)
        if line == "^C\n":
            raise KeyboardInterrupt
        return line


class Tty(io.StringIO):
    """Be a screen with colours."""

    def isatty(self) -> bool:
        """Say that somebody looks at it."""
        return True


def chat(
    core: FakeDispatcher,
    *lines: str,
    interactive: bool = False,
    screen: io.StringIO | None = None,
    environ: Mapping[str, str] | None = None,
    members: TerminalMembers | None = None,
) -> tuple[int, str]:
    """Type the lines; return the exit code and all that was shown."""
    stdout = screen or io.StringIO()
    with asyncio.Runner() as runner:
        code = Terminal(
            core,
            members or TerminalMembers(),
            runner,
            stdin=Keyboard("".join(f"{line}\n" for line in lines)),
            stdout=stdout,
            environ=environ or {},
            interactive=interactive,
        ).run()
    return code, stdout.getvalue()


def test_a_pipe_gets_replies_and_nothing_else() -> None:
    """Piped, there is no banner, prompt or echo; a blank line parts the replies."""
    core = FakeDispatcher(Reply((Note("One."),)), Reply((Note("Two."),)))
    assert chat(core, "is a worth it?", "", "is b worth it?") == (0, "One.\n\nTwo.\n")


def test_a_free_message_is_a_question() -> None:
    """What is no command goes to `worth` as a message by the person at the terminal."""
    core = FakeDispatcher()
    chat(core, "  is the stanley cup worth it?? ")
    (request,) = core.requests
    assert (request.command, request.source) == ("worth", Source.MESSAGE)
    assert request.arguments == {"question": "is the stanley cup worth it??"}
    assert (request.author.platform, request.place.is_private) == ("terminal", True)


@pytest.mark.parametrize("words", [":quit", ":q", ":exit", ":QUIT"])
def test_quit_leaves(words: str) -> None:
    """`:quit` and its short forms end the chat at once with code 0."""
    core = FakeDispatcher()
    assert chat(core, words, "is a worth it?") == (0, "")
    assert core.requests == []


def test_the_end_of_the_input_leaves_the_prompt_line() -> None:
    """With a person there, the end of the input ends the line of the prompt as well."""
    code, shown = chat(FakeDispatcher(), interactive=True)
    assert code == 0
    assert shown.endswith("you> \n")
    assert ":help" in shown


def test_a_typed_command_is_read_by_the_grammar() -> None:
    """A slash calls the command with its arguments."""
    core = FakeDispatcher()
    chat(core, "/KB_add the big mug")
    assert core.requests[0].command == "kb add"
    assert core.requests[0].arguments == {"name": "the big mug"}
    assert core.requests[0].source is Source.COMMAND


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/compre a b", "There is no /compre. Did you mean /compare?"),
        ("/kb ad mug", "Did you mean /kb add"),
        ("/zzzzzz", "There is no /zzzzzz. /help lists"),
        ("/", "/help lists"),
        (":locael de", "Did you mean :locale?"),
        (":zzzzzz", "There is no :zzzzzz. :help lists"),
    ],
)
def test_an_unknown_command_names_the_nearest(line: str, said: str) -> None:
    """A mistyped command is answered with what was perhaps meant, and asks the core nothing."""
    core = FakeDispatcher()
    assert said in " ".join(chat(core, line)[1].split())
    assert core.requests == []


def test_a_groups_name_alone_goes_to_the_core() -> None:
    """It lists what there is of it."""
    core = FakeDispatcher()
    chat(core, "/KB")
    assert [(each.command, each.arguments) for each in core.requests] == [("kb", {})]


def test_numbers_press_rows_and_buttons_in_one_numbering() -> None:
    """Rows with something to open are numbered first, then the buttons."""
    reply = Reply(
        (Listing((Item("Plain"), Item("Opens", action=Action("worth", {"p": "1"})))),),
        (Button("Why?", Action("why", {"p": "2"})),),
    )
    core = FakeDispatcher(reply)
    _, shown = chat(core, "which?", "1", "2")
    assert "[1] Opens" in shown
    assert "[2] Why?" in shown
    pressed = [(r.command, r.arguments, r.source) for r in core.requests[1:]]
    assert pressed == [
        ("worth", {"p": "1"}, Source.BUTTON),
        ("why", {"p": "2"}, Source.BUTTON),
    ]


def test_buttons_stay_pressable_after_a_reply_without_any() -> None:
    """A reply without buttons leaves those before it in force."""
    with_button = Reply((Note("One."),), (Button("Why?", Action("why")),))
    core = FakeDispatcher(with_button, Reply((Note("Two."),)))
    chat(core, "a", "b", "1")
    assert core.requests[-1].command == "why"


def test_a_number_with_nothing_to_press_says_so() -> None:
    """A number out of range, or before any button, asks the core nothing."""
    core = FakeDispatcher(Reply((Note("One."),), (Button("Why?", Action("why")),)))
    _, shown = chat(core, "1", "a", "0", "2")
    assert "nothing to press" in shown
    assert "There is no 2; choose 1 to 1." in shown
    assert len(core.requests) == 1


def test_a_form_is_asked_field_by_field_and_sent() -> None:
    """A form's answers go to its command with what was known; optional fields may be empty."""
    core = FakeDispatcher(Reply(form=FORM), Reply((Note("Saved."),)))
    _, shown = chat(core, "/kb add mug", "2", "", "it leaks", "")
    assert core.requests[1].command == "add"
    assert core.requests[1].arguments == {"p": "7", "stance": "no", "words": "it leaks"}
    assert core.requests[1].source is Source.FORM
    assert "[1] Worth it  [2] Skip" in shown
    assert "This one is needed." in shown
    assert shown.endswith("Saved.\n")


def test_a_form_with_an_error_offers_what_was_typed() -> None:
    """After an error, Enter keeps each earlier answer, and only the wrong one is typed again."""
    again = Form(FORM.title, FORM.fields, "add", FORM.known, error="Too short.")
    core = FakeDispatcher(Reply(form=FORM), Reply(form=again), Reply((Note("Saved."),)))
    _, shown = chat(core, "/kb add mug", "skip", "meh", "5", "", "it leaks", "")
    assert "Too short." in shown
    assert "(Enter keeps: Skip)" in shown
    assert core.requests[2].arguments == {
        "p": "7",
        "stance": "no",
        "words": "it leaks",
        "price": "5",
    }


@pytest.mark.parametrize("leave", [[":cancel"], ["^C"], []])
def test_leaving_a_form_gives_the_words_back(leave: Sequence[str]) -> None:
    """`:cancel`, Ctrl-C and the end of the input send nothing and show what was typed."""
    core = FakeDispatcher(Reply(form=FORM))
    code, shown = chat(core, "/kb add mug", "2", "my long words", *leave)
    assert code == 0
    assert len(core.requests) == 1
    assert "You left the form. You had typed:" in shown
    assert "Is it worth it?: Skip\nIn your words: my long words\n" in shown


def test_a_command_in_a_form_leaves_it_and_runs() -> None:
    """It is never taken for an answer; what was typed before is shown."""
    core = FakeDispatcher(Reply(form=FORM), Reply((Note("Found."),)))
    _, shown = chat(core, "/kb add mug", "2", "my long words", "/worth airwrap")
    assert [request.command for request in core.requests] == ["kb add", "worth"]
    assert "In your words: my long words" in shown
    assert shown.endswith("Found.\n")


def test_quit_leaves_from_within_a_form() -> None:
    """The terminal's own commands work there too, and words that merely begin so are words."""
    core = FakeDispatcher(Reply(form=FORM), Reply((Note("Saved."),)))
    chat(core, "/kb add mug", "2", "/s, as they say", ":) fine")
    assert core.requests[1].arguments["words"] == "/s, as they say"
    code, _ = chat(core, "/kb add mug", "2", ":quit", "never read")
    assert code == 0
    assert "never read" not in [request.arguments.get("question") for request in core.requests]


def test_a_form_whose_sending_breaks_gives_the_words_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """When the core breaks on a form, what was typed is shown, not lost."""
    core = FakeDispatcher(Reply(form=FORM), RuntimeError("no disk"))
    _, shown = chat(core, "/kb add mug", "1", "my long words", "")
    assert "In your words: my long words" in shown
    assert "no disk" in caplog.text


def test_leaving_a_second_page_gives_back_the_first_as_well() -> None:
    """Words of every page of a form come back."""
    second = Form("Page 2", (Field("tie", "Any tie?"),), "add", {"p": "7"})
    core = FakeDispatcher(Reply(form=FORM), Reply(form=second))
    _, shown = chat(core, "/kb add mug", "1", "first words", "", ":cancel")
    assert "In your words: first words" in shown


def test_as_changes_the_role_that_the_core_is_told() -> None:
    """`:as` sets the role in the facts, says it, and refuses a role that does not exist."""
    members = TerminalMembers()
    core = FakeDispatcher()
    _, shown = chat(core, ":as Moderator", ":as king", ":as", "a", members=members)
    assert "You are: moderator." in shown
    assert "A role is one of: member, trusted, moderator, admin, owner." in shown
    request = core.requests[0]
    facts = asyncio.run(members.facts(request.author, request.place))
    assert facts.role is Role.MODERATOR


def test_private_replies_are_marked_in_a_group_only() -> None:
    """Alone, everything is private and no mark is needed; in a group it says who sees it."""
    core = FakeDispatcher(Reply((Heading("Cup"),), visibility=Visibility.PRIVATE))
    _, alone = chat(core, "a")
    _, group = chat(core, ":in group", "a")
    assert alone == "Cup\n"
    assert group.endswith("(only you see this)\nCup\n")
    assert [r.place.is_private for r in core.requests] == [True, False]


def test_the_language_is_the_environments_or_the_chosen_one() -> None:
    """Requests carry the language of the environment until `:locale` names another."""
    core = FakeDispatcher()
    chat(core, "a", environ={"LANG": "C.UTF-8"})
    assert core.requests.pop().locale == ""
    chat(core, "a", ":locale pt_BR", "b", ":locale ../../etc", "c", environ={"LANG": "de_AT.UTF-8"})
    assert [r.locale for r in core.requests] == ["de-AT", "pt-BR", "pt-BR"]


def test_reply_gives_the_next_question_something_to_refer_to() -> None:
    """`:reply` sets the message replied to, for one question."""
    core = FakeDispatcher()
    chat(core, ":reply look at this stanley cup", "worth it?", "worth it?")
    assert core.requests[0].arguments["about"] == "look at this stanley cup"
    assert "about" not in core.requests[1].arguments


def test_help_lists_the_terminals_own_commands() -> None:
    """`:help` names each command to the terminal and where the bot's own are listed."""
    _, shown = chat(FakeDispatcher(), ":help")
    for name in ("/help", ":as", ":in", ":locale", ":reply", ":quit"):
        assert name in shown


def test_a_bug_in_the_core_is_a_sentence_and_a_log_entry(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An exception of the core shows no traceback, is logged, and the chat goes on."""
    core = FakeDispatcher(RuntimeError("boom"), Reply((Note("Fine."),)))
    code, shown = chat(core, "a", "b")
    assert code == 0
    assert "boom" not in shown
    assert shown.endswith("Fine.\n")
    assert [record.name for record in caplog.records] == ["hypecheck"]


def test_ctrl_c_during_work_stops_that_request_only() -> None:
    """An interrupted request is cancelled, and the next one is answered."""
    core = FakeDispatcher(KeyboardInterrupt, Reply((Note("Fine."),)))
    assert chat(core, "a", "b") == (0, "Stopped.\n\nFine.\n")


def test_ctrl_c_twice_at_the_prompt_leaves() -> None:
    """One Ctrl-C says how to leave, a line in between forgives it, two in a row leave."""
    core = FakeDispatcher()
    code, shown = chat(core, "^C", "a", "^C", "^C", "b", interactive=True)
    assert code == INTERRUPTED
    assert shown.count("Ctrl-D or :quit leaves") == 2
    assert len(core.requests) == 1


@pytest.mark.parametrize(
    "line",
    [
        "\ud800 \udfff",
        "\x00\x1b[2J",
        "\u202e\u2066",
        "'; DROP TABLE products; --",
        "🧴" * 500,
        "x" * 1_000_000,
    ],
)
def test_no_line_breaks_the_chat(line: str) -> None:
    """Whatever is typed reaches the core as text that can be stored and sent."""
    core = FakeDispatcher()
    assert chat(core, line, f"/{line}", f":{line}", f"/worth {line}")[0] == 0
    for request in core.requests:
        assert all(value.encode() for value in request.arguments.values())


def test_bytes_that_are_no_text_do_not_stop_a_pipe() -> None:
    """Undecodable input is read with replacement marks."""
    stdin = io.TextIOWrapper(io.BytesIO(b"is \xff\xfe worth it\n"), encoding="utf-8")
    core = FakeDispatcher()
    with asyncio.Runner() as runner:
        Terminal(
            core, TerminalMembers(), runner, stdin=stdin, stdout=io.StringIO(), environ={}
        ).run()
    assert core.requests[0].arguments["question"] == "is \ufffd\ufffd worth it"


def test_a_reader_that_goes_away_ends_the_chat_quietly() -> None:
    """A closed pipe is no error, also not when the stream is closed afterwards."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with asyncio.Runner() as runner, os.fdopen(write_end, "w") as stdout:
        stdin = io.StringIO("a\nb\n")
        code = Terminal(
            FakeDispatcher(), TerminalMembers(), runner, stdin=stdin, stdout=stdout, environ={}
        ).run()
    assert code == 0


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_may_ask_for_no_colour(environ: dict[str, str]) -> None:
    """NO_COLOR and a dumb terminal get no escape sequence, where others get colours."""
    core = FakeDispatcher(Reply((Heading("Cup"),)))
    _, plain = chat(core, "a", interactive=True, screen=Tty(), environ=environ)
    _, coloured = chat(core, "a", interactive=True, screen=Tty())
    assert "\x1b" not in plain
    assert "\x1b[1mCup" in coloured
