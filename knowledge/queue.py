"""Deciding what waits for moderators, each decision once, whoever is first."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from knowledge.change import Change
from knowledge.community import Actor
from knowledge.contribution import (
    Proposal,
    ProposalKind,
    ProposalState,
    ReportState,
)
from knowledge.editing.drafts import add_product, checked, names
from knowledge.editing.reach import adopt, own_or_shared
from knowledge.errors import Missing
from knowledge.items import Item, item
from knowledge.journal import Done, Journal
from knowledge.product import Product, title_of
from knowledge.store import tables
from knowledge.store.port import Store, Transaction
from knowledge.verdict import Standing, Verdict
from knowledge.waiting import (
    Decided,
    Kind,
    keys_of,
    length,
    mark_of_proposal,
    next_waiting,
)

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say what a decision came to: the product, if any, and the proposals whose people to tell."""

    done: Done
    product: Product | None = None
    proposals: tuple[Proposal, ...] = ()


class Queue:
    """Read and decide what waits in a community."""

    def __init__(self, store: Store, journal: Journal, now: Callable[[], datetime]) -> None:
        """Take the store, the journal and the clock."""
        self._store, self._journal, self._now = store, journal, now

    async def next(self, community: int, after: int = 0, kind: Kind | None = None) -> Item | None:
        """Return the oldest item after a key."""

        async def unit(tx: Transaction) -> Item | None:
            waiting = await next_waiting(tx, community, after, kind)
            return await item(tx, community, waiting, self._now()) if waiting else None

        return await self._store.read(unit)

    async def length(self, community: int) -> int:
        """Count what waits, up to a thousand."""
        return await self._store.read(lambda tx: length(tx, community))

    async def approve(
        self, actor: Actor, key: int, edit: Callable[[Product], Product] = lambda draft: draft
    ) -> Outcome:
        """Take a proposal into the base, edited where a moderator did; alike ones go with it."""

        async def work(change: Change) -> tuple[Product, tuple[Proposal, ...]]:
            first, alike = await _open(change, actor, key)
            if first.kind is ProposalKind.ALIAS:
                product = await _name(change, actor, first.product or 0, first.name)
            else:
                draft = Product(
                    0, 0, "", first.name, self._now(), brand=first.brand, what=first.what
                )
                product = await add_product(change, actor, edit(draft), self._now())
            state = ProposalState.APPROVED
            return product, await self._close(change, actor, alike, state, product=product.key)

        (product, told), done = await self._journal.apply(actor, "proposal approve", work)
        return Outcome(done, product, told)

    async def merge(self, actor: Actor, key: int, target: int) -> Outcome:
        """Make a proposed product's name one more name of a product that is there."""

        async def work(change: Change) -> tuple[Product, tuple[Proposal, ...]]:
            first, alike = await _open(change, actor, key)
            product = await _name(change, actor, target, title_of(first.brand, first.name))
            state = ProposalState.MERGED
            return product, await self._close(change, actor, alike, state, product=product.key)

        (product, told), done = await self._journal.apply(actor, "proposal merge", work)
        return Outcome(done, product, told)

    async def reject(self, actor: Actor, key: int, reason: str) -> Outcome:
        """Turn a proposal down, with the reason; alike ones go with it."""

        async def work(change: Change) -> tuple[Proposal, ...]:
            first, alike = await _open(change, actor, key)
            rejected = ProposalState.REJECTED
            return await self._close(
                change, actor, alike, rejected, product=first.product, reason=reason
            )

        told, done = await self._journal.apply(actor, "proposal reject", work)
        return Outcome(done, proposals=told)

    async def judge(self, actor: Actor, key: int, *, upheld: bool) -> Outcome:
        """Decide all open reports of a verdict; upheld, the verdict is set aside."""

        async def work(change: Change) -> None:
            first = await change.get(tables.REPORTS, key)
            if first is None or first.community != actor.community:
                raise _gone()
            if first.state is not ReportState.OPEN:
                raise Decided(first.decided_by or "", first.decided_at, first.state.value)
            state = ReportState.UPHELD if upheld else ReportState.DISMISSED
            await self._close_reports(change, actor, first.verdict, state)
            if upheld:
                await _stand(change, first.verdict, Standing.QUARANTINED)

        operation = "report uphold" if upheld else "report dismiss"
        return Outcome((await self._journal.apply(actor, operation, work))[1])

    async def admit(self, actor: Actor, key: int, *, published: bool) -> Outcome:
        """Publish a pending verdict, or set it aside."""

        async def work(change: Change) -> None:
            verdict = await change.get(tables.VERDICTS, key)
            if verdict is None or verdict.community != actor.community:
                raise _gone()
            if verdict.standing is not Standing.PENDING:
                raise await _decided(change, actor, verdict)
            await _stand(change, key, Standing.PUBLISHED if published else Standing.QUARANTINED)

        operation = "verdict publish" if published else "verdict quarantine"
        return Outcome((await self._journal.apply(actor, operation, work))[1])

    async def clear(self, actor: Actor, person: str) -> Done:
        """Set everything of an account aside at once: verdicts, open proposals, open reports."""

        async def work(change: Change) -> None:
            for key in await self._of(change, actor, person, "verdict", "standing"):
                await _stand(change, key, Standing.QUARANTINED)
                await self._close_reports(change, actor, key, ReportState.UPHELD)
            for key in await self._of(change, actor, person, "proposal", "state"):
                proposal = await change.get(tables.PROPOSALS, key)
                if proposal and proposal.state is ProposalState.OPEN:
                    closed = self._closed(actor, proposal, ProposalState.REJECTED)
                    await change.put(tables.PROPOSALS, closed)
            for key in await self._of(change, actor, person, "report", "state"):
                report = await change.get(tables.REPORTS, key)
                if report and report.state is ReportState.OPEN:
                    await self._close_report(change, actor, key, ReportState.DISMISSED)

        return (await self._journal.apply(actor, "account clear", work))[1]

    async def _of(
        self, change: Change, actor: Actor, person: str, table: str, state: str
    ) -> list[int]:
        states = ("published", "pending") if state == "standing" else ("open", "open")
        rows = await change.tx.all(
            f"SELECT key FROM {table} WHERE person = ? AND community = ?"
            f" AND {state} IN (?, ?) ORDER BY key",
            *(person, actor.community, *states),
        )
        return [key for (key,) in rows]

    async def _close(
        self,
        change: Change,
        actor: Actor,
        alike: list[int],
        state: ProposalState,
        *,
        product: int | None = None,
        reason: str | None = None,
    ) -> tuple[Proposal, ...]:
        """Close proposals that are alike; return them as they were, with whom to tell."""
        closed = []
        for key in alike:
            proposal = await change.get(tables.PROPOSALS, key)
            if proposal is not None:
                after = replace(
                    self._closed(actor, proposal, state), product=product, reason=reason
                )
                await change.put(tables.PROPOSALS, after)
                closed.append(proposal)
        return tuple(closed)

    def _closed(self, actor: Actor, proposal: Proposal, state: ProposalState) -> Proposal:
        return replace(
            proposal,
            state=state,
            decided_by=actor.id,
            decided_at=self._now(),
            contact=None,  # whoever is told, is told now, and never again
        )

    async def _close_reports(
        self, change: Change, actor: Actor, verdict: int, state: ReportState
    ) -> None:
        for each in await keys_of(change.tx, actor.community, f"report {verdict}"):
            await self._close_report(change, actor, each, state)

    async def _close_report(
        self, change: Change, actor: Actor, key: int, state: ReportState
    ) -> None:
        report = await change.get(tables.REPORTS, key)
        if report is not None:
            after = replace(report, state=state, decided_by=actor.id, decided_at=self._now())
            await change.put(tables.REPORTS, after)


