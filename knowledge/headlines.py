"""A product's tally for a community: computed from rows, kept beside them, true to the day.

What is kept follows from entries and from time. A verdict settles its product's tally in its own
transaction; what an account did elsewhere, or a day that has come, only makes a tally stale, and
whoever reads a stale one computes it anew. Nothing here is journaled.
"""

import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

import msgspec

from knowledge.community import Openness
from knowledge.consensus.answer import Label
from knowledge.consensus.groups import SPELL, Group, Shared
from knowledge.consensus.standing import NEVER, SETTLED, Account, counts_from
from knowledge.consensus.tally import Report, Tally, day_of, tally
from knowledge.product import title_of
from knowledge.store.port import Row, Transaction
from knowledge.verdict import Acquired, Experience, Reason, Stance, Standing, Tie
from knowledge.waiting import keep_held

BATCH = 64  # stale headlines that reading a list brings up to date
_NOTHING = tally((), 0)
_VERDICT = (
    "v.key, v.person, v.stance, v.experience, v.acquired, v.tie, v.competitor, v.months,"
    " v.created_at, v.reasons, v.alternative, v.standing, v.pack, v.cleared"
)
_MEMBER = (
    "m.first_seen_at, m.joined_at, m.account_created_at, m.invite,"
    " m.trusted OR m.founding OR m.granted IS NOT NULL"
)
_REASONS: msgspec.json.Decoder[tuple[Reason, ...]] = msgspec.json.Decoder(tuple[Reason, ...])
_WAY = 2  # how tallies are computed and written; one kept in another way is computed anew
_MARK = f'{{"way":{_WAY},'


@dataclass(frozen=True, slots=True)
class _Kept:
    way: int
    tally: Tally


_KEPT: msgspec.json.Decoder[_Kept] = msgspec.json.Decoder(_Kept)


@dataclass(frozen=True, slots=True)
class Held:
    """Be an answer that a group withholds: whose verdicts they are, and what the others say.

    `others` counts the counted people outside the group; `first` and `last` are when the group's
    verdicts begin and end; `pushed` is the alternative that it names, if that is what it shares.
    """

    product: int
    title: str
    group: Group
    verdicts: tuple[int, ...]
    before: Label | None
    stances: dict[Stance, int]
    others: dict[Stance, int]
    first: datetime
    last: datetime
    pushed: str | None = None

    @property
    def mark(self) -> int:
        """Return a number that tells whether it is still the group that somebody looked at."""
        return zlib.crc32(repr(self.verdicts).encode())


async def tally_of(tx: Transaction, product: int, community: int, now: datetime) -> Tally:
    """Read a product's tally, computed anew when it is stale."""
    ((kept, until, stale),) = await tx.all(
        "SELECT h.counts, h.until, s.product FROM (SELECT ? AS product, ? AS community) w"
        " LEFT JOIN headline h ON h.product = w.product AND h.community = w.community"
        " LEFT JOIN stale s ON s.product = w.product AND s.community = w.community",
        *(product, community),
    )
    if stale is None and until is None:
        return _NOTHING
    if stale is None and day_of(now) < until and (kept or "").startswith(_MARK):
        return _KEPT.decode(kept).tally
    return tally(await reports(tx, product, community), day_of(now))


async def settle(tx: Transaction, touched: tuple[int, int], now: datetime) -> None:
    """Compute a product's tally and keep it, for lists to filter by and pages to read."""
    product, community = touched
    await tx.run("DELETE FROM stale WHERE product = ? AND community = ?", *touched)
    said = await reports(tx, product, community)
    if not said:
        await tx.run("DELETE FROM headline WHERE product = ? AND community = ?", *touched)
        await keep_held(tx, community, product, None)
        return
    found = tally(said, day_of(now))
    members = _members(said, found.answer.group, day_of(now))
    await keep_held(tx, community, product, max((each.key for each in members), default=None))
    await tx.run(
        "INSERT INTO headline (product, community, label, counted, until, counts)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (product, community)"
        " DO UPDATE SET label = excluded.label, counted = excluded.counted,"
        " until = excluded.until, counts = excluded.counts",
        *(product, community, found.label.value, found.voices, found.until),
        msgspec.json.encode(_Kept(_WAY, found)).decode(),
    )


