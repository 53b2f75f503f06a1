"""What follows from entries: labels to browse by, reasons to count, headlines to filter by."""

from dataclasses import dataclass

import msgspec

from knowledge import waiting
from knowledge.community import SHARED
from knowledge.consensus.tally import Group, Tally, tally
from knowledge.contribution import Proposal, Report, Vote
from knowledge.errors import Conflict
from knowledge.handling import Handling
from knowledge.journal import Hooked
from knowledge.matching.index import index_product
from knowledge.note import Alternative, Note
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie, Verdict

_WAY = 1  # how answers are computed; after a change, kept ones are computed anew when read
_GROUP_COLUMNS = "v.stance, v.experience, v.acquired, v.tie, v.competitor"


async def verdict_groups(tx: Transaction, product: int, community: int) -> list[Group]:
    """Read a product's published verdicts in one community, alike ones counted together."""
    rows = await tx.all(
        f"SELECT {_GROUP_COLUMNS}, v.months, substr(v.created_at, 1, 7), count(*) FROM verdict v"
        " WHERE v.product = ? AND v.community = ? AND v.standing = 'published'"
        f" GROUP BY {_GROUP_COLUMNS}, v.months, substr(v.created_at, 1, 7)",
        *(product, community),
    )
    return [_group(row[:5], months=row[5], month=row[6], count=row[7]) for row in rows]


async def reason_counts(tx: Transaction, product: int, community: int) -> list[tuple[str, int]]:
    """Count the reasons that counted people give, the most named first."""
    rows = await tx.all(
        f"SELECT r.reason, {_GROUP_COLUMNS}, count(*) FROM verdict v"
        " JOIN verdict_reason r ON r.verdict = v.key"
        " WHERE v.product = ? AND v.community = ? AND v.standing = 'published'"
        f" GROUP BY r.reason, {_GROUP_COLUMNS}",
        *(product, community),
    )
    counts: dict[str, int] = {}
    for row in rows:
        if _group(row[1:6], months=None, month="", count=row[6]).weight > 0:
            counts[row[0]] = counts.get(row[0], 0) + row[6]
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold a product's answer in one community and the reasons given, the most named first."""

    tally: Tally
    reasons: tuple[tuple[Reason, int], ...]
    way: int = _WAY


_NOTHING = Counted(tally(()), ())


async def counted(tx: Transaction, product: int, community: int) -> Counted:
    """Read a product's answer in one community, as it was computed when verdicts last changed."""
    rows = await tx.all(
        "SELECT counts FROM headline WHERE product = ? AND community = ?", product, community
    )
    if not rows:
        return _NOTHING
    kept = msgspec.json.decode(rows[0][0], type=Counted) if rows[0][0] else _NOTHING
    return kept if rows[0][0] and kept.way == _WAY else await count(tx, product, community)


async def count(tx: Transaction, product: int, community: int) -> Counted:
    """Compute a product's answer in one community from its rows."""
    answer = tally(await verdict_groups(tx, product, community))
    reasons = await reason_counts(tx, product, community)
    return Counted(answer, tuple((Reason(code), number) for code, number in reasons))


def _group(row: tuple[object, ...], months: int | None, month: str, count: int) -> Group:
    stance, experience, acquired, tie, competitor = row
    return Group(
        stance=Stance(stance),
        experience=Experience(experience),
        acquired=Acquired(acquired),
        tie=Tie(tie),
        competitor=bool(competitor),
        months=months,
        month=month,
        count=count,
    )


async def _derive_product(tx: Transaction, before: Product | None, after: Product | None) -> None:
    if before is not None and after is None:
        await _refuse_dangling(tx, before)
    await index_product(tx, before, after)
    old, new = _labels(before), _labels(after)
    await tx.many(
        "DELETE FROM label WHERE kind = ? AND value = ? AND product = ?", sorted(old - new)
    )
    await tx.many("INSERT INTO label (kind, value, product) VALUES (?, ?, ?)", sorted(new - old))


async def _refuse_dangling(tx: Transaction, product: Product) -> None:
    """Raise Conflict while anything still hangs on a product that is to go."""
    key = product.key
    rows = await tx.all(
        "SELECT 'verdicts' FROM verdict WHERE product = ?"
        " UNION ALL SELECT 'notes' FROM note WHERE product = ?"
        " UNION ALL SELECT 'alternatives' FROM alternative WHERE product = ? OR other = ?"
        " UNION ALL SELECT 'proposals' FROM proposal WHERE product = ?"
        " UNION ALL SELECT 'decisions' FROM handling WHERE product = ? OR instead = ? LIMIT 1",
        *(key, key, key, key, key, key, key),
    )
    if rows:
        raise Conflict(
            f"{product.title} has {rows[0][0]} that were added since; take those back first."
        )


