"""What else members send: reports of verdicts, wishes for verdicts, proposals for the base."""

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind, Role
from bot.chat.form import Choice
from bot.chat.reply import Reply, Visibility
from bot.chat.request import Source
from bot.chat.words import n_
from bot.commands.naming import KEY, PRODUCT, Naming
from bot.commands.verdicts import Verdicts
from bot.people import People
from bot.views import responses as view
from bot.views.errors import private
from knowledge.account import person_of
from knowledge.contributing import Contributions
from knowledge.contribution import Proposal, ProposalKind, ReportKind
from knowledge.links import masked, plain
from knowledge.product import Product
from knowledge.store.port import Store, Transaction

_LISTED = 10
_SHARED_BY = 2  # people; what one alone asks for is shown to them and to moderators
_MINE = "max(CASE WHEN person = ? THEN 1 ELSE 0 END)"
_MAX_NAME, _MAX_TEXT = 100, 300
_KINDS = (
    Choice(ReportKind.UNDISCLOSED_TIE.value, n_("a tie they did not disclose")),
    Choice(ReportKind.FALSE_CLAIM.value, n_("a false claim")),
    Choice(ReportKind.SPAM.value, n_("spam")),
    Choice(ReportKind.ABOUT_A_PERSON.value, n_("about a person, not a product")),
)


class Responses:
    """Take what members send to moderators."""

    def __init__(
        self, naming: Naming, verdicts: Verdicts, contributions: Contributions, people: People
    ) -> None:
        """Take what finds products and verdicts, what keeps, and who somebody is."""
        self._naming, self._verdicts = naming, verdicts
        self._contributions, self._people = contributions, people
        self._store: Store = naming.store

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        verdict = Parameter("v", n_("A verdict's key"), hidden=True, stands_in=True)
        page = Parameter("page", n_("The page"), ParameterKind.NUMBER, hidden=True)
        kind = Parameter("kind", n_("What is wrong"), ParameterKind.CHOICE, choices=_KINDS)
        text = Parameter("text", n_("What moderators should know"))
        wanted = Parameter("product", n_("What you ask verdicts for; leave it out for the list"))
        name = Parameter("name", n_("Its name, or another name for a product"), required=True)
        of = Parameter(
            "of", n_("The product that the name is for"), ParameterKind.PRODUCT, completes=True
        )
        brand = Parameter("brand", n_("The brand"))
        what = Parameter("what", n_("What it is, in a few words"))
        return (
            CommandSpec(
                "report",
                n_("Tell moderators that something is wrong with a verdict"),
                self.report,
                (PRODUCT, KEY, verdict, kind, text, page),
                visibility=Visibility.PRIVATE,
                complete=self._naming.complete,
            ),
            CommandSpec(
                "wanted",
                n_("What people ask verdicts for; name something to ask for it"),
                self.wanted,
                (wanted,),
                visibility=Visibility.PRIVATE,
            ),
            CommandSpec(
                "suggest",
                n_("Suggest a product, or another name for one"),
                self.suggest,
                (name, of, brand, what),
                visibility=Visibility.PRIVATE,
                complete=self._naming.complete,
            ),
        )

    async def report(self, call: Call) -> Reply:
        """Report one verdict, chosen from those of a product."""
        if not call.get("v"):
            return await self._verdicts.choose(call, "report")
        found = await self._verdicts.told(call)
        if found is None:
            return private(call.t("That verdict is no longer there."))
        kind, text = call.get("kind"), call.get("text")
        if not kind:
            return view.ask_report(call.t, found[0], call.get("v"), _KINDS, text)
        plain(text)
        who = await self._people.contributor(call)
        words = text[:_MAX_TEXT] or None
        done = await self._contributions.report(who, found[1].verdict.key, ReportKind(kind), words)
        return view.reported(call.t, is_new=done.key is not None)

    async def wanted(self, call: Call) -> Reply:
        """List what people ask verdicts for, or ask for something oneself."""
        text = call.get("product")[:_MAX_NAME]
        if text:
            text = masked(text, "…")
            await self._contributions.wish(await self._people.contributor(call), text)
            return view.wished(call.t, text)
        least = 1 if await _moderates(call) else _SHARED_BY

        async def unit(tx: Transaction) -> list[tuple[str, int, bool]]:
            person = await person_of(tx, self._people.actor(call).id)
            rows = await tx.all(
                f"SELECT min(text), count(*), {_MINE} FROM wish WHERE community = ? GROUP BY phrase"
                f" HAVING count(*) >= ? OR {_MINE} = 1"
                " ORDER BY count(*) DESC, min(created_at) LIMIT ?",
                *(person, call.community, least, person, _LISTED),
            )
            return [(text, count, bool(mine)) for text, count, mine in rows]

        return view.wanted(call.t, await self._store.read(unit), least)

    async def suggest(self, call: Call) -> Reply:
        """Put a product, or another name for one, before the moderators."""
        if call.request.source is Source.BUTTON:
            return view.ask_proposal(call.t, call.get("name"))
        name = call.get("name")[:_MAX_NAME]
        for text in (name, call.get("brand"), call.get("what")):
            plain(text)
        product: Product | None = None
        if call.get("of"):
            found = await self._naming.product(call, call.get("of"))
            if isinstance(found, Reply):
                return found
            product = found
        who = await self._people.contributor(call)
        proposal = Proposal(
            key=0,
            community=call.community,
            kind=ProposalKind.ALIAS if product else ProposalKind.PRODUCT,
            name=name,
            person=who.actor.id,
            created_at=self._contributions.now(),
            product=product.key if product else None,
            brand=call.get("brand")[:_MAX_NAME] or None,
            what=call.get("what")[:_MAX_NAME] or None,
            contact=self._people.contact(call),
        )
        done = await self._contributions.propose(who, proposal)
        return view.proposed(call.t, name, product, is_new=done.key is not None)


async def _moderates(call: Call) -> bool:
    """Say whether the asker may do here what members may not."""
    return any(spec.needs >= Role.MODERATOR for spec in await call.permitted())
