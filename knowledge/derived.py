"""What follows from entries: labels to browse by, headlines to filter by, who is of age."""

from knowledge import waiting
from knowledge.change import Hooked
from knowledge.community import SHARED, Community, Openness
from knowledge.contribution import Proposal, Report, Vote
from knowledge.errors import Conflict, Wording
from knowledge.handling import Handling
from knowledge.headlines import make_speakers_stale, make_stale, make_verdict_stale, settle
from knowledge.matching.index import index_products
from knowledge.member import Member
from knowledge.note import Alternative, Note, PackTally
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.verdict import Standing, Verdict

_HANGING = {
    "verdict": Wording("verdicts"),
    "note": Wording("notes"),
    "alternative": Wording("alternatives"),
    "pack_tally": Wording("tallies of others"),
    "proposal": Wording("proposals"),
    "handling": Wording("decisions"),
    "report": Wording("reports"),
    "vote": Wording("votes"),
}
_SETTLED_BRANDS = 3  # on so many others a member is of age, whichever one is left out


async def _derive_product(tx: Transaction, before: Product | None, after: Product | None) -> None:
    if before is not None and after is None:
        await _refuse_dangling(tx, before)
    if before is not None and after is not None and before.brand != after.brand:
        await make_speakers_stale(tx, after.key)
    old, new = _labels(before), _labels(after)
    if old - new:
        sql = "DELETE FROM label WHERE kind = ? AND value = ? AND product = ?"
        await tx.many(sql, sorted(old - new))
    if new - old:
        sql = "INSERT INTO label (kind, value, product) VALUES (?, ?, ?)"
        await tx.many(sql, sorted(new - old))


async def _refuse_dangling(tx: Transaction, product: Product) -> None:
    """Raise Conflict while anything still hangs on a product that is to go."""
    key = product.key
    rows = await tx.all(
        "SELECT 'verdict' FROM verdict WHERE product = ?"
        " UNION ALL SELECT 'note' FROM note WHERE product = ?"
        " UNION ALL SELECT 'alternative' FROM alternative WHERE product = ? OR other = ?"
        " UNION ALL SELECT 'pack_tally' FROM pack_tally WHERE product = ?"
        " UNION ALL SELECT 'proposal' FROM proposal WHERE product = ?"
        " UNION ALL SELECT 'handling' FROM handling WHERE product = ? OR instead = ? LIMIT 1",
        *(key,) * 8,
    )
    if rows:
        raise Conflict(
            "{product} has {what} that were added since; take those back first.",
            product=product.title,
            what=_HANGING[rows[0][0]],
        )


async def _require_product(tx: Transaction, key: int, community: int) -> None:
    """Raise Conflict unless a product is there for whatever is to hang on it."""
    rows = await tx.all("SELECT community FROM product WHERE key = ?", key)
    if not rows or rows[0][0] not in (SHARED, community):
        raise Conflict("The product this belongs to is not in the base; restore it first.")


async def _derive_note(
    tx: Transaction, _before: Note | PackTally | None, after: Note | PackTally | None
) -> None:
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
    if after is not None:
        await _require_product(tx, after.product, after.community)
    moves = await _moves_standing(tx, before, after)
    for each in (before, after):
        if each is not None:
            await make_verdict_stale(tx, each.community, each.product, each.key)
            if moves:
                await make_stale(tx, each.community, person=each.person)


async def _moves_standing(tx: Transaction, before: Verdict | None, after: Verdict | None) -> bool:
    """Say whether a verdict may change from when on its person's other verdicts count."""
    if before is not None:
        return after is None or _standing(before) != _standing(after)
    if after is None:
        return False
    rows = await tx.all(
        "SELECT count(DISTINCT coalesce(p.brand, CAST(p.key AS TEXT))) FROM verdict v"
        " JOIN product p ON p.key = v.product WHERE v.person = ? AND v.community = ?"
        " AND v.standing = ?",
        *(after.person, after.community, Standing.PUBLISHED.value),
    )
    return bool(rows[0][0] <= _SETTLED_BRANDS)


def _standing(verdict: Verdict) -> tuple[object, ...]:
    return verdict.community, verdict.person, verdict.product, verdict.standing, verdict.created_at


async def _refuse_hanging(tx: Transaction, verdict: Verdict) -> None:
    """Raise Conflict while votes or reports hang on a verdict that is to go."""
    rows = await tx.all(
        "SELECT 'report' FROM report WHERE verdict = ?"
        " UNION ALL SELECT 'vote' FROM vote WHERE verdict = ? LIMIT 1",
        *(verdict.key, verdict.key),
    )
    if rows:
        raise Conflict(
            "This verdict has {what} that were added since; withdraw it instead.",
            what=_HANGING[rows[0][0]],
        )


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
    tx: Transaction, before: Handling | None, after: Handling | None
) -> None:
    old, new = (each.epoch_at if each else None for each in (before, after))
    either = after or before
    if either is not None and old != new:
        await make_stale(tx, either.community, product=either.product)
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


async def _derive_community(
    tx: Transaction, before: Community | None, after: Community | None
) -> None:
    old, new = (each.openness if each else Openness.GUARDED for each in (before, after))
    either = after or before
    if either is not None and old != new:
        await make_stale(tx, either.key)


async def _derive_member(tx: Transaction, before: Member | None, after: Member | None) -> None:
    for each in (before, after):
        if each is not None:
            await make_stale(tx, each.community, person=each.person)


HOOKED = (
    Hooked(tables.SPACES),
    Hooked(tables.COMMUNITIES, _derive_community),
    Hooked(tables.JOIN_CODES),
    Hooked(tables.PACKS),
    Hooked(tables.CATEGORIES),
    Hooked(tables.PRODUCTS, _derive_product, index_products),
    Hooked(tables.NOTES, _derive_note),
    Hooked(tables.ALTERNATIVES, _derive_alternative),
    Hooked(tables.PACK_TALLIES, _derive_note),
    Hooked(tables.VERDICTS, _derive_verdict, touches=_touches, settle=settle),
    Hooked(tables.MEMBERS, _derive_member),
    Hooked(tables.VOTES, _derive_response),
    Hooked(tables.REPORTS, _derive_report),
    Hooked(tables.PROPOSALS, _derive_proposal),
    Hooked(tables.WISHES),
    Hooked(tables.CHOICES),
    Hooked(tables.HANDLINGS, _derive_handling),
    Hooked(tables.JOININGS),
)
