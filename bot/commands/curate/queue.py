"""The queue: what members propose, report and contribute, decided once each."""

import asyncio
from collections.abc import Callable

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind
from bot.chat.form import Choice
from bot.chat.reply import Reply
from bot.chat.words import n_
from bot.commands.curate import reading
from bot.commands.curate.desk import Desk, moderators
from bot.errors import CommandError
from bot.i18n.translator import Translator
from bot.views import notices
from bot.views import queue as view
from knowledge import held
from knowledge.community import BOT
from knowledge.contribution import Proposal, Report
from knowledge.errors import Conflict, Missing
from knowledge.items import Item
from knowledge.journal import Done
from knowledge.keys import from_short
from knowledge.matching.linker import Found
from knowledge.product import Product, title_of
from knowledge.queue import Outcome, Queue
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.verdict import Verdict
from knowledge.waiting import Decided, Kind

_MOST_TOLD = 25  # people who proposed the same; each costs a message
_KINDS = tuple(Choice(each.value, view.KINDS[each]) for each in Kind)
_HIDDEN = (
    Parameter("a", n_("After which entry, set by a button"), hidden=True),
    Parameter("i", n_("An entry's key, set by a button"), hidden=True),
    Parameter("d", n_("The decision, set by a button"), hidden=True),
    Parameter("p", n_("The product's key, set by a button"), hidden=True),
    Parameter("g", n_("Which group was looked at, set by a button"), hidden=True),
    *(
        Parameter(name, n_("An answer to the form"), hidden=True)
        for name in ("name", "brand", "what", "category", "aliases", "into", "reason")
    ),
)


