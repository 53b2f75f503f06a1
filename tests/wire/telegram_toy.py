"""A small core of toy commands, one for each thing that the adapter must be able to do."""

import asyncio

from bot.chat.action import Action
from bot.chat.command import Call, Catalogue, CommandSpec, Parameter, ParameterKind, Role
from bot.chat.facts import Members
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.chat.reply import (
    Button,
    Heading,
    Item,
    Listing,
    Mode,
    Note,
    Outcome,
    Picture,
    Reply,
    Visibility,
)
from bot.chat.request import Place, Source
from bot.dispatcher import Dispatcher
from bot.errors import CommandError
from bot.gate import Gate
from bot.limits import Limiter
from knowledge.community import Space
from tests.factories import FakeClock

_STANCES = (Choice("worth", "worth it"), Choice("depends", "depends"), Choice("skip", "skip"))
_REASONS = tuple(Choice(f"r{number}", f"reason {number}") for number in range(5))


class Toy:
    """Hold the commands' state: whether a disk stalls, and what was asked and saved."""

    def __init__(self) -> None:
        self.disk = asyncio.Event()
        self.disk.set()
        self.asked: list[Call] = []
        self.saved: list[dict[str, str]] = []

    def dispatcher(
        self, members: Members | None = None, *, german: bool = False, limit: int = 0
    ) -> Dispatcher:
        """Build a core over the commands, perhaps one whose every space speaks German."""
        gate = Gate({"telegram": members} if members else {})
        limiter = Limiter(FakeClock(), limit, 0)
        spaces = _german if german else _space
        return Dispatcher(Catalogue(self._specs()), gate, limiter, spaces, "en")

    def _specs(self) -> tuple[CommandSpec, ...]:
        question = Parameter("question", "What to ask", ParameterKind.PRODUCT, True, completes=True)
        about = Parameter("about", "The message", hidden=True)
        id_ = Parameter("id", "The product's id", hidden=True)
        page = Parameter("page", "The page", ParameterKind.NUMBER, hidden=True)
        pack = Parameter("pack", "The pack", ParameterKind.FILE, True)
        name = Parameter("name", "A name", required=True)
        typed = tuple(Parameter(field.name, field.label) for field in _fields())
        return (
            CommandSpec("worth", "Ask", self.worth, (question, about, id_), complete=self.complete),
            CommandSpec("help", "Help", self.odd),
            CommandSpec("stall", "Wait for the disk", self.stall),
            CommandSpec("pages", "Turn pages", self.pages, (page,)),
            CommandSpec("picture", "Show a picture", self.picture),
            CommandSpec("mine", "Say yours", self.mine, typed),
            CommandSpec("take", "Take a file", self.odd, (pack,)),
            CommandSpec("kb add", "Add", self.odd, (name,), needs=Role.MODERATOR),
        )

    async def worth(self, call: Call) -> Reply:
        """Answer what was asked; a word decides how."""
        self.asked.append(call)
        text = f"{call.get('question')} | {call.get('about')}"
        again = (
            Button("Again", Action("worth", {"question": "secret long"})),
            Button("Pages", Action("pages", {"page": "2"})),
        )
        long = (Note("a second sentence"),) if "long" in text else ()
        if "missed" in text:
            return Reply((Note("?"),), visibility=Visibility.PRIVATE, outcome=Outcome.UNKNOWN)
        visibility = Visibility.PRIVATE if "secret" in text else Visibility.PUBLIC
        return Reply((Heading("Answer"), Note(text), *long), again, visibility)

    async def complete(self, call: Call, parameter: str, text: str) -> list[Choice]:
        """Complete with more than is wanted."""
        return [Choice(f"{text}{number}", "x") for number in range(20)]

    async def odd(self, call: Call) -> Reply:
        """Repeat the arguments."""
        return Reply((Note(f"{call.request.command}: {dict(call.arguments)}"),))

    async def stall(self, call: Call) -> Reply:
        """Answer when the disk does."""
        await self.disk.wait()
        return Reply((Note("here at last"),))

    async def pages(self, call: Call) -> Reply:
        """List a page, in the place of the one before it."""
        number = int(call.get("page") or 1)
        items = tuple(Item(f"row {number}.{row}", "more") for row in range(10))
        buttons = (
            Button("Next", Action("pages", {"page": str(number + 1)})),
            Button("Same", Action("pages", {"page": str(number)})),
        )
        mode = Mode.EDIT if call.request.source is Source.BUTTON else Mode.NEW
        return Reply((Heading("List"), Listing(items, f"{number}/9")), buttons, mode=mode)

    async def picture(self, call: Call) -> Reply:
        """Show a picture."""
        return Reply((Heading("Chart"), Picture(b"\x89PNG\r\n\x1a\n", "prices rise")))

    async def mine(self, call: Call) -> Reply:
        """Ask for a verdict, refuse a short text, else save."""
        self.asked.append(call)
        if not call.get("stance"):
            return Reply(form=_form(), visibility=Visibility.PRIVATE)
        if len(call.get("text")) < 3:
            return Reply(form=_form("That is too short."), visibility=Visibility.PRIVATE)
        if call.get("text") == "refuse" and not self.saved:
            self.saved.append({})
            raise CommandError("the shop is closed")
        self.saved.append(dict(call.arguments))
        more = (Button("More", Action("worth", {"question": "more"})),)
        return Reply((Note("saved"),), more, Visibility.PRIVATE)


async def _space(place: Place) -> Space:
    return Space(place.platform, place.space)


async def _german(place: Place) -> Space:
    return Space(place.platform, place.space, locale="de")


def _fields() -> tuple[Field, ...]:
    return (
        Field("stance", "Which way?", FieldKind.CHOICE, choices=_STANCES),
        Field("reasons", "Why?", FieldKind.CHOICES, choices=_REASONS, required=False),
        Field("text", "In your words", FieldKind.LONG_TEXT, max_length=50),
    )


def _form(error: str = "") -> Form:
    return Form("Add mine", _fields(), "mine", error=error)