async def _open(change: Change, actor: Actor, key: int) -> tuple[Proposal, list[int]]:
    """Return an open proposal and the keys of all alike; raise Decided when it is not open."""
    found = await change.get(tables.PROPOSALS, key)
    if found is None or found.community != actor.community:
        raise _gone()
    if found.state is not ProposalState.OPEN:
        raise Decided(found.decided_by or "", found.decided_at, found.state.value)
    return found, await keys_of(change.tx, actor.community, mark_of_proposal(found))


async def _name(change: Change, actor: Actor, key: int, alias: str) -> Product:
    """Give a product one more name."""
    product = await adopt(change, actor, await own_or_shared(change, actor, key))
    named = checked(replace(product, aliases=names([*product.aliases, alias])))
    await change.put(tables.PRODUCTS, named)
    return named


async def _decided(change: Change, actor: Actor, verdict: Verdict) -> Decided:
    """Say who changed a verdict last, which does not wait any more."""
    rows = await change.tx.all(
        "SELECT j.actor, j.at FROM change c JOIN journal j ON j.key = c.journal"
        " WHERE c.entries = ? AND c.entry = ? AND j.community = ? ORDER BY j.key DESC LIMIT 1",
        *(tables.VERDICTS.name, f"[{verdict.key}]", actor.community),
    )
    by, at = rows[0] if rows else ("", None)
    return Decided(by, at and datetime.fromisoformat(at), verdict.standing.value)


async def _stand(change: Change, key: int, standing: Standing) -> None:
    verdict = await change.get(tables.VERDICTS, key)
    if verdict is not None:
        await change.put(tables.VERDICTS, replace(verdict, standing=standing))


def _gone() -> Missing:
    return Missing("That is not in the queue of this community; it may be gone already.")
