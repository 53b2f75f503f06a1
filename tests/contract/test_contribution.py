"""What members add: kept whole, once a person, never hanging in the air, always undoable."""

import itertools
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import Base
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.contribution import (
    Opinion,
    Proposal,
    ProposalKind,
    ProposalState,
    Report,
    ReportKind,
    ReportState,
    Vote,
    Wish,
)
from knowledge.errors import Conflict, StoreError
from knowledge.journal import Done
from knowledge.member import Expertise, Grant, Member
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.migrate import migrations
from knowledge.store.sqlite import SqliteStore
from knowledge.store.table import Table
from knowledge.verdict import Verdict
from tests.factories import product, put, remove, verdict

ADA = Actor("ada", HOME)
DAY = datetime(2026, 3, 1, tzinfo=UTC)
VOTE = Vote(11, HOME, 0, "p_2", Opinion.DISAGREE)
REPORT = Report(12, HOME, 0, "p_2", ReportKind.SPAM, DAY, "an advertisement")
PROPOSAL = Proposal(13, HOME, ProposalKind.ALIAS, "the wrap", "p_2", DAY)
Entries = tuple[tuple[Table[Any], Any], ...]


async def _put(base: Base, *entries: tuple[Table[Any], Any]) -> Done:
    async def work(change: Change) -> None:
        for table, entry in entries:
            await change.put(table, entry)

    return (await base.journal.apply(ADA, "test", work))[1]


async def _get(base: Base, table: Table[Any], *key: object) -> Any:
    return await base.store.read(lambda tx: table.get(tx, *key))


async def _judged(base: Base) -> tuple[Product, Verdict]:
    airwrap = product()
    await put(base.journal, ADA, airwrap)
    said = verdict(airwrap)
    await put(base.journal, ADA, said)
    return airwrap, said


async def test_each_kind_comes_back_as_it_went_in(base: Base) -> None:
    """Every field survives the base, filled as well as left out, and an undo takes it all away."""
    airwrap, said = await _judged(base)
    trades = (Expertise("dental"), Expertise("hair", "hairdresser"))
    full = Member(HOME, "p_2", DAY, DAY, DAY, "i_1", True, True, True, Grant.ADMIN, trades)
    decided: dict[str, Any] = {"decided_by": "p_9", "decided_at": DAY}
    upheld = decided | {"state": ReportState.UPHELD}
    entries: Entries = (
        (tables.MEMBERS, full),
        (tables.MEMBERS, Member(HOME, "p_3", DAY)),
        (tables.VOTES, replace(VOTE, verdict=said.key)),
        (tables.REPORTS, replace(REPORT, verdict=said.key)),
        (
            tables.REPORTS,
            replace(REPORT, key=15, verdict=said.key, person="p_3", text=None, **upheld),
        ),
        (tables.PROPOSALS, replace(PROPOSAL, product=airwrap.key)),
        (
            tables.PROPOSALS,
            replace(PROPOSAL, key=16, state=ProposalState.REJECTED, reason="no", **decided),
        ),
        (tables.WISHES, Wish(HOME, "glowpop 3000", "p_2", "GlowPop 3000", DAY)),
    )
    done = await _put(base, *entries)
    for table, entry in entries:
        assert await _get(base, table, *table.key_of(entry)) == entry

    await base.journal.undo(ADA, done.key or 0)
    for table, entry in entries:
        assert await _get(base, table, *table.key_of(entry)) is None


@pytest.mark.parametrize(
    "entry", [(tables.VOTES, VOTE), (tables.REPORTS, REPORT)], ids=["vote", "report"]
)
async def test_a_person_responds_to_a_verdict_once(base: Base, entry: Any) -> None:
    """The base itself refuses a second vote or report, whatever the code above it does."""
    _, said = await _judged(base)
    table, first = entry[0], replace(entry[1], verdict=said.key)
    await _put(base, (table, first))
    with pytest.raises(StoreError):
        await _put(base, (table, replace(first, key=99)))


