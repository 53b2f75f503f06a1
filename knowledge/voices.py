"""Reading what is said of a product in a community, each with its account's standing."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

import msgspec

from knowledge.community import Openness
from knowledge.consensus.report import Report, day_of
from knowledge.consensus.standing import NEVER, SETTLED, Account, counts_from
from knowledge.consensus.weights import PERIOD
from knowledge.store.port import Row, Transaction, marks
from knowledge.verdict import Acquired, Experience, Reason, Stance, Standing, Tie

_VERDICT = (
    "v.key, v.person, v.stance, v.experience, v.acquired, v.tie, v.competitor, v.months,"
    " v.created_at, v.reasons, v.alternative, v.standing, v.pack, v.cleared"
)
_MEMBER = (
    "m.first_seen_at, m.joined_at, m.account_created_at, m.invite,"
    " m.trusted = 1 OR m.founding = 1 OR m.granted IS NOT NULL"
)
_REASONS: msgspec.json.Decoder[tuple[Reason, ...]] = msgspec.json.Decoder(tuple[Reason, ...])


async def reports(
    tx: Transaction, product: int, community: int, keys: Collection[int] = ()
) -> list[Report]:
    """Read what is said of a product in a community, all of it or some verdicts by their keys."""
    some = f" AND v.key IN ({marks(len(keys))})" if keys else ""
    rows = await tx.all(
        f"SELECT {_VERDICT}, {_MEMBER} FROM verdict v"
        " LEFT JOIN member m ON m.community = v.community AND m.person = v.person"
        " WHERE v.product = ? AND v.community = ? AND v.standing IN (?, ?)"
        f" AND coalesce(m.barred, 0) = 0{some}",
        *(product, community, Standing.PUBLISHED.value, Standing.QUARANTINED.value, *keys),
    )
    ((openness, epoch),) = await tx.all(
        "SELECT (SELECT openness FROM community WHERE key = ?),"
        " (SELECT epoch_at FROM handling WHERE community = ? AND product = ?)",
        *(community, community, product),
    )
    rules = Openness(openness or Openness.GUARDED), _day(epoch) if epoch else -NEVER
    elsewhere: dict[str, list[float]] = {}
    if any(row[14] is not None and not row[18] for row in rows):
        elsewhere = await _elsewhere(tx, product, community, keys)
    return [_report(row, elsewhere.get(row[1], []), *rules) for row in rows]


async def _elsewhere(
    tx: Transaction, product: int, community: int, keys: Collection[int]
) -> dict[str, list[float]]:
    """Read when those who spoke of a product first did so of each other brand, approved since."""
    some = f" AND v.key IN ({marks(len(keys))})" if keys else ""
    rows = await tx.all(
        "SELECT o.person, min(o.created_at) FROM verdict v"
        " JOIN verdict o ON o.person = v.person AND o.community = v.community"
        " JOIN product p ON p.key = o.product JOIN product mine ON mine.key = v.product"
        " WHERE v.product = ? AND v.community = ? AND o.standing = ?"
        " AND coalesce(p.brand, CAST(p.key AS TEXT))"
        " <> coalesce(mine.brand, CAST(mine.key AS TEXT))"
        f"{some} GROUP BY o.person, coalesce(p.brand, CAST(p.key AS TEXT))",
        *(product, community, Standing.PUBLISHED.value, *keys),
    )
    days = defaultdict(list)
    for person, first in rows:
        days[person].append(_day(first) + SETTLED)
    return days


def _report(row: Row, elsewhere: list[float], openness: Openness, epoch: float) -> Report:
    key, _, stance, experience, acquired, tie, competitor, months, at = row[:9]
    reasons, pushed, standing, pack, cleared, first_seen, joined, created, invite, vouched = row[9:]
    since: float = -NEVER  # who came with an import: its admin answers for them
    if first_seen is not None:
        account = Account(_day(joined or first_seen), created and _day(created), bool(vouched))
        since = counts_from(account, elsewhere, openness)
    return Report(
        key=key,
        stance=Stance(stance),
        experience=Experience(experience),
        acquired=Acquired(acquired),
        tie=Tie(tie),
        competitor=bool(competitor),
        months=months,
        at=datetime.fromisoformat(at),
        since=since,
        reasons=_REASONS.decode(reasons),
        vouched=bool(vouched or cleared),
        invite=invite,
        pushed=pushed,
        quarantined=standing == Standing.QUARANTINED.value,
        apart=pack is not None,
        earlier=_day(at) < epoch,
        joined=int(_day(joined)) // PERIOD if joined else None,
    )


def _day(text: str) -> float:
    return day_of(datetime.fromisoformat(text))
