"""A member's own verdict, and what others said: verdict add, edit, withdraw, mine, list."""

import logging
from collections.abc import Awaitable, Callable

from bot import draft
from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind
from bot.chat.reply import Reply, Visibility
from bot.chat.request import Source
from bot.chat.words import n_
from bot.commands.naming import KEY, PRODUCT, Naming
from bot.errors import CommandError
from bot.people import People
from bot.views import verdicts as view
from bot.views.errors import private, worded
from knowledge import quotes
from knowledge.account import person_of
from knowledge.contributing import Contributions
from knowledge.contribution import Opinion
from knowledge.errors import BadInput, StoreError
from knowledge.keys import from_short
from knowledge.product import Product
from knowledge.quotes import Said
from knowledge.said import own_verdict
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.verdict import Verdict

_log = logging.getLogger(__name__)
_PAGE = 8
_VOTES = {"helpful": Opinion.HELPFUL, "disagree": Opinion.DISAGREE}
_WORDS = {
    "months": n_("Months of use, like 8, or 2 years"),
    "reasons": n_("Reasons from the list, with commas: overpriced, safety"),
    "text": n_("What others should know, in your words"),
    "alternative": n_("What you would take instead"),
    "paid": n_("What you paid, like 45 or 45 EUR"),
    "expertise": n_("What you know the trade as, like hairdresser; shown, no extra weight"),
}


