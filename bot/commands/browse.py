"""Looking through the base."""

from bot.chat.command import ANYBODY, Call, CommandSpec, Parameter, ParameterKind
from bot.chat.form import Choice
from bot.chat.reply import Reply
from bot.chat.request import Source
from bot.chat.words import n_
from bot.views import lists
from knowledge import browsing
from knowledge.consensus.answer import Label
from knowledge.library import Library
from knowledge.note import Lean
from knowledge.product import slug

_STANCES = (
    Choice(Label.WORTH.value, n_("worth it")),
    Choice(Lean.DEPENDS.value, n_("depends")),
    Choice(Label.SKIP.value, n_("skip")),
    Choice(Lean.WAIT.value, n_("wait")),
)
# What is chosen as one lean stands under several labels: a headline's, and an editor's.
_LABELS = {
    Lean.DEPENDS.value: (Label.MIXED.value, Label.SPLIT.value, Lean.DEPENDS.value),
}


class Browse:
    """List products by category, stance, retailer or tag."""

    def __init__(self, library: Library) -> None:
        """Take the library."""
        self._library, self._store = library, library.store

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the command."""
        parameters = (
            Parameter("category", n_("A category such as kitchen"), completes=True),
            Parameter("stance", n_("What people lean to"), ParameterKind.CHOICE, choices=_STANCES),
            Parameter("retailer", n_("Where it is sold"), completes=True),
            Parameter("tag", n_("A tag such as subscription"), completes=True),
            Parameter("page", n_("The page"), ParameterKind.NUMBER, hidden=True),
        )
        return (
            CommandSpec(
                "browse",
                n_("Look through the base: by category, stance, retailer, tag"),
                self.browse,
                parameters,
                needs=ANYBODY,
                complete=self.complete,
            ),
        )

    async def browse(self, call: Call) -> Reply:
        """List the categories, or the products that fit."""
        conditions = {name: call.get(name) for name in ("category", "stance", "retailer", "tag")}
        conditions["category"] = slug(conditions["category"])
        given = {name: value for name, value in conditions.items() if value}
        if not given:
            return lists.shelves(
                call.t, await self._store.read(lambda tx: browsing.shelves(tx, call.community))
            )
        stance = conditions["stance"]
        wanted = browsing.Wanted(
            conditions["category"],
            _LABELS.get(stance, (stance,)) if stance else (),
            conditions["retailer"],
            conditions["tag"],
        )
        number = int(call.get("page")[:6] or 1)
        await self._library.refresh(call.community)
        listing = await self._store.read(
            lambda tx: browsing.browse(tx, call.community, wanted, number)
        )
        title = await self._title(call, given)
        reply = lists.products(call.t, listing, title, given)
        is_turn = call.request.source is Source.BUTTON and bool(call.get("page"))
        return lists.turned(reply) if is_turn else reply

    async def _title(self, call: Call, given: dict[str, str]) -> str:
        """Say in words what a list is restricted to."""
        stances = {choice.value: call.t(choice.label) for choice in _STANCES}
        names = dict(given)
        if "stance" in given:
            names["stance"] = stances[given["stance"]]
        if "category" in given:
            code = given["category"]
            found = await self._store.read(lambda tx: browsing.category(tx, call.community, code))
            names["category"] = found.name
        return ", ".join(names.values())

    async def complete(self, call: Call, parameter: str, text: str) -> list[Choice]:
        """Complete a category, retailer or tag."""
        if parameter == "category":
            found = await self._store.read(lambda tx: browsing.shelves(tx, call.community))
            wanted = slug(text)
            return [
                Choice(category.id, category.name)
                for category, _ in found
                if category.id.startswith(wanted)
            ]
        if parameter not in ("retailer", "tag"):
            return []
        values = await self._store.read(
            lambda tx: browsing.labels(tx, call.community, parameter, text, 25)
        )
        return [Choice(value, value) for value in values]
