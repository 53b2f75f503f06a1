"""What the tab key offers."""

import asyncio
from collections.abc import Iterator

import pytest

from adapters.terminal.completion import Completer
from adapters.terminal.session import Session
from bot.chat.command import Call, Catalogue, CommandSpec, Parameter, ParameterKind
from bot.chat.form import Choice
from bot.chat.reply import Reply
from bot.chat.request import Request
from bot.dispatcher import Dispatcher

NAMES = ("Stanley Quencher", "Stanley Classic", "Prime Hydration")


async def _serve(call: Call) -> Reply:
    return Reply()


def _product(name: str) -> Parameter:
    return Parameter(name, "A product.", ParameterKind.PRODUCT, required=True)


class Knows(Dispatcher):
    """Suggest the names in which a word begins with the text."""

    def __init__(self) -> None:
        """Know three products and four commands."""
        homes = (Choice("home", "Home"), Choice("hair", "Hair"))
        browse = (
            Parameter("category", "Which.", ParameterKind.CHOICE, choices=homes),
            Parameter("tag", "Which.", completes=True),
        )
        self.broken = False
        self.asked: list[tuple[str, str]] = []
        self.catalogue = Catalogue(
            (
                CommandSpec("worth", "Ask.", _serve, (_product("question"),)),
                CommandSpec("compare", "Two.", _serve, (_product("first"), _product("second"))),
                CommandSpec("browse", "List.", _serve, browse),
                CommandSpec("kb add", "Add.", _serve, (_product("name"),)),
            )
        )

    async def suggest(self, request: Request, parameter: str, text: str) -> list[Choice]:
        """Find names."""
        self.asked.append((request.command, parameter))
        if self.broken:
            raise RuntimeError("no base")
        begun = text.lower()
        found = [n for n in NAMES if any(w.lower().startswith(begun) for w in (n, *n.split()))]
        return [Choice(f"{name}\x1b", f"{name}, a product") for name in found]


@pytest.fixture
def completer() -> Iterator[Completer]:
    """Give a completer over a small base."""
    with asyncio.Runner() as runner:
        yield Completer(Knows(), runner, Session())


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("/co", ["/compare "]),
        ("/k", ["/kb add "]),
        ("/compare stan", ["/compare Stanley Quencher", "/compare Stanley Classic"]),
        ("/compare stan or pri", ["/compare stan or Prime Hydration"]),
        ("/compare stan, first", []),
        ("/compare second:pri", ['/compare second:"Prime Hydration"']),
        ('/compare second:"pri', ['/compare second:"Prime Hydration"']),
        ("/browse ha", ["/browse hair"]),
        ("/browse category:h", ["/browse category:home", "/browse category:hair"]),
        ("/browse ta", ["/browse tag:"]),
        ("/browse tag:pri", ['/browse tag:"Prime Hydration"']),
        ("/browse tag:x ho", ["/browse tag:x home"]),
        ("/worth is the pri", ["/worth is the Prime Hydration"]),
        ("is the pri", ["is the Prime Hydration"]),
        ("stanley cl", ["Stanley Classic"]),
        ("something else", []),
        ("   ", []),
        (":lo", [":locale"]),
        (":as mo", [":as moderator"]),
        (":in ", [":in group", ":in private"]),
        ("/nothing x", []),
        ("x" * 5000, []),
    ],
)
def test_tab_completes_the_line(completer: Completer, line: str, offers: list[str]) -> None:
    """Commands, options, choices, products and the terminal's own words are completed."""
    lines = [found.replace("\ufffd", "") for found in completer.lines(line)]
    assert lines == offers


def test_the_core_is_asked_about_the_parameter_at_the_cursor() -> None:
    """The second product of a comparison is asked for as the second."""
    core = Knows()
    with asyncio.Runner() as runner:
        Completer(core, runner, Session()).lines("/compare stan or pri")
        Completer(core, runner, Session()).lines("prime")
    assert core.asked == [("compare", "second"), ("worth", "question")]


def test_readline_gets_one_offer_at_a_time(completer: Completer) -> None:
    """Offers come by number until there is none left, and none during a form."""
    assert completer.complete("/co", 0) == "/compare "
    assert completer.complete("/co", 1) is None
    completer.active = False
    assert completer.complete("/co", 0) is None


def test_a_failing_core_completes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """An exception while completing is logged and offers nothing."""
    core = Knows()
    core.broken = True
    with asyncio.Runner() as runner:
        assert Completer(core, runner, Session()).complete("is the pri", 0) is None
    assert "no base" in caplog.text
