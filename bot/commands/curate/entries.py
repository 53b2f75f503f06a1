"""Products, their names, prices and notes, and categories: adding and correcting."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.chat.reply import Reply, Visibility
from bot.chat.words import n_
from bot.commands.curate.desk import KEY, PRODUCT, Desk, moderators
from bot.commands.curate.reading import grounds, listed, note, product, references
from bot.errors import CommandError
from bot.views import curation as view
from bot.views import words
from knowledge.keys import short
from knowledge.note import Lean, Note
from knowledge.packs.lines import PriceLine, clean, price_of
from knowledge.product import Per, Product

_TEXTS = (
    ("name", n_("Name, without the brand")),
    ("brand", n_("Brand")),
    ("what", n_("What it is, in a few words")),
    ("category", n_("Category")),
    ("aliases", n_("Other names, with commas between them")),
)
_MORE = (
    ("worth_if", n_("Worth it if (a clause)")),
    ("skip_if", n_("Skip if (a clause)")),
)
_LEANS = tuple(Choice(each.value, words.LEANS[each]) for each in Lean)
_PERS = (
    Choice(Per.MONTH.value, n_("a month")),
    Choice(Per.YEAR.value, n_("a year")),
    Choice(Per.PIECE.value, n_("apiece")),
)
_GROUNDS = ("why", "sources")  # a note has at least one of them
_NAMED = (
    ("add", n_("Names to add, with commas between them")),
    ("remove", n_("Names to take away, with commas between them")),
)
_NOTE = (
    Parameter("lean", n_("Which way it leans"), ParameterKind.CHOICE, choices=_LEANS),
    Parameter("why", n_("Reasons: a code, a colon, words; with semicolons between them")),
    Parameter("counterpoint", n_("What speaks against that")),
    Parameter("sources", n_("Addresses it rests on, with spaces between them")),
)
_PRICE = (
    Parameter("amount", n_("The price as a number, such as 45 or $45.50"), required=True),
    Parameter("as_of", n_("When it was seen: 2026, 2026-10 or 2026-10-31")),
    Parameter("currency", n_("Three letters such as EUR")),
    Parameter("per", n_("What it buys"), ParameterKind.CHOICE, choices=_PERS),
)
_NOTICES = (
    Choice("health", n_("opinions, not medical advice")),
    Choice("none", n_("no line")),
)
_CATEGORY = (
    Parameter("name", n_("What it is called"), required=True),
    Parameter(
        "notice", n_("A line that its answers carry"), ParameterKind.CHOICE, choices=_NOTICES
    ),
)
_LONG = 1000
_NAMES = 4000  # all names of a product, in one field


def _parameters(texts: Sequence[tuple[str, str]]) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, help_) for name, help_ in texts)


class EntryCommands:
    """Add and correct entries."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        named = partial(moderators, complete=self._desk.complete)
        edit = n_("Correct a product; - empties a field")
        alias = n_("Add and take away names that people use for a product")
        note = n_("Write the editorial note on a product; it never counts")
        return (
            moderators("kb add", n_("Add a product"), self.add, _parameters(_TEXTS)),
            named("kb edit", edit, self.edit, (PRODUCT, *_parameters((*_TEXTS, *_MORE)), KEY)),
            named("kb alias", alias, self.alias, (PRODUCT, *_parameters(_NAMED))),
            named("kb note", note, self.note, (PRODUCT, *_NOTE, KEY)),
            named("kb price", n_("Set a product's price"), self.price, (PRODUCT, *_PRICE)),
            moderators("category", n_("Add or rename a category"), self.category, _CATEGORY),
        )

    async def add(self, call: Call) -> Reply:
        """Add a product, or ask for its fields."""
        if not call.get("name"):
            return _form("kb add", call.t("Add a product"), _fields(call, dict(call.arguments)))
        draft = product(call, Product(0, 0, "", "", self._desk.clock()))
        added, done = await self._desk.editor.add(self._desk.actor(call), draft)
        return view.done(call.t, call.t("Added: {name}.", name=added.title), done, added)

    async def edit(self, call: Call) -> Reply:
        """Change the fields given, or show them to be changed."""
        found = await self._desk.product(call)
        given = {name for name, _ in (*_TEXTS, *_MORE)} & call.arguments.keys()
        if not given:
            known = {
                "name": found.name,
                "brand": found.brand or "",
                "what": found.what or "",
                "category": found.category or "",
                "aliases": ", ".join(found.aliases),
            }
            fields = _fields(call, known)
            return _form("kb edit", found.title, fields, {"p": short(found.key)})
        edited, done = await self._desk.editor.edit(
            self._desk.actor(call), found.key, lambda now: product(call, now)
        )
        return view.done(call.t, call.t("Changed: {name}.", name=edited.title), done, edited)

    async def alias(self, call: Call) -> Reply:
        """Change what a product is called."""
        found = await self._desk.product(call)
        if not (call.get("add") or call.get("remove")):
            called = ", ".join(found.aliases) or call.t("nothing else")
            raise CommandError(
                call.t(
                    "say what to add or remove. {name} is called {names}.",
                    name=found.title,
                    names=called,
                )
            )
        edited, done = await self._desk.editor.alias(
            self._desk.actor(call), found.key, listed(call.get("add")), listed(call.get("remove"))
        )
        called = ", ".join(edited.aliases) or call.t("nothing else")
        text = call.t("{name} is now also called: {names}.", name=edited.title, names=called)
        return view.done(call.t, text, done, edited)

    async def note(self, call: Call) -> Reply:
        """Write a product's note, or ask for it."""
        found = await self._desk.product(call)
        lean, given = call.get("lean"), any(map(call.get, _GROUNDS))
        if not (lean and given):
            error = call.t("A note needs a reason, or an address it rests on.") if lean else ""
            fields = _note_fields(call)
            return _form("kb note", found.title, fields, {"p": short(found.key)}, error)
        draft = Note(
            key=0,
            community=0,
            product=found.key,
            lean=Lean(lean),
            reasons=grounds(call),
            counterpoint=note(call),
            sources=references(call),
        )
        done = await self._desk.editor.write_note(self._desk.actor(call), found.key, draft)
        text = call.t("The note on {name} is written. It never counts.", name=found.title)
        return view.done(call.t, text, done, found)

    async def price(self, call: Call) -> Reply:
        """Set a price."""
        found = await self._desk.product(call)
        currency = call.get("currency").upper() or None
        if currency is not None and not (len(currency) == 3 and currency.isascii()):
            raise CommandError(call.t("a currency has three letters, such as EUR."))
        per = Per(call.get("per")) if call.get("per") else None
        as_of = call.get("as_of") or self._desk.clock().strftime("%Y-%m")
        price = price_of(PriceLine(call.get("amount"), currency, per, as_of))
        edited, done = await self._desk.editor.edit(
            self._desk.actor(call), found.key, lambda now: replace(now, price=price)
        )
        shown = words.price(call.t, price) if price else ""
        return view.done(call.t, f"{edited.title}: {shown}", done, edited)

    async def category(self, call: Call) -> Reply:
        """Add or rename a category."""
        notice = call.get("notice")
        entry, done = await self._desk.editor.name_category(
            self._desk.actor(call), call.get("name"), None if notice in ("", "none") else notice
        )
        text = call.t("Category {name} has the id {id}.", name=entry.name, id=entry.id)
        return view.done(call.t, text, done)


