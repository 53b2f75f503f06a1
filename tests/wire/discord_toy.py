"""A small core of toy commands, one for each thing that an adapter must be able to do."""

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
from bot.gate import Gate
from bot.limits import Limiter
from knowledge.community import Space
from tests.factories import FakeClock

PNG = b"\x89PNG\r\n\x1a\n"
_STANCES = (Choice("worth", "worth it"), Choice("depends", "depends"), Choice("skip", "skip"))
_REASONS = tuple(Choice(f"r{number}", f"reason {number}") for number in range(12))


class Toy:
    """Hold the commands' state: whether a disk stalls, and what was asked and saved."""

    def __init__(self) -> None:
        self.disk = asyncio.Event()
        self.disk.set()
        self.stalled = asyncio.Event()
        self.saved: list[dict[str, str]] = []
        self.asked: list[Call] = []
        self.space: Space | None = None

    def dispatcher(
        self, members: Members | None = None, *, is_newer: bool = False, limit: int = 0
    ) -> Dispatcher:
        """Build a core over the commands; a newer one has one more. A person may have a limit."""
        gate = Gate({"discord": members} if members else {})
        newer = (CommandSpec("newer", "Be new", self.odd),) if is_newer else ()
        catalogue = Catalogue((*self._specs(), *newer))

        async def space_of(place: Place) -> Space:
            return self.space or Space(place.platform, place.space)

        return Dispatcher(catalogue, gate, Limiter(FakeClock(), limit, 0), space_of, "en")

    def _specs(self) -> tuple[CommandSpec, ...]:
        question = Parameter("question", "What to ask", ParameterKind.PRODUCT, True, completes=True)
        about = Parameter("about", "The message", hidden=True)
        page = Parameter("page", "The page", ParameterKind.NUMBER, hidden=True)
        name = Parameter("name", "A name", required=True)
        pack = Parameter("pack", "The pack", ParameterKind.FILE, required=True)
        odd = (
            Parameter("from", "A word of Python"),
            Parameter("size", "How big", ParameterKind.NUMBER),
            Parameter("stance", "Which way", ParameterKind.CHOICE, choices=_STANCES),
        )
        typed = tuple(Parameter(field.name, field.label) for field in _fields())
        note = Parameter("note", "Known before", hidden=True)
        private = Visibility.PRIVATE
        return (
            CommandSpec("worth", "Ask", self.worth, (question, about), complete=self.complete),
            CommandSpec("odd", "Take odd things", self.odd, odd),
            CommandSpec("whisper", "Say it quietly", self.stall, visibility=private),
            CommandSpec("stall", "Wait for the disk", self.stall),
            CommandSpec("miss", "Wait, then miss", self.miss),
            CommandSpec("slow", "Take long", self.stall, slow=True),
            CommandSpec("pages", "Turn pages", self.pages, (page,)),
            CommandSpec("picture", "Show a picture", self.picture),
            CommandSpec("mine", "Say yours", self.mine, (*typed, note)),
            CommandSpec("mine_slow", "Add mine slowly", self.mine, (*typed, note), slow=True),
            CommandSpec("kb add", "Add", self.add, (name,), needs=Role.MODERATOR),
            CommandSpec("kb list", "List", self.odd, needs=Role.MODERATOR),
            CommandSpec("take", "Take a file", self.take, (name, pack)),
            CommandSpec("forget", "Forget me", self.forget, visibility=private),
            CommandSpec("set", "All of it", self.odd),
            CommandSpec("set role", "The role", self.odd, (name,)),
        )

    async def worth(self, call: Call) -> Reply:
        """Answer what was asked; a word decides how."""
        self.asked.append(call)
        text = f"{call.get('question')} | {call.get('about')}"
        buttons = (Button("Again", Action("worth", {"question": "again"})),)
        if "missed" in text:
            return Reply((Note("?"),), visibility=Visibility.PRIVATE, outcome=Outcome.UNKNOWN)
        visibility = Visibility.PRIVATE if "secret" in text else Visibility.PUBLIC
        return Reply((Heading("Answer"), Note(text)), buttons, visibility)

    async def complete(self, call: Call, parameter: str, text: str) -> list[Choice]:
        """Complete with more than a platform shows."""
        self.asked.append(call)
        return [Choice(f"{text}{number}", "long " * 40) for number in range(40)]

    async def odd(self, call: Call) -> Reply:
        """Repeat the arguments."""
        return Reply((Note(f"{call.request.command}: {dict(call.arguments)}"),))

    async def stall(self, call: Call) -> Reply:
        """Answer when the disk does."""
        self.stalled.set()
        await self.disk.wait()
        return Reply((Note("here at last"),))

    async def miss(self, call: Call) -> Reply:
        """Miss when the disk answers."""
        await self.disk.wait()
        return Reply((Note("not found"),), visibility=Visibility.PRIVATE)

    async def pages(self, call: Call) -> Reply:
        """List a page, in the place of the one before it."""
        number = int(call.get("page") or 1)
        items = tuple(
            Item(f"row {number}.{row}", "more", action=Action("worth", {"question": f"{row}"}))
            for row in range(10)
        )
        buttons = (Button("Next", Action("pages", {"page": str(number + 1)})),)
        mode = Mode.EDIT if call.request.source is Source.BUTTON else Mode.NEW
        return Reply((Heading("List"), Listing(items, f"{number}/9")), buttons, mode=mode)

    async def picture(self, call: Call) -> Reply:
        """Show a picture."""
        return Reply((Heading("Chart"), Picture(PNG, "prices rise")))

    async def mine(self, call: Call) -> Reply:
        """Ask for a verdict, refuse a short text, else save."""
        await self.disk.wait()
        known = {"note": call.get("note") or "n" * 5}
        if not call.get("stance"):
            return Reply(form=_form(call, known), visibility=Visibility.PRIVATE)
        if len(call.get("text")) < 3:
            return Reply(form=_form(call, known, "That is too short."))
        self.saved.append(dict(call.arguments))
        return Reply((Note("saved"),), visibility=Visibility.PRIVATE)

    async def forget(self, call: Call) -> Reply:
        """Forget the asker."""
        return Reply((Note("forgotten"),), visibility=Visibility.PRIVATE, forgets=True)

    async def take(self, call: Call) -> Reply:
        """Take a file."""
        self.saved.append(dict(call.arguments))
        return Reply((Note(f"{len(call.get('pack'))} characters"),))

    async def add(self, call: Call) -> Reply:
        """Add for moderators."""
        return Reply((Note(f"added {call.get('name')}"),))


def _fields() -> tuple[Field, ...]:
    return (
        Field("stance", "Stance", FieldKind.CHOICE, choices=_STANCES),
        Field("reasons", "Reasons", FieldKind.CHOICES, choices=_REASONS),
        Field("owned", "Owned", FieldKind.CHOICES, required=False, choices=_REASONS[:3]),
        Field("text", "Your words", FieldKind.LONG_TEXT, max_length=4000),
        Field("price", "Price", required=False, placeholder="$45", max_length=20),
    )


def _form(call: Call, known: dict[str, str], error: str = "") -> Form:
    return Form("Your verdict", _fields(), call.request.command, known, error)