async def _require_product(tx: Transaction, key: int, community: int) -> None:
    """Raise Conflict unless a product is there for whatever is to hang on it."""
    rows = await tx.all("SELECT community FROM product WHERE key = ?", key)
    if not rows or rows[0][0] not in (SHARED, community):
        raise Conflict("The product this belongs to is not in the base; restore it first.")


async def _derive_note(tx: Transaction, _before: Note | None, after: Note | None) -> None:
    if after is not None:
        await _require_product(tx, after.product, after.community)


async def _derive_alternative(
    tx: Transaction, _before: Alternative | None, after: Alternative | None
) -> None:
    if after is not None:
        await _require_product(tx, after.product, after.community)
        if after.other is not None:
            await _require_product(tx, after.other, after.community)


def _labels(product: Product | None) -> set[tuple[str, str, int]]:
    if product is None:
        return set()
    retailers = {("retailer", name.casefold(), product.key) for name in product.retailers}
    return retailers | {("tag", name.casefold(), product.key) for name in product.tags}


async def _derive_verdict(tx: Transaction, before: Verdict | None, after: Verdict | None) -> None:
    await waiting.derive_verdict(tx, before, after)
    if before is not None and after is None:
        await _refuse_hanging(tx, before)
    if before is not None:
        await tx.run("DELETE FROM verdict_reason WHERE verdict = ?", before.key)
    if after is not None:
        await _require_product(tx, after.product, after.community)
        await tx.many(
            "INSERT INTO verdict_reason (verdict, reason) VALUES (?, ?)",
            [(after.key, reason.value) for reason in dict.fromkeys(after.reasons)],
        )


async def _refuse_hanging(tx: Transaction, verdict: Verdict) -> None:
    """Raise Conflict while votes or reports hang on a verdict that is to go."""
    rows = await tx.all(
        "SELECT 'reports' FROM report WHERE verdict = ?"
        " UNION ALL SELECT 'votes' FROM vote WHERE verdict = ? LIMIT 1",
        *(verdict.key, verdict.key),
    )
    if rows:
        raise Conflict(f"This verdict has {rows[0][0]} that were added since; withdraw it instead.")


async def _derive_response(
    tx: Transaction, _before: Vote | Report | None, after: Vote | Report | None
) -> None:
    """Raise Conflict unless the verdict is there that a vote or a report is to hang on."""
    if after is not None:
        rows = await tx.all("SELECT community FROM verdict WHERE key = ?", after.verdict)
        if not rows or rows[0][0] != after.community:
            raise Conflict("The verdict this belongs to is not in the base; restore it first.")


async def _derive_report(tx: Transaction, before: Report | None, after: Report | None) -> None:
    await _derive_response(tx, before, after)
    await waiting.derive_report(tx, before, after)


async def _derive_handling(
    tx: Transaction, _before: Handling | None, after: Handling | None
) -> None:
    if after is not None:
        await _require_product(tx, after.product, after.community)
        if after.instead is not None:
            await _require_product(tx, after.instead, after.community)


async def _derive_proposal(
    tx: Transaction, before: Proposal | None, after: Proposal | None
) -> None:
    await waiting.derive_proposal(tx, before, after)
    if after is not None and after.product is not None:
        await _require_product(tx, after.product, after.community)


def _touches(verdict: Verdict) -> tuple[int, int]:
    return verdict.product, verdict.community


async def _settle_headline(tx: Transaction, touched: tuple[int, int]) -> None:
    product, community = touched
    answer = await count(tx, product, community)
    if not answer.tally.reports:
        await tx.run("DELETE FROM headline WHERE product = ? AND community = ?", *touched)
        return
    await tx.run(
        "INSERT INTO headline (product, community, label, counted, counts) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (product, community) DO UPDATE SET"
        " label = excluded.label, counted = excluded.counted, counts = excluded.counts",
        *(product, community, answer.tally.label.value, answer.tally.voices),
        msgspec.json.encode(answer).decode(),
    )


HOOKED = (
    Hooked(tables.SPACES),
    Hooked(tables.COMMUNITIES),
    Hooked(tables.JOIN_CODES),
    Hooked(tables.PACKS),
    Hooked(tables.CATEGORIES),
    Hooked(tables.PRODUCTS, _derive_product),
    Hooked(tables.NOTES, _derive_note),
    Hooked(tables.ALTERNATIVES, _derive_alternative),
    Hooked(tables.VERDICTS, _derive_verdict, _touches, _settle_headline),
    Hooked(tables.MEMBERS),
    Hooked(tables.VOTES, _derive_response),
    Hooked(tables.REPORTS, _derive_report),
    Hooked(tables.PROPOSALS, _derive_proposal),
    Hooked(tables.WISHES),
    Hooked(tables.HANDLINGS, _derive_handling),
)
