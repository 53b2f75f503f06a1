"""A product's tally for a community: computed from rows, kept beside them, true to the day.

What is kept follows from entries and from time. Beside the tally lie its register, from which it
follows on any later day, and for each verdict what it was counted as: a verdict that changes
costs its own share, however many others there are. What an account did elsewhere marks verdicts
as stale; who meets a stale tally has it settled. Nothing here is journaled.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from knowledge.consensus.groups import members_of
from knowledge.consensus.register import Register
from knowledge.consensus.report import Report, day_of
from knowledge.consensus.standing import NEVER
from knowledge.consensus.tally import Tally, tally, tally_of
from knowledge.store.port import Transaction
from knowledge.voices import reports
from knowledge.waiting import keep_held

BATCH = 64  # stale headlines that are brought up to date at once
_MOST = 200  # verdicts looked at one by one; with more of them stale all are read
_ALL = 0  # instead of a verdict's key: each of the product's
_NOTHING = replace(tally((), 0), until=NEVER)  # where nothing was said, time changes nothing
_WAY = 5  # how tallies are computed and written; one kept in another way is computed anew
_MARK = f'{{"way":{_WAY},'


@dataclass(frozen=True, slots=True)
class _Kept:
    way: int
    tally: Tally


class _Registered(msgspec.Struct):
    way: int
    register: Register


_KEPT: msgspec.json.Decoder[_Kept] = msgspec.json.Decoder(_Kept)
_REGISTERED: msgspec.json.Decoder[_Registered] = msgspec.json.Decoder(_Registered)
_REPORT: msgspec.json.Decoder[Report] = msgspec.json.Decoder(Report)
_encode = msgspec.json.Encoder().encode


class Overdue(Exception):  # no error: whoever meets it settles the product
    """Say that a product's kept tally no longer holds."""

    def __init__(self, product: int) -> None:
        """Take the product."""
        super().__init__("this tally has to be settled before it is read")
        self.product = product


@dataclass(frozen=True, slots=True)
class _Counted:
    """Be a register brought up to date, and what is to be written of each verdict behind it."""

    register: Register
    whole: bool  # every verdict was read
    said: dict[int, Report | None]  # None where nothing is said any more


async def read_tally(
    tx: Transaction, product: int, community: int, now: datetime, *, compute: bool = True
) -> Tally:
    """Read a product's tally; a stale one is computed, or raises Overdue where that must wait."""
    ((kept, until, stale),) = await tx.all(
        "SELECT h.counts, h.until, EXISTS"
        " (SELECT 1 FROM stale s WHERE s.community = w.community AND s.product = w.product)"
        " FROM (SELECT CAST(? AS BIGINT) AS product, CAST(? AS BIGINT) AS community) w"
        " LEFT JOIN headline h ON h.product = w.product AND h.community = w.community",
        *(product, community),
    )
    if not stale and until is None:
        return _NOTHING
    if not stale and day_of(now) < until and (kept or "").startswith(_MARK):
        return _KEPT.decode(kept).tally
    if not compute:
        raise Overdue(product)
    return tally_of((await _counted(tx, product, community, now)).register)


async def settle(tx: Transaction, touched: tuple[int, int], now: datetime) -> None:
    """Bring a product's tally up to date and keep it, for lists to filter by and pages to read."""
    product, community = touched
    counted = await _counted(tx, product, community, now)
    await _keep_said(tx, touched, counted)
    await tx.run("DELETE FROM stale WHERE product = ? AND community = ?", *touched)
    if counted.register.is_empty:
        await tx.run("DELETE FROM headline WHERE product = ? AND community = ?", *touched)
        await tx.run("DELETE FROM register WHERE product = ? AND community = ?", *touched)
        await keep_held(tx, community, product, None)
        return
    found = tally_of(counted.register)
    group = found.answer.group
    members = members_of(group, await _kept_said(tx, touched), day_of(now)) if group else []
    await keep_held(tx, community, product, max((each.key for each in members), default=None))
    await tx.run(
        "INSERT INTO headline (product, community, label, counted, until, counts)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (product, community)"
        " DO UPDATE SET label = excluded.label, counted = excluded.counted,"
        " until = excluded.until, counts = excluded.counts",
        *(product, community, found.label.value, found.voices, found.until),
        _encode(_Kept(_WAY, found)).decode(),
    )
    await tx.run(
        "INSERT INTO register (product, community, kept) VALUES (?, ?, ?)"
        " ON CONFLICT (product, community) DO UPDATE SET kept = excluded.kept",
        *(product, community, _encode(_Registered(_WAY, counted.register)).decode()),
    )


