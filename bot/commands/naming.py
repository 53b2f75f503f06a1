"""Which product a command names: by a button's key, or by words that are looked up."""

from bot.chat.command import Call, Parameter, ParameterKind
from bot.chat.form import Choice
from bot.chat.reply import Reply
from bot.chat.words import n_
from bot.views import choices
from knowledge import pages
from knowledge.keys import from_short
from knowledge.library import Library
from knowledge.listed import Listed, offered
from knowledge.matching.completion import complete
from knowledge.matching.linker import Ambiguous
from knowledge.pages import Page
from knowledge.product import Product
from knowledge.store.port import Store, Transaction

_COMPLETIONS = 10
_NAMES = ("question", "product", "first", "second", "of")
PRODUCT = Parameter(
    "product", n_("The product's name, as you know it"), ParameterKind.PRODUCT, True, completes=True
)
ID = Parameter("id", n_("The product's id, set by a link"), hidden=True)
KEY = Parameter("p", n_("The product's key, set by a button"), hidden=True, stands_in=True)


class Naming:
    """Find the product that a command is about."""

    def __init__(self, library: Library) -> None:
        """Take the library."""
        self._library = library

    @property
    def store(self) -> Store:
        """Return where it is read from."""
        return self._library.store

    async def product(self, call: Call, named: str = "") -> Product | Reply:
        """Return the product, or the reply that asks which is meant or says that none is known."""
        text = "" if named else call.get("p")
        if text == choices.NEITHER:
            return choices.neither(call.t)
        if text:
            key = from_short(text)
            found = await self.store.read(
                lambda tx: pages.visible(tx, call.community, key or 0), brief=True
            )
            return found or choices.gone(call.t)
        answer = await self._library.find(named or call.get("product"), call.community)
        if answer.page is not None:
            return answer.page.product
        command = call.request.command
        if isinstance(answer.link, Ambiguous):
            return choices.which(call.t, answer.choices, command)
        return choices.unknown(call.t, answer.subject.text, answer.choices, command)

    async def by_id(self, call: Call) -> Page | None:
        """Return the page of the product that a link names; None when there is none here."""
        key = await self.store.read(
            lambda tx: pages.key_of(tx, call.community, call.get("id")), brief=True
        )
        return await self._library.page(key, call.community) if key is not None else None

    async def complete(self, call: Call, parameter: str, text: str) -> list[Choice]:
        """Complete a product's name from its first letter on."""
        if parameter not in _NAMES or not text.strip():
            return []

        async def unit(tx: Transaction) -> list[Listed]:
            found = await complete(tx, call.community, text, _COMPLETIONS)
            return await offered(tx, call.community, [key for key, _ in found])

        rows = await self.store.read(unit, brief=True)
        return [Choice(row.title, row.title) for row in rows]