async def make_stale(
    tx: Transaction, community: int, *, person: str | None = None, product: int | None = None
) -> None:
    """Note that what decides about a person's verdicts, a product's, or all of them has changed."""
    given = {"person": person, "product": product}
    named = {name: value for name, value in given.items() if value is not None}
    where = "".join(f" AND {name} = ?" for name in named)
    await tx.run(
        "INSERT INTO stale (product, community) SELECT DISTINCT product, community FROM verdict"
        f" WHERE community = ?{where} ON CONFLICT DO NOTHING",
        *(community, *named.values()),
    )


async def stale(tx: Transaction, community: int, now: datetime) -> list[int]:
    """List the products whose kept headline time or people have overtaken, a batch of them."""
    rows = await tx.all(
        "SELECT product FROM stale WHERE community = ?"
        " UNION SELECT product FROM headline WHERE community = ? AND until <= ? LIMIT ?",
        *(community, community, int(day_of(now)), BATCH),
    )
    return [product for (product,) in rows]


async def reports(tx: Transaction, product: int, community: int) -> list[Report]:
    """Read what is said of a product in a community, each with its account's standing."""
    rows = await tx.all(
        f"SELECT {_VERDICT}, {_MEMBER} FROM verdict v"
        " LEFT JOIN member m ON m.community = v.community AND m.person = v.person"
        " WHERE v.product = ? AND v.community = ? AND v.standing IN (?, ?)"
        " AND coalesce(m.barred, 0) = 0",
        *(product, community, Standing.PUBLISHED.value, Standing.QUARANTINED.value),
    )
    ((openness, epoch),) = await tx.all(
        "SELECT (SELECT openness FROM community WHERE key = ?),"
        " (SELECT epoch_at FROM handling WHERE community = ? AND product = ?)",
        *(community, community, product),
    )
    rules = Openness(openness or Openness.GUARDED), _day(epoch) if epoch else -NEVER
    elsewhere: dict[str, list[float]] = {}
    if any(row[14] is not None and not row[18] for row in rows):
        elsewhere = await _elsewhere(tx, product, community)
    return [_report(row, elsewhere.get(row[1], []), *rules) for row in rows]


async def _elsewhere(tx: Transaction, product: int, community: int) -> dict[str, list[float]]:
    """Read when those who spoke of a product first did so of each other brand, approved since."""
    rows = await tx.all(
        "SELECT o.person, min(o.created_at) FROM verdict v"
        " JOIN verdict o ON o.person = v.person AND o.community = v.community"
        " JOIN product p ON p.key = o.product JOIN product mine ON mine.key = v.product"
        " WHERE v.product = ? AND v.community = ? AND o.standing = ?"
        " AND coalesce(p.brand, p.key) <> coalesce(mine.brand, mine.key)"
        " GROUP BY o.person, coalesce(p.brand, p.key)",
        *(product, community, Standing.PUBLISHED.value),
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
    )


def _day(text: str) -> float:
    return day_of(datetime.fromisoformat(text))


async def held(tx: Transaction, product: int, community: int, now: datetime) -> Held | None:
    """Compute what a group withholds of a product's answer; None when it is not withheld."""
    said, day = await reports(tx, product, community), day_of(now)
    found = tally(said, day)
    group, members = found.answer.group, _members(said, found.answer.group, day)
    rows = await tx.all("SELECT brand, name FROM product WHERE key = ?", product)
    if group is None or not members or not rows:
        return None
    stances = Counter(each.stance for each in members)
    return Held(
        product,
        title_of(*rows[0]),
        group,
        tuple(sorted(each.key for each in members)),
        found.answer.before,
        {stance: stances[stance] for stance in Stance if stances[stance]},
        {stance: people - stances[stance] for stance, people in found.counted.items()},
        min(each.at for each in members),
        max(each.at for each in members),
        members[0].pushed if group.shared is Shared.PUSHED else None,
    )


def _members(said: list[Report], group: Group | None, day: float) -> list[Report]:
    return [each for each in said if group is not None and _belongs(each, group, day)]


def _belongs(report: Report, group: Group, day: float) -> bool:
    """Say whether a counted verdict is one of a group's."""
    voice = report.voice
    counts = not (report.quarantined or report.apart or report.earlier) and report.since <= day
    if not counts or not voice.tenths or voice.vouched:
        return False
    if group.shared is Shared.SPELL:
        return int(group.name) <= voice.day < int(group.name) + SPELL
    if group.shared is Shared.INVITE:
        return voice.invite == group.name
    return group.name in voice.pushes
