"""After forgetting, nothing anywhere leads to the person, and nothing else has changed."""

import json
import logging
from dataclasses import replace
from typing import Any

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.facts import Facts
from bot.chat.reply import Attachment, Reply
from bot.chat.request import Author, Place, Request, Source
from bot.settings import Settings
from knowledge.change import Change
from knowledge.choosing import Choices
from knowledge.community import HOME, Actor
from knowledge.consensus.report import day_of
from knowledge.consensus.tally import tally
from knowledge.contribution import ReportState
from knowledge.errors import Conflict
from knowledge.forgetting import everything_of, may_be
from knowledge.headlines import read_tally
from knowledge.keys import short
from knowledge.member import Member
from knowledge.packs.exporting import as_jsonl, export_lines
from knowledge.store import tables
from knowledge.voices import reports
from tests.databases import columns, everything
from tests.factories import operations, product, put, withdraw

MAYA_ID, BEN_ID = "778899001122334455", "1002003004005006"
MAYA, BEN = Author("test", MAYA_ID, "maya"), Author("test", BEN_ID, "ben")
HERE = Place("test", "shop talk")


class _Platform:
    """Say of everybody that they came long ago."""

    async def facts(self, author: Author, place: Place) -> Facts:
        return Facts(role=Role.MEMBER)


class _Shop:
    """Play maya and ben in one base."""

    def __init__(self, base: Base) -> None:
        settings = Settings(person_per_minute=0, place_per_minute=0)
        self.base = base
        self.dispatcher = build(settings, base, {"test": _Platform()})
        self.airwrap = product("Airwrap")

    async def does(self, who: Author, command: str, **arguments: str) -> Reply:
        request = Request(command, who, HERE, arguments, source=Source.FORM)
        return await self.dispatcher.handle(request)

    def person(self, who: Author) -> str:
        return self.base.pseudonyms().of(who.platform, who.id)

    async def fill(self) -> None:
        """Let maya do all that a member can, and a moderator's work as well."""
        journal = self.base.journal
        await put(journal, Actor(self.person(MAYA)), self.airwrap)
        said = {"product": "airwrap", "stance": "skip", "experience": "owned", "tie": "none"}
        await self.does(MAYA, "verdict add", **said, text="maya was here", paid="45 EUR")
        await self.does(BEN, "verdict add", **said, text="ben too")
        await self.does(
            MAYA,
            "verdict edit",
            product="airwrap",
            page="2",
            text="as maya again",
            alternative="maya's towel",
        )
        key = await self.key(BEN)
        await self.does(MAYA, "verdict list", v=key, vote="helpful")
        await self.does(MAYA, "report", v=key, kind="spam", text="maya says so")
        await self.does(MAYA, "suggest", name="the wrap", of="airwrap")
        await self.does(MAYA, "wanted", product="glowpop by maya")
        choices = Choices(self.base.store, self.base.journal, self.base.clock)
        asked = await choices.ask(HOME, "the wrapping thing")
        assert asked is not None
        await choices.choose(Actor(self.person(MAYA)), asked, self.airwrap.key)
        await self.does(BEN, "report", v=await self.key(MAYA), kind="spam")
        await self._decides()
        # What somebody else changes later still carries what maya did to it before.
        await put(journal, Actor("mod"), replace(self.airwrap, what="a styler"))

    async def key(self, who: Author) -> str:
        sql = "SELECT key FROM verdict WHERE person = ?"
        rows = await self.base.store.read(lambda tx: tx.all(sql, self.person(who)))
        return short(rows[0][0])

    async def _decides(self) -> None:
        """Let maya uphold ben's report, and somebody dismiss it later."""

        async def work(change: Change) -> None:
            rows = await change.tx.all("SELECT key FROM report WHERE decided_by IS NULL")
            for (key,) in rows:
                report = await change.get(tables.REPORTS, key)
                assert report is not None
                decided = replace(report, decided_by=self.person(MAYA), state=ReportState.UPHELD)
                await change.put(tables.REPORTS, decided)

        await self.base.journal.apply(Actor(self.person(MAYA)), "report uphold", work)

    async def all_rows(self) -> str:
        """Write every row of every table as text."""
        rows = (await everything(self.base.store)).values()
        return "\n".join(row for table in rows for row in table)

    async def tally(self) -> Any:
        """Return the answer; as it is kept and as the rows say are the same."""
        now, key = self.base.clock(), self.airwrap.key
        kept = await self.base.store.read(lambda tx: read_tally(tx, key, HOME, now))
        found = await self.base.store.read(lambda tx: reports(tx, key, HOME))
        assert kept == tally(found, day_of(now))
        return kept


@pytest.fixture
async def shop(base: Base) -> _Shop:
    """Open the shop with what maya and ben did."""
    opened = _Shop(base)
    await opened.fill()
    return opened


def _texts(reply: Reply) -> str:
    return str(reply.blocks)


async def test_nothing_leads_to_somebody_forgotten(
    shop: _Shop, caplog: pytest.LogCaptureFixture
) -> None:
    """No row of any table and no line of any log holds the id, the hash or the words."""
    caplog.set_level(logging.DEBUG)
    hash_, before = shop.person(MAYA), await shop.tally()
    assert hash_ in await shop.all_rows()
    for words in ("maya was here", "maya's towel"):
        assert words in await shop.all_rows()
    assert "Forget me?" in _texts(await shop.does(MAYA, "forgetme"))
    assert hash_ in await shop.all_rows()

    assert "nothing here leads" in _texts(await shop.does(MAYA, "forgetme", sure="yes"))
    rows = await shop.all_rows()
    for trace in (MAYA_ID, hash_, hash_.removeprefix("p_"), "maya"):
        assert trace not in rows
        assert trace not in caplog.text
    assert shop.person(BEN) in rows
    assert "ben too" in rows
    assert await shop.tally() == before
    assert "Nothing is kept of you" in _texts(await shop.does(MAYA, "mydata"))