class QueueCommands:
    """Show and decide what waits."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._queue = Queue(desk.library.store, desk.journal, desk.clock)

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the command."""
        kind = Parameter(
            "kind", n_("Only one kind of entries"), ParameterKind.CHOICE, choices=_KINDS
        )
        return (
            moderators(
                "queue",
                n_("What waits for a decision: proposals, reports, verdicts, groups"),
                self.queue,
                (kind, *_HIDDEN),
            ),
        )

    async def queue(self, call: Call) -> Reply:
        """Show the oldest item, or decide one."""
        decision = call.get("d")
        if not decision:
            return await self._show(call)
        decide = {
            "approve": self._approve,
            "edit": self._edit,
            "merge": self._merge,
            "reject": self._reject,
            "uphold": self._judge,
            "dismiss": self._judge,
            "publish": self._admit,
            "aside": self._admit,
            "group": self._group,
            "honest": self._group,
            "clear": self._clear,
        }.get(decision)
        key = from_short(call.get("i") or "-")
        if decide is None or key is None:
            raise CommandError(call.t("that button is not one of the queue's."))
        try:
            return await decide(call, key)
        except Decided as decided:
            return view.taken(call.t, decided, self._desk.clock(), key, _kept(call))
        except (Conflict, Missing) as error:
            raise CommandError(
                call.t("that is not as you saw it any more; open the queue again.")
            ) from error

    async def _show(self, call: Call) -> Reply:
        await self._desk.library.refresh(call.community)
        after = from_short(call.get("a") or "-") or 0
        kind = Kind(call.get("kind")) if call.get("kind") else None
        found = await self._queue.next(call.community, after, kind)
        if found is None and after:
            found = await self._queue.next(call.community, 0, kind)
        if found is None:
            return view.empty(call.t)
        waiting, near = await self._queue.length(call.community), await self._near(call, found)
        return view.item(call.t, found, waiting, near, _kept(call))

    async def _near(self, call: Call, found: Item) -> Product | None:
        """Return the product that is there already and that a proposal may mean."""
        if found.waiting.kind is not Kind.PRODUCT or not found.proposals:
            return None
        first = found.proposals[0]
        answer = await self._desk.library.find(title_of(first.brand, first.name), call.community)
        return answer.page.product if isinstance(answer.link, Found) and answer.page else None

    async def _item(self, call: Call, key: int) -> Item:
        found = await self._queue.next(call.community, key - 1)
        if found is None or found.waiting.key != key:
            return await self._raise_decided(call, key)
        return found

    async def _raise_decided(self, call: Call, key: int) -> Item:
        async def unit(tx: Transaction) -> Proposal | None:
            return await tables.PROPOSALS.get(tx, key)

        proposal = await self._desk.library.store.read(unit)
        if proposal is None or proposal.community != call.community:
            raise CommandError(call.t("that is not in the queue any more."))
        raise Decided(proposal.decided_by or "", proposal.decided_at, proposal.state.value)

    async def _approve(self, call: Call, key: int) -> Reply:
        outcome = await self._queue.approve(
            self._desk.actor(call), key, lambda draft: reading.product(call, draft)
        )
        name = outcome.product.title if outcome.product else ""
        await self._tell(outcome)
        return _decided(call, key, call.t("Approved: {name}.", name=name), outcome.done)

    async def _edit(self, call: Call, key: int) -> Reply:
        return view.edit(call.t, await self._item(call, key), _kept(call))

    async def _merge(self, call: Call, key: int) -> Reply:
        if not (call.get("into") or call.get("p")):
            return view.into(call.t, await self._item(call, key), _kept(call))
        target = await self._desk.product(call, "product" if call.get("p") else "into")
        outcome = await self._queue.merge(self._desk.actor(call), key, target.key)
        text = call.t("That name leads to {name} now.", name=target.title)
        await self._tell(outcome)
        return _decided(call, key, text, outcome.done)

    async def _reject(self, call: Call, key: int) -> Reply:
        reason = call.get("reason")
        if reason not in {each.value for each in view.REASONS}:
            return view.why(call.t, await self._item(call, key), _kept(call))
        outcome = await self._queue.reject(self._desk.actor(call), key, reason)
        await self._tell(outcome, reason)
        clears = all(each.person != BOT for each in outcome.proposals)
        text, operation = call.t("Rejected."), outcome.done.key
        return view.decided(call.t, text, operation, key, _kept(call), clears=clears)

    async def _judge(self, call: Call, key: int) -> Reply:
        upheld = call.get("d") == "uphold"
        outcome = await self._queue.judge(self._desk.actor(call), key, upheld=upheld)
        text = (
            call.t("Upheld. The verdict is set aside: not shown, not counted, not lost.")
            if upheld
            else call.t("Dismissed. The verdict stays.")
        )
        return _decided(call, key, text, outcome.done)

    async def _admit(self, call: Call, key: int) -> Reply:
        published = call.get("d") == "publish"
        outcome = await self._queue.admit(self._desk.actor(call), key, published=published)
        text = call.t("Published.") if published else call.t("Set aside.")
        return _decided(call, key, text, outcome.done)

    async def _group(self, call: Call, key: int) -> Reply:
        cleared, mark = call.get("d") == "honest", from_short(call.get("g") or "-") or 0
        done = await held.decide(
            self._desk.journal,
            self._desk.actor(call),
            key,
            mark,
            cleared=cleared,
            now=self._desk.clock,
        )
        text = (
            call.t.plural(
                "{count} verdict counts, and is no part of a group from now on.",
                "{count} verdicts count, and are no group from now on.",
                done.changes,
            )
            if cleared
            else call.t.plural(
                "{count} verdict is set aside: shown as set aside, not counted, not lost.",
                "{count} verdicts are set aside: shown as set aside, not counted, not lost.",
                done.changes,
            )
        )
        return _decided(call, key, text, done)

    async def _clear(self, call: Call, key: int) -> Reply:
        person = await self._account(call, key)
        done = await self._queue.clear(self._desk.actor(call), person)
        text = call.t.plural(
            "{count} entry of that account is set aside.",
            "{count} entries of that account are set aside.",
            done.changes,
        )
        if not done.changes:
            text = call.t("Nothing of that account is left to set aside.")
        return _decided(call, key, text, done)

    async def _account(self, call: Call, key: int) -> str:
        """Return whose the proposal or verdict is that an item is about."""

        async def unit(tx: Transaction) -> Proposal | Verdict | None:
            report: Report | None = await tables.REPORTS.get(tx, key)
            verdict = await tables.VERDICTS.get(tx, report.verdict if report else key)
            return verdict or await tables.PROPOSALS.get(tx, key)

        found = await self._desk.library.store.read(unit)
        if found is None or found.community != call.community:
            raise CommandError(call.t("that is not in the queue any more."))
        return found.person

    async def _tell(self, outcome: Outcome, reason: str = "") -> None:
        """Tell who proposed it what came of it; whoever cannot be reached is not."""
        product = outcome.product

        def say(proposal: Proposal) -> Callable[[Translator], Reply]:
            if product is None:
                return lambda t: notices.rejected(t, proposal, reason)
            return lambda t: notices.taken(t, proposal, product)

        told = outcome.proposals[:_MOST_TOLD]
        await asyncio.gather(*(self._desk.teller.tell(each.contact, say(each)) for each in told))


def _kept(call: Call) -> dict[str, str]:
    """Return what the queue is filtered by, for the buttons to carry on."""
    return {"kind": call.get("kind")} if call.get("kind") else {}


def _decided(call: Call, key: int, text: str, done: Done) -> Reply:
    return view.decided(call.t, text, done.key, key, _kept(call))