class Verdicts:
    """Keep members' verdicts."""

    def __init__(self, naming: Naming, contributions: Contributions, people: People) -> None:
        """Take what finds products, what keeps, and who somebody is."""
        self._naming, self._contributions, self._people = naming, contributions, people
        self._store = naming.store

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        page = Parameter("page", n_("The page"), ParameterKind.NUMBER, hidden=True)
        verdict = Parameter("v", n_("A verdict's key"), hidden=True, stands_in=True)
        vote = Parameter("vote", n_("What you think of it"), hidden=True)
        fields = (PRODUCT, KEY, *map(_parameter, view.LABELS), page)
        own, listed = (PRODUCT, KEY), (PRODUCT, KEY, verdict, vote, page)
        return (
            self._spec(
                "verdict add", n_("Add your own verdict, in 30 seconds"), self.write, fields
            ),
            self._spec("verdict edit", n_("Change your verdict"), self.write, fields),
            self._spec("verdict withdraw", n_("Take your verdict back"), self.withdraw, own),
            self._spec("verdict mine", n_("Your own verdicts here"), self.mine, (KEY, page)),
            self._spec("verdict list", n_("What people said, one by one"), self.list, listed),
        )

    def _spec(
        self,
        path: str,
        help_: str,
        handler: Callable[[Call], Awaitable[Reply]],
        parameters: tuple[Parameter, ...],
    ) -> CommandSpec:
        required_first = tuple(sorted(parameters, key=lambda each: not each.required))
        return CommandSpec(
            path,
            help_,
            handler,
            required_first,
            visibility=Visibility.PRIVATE,
            complete=self._naming.complete,
        )

    async def write(self, call: Call) -> Reply:
        """Ask for what a verdict needs, and keep it; what was typed stays whatever happens."""
        product = await self._naming.product(call)
        if isinstance(product, Reply):
            return product
        command, page = call.request.command, call.get("page")
        page = page if page in draft.PAGES else "1"
        mine = await self._mine(call, product)
        if mine is None and command == "verdict edit":
            return private(call.t("You have no verdict on {product} yet.", product=product.title))
        values = _values(call, mine, page)
        is_asked = call.request.source is Source.BUTTON or not _given(call)
        if is_asked or any(not values.get(name) for name in draft.NEEDED):
            shown = page if all(values.get(name) for name in draft.NEEDED) else "1"
            return view.form(call.t, product, shown, values, command, self._lack(call, values))
        try:
            verdict = draft.read(
                call.t, values, product.key, call.community, self._contributions.now()
            )
            who = await self._people.contributor(call)
            kept = await self._contributions.save_verdict(who, verdict)
        except (CommandError, BadInput, StoreError) as error:
            if isinstance(error, StoreError):
                _log.error("a verdict could not be kept: %s", error)
            why = str(error) if isinstance(error, CommandError) else worded(call.t, error)
            shown = page if page != "1" or call.request.source is Source.FORM else _page(call)
            return view.form(call.t, product, shown, values, command, why)
        return view.saved(call.t, product, kept)

    def _lack(self, call: Call, values: draft.Values) -> str:
        """Say what is missing where somebody has answered; the tie is never taken for granted."""
        is_answer = call.request.source is Source.FORM
        if is_answer and any(not values.get(name) for name in draft.NEEDED):
            return call.t("What you think, how you know it and your ties are needed.")
        return ""

    async def withdraw(self, call: Call) -> Reply:
        """Withdraw one's verdict."""
        product = await self._naming.product(call)
        if isinstance(product, Reply):
            return product
        mine = await self._mine(call, product)
        if mine is None:
            return private(call.t("You have no verdict on {product} yet.", product=product.title))
        who = await self._people.contributor(call)
        await self._contributions.withdraw_verdict(who, mine.key)
        return view.withdrawn(call.t, product)

    async def mine(self, call: Call) -> Reply:
        """List one's own verdicts, or open one."""
        if call.get("p"):
            product = await self._naming.product(call)
            if isinstance(product, Reply):
                return product
            mine = await self._mine(call, product)
            if mine is None:
                return view.withdrawn(call.t, product)
            return view.saved(call.t, product, mine)
        actor = self._people.actor(call)
        number = _number(call)

        async def unit(tx: Transaction) -> tuple[list[tuple[Product, Verdict]], int]:
            where = "FROM verdict v WHERE v.person = ? AND v.community = ?"
            where += " AND v.standing <> 'withdrawn'"
            own = (await person_of(tx, actor.id), actor.community)
            ((total,),) = await tx.all(f"SELECT count(*) {where}", *own)
            rows = await tx.all(
                f"SELECT {tables.VERDICTS.columns_of('v')} {where}"
                " ORDER BY v.created_at DESC, v.key LIMIT ? OFFSET ?",
                *(*own, _PAGE, (number - 1) * _PAGE),
            )
            found = []
            for verdict in map(tables.VERDICTS.entry, rows):
                product = await tables.PRODUCTS.get(tx, verdict.product)
                if product is not None:
                    found.append((product, verdict))
            return found, total

        rows, total = await self._store.read(unit)
        return view.mine(call.t, rows, number, -(-total // _PAGE))

    async def list(self, call: Call) -> Reply:
        """List what people said of a product; open one of it, and take a vote on that."""
        if call.get("v"):
            return await self._one(call)
        return await self.choose(call, "verdict list")

    async def choose(self, call: Call, command: str) -> Reply:
        """Offer a product's verdicts with words, each opening with a command."""
        product = await self._naming.product(call)
        if isinstance(product, Reply):
            return product
        number = _number(call)

        async def unit(tx: Transaction) -> tuple[list[Said], int]:
            skip = (number - 1) * _PAGE
            found = await quotes.best(tx, call.community, product.key, _PAGE, skip)
            return found, await quotes.count(tx, call.community, product.key)

        found, total = await self._store.read(unit)
        return view.others(call.t, product, found, number, -(-total // _PAGE), command)

    async def _one(self, call: Call) -> Reply:
        found = await self.told(call)
        if found is None:
            return private(call.t("That verdict is no longer there."))
        vote = _VOTES.get(call.get("vote"))
        note = ""
        if vote is not None:
            who = await self._people.contributor(call)
            is_kept = await self._contributions.vote(who, found[1].verdict.key, vote)
            note = _noted(call, vote) if is_kept else call.t("Taken back.")
        account = self._people.actor(call).id
        person = await self._store.read(lambda tx: person_of(tx, account), brief=True)
        return view.one(call.t, *found, note, is_own=found[1].verdict.person == person)

    async def told(self, call: Call) -> tuple[Product, Said] | None:
        """Read the published verdict that a button names, with its product."""
        key = from_short(call.get("v"))
        return await self._store.read(
            lambda tx: quotes.one(tx, call.community, key or 0), brief=True
        )

    async def _mine(self, call: Call, product: Product) -> Verdict | None:
        actor = self._people.actor(call)
        return await self._store.read(lambda tx: own_verdict(tx, actor, product.key), brief=True)


def _parameter(name: str) -> Parameter:
    """Declare a field of a verdict as an argument; several reasons are one text."""
    choices = () if name == "reasons" else draft.CHOICES.get(name, ())
    kind = ParameterKind.CHOICE if choices else ParameterKind.TEXT
    return Parameter(name, _WORDS.get(name, view.LABELS[name]), kind, choices=choices)


def _given(call: Call) -> draft.Values:
    return {name: call.get(name) for name in view.LABELS if call.get(name)}


def _values(call: Call, mine: Verdict | None, page: str) -> draft.Values:
    """Join what was kept before with what is given now; a form's page says all of its fields."""
    before = draft.values_of(mine) if mine is not None else {}
    if call.request.source is Source.FORM:
        before = {name: value for name, value in before.items() if name not in draft.PAGES[page]}
    return before | _given(call)


def _page(call: Call) -> str:
    """Find the page of a form that has what was typed, so that it can be mended there."""
    given = _given(call)
    return next((page for page in ("2", "3") if set(draft.PAGES[page]) & set(given)), "1")


def _number(call: Call) -> int:
    return max(1, int(call.get("page")[:6] or 1))


def _noted(call: Call, vote: Opinion) -> str:
    """Say what a vote does; how others voted is never shown."""
    if vote is Opinion.HELPFUL:
        return call.t("Noted as helpful: it is shown earlier. Press again to take it back.")
    return call.t("Noted: it is shown later. If you used it, say it in a verdict of your own.")
