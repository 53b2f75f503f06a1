"""What people say in words, each with what moderators confirmed of who says it."""

from dataclasses import dataclass
from itertools import islice

import msgspec

from knowledge.matching.words import fold, terms
from knowledge.member import Expertise
from knowledge.pages import handled
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.port import Row, Transaction
from knowledge.verdict import Standing, Verdict

_QUOTES = 3
# Under review, no words of members are shown.
_NOT_HELD = (
    "NOT EXISTS (SELECT 1 FROM handling d WHERE d.community = verdict.community"
    " AND d.product = verdict.product AND d.held_at IS NOT NULL)"
)
# Who is barred is neither counted nor quoted.
_NOT_BARRED = (
    "NOT EXISTS (SELECT 1 FROM member m WHERE m.community = verdict.community"
    " AND m.person = verdict.person AND m.barred = 1)"
)

_SAID = (
    "FROM verdict WHERE product = ? AND community = ? AND standing = 'published'"
    f" AND text IS NOT NULL AND {_NOT_HELD} AND {_NOT_BARRED}"
)
# Whom moderators verified, and for which category the product counts: two columns more.
_COLUMNS = (
    f"{tables.VERDICTS.columns}, (SELECT m.expertise FROM member m"
    " WHERE m.community = verdict.community AND m.person = verdict.person),"
    " (SELECT p.category FROM product p WHERE p.key = verdict.product)"
)
_EXPERTISE: msgspec.json.Decoder[tuple[Expertise, ...]] = msgspec.json.Decoder(
    tuple[Expertise, ...]
)


@dataclass(frozen=True, slots=True)
class Said:
    """Pair a verdict with its author's expertise for the product's category, if verified."""

    verdict: Verdict
    expertise: Expertise | None = None


async def mentioning(
    tx: Transaction, community: int, key: int, words: list[str], limit: int = 2
) -> list[Said]:
    """Read the newest published verdicts that have all of some words."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} {_SAID} ORDER BY created_at DESC, key LIMIT 200", key, community
    )
    wanted = set(words)
    found = map(_said, rows)
    matching = (each for each in found if wanted <= set(terms(fold(each.verdict.text or ""))))
    return list(islice(matching, limit))


async def best(
    tx: Transaction, community: int, key: int, limit: int = _QUOTES, skip: int = 0
) -> list[Said]:
    """Read published verdicts with words: of people who used it, found helpful, the newest first.

    What others find helpful orders quotes and nothing else; expertise does not even do that.
    """
    rows = await tx.all(
        f"SELECT {_COLUMNS} {_SAID}"
        " ORDER BY CASE experience WHEN 'researched' THEN 1 ELSE 0 END,"
        " (SELECT coalesce(sum(o.value), 0) FROM vote o WHERE o.verdict = verdict.key) DESC,"
        " created_at DESC, key LIMIT ? OFFSET ?",
        *(key, community, limit, skip),
    )
    return list(map(_said, rows))


async def count(tx: Transaction, community: int, key: int) -> int:
    """Count what `best` reads through."""
    ((found,),) = await tx.all(f"SELECT count(*) {_SAID}", key, community)
    return int(found)


async def one(tx: Transaction, community: int, key: int) -> tuple[Product, Said] | None:
    """Read one published verdict with its product, unless that is hidden or under review.

    Who is barred is not quoted.
    """
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM verdict WHERE key = ? AND community = ? AND standing = ?"
        f" AND {_NOT_HELD} AND {_NOT_BARRED}",
        *(key, community, Standing.PUBLISHED.value),
    )
    said = _said(rows[0]) if rows else None
    shown = await handled(tx, community, said.verdict.product) if said else None
    return (shown[0], said) if shown and said and not shown[1].held_at else None


def _said(row: Row) -> Said:
    *columns, verified, category = row
    verdict = tables.VERDICTS.entry(tuple(columns))
    known = _EXPERTISE.decode(verified or "[]")
    return Said(verdict, next((each for each in known if each.category == category), None))
