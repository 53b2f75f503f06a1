"""What moderators should hear of: how much waits, what is new, and what is reported most."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime

from knowledge.contribution import ReportKind
from knowledge.held import Held, held
from knowledge.product import title_of
from knowledge.store.port import Transaction
from knowledge.waiting import Kind, product_held

_MOST = 1000  # of a kind, that are counted
_REPORTED = 3


@dataclass(frozen=True, slots=True)
class Reported:
    """Name a product whose verdicts are reported, with the kinds of reports and how many."""

    title: str
    kinds: tuple[tuple[ReportKind, int], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """Hold what waits by kind, whether anything of it is new, and the evidence of reports.

    `newest` is the key up to which this digest tells. `keys` are those of all withheld answers:
    a group may be found long after its verdicts were given. `held` are the newest of them.
    """

    newest: int
    fresh: bool
    waiting: dict[Kind, int] = field(default_factory=dict)
    reported: tuple[Reported, ...] = ()
    keys: tuple[int, ...] = ()
    held: tuple[Held, ...] = ()


async def digest(
    tx: Transaction, community: int, told: int, groups: Container[int], now: datetime
) -> Digest:
    """Read what a community's moderators should hear.

    `told` is the last digest's newest key, `groups` its keys of withheld answers.
    """
    rows = await tx.all("SELECT max(key) FROM waiting WHERE community = ?", community)
    newest = max(rows[0][0] or 0, told)
    rows = await tx.all(
        "SELECT key FROM waiting WHERE community = ? AND kind = ? ORDER BY key DESC LIMIT ?",
        *(community, Kind.HELD.value, _MOST),
    )
    keys = tuple(key for (key,) in rows)
    if newest == told and all(key in groups for key in keys):
        return Digest(told, fresh=False)
    waiting = {}
    for kind in Kind:
        (found,) = await tx.all(
            "SELECT count(*) FROM (SELECT 1 FROM waiting WHERE community = ? AND kind = ?"
            " LIMIT ?) AS counted",
            *(community, kind.value, _MOST),
        )
        if found[0]:
            waiting[kind] = found[0]
    reported = await _reported(tx, community)
    return Digest(newest, True, waiting, reported, keys, await _held(tx, community, keys, now))


async def _held(
    tx: Transaction, community: int, keys: tuple[int, ...], now: datetime
) -> tuple[Held, ...]:
    """Compute the newest of the withheld answers."""
    found = []
    for key in keys[:_REPORTED]:
        product = await product_held(tx, community, key)
        group = await held(tx, product, community, now) if product is not None else None
        if group is not None:
            found.append(group)
    return tuple(found)


async def _reported(tx: Transaction, community: int) -> tuple[Reported, ...]:
    """Read the products with most open reports, among the newest thousand."""
    rows = await tx.all(
        "SELECT p.key, p.brand, p.name, r.kind FROM (SELECT verdict, kind FROM report"
        " WHERE community = ? AND state = 'open' ORDER BY key DESC LIMIT ?) AS r"
        " JOIN verdict v ON v.key = r.verdict JOIN product p ON p.key = v.product",
        *(community, _MOST),
    )
    kinds: dict[int, dict[str, int]] = {}
    titles = {}
    for key, brand, name, kind in rows:
        titles[key] = title_of(brand, name)
        counts = kinds.setdefault(key, {})
        counts[kind] = counts.get(kind, 0) + 1
    most = sorted(kinds, key=lambda key: (-sum(kinds[key].values()), key))[:_REPORTED]
    return tuple(
        Reported(
            titles[key],
            tuple((ReportKind(kind), count) for kind, count in sorted(kinds[key].items())),
        )
        for key in most
    )
