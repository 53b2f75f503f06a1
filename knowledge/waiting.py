"""What waits for moderators: open proposals, reports, pending verdicts and withheld answers.

What is alike has one mark and is one item of the queue: proposals of the same name, and reports
of the same verdict. The table follows from the entries, in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from knowledge.contribution import Proposal, ProposalKind, ProposalState, Report, ReportState
from knowledge.errors import Conflict
from knowledge.matching.words import fold
from knowledge.product import title_of
from knowledge.store.port import Transaction
from knowledge.verdict import Standing, Verdict

_MOST_COUNTED = 1000


class Decided(Conflict):
    """Say who decided it before, when, and how."""

    def __init__(self, by: str, at: datetime | None, how: str) -> None:
        """Take the person, the time and the state."""
        super().__init__("Somebody else decided that already.")
        self.by, self.at, self.how = by, at, how


class Kind(Enum):
    """Say what waits."""

    PRODUCT = "product"
    ALIAS = "alias"
    REPORT = "report"
    VERDICT = "verdict"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Name an item by its oldest entry, with how many entries are alike."""

    kind: Kind
    key: int
    mark: str
    count: int


_Row = tuple[int, str, int, str]  # community, kind, key, mark


async def next_waiting(
    tx: Transaction, community: int, after: int, kind: Kind | None
) -> Waiting | None:
    """Return the oldest item after a key; what is alike is met once, at its oldest entry."""
    of_kind, values = ("", ()) if kind is None else (" AND w.kind = ?", (kind.value,))
    rows = await tx.all(
        "SELECT w.kind, w.key, w.mark FROM waiting w"
        f" WHERE w.community = ? AND w.key > ?{of_kind}"
        " AND NOT EXISTS (SELECT 1 FROM waiting o"
        " WHERE o.community = w.community AND o.mark = w.mark AND o.key < w.key)"
        " ORDER BY w.key LIMIT 1",
        *(community, after, *values),
    )
    if not rows:
        return None
    found, key, mark = rows[0]
    alike = await tx.all(
        "SELECT count(*) FROM waiting WHERE community = ? AND mark = ?", community, mark
    )
    return Waiting(Kind(found), key, mark, alike[0][0])


async def keys_of(tx: Transaction, community: int, mark: str) -> list[int]:
    """Return the entries of one item, the oldest first."""
    rows = await tx.all(
        "SELECT key FROM waiting WHERE community = ? AND mark = ? ORDER BY key", community, mark
    )
    return [key for (key,) in rows]


async def length(tx: Transaction, community: int) -> int:
    """Count what waits, up to a thousand: beyond that the number says no more."""
    rows = await tx.all(
        "SELECT count(*) FROM (SELECT 1 FROM waiting WHERE community = ? LIMIT ?) AS counted",
        *(community, _MOST_COUNTED),
    )
    return int(rows[0][0])


def mark_of_proposal(proposal: Proposal) -> str:
    """Return what proposals of the same thing share."""
    name = fold(title_of(proposal.brand, proposal.name))
    if proposal.kind is ProposalKind.ALIAS:
        return f"alias {proposal.product} {name}"
    return f"product {name}"


async def derive_proposal(tx: Transaction, before: Proposal | None, after: Proposal | None) -> None:
    """Keep the row of a proposal."""

    def row(entry: Proposal | None) -> _Row | None:
        if entry is None or entry.state is not ProposalState.OPEN:
            return None
        return entry.community, entry.kind.value, entry.key, mark_of_proposal(entry)

    await _keep(tx, row(before), row(after))


async def derive_report(tx: Transaction, before: Report | None, after: Report | None) -> None:
    """Keep the row of a report."""

    def row(entry: Report | None) -> _Row | None:
        if entry is None or entry.state is not ReportState.OPEN:
            return None
        return entry.community, Kind.REPORT.value, entry.key, f"report {entry.verdict}"

    await _keep(tx, row(before), row(after))


async def derive_verdict(tx: Transaction, before: Verdict | None, after: Verdict | None) -> None:
    """Keep the row of a verdict that is pending."""

    def row(entry: Verdict | None) -> _Row | None:
        if entry is None or entry.standing is not Standing.PENDING:
            return None
        return entry.community, Kind.VERDICT.value, entry.key, f"verdict {entry.key}"

    await _keep(tx, row(before), row(after))


async def keep_held(tx: Transaction, community: int, product: int, newest: int | None) -> None:
    """Keep the row of an answer that a group withholds, under its newest verdict; None: none."""
    mark = f"held {product}"
    await tx.run("DELETE FROM waiting WHERE community = ? AND mark = ?", community, mark)
    if newest is not None:
        await _keep(tx, None, (community, Kind.HELD.value, newest, mark))


async def product_held(tx: Transaction, community: int, key: int) -> int | None:
    """Return the product whose answer waits under a key; None when none does."""
    rows = await tx.all(
        "SELECT mark FROM waiting WHERE community = ? AND kind = ? AND key = ?",
        *(community, Kind.HELD.value, key),
    )
    return int(rows[0][0].removeprefix("held ")) if rows else None


async def _keep(tx: Transaction, before: _Row | None, after: _Row | None) -> None:
    if before == after:
        return
    if before is not None:
        await tx.run(
            "DELETE FROM waiting WHERE community = ? AND kind = ? AND key = ?", *before[:3]
        )
    if after is not None:
        await tx.run("INSERT INTO waiting (community, kind, key, mark) VALUES (?, ?, ?, ?)", *after)