@pytest.mark.parametrize(
    "entry",
    [
        (tables.VOTES, replace(VOTE, verdict=404)),
        (tables.REPORTS, replace(REPORT, verdict=404)),
        (tables.PROPOSALS, replace(PROPOSAL, product=404)),
    ],
    ids=["vote", "report", "proposal"],
)
async def test_nothing_hangs_on_what_is_not_there(base: Base, entry: Any) -> None:
    """A vote, a report and a proposal need what they are about, in their own community."""
    with pytest.raises(Conflict, match="restore it first"):
        await _put(base, entry)
    airwrap, said = await _judged(base)
    about = {"product": airwrap.key} if entry[0] is tables.PROPOSALS else {"verdict": said.key}
    with pytest.raises(Conflict, match="restore it first"):
        await _put(base, (entry[0], replace(entry[1], community=7, **about)))


async def _all_about(base: Base) -> tuple[Product, Verdict, Entries]:
    airwrap, said = await _judged(base)
    entries: Entries = (
        (tables.VOTES, replace(VOTE, verdict=said.key)),
        (tables.REPORTS, replace(REPORT, verdict=said.key)),
        (tables.PROPOSALS, replace(PROPOSAL, product=airwrap.key)),
    )
    await _put(base, *entries)
    return airwrap, said, entries


async def test_a_product_goes_with_all_that_hangs_on_it_and_comes_back_so(base: Base) -> None:
    """Removing a product leaves no vote, report or proposal behind; the undo restores each."""
    airwrap, _, entries = await _all_about(base)
    done = await remove(base.journal, ADA, airwrap.key)
    for table, entry in entries:
        assert await _get(base, table, *table.key_of(entry)) is None
    await base.journal.undo(ADA, done.key or 0)
    for table, entry in entries:
        assert await _get(base, table, *table.key_of(entry)) == entry


async def test_what_others_hang_on_is_not_pulled_away(base: Base) -> None:
    """A verdict that was voted on is not deleted alone; the refusal says what to do instead."""
    _, said, _ = await _all_about(base)

    async def work(change: Change) -> None:
        await change.delete(tables.VERDICTS, said.key)

    with pytest.raises(Conflict, match="withdraw it instead"):
        await base.journal.apply(ADA, "test", work)


async def _changes_of(base: Base, person: str) -> list[str]:
    rows = await base.store.read(
        lambda tx: tx.all("SELECT entries FROM change WHERE person = ? ORDER BY entries", person)
    )
    return [entries for (entries,) in rows]


async def test_the_journal_knows_whose_entry_changed(base: Base) -> None:
    """Each recorded change of a person's entry is found by that person."""
    await _all_about(base)
    assert await _changes_of(base, "p_1") == ["verdict"]
    assert await _changes_of(base, "p_2") == ["proposal", "report", "vote"]


async def test_an_older_journal_learns_whose_entries_it_holds(
    tmp_path: Path, open_before: Callable[[Path, str], Awaitable[None]]
) -> None:
    """The schema step fills in the person of the verdicts that were recorded before it."""
    path = tmp_path / "old.sqlite3"
    await open_before(path, "contribution")
    with sqlite3.connect(path) as raw:
        after = '{"key":5,"person":"p_1"}'
        raw.execute("INSERT INTO change VALUES (1, 0, 'verdict', '[5]', NULL, ?)", (after,))
        raw.execute("INSERT INTO change VALUES (1, 1, 'product', '[6]', NULL, '{\"key\":6}')")
    raw.close()
    store = await SqliteStore.open(path)
    rows = await store.read(lambda tx: tx.all("SELECT person FROM change ORDER BY position"))
    await store.close()
    assert [person for (person,) in rows] == ["p_1", None]


@pytest.fixture
def open_before(tmp_path: Path) -> Callable[[Path, str], Awaitable[None]]:
    """Make a base as it was before a schema step."""

    async def make(path: Path, name: str) -> None:
        folder = tmp_path / "steps"
        folder.mkdir()
        for step in itertools.takewhile(lambda step: step.name != name, migrations("sqlite")):
            (folder / f"{step.number:04d}_{step.name}.sql").write_text(step.sql)
        await (await SqliteStore.open(path, steps=folder)).close()

    return make