async def test_what_others_did_is_undone_as_before(shop: _Shop) -> None:
    """Every operation after which nobody was forgotten comes back, or says why not."""
    before = await shop.tally()
    withdrawn = await withdraw(shop.base.journal, Actor("mod"), await _verdict_key(shop, MAYA))
    await shop.does(MAYA, "forgetme", sure="yes")
    await shop.base.journal.undo(Actor("mod"), withdrawn.key or 0)
    assert await shop.tally() == before
    history = await operations(shop.base)
    forget = next(each for each in history if each.name == "forget")
    with pytest.raises(Conflict, match="cannot be taken back"):
        await shop.base.journal.undo(Actor("mod"), forget.key)
    for operation in history:
        try:
            await shop.base.journal.undo(Actor("mod"), operation.key)
        except Conflict:
            continue
    assert shop.person(MAYA) not in await shop.all_rows()
    assert "maya" not in await shop.all_rows()


async def _verdict_key(shop: _Shop, who: Author) -> int:
    sql = "SELECT key FROM verdict WHERE person = ?"
    rows = await shop.base.store.read(lambda tx: tx.all(sql, shop.person(who)))
    return int(rows[0][0])


async def test_who_comes_back_does_not_count_twice(shop: _Shop) -> None:
    """A new verdict takes the place of the one that was left behind."""
    before = await shop.tally()
    for _ in range(5):
        await shop.does(MAYA, "forgetme", sure="yes")
        said = {"product": "airwrap", "stance": "skip", "experience": "owned", "tie": "none"}
        await shop.does(MAYA, "verdict add", **said)
    after = await shop.tally()
    assert (after.reports, after.counted) == (before.reports, before.counted)


async def test_a_bar_outlives_the_one_who_is_forgotten(shop: _Shop) -> None:
    """Being forgotten is no way out of a bar: that alone stays, and nothing else of the account."""
    person = shop.person(MAYA)

    async def bar(change: Change) -> None:
        member = await change.get(tables.MEMBERS, HOME, person)
        assert member is not None
        await change.put(tables.MEMBERS, replace(member, barred=True))

    await shop.base.journal.apply(Actor("mod"), "bar", bar)
    await shop.does(MAYA, "forgetme", sure="yes")
    member = await shop.base.store.read(lambda tx: tables.MEMBERS.get(tx, HOME, person))
    assert member is not None
    assert member == Member(HOME, person, member.first_seen_at.replace(day=1), barred=True)
    assert "barred" in _texts(await shop.does(MAYA, "wanted", product="glowpop"))


async def test_what_a_barred_account_said_stays_out(shop: _Shop) -> None:
    """Being forgotten brings no verdict back into the count, nor among the quotes."""
    person = shop.person(MAYA)

    async def bar(change: Change) -> None:
        member = await change.get(tables.MEMBERS, HOME, person)
        assert member is not None
        await change.put(tables.MEMBERS, replace(member, barred=True))

    before = (await shop.tally()).reports
    await shop.base.journal.apply(Actor("mod"), "bar", bar)
    assert (await shop.tally()).reports == before - 1
    await shop.does(MAYA, "forgetme", sure="yes")
    assert (await shop.tally()).reports == before - 1


async def test_mydata_holds_every_row_of_the_asker_and_of_nobody_else(shop: _Shop) -> None:
    """The file has as many rows of each kind as the tables, and the journal's, of nobody else."""
    reply = await shop.does(MAYA, "mydata")
    (file,) = [block for block in reply.blocks if isinstance(block, Attachment)]
    found = json.loads(file.content)
    counts = {name: len(rows) for name, rows in found.items() if name != "journal"}
    assert counts == {
        "verdict": 1,
        "vote": 1,
        "report": 1,
        "proposal": 1,
        "wish": 1,
        "choice": 1,
        "member": 1,
        "joining": 0,
        "account_code": 0,
    }
    assert found["verdict"][0]["text"] == "as maya again"
    operations = {row["operation"] for row in found["journal"]}
    assert {"verdict save", "verdict vote", "verdict report", "report uphold"} <= operations
    own = {name: rows for name, rows in found.items() if name != "journal"}
    assert shop.person(BEN) not in json.dumps(own)


async def test_no_table_of_people_is_left_out(base: Base) -> None:
    """Whoever adds a table with a person in it is told to hand it out and to forget it."""
    known = set(await everything_of(base.store, "p_nobody"))
    found = {table for table, names in (await columns(base.store)).items() if "person" in names}
    assert found - {"change"} == known - {"journal"}


async def test_a_forgotten_name_tells_little(base: Base) -> None:
    """It is one of sixteen kinds, and chance else; exported, it comes back as it was."""
    pseudonyms = base.pseudonyms()
    low, high = may_be("p_" + "0" * 31 + "a")
    assert low < "z_a" + "f" * 31 < high
    assert not low < "z_b" + "0" * 31 < high
    assert pseudonyms.of("pack", "z_a" + "f" * 31) == "z_a" + "f" * 31


async def test_an_export_after_forgetting_names_nobody(shop: _Shop) -> None:
    """The pack holds the number of verdicts it did, under other names."""
    before = as_jsonl(await export_lines(shop.base.store, HOME))
    await shop.does(MAYA, "forgetme", sure="yes")
    after = as_jsonl(await export_lines(shop.base.store, HOME))
    assert after.count('"kind":"verdict"') == before.count('"kind":"verdict"') == 2
    assert shop.person(MAYA) not in after