async def _counted(tx: Transaction, product: int, community: int, now: datetime) -> _Counted:
    """Bring a product's register up to date: by what changed where it is kept, else from rows."""
    day = int(day_of(now))
    rows = await tx.all(
        "SELECT kept FROM register WHERE product = ? AND community = ?", product, community
    )
    late = await tx.all(
        "SELECT s.verdict, v.said FROM stale s LEFT JOIN voice v ON v.community = s.community"
        " AND v.product = s.product AND v.verdict = s.verdict"
        " WHERE s.community = ? AND s.product = ? LIMIT ?",
        *(community, product, _MOST + 1),
    )
    old: dict[int, str | None] = dict(late)
    kept = rows[0][0] if rows else ""
    if _ALL in old or len(old) > _MOST or not kept.startswith(_MARK):
        register = Register(day)
        said = {each.key: each for each in await reports(tx, product, community)}
        for report in said.values():
            register.add(report)
        return _Counted(register, whole=True, said=dict(said))
    register = _REGISTERED.decode(kept).register
    for before in old.values():
        if before is not None:
            register.remove(_REPORT.decode(before))
    new = {each.key: each for each in await reports(tx, product, community, old)} if old else {}
    for report in new.values():
        register.add(report)
    register.pass_on_to(day)
    return _Counted(register, whole=False, said={verdict: new.get(verdict) for verdict in old})


async def _keep_said(tx: Transaction, touched: tuple[int, int], counted: _Counted) -> None:
    """Write down what each verdict was counted as."""
    product, community = touched
    if counted.whole:
        await tx.run("DELETE FROM voice WHERE community = ? AND product = ?", community, product)
    else:
        await tx.many(
            "DELETE FROM voice WHERE community = ? AND product = ? AND verdict = ?",
            [(community, product, verdict) for verdict in counted.said],
        )
    await tx.many(
        "INSERT INTO voice (community, product, verdict, said) VALUES (?, ?, ?, ?)",
        [
            (community, product, verdict, _encode(report).decode())
            for verdict, report in counted.said.items()
            if report is not None
        ],
    )


async def _kept_said(tx: Transaction, touched: tuple[int, int]) -> list[Report]:
    """Read what every verdict on a product was counted as."""
    rows = await tx.all("SELECT said FROM voice WHERE product = ? AND community = ?", *touched)
    return [_REPORT.decode(said) for (said,) in rows]


async def make_stale(
    tx: Transaction, community: int, *, person: str | None = None, product: int | None = None
) -> None:
    """Note that what decides about a person's verdicts, a product's, or all of them has changed."""
    what, where, values = f"DISTINCT product, community, {_ALL}", "", list[object]()
    if person is not None:
        what, where, values = "product, community, key", " AND person = ?", [person]
    elif product is not None:
        where, values = " AND product = ?", [product]
    await tx.run(
        f"INSERT INTO stale (product, community, verdict) SELECT {what} FROM verdict"
        f" WHERE community = ?{where} ON CONFLICT DO NOTHING",
        *(community, *values),
    )


async def make_speakers_stale(tx: Transaction, product: int) -> None:
    """Note that a product has another brand: its speakers' verdicts may count from another day."""
    await tx.run(
        "INSERT INTO stale (product, community, verdict)"
        " SELECT v.product, v.community, v.key FROM verdict v WHERE EXISTS (SELECT 1 FROM verdict s"
        " WHERE s.product = ? AND s.community = v.community AND s.person = v.person)"
        " ON CONFLICT DO NOTHING",
        product,
    )


async def make_verdict_stale(tx: Transaction, community: int, product: int, key: int) -> None:
    """Note that a verdict came to a product, changed or went."""
    await tx.run(
        "INSERT INTO stale (product, community, verdict) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        *(product, community, key),
    )


async def make_earlier_ways_stale(tx: Transaction) -> None:
    """Note of every tally that was computed in another way, by an earlier program, that it was."""
    await tx.run(
        "UPDATE headline SET until = 0 WHERE until > 0 AND substr(counts, 1, ?) <> ?",
        *(len(_MARK), _MARK),
    )


async def stale(
    tx: Transaction, now: datetime, community: int | None = None
) -> list[tuple[int, int]]:
    """List a batch of products, each with its community, whose headline no longer holds."""
    of, values = ("", ()) if community is None else (" AND community = ?", (community,))
    rows = await tx.all(
        f"SELECT product, community FROM stale WHERE 1 = 1{of} UNION"
        f" SELECT product, community FROM headline WHERE until <= ?{of} LIMIT ?",
        *(*values, int(day_of(now)), *values, BATCH),
    )
    return [(product, kept_for) for product, kept_for in rows]
