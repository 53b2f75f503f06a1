"""What an item of the queue shows: its first entries, and what they are about."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.contribution import Proposal, Report
from knowledge.held import Held, held
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.verdict import Verdict
from knowledge.waiting import Kind, Waiting, keys_of, product_held

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one item of the queue: its first entries, and the product or verdict it is about.

    `held` is the group that withholds an answer; None also when time has just settled that.
    """

    waiting: Waiting
    proposals: tuple[Proposal, ...] = ()
    reports: tuple[Report, ...] = ()
    verdict: Verdict | None = None
    product: Product | None = None
    held: Held | None = None


async def item(tx: Transaction, community: int, waiting: Waiting, now: datetime) -> Item:
    """Read what an item shows."""
    if waiting.kind is Kind.HELD:
        product = await _product(tx, await product_held(tx, community, waiting.key))
        group = await held(tx, product.key, community, now) if product else None
        return Item(waiting, product=product, held=group)
    keys = (await keys_of(tx, community, waiting.mark))[:_SHOWN]
    if waiting.kind in (Kind.PRODUCT, Kind.ALIAS):
        proposals = [await tables.PROPOSALS.get(tx, key) for key in keys]
        found = tuple(each for each in proposals if each is not None)
        product = await _product(tx, found[0].product) if found else None
        return Item(waiting, proposals=found, product=product)
    if waiting.kind is Kind.REPORT:
        reports = [await tables.REPORTS.get(tx, key) for key in keys]
        given = tuple(each for each in reports if each is not None)
        verdict = await tables.VERDICTS.get(tx, given[0].verdict) if given else None
    else:
        given, verdict = (), await tables.VERDICTS.get(tx, waiting.key)
    product = await _product(tx, verdict.product if verdict else None)
    return Item(waiting, reports=given, verdict=verdict, product=product)


async def _product(tx: Transaction, key: int | None) -> Product | None:
    return await tables.PRODUCTS.get(tx, key) if key is not None else None
