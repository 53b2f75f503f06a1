"""What every command of moderators works with."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind, Role
from bot.chat.form import Choice
from bot.chat.reply import Visibility
from bot.chat.request import Author
from bot.chat.words import n_
from bot.clock import Clock
from bot.errors import CommandError
from bot.spaces import Spaces
from bot.telling import Teller
from knowledge.account import person_of
from knowledge.communities import Communities
from knowledge.community import SHARED, Actor
from knowledge.editing.products import Editor
from knowledge.journal import Journal
from knowledge.keys import from_short
from knowledge.library import Library
from knowledge.listed import Listed, offered
from knowledge.matching.completion import complete
from knowledge.matching.linker import Found
from knowledge.pages import key_of
from knowledge.person import Pseudonyms
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.port import Transaction

_COMPLETIONS = 10
_MENTION = re.compile(r"<@!?([0-9]{1,20})>|([0-9]{1,20})")
_CODE = re.compile(r"p_[0-9a-f]{4,32}")
PRODUCT = Parameter(
    "product",
    n_("The product's name or id"),
    ParameterKind.PRODUCT,
    required=True,
    completes=True,
)
KEY = Parameter("p", n_("The product's key, set by a button"), hidden=True, stands_in=True)
moderators = partial(CommandSpec, needs=Role.MODERATOR, visibility=Visibility.PRIVATE)
admins = partial(CommandSpec, needs=Role.ADMIN, visibility=Visibility.PRIVATE)


@dataclass(frozen=True, slots=True)
class Desk:
    """Hold the ways into the base, and what hashes people."""

    library: Library
    journal: Journal
    communities: Communities
    spaces: Spaces
    pseudonyms: Callable[[], Pseudonyms]
    clock: Clock
    teller: Teller

    @property
    def editor(self) -> Editor:
        """Return what changes entries."""
        return Editor(self.journal, self.clock)

    def who(self, author: Author) -> str:
        """Turn an author into a person that names nobody."""
        return self.pseudonyms().of(author.platform, author.id)

    def actor(self, call: Call) -> Actor:
        """Return who changes something: the author, for the community of the place."""
        return Actor(self.who(call.request.author), call.community)

    async def product(self, call: Call, name: str = "product") -> Product:
        """Return the product that is named, hidden ones too; ask for more words in doubt."""
        key = from_short(call.get("p")) if name == "product" and call.get("p") else None
        if key is None:
            key = await self._named(call, call.get(name))

        async def unit(tx: Transaction) -> Product | None:
            handling = await tables.HANDLINGS.get(tx, call.community, key)
            instead = handling.instead if handling else None
            return await tables.PRODUCTS.get(tx, instead or key)

        found = await self.library.store.read(unit)
        if found is None or found.community not in (SHARED, call.community):
            raise CommandError(call.t("that product is no longer in the base."))
        return found

    async def _named(self, call: Call, text: str) -> int:
        exact = await self.library.store.read(lambda tx: key_of(tx, call.community, text))
        if exact is not None:
            return exact
        found = await self.library.find(text, call.community)
        if isinstance(found.link, Found):
            return found.link.product
        titles = [choice.title for choice in found.choices]
        if titles:
            raise CommandError(
                call.t(
                    "“{words}” may be {names}; give the whole name.",
                    words=text[:40],
                    names=call.t.either(titles),
                )
            )
        raise CommandError(call.t("there is no “{words}” in the base.", words=text[:40]))

    async def person(self, call: Call, text: str) -> str:
        """Return who is meant, whichever of their accounts is named."""
        account = await self.account(call, text)
        return await self.library.store.read(lambda tx: person_of(tx, account))

    async def account(self, call: Call, text: str) -> str:
        """Return which account is meant: a mention, a platform's id, or its code as shown here."""
        typed = text.strip()
        mentioned = _MENTION.fullmatch(typed)
        if mentioned:
            id_ = mentioned[1] or mentioned[2]
            return self.who(Author(call.request.author.platform, id_, ""))
        if not _CODE.fullmatch(typed):
            raise CommandError(
                call.t("say whom: mention them, or give their code as the log shows it.")
            )

        async def unit(tx: Transaction) -> list[str]:
            span = (call.community, typed, typed + "g")
            rows = await tx.all(
                "SELECT person FROM member WHERE community = ? AND person >= ? AND person < ?"
                " UNION SELECT person FROM verdict"
                " WHERE community = ? AND person >= ? AND person < ?"
                " UNION SELECT actor FROM journal"
                " WHERE community = ? AND actor >= ? AND actor < ? LIMIT 2",
                *span * 3,
            )
            return [person for (person,) in rows]

        found = await self.library.store.read(unit)
        if len(found) != 1:
            raise CommandError(
                call.t("nobody here, or more than one, has the code {code}.", code=typed)
            )
        return found[0]

    async def complete(self, call: Call, parameter: str, text: str) -> list[Choice]:
        """Complete a product's name."""
        if parameter not in ("product", "into") or not text.strip():
            return []

        async def unit(tx: Transaction) -> list[Listed]:
            found = await complete(tx, call.community, text, _COMPLETIONS)
            return await offered(tx, call.community, [key for key, _ in found])

        return [Choice(row.title, row.title) for row in await self.library.store.read(unit)]