def _fields(call: Call, known: dict[str, str]) -> tuple[Field, ...]:
    texts = (
        Field(name, call.t(label), required=name == "name", value=known.get(name, ""))
        for name, label in _TEXTS
    )
    return tuple(
        replace(field, kind=FieldKind.LONG_TEXT, max_length=_NAMES)
        if field.name == "aliases"
        else field
        for field in texts
    )


def _note_fields(call: Call) -> tuple[Field, ...]:
    leans = tuple(Choice(each.value, call.t(each.label)) for each in _LEANS)
    return (
        Field(
            "lean",
            call.t("Which way it leans"),
            FieldKind.CHOICE,
            choices=leans,
            value=call.get("lean"),
        ),
        Field(
            "why",
            call.t("Reasons"),
            FieldKind.LONG_TEXT,
            required=False,
            placeholder=call.t("overpriced: costs twice as much; hidden-cost: needs refills"),
            value=call.get("why"),
            max_length=_LONG,
        ),
        Field(
            "counterpoint",
            call.t("On the other hand"),
            FieldKind.LONG_TEXT,
            required=False,
            value=call.get("counterpoint"),
            max_length=_LONG,
        ),
        Field(
            "sources",
            call.t("Addresses it rests on"),
            FieldKind.LONG_TEXT,
            required=False,
            value=clean(call.get("sources")) or "",
            max_length=_LONG,
        ),
    )


def _form(
    command: str,
    title: str,
    fields: tuple[Field, ...],
    known: dict[str, str] | None = None,
    error: str = "",
) -> Reply:
    form = Form(title[:45], fields, command, known or {}, error)
    return Reply(visibility=Visibility.PRIVATE, form=form)
