"""Two products that are one, and one that is two."""

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind
from bot.chat.reply import Reply
from bot.chat.words import n_
from bot.commands.curate.desk import KEY, PRODUCT, Desk, moderators
from bot.commands.curate.reading import listed
from bot.views import curation as view
from knowledge.keys import from_short
from knowledge.matching.words import fold, terms
from knowledge.product import Product
from knowledge.store.port import Transaction


class MergingCommands:
    """Merge and split products."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        into = Parameter(
            "into",
            n_("The product that stays"),
            ParameterKind.PRODUCT,
            required=True,
            completes=True,
        )
        name = Parameter("name", n_("The new product's name"), required=True)
        brand = Parameter("brand", n_("The new product's brand"))
        aliases = Parameter("aliases", n_("Names that go with it, with commas between them"))
        verdicts = Parameter(
            "verdicts", n_("Which verdicts go: their codes, or words that stand in them")
        )
        complete = self._desk.complete
        return (
            moderators(
                "kb merge",
                n_("Make one product of two: names, verdicts and notes move"),
                self.merge,
                (PRODUCT, into),
                complete=complete,
            ),
            moderators(
                "kb split",
                n_("Make a product of some names and verdicts of another"),
                self.split,
                (PRODUCT, name, brand, aliases, verdicts, KEY),
                complete=complete,
            ),
        )

    async def merge(self, call: Call) -> Reply:
        """Merge one product into another."""
        source = await self._desk.product(call)
        target = await self._desk.product(call, "into")
        moved, done = await self._desk.editor.merge(self._desk.actor(call), source.key, target.key)
        verdicts = call.t.plural(
            "{count} verdict moved.", "{count} verdicts moved.", moved.verdicts
        )
        text = call.t("{gone} is one with {kept} now.", gone=source.title, kept=moved.product.title)
        parts = [text, verdicts]
        if moved.set_aside:
            parts.append(
                call.t.plural(
                    "{count} older one of somebody with two is kept in the journal.",
                    "{count} older ones of people with two are kept in the journal.",
                    moved.set_aside,
                )
            )
        return view.done(call.t, " ".join(parts), done, moved.product)

    async def split(self, call: Call) -> Reply:
        """Split a product in two."""
        source = await self._desk.product(call)
        chosen = await self._chosen(call, source, listed(call.get("verdicts")))
        draft = Product(
            0,
            0,
            "",
            call.get("name"),
            self._desk.clock(),
            brand=call.get("brand") or None,
            aliases=tuple(listed(call.get("aliases"))),
            category=source.category,
        )
        moved, done = await self._desk.editor.split(
            self._desk.actor(call), source.key, draft, chosen
        )
        verdicts = call.t.plural(
            "{count} verdict moved.", "{count} verdicts moved.", moved.verdicts
        )
        text = call.t("{name} is a product of its own now.", name=moved.product.title)
        return view.done(call.t, f"{text} {verdicts}", done, moved.product)

    async def _chosen(self, call: Call, source: Product, wanted: list[str]) -> list[int]:
        """Return the verdicts that are named by code, or whose words hold what is wanted."""
        if not wanted:
            return []
        codes = {from_short(each) for each in wanted}
        phrases = [set(terms(fold(each))) for each in wanted]

        async def unit(tx: Transaction) -> list[int]:
            rows = await tx.all(
                "SELECT key, text FROM verdict WHERE product = ? AND community = ? ORDER BY key",
                *(source.key, call.community),
            )
            return [
                key
                for key, text in rows
                if key in codes or _says(set(terms(fold(text or ""))), phrases)
            ]

        return await self._desk.library.store.read(unit)


def _says(said: set[str], phrases: list[set[str]]) -> bool:
    return any(phrase and phrase <= said for phrase in phrases)
