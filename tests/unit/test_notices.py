"""What moderators and members hear unasked: digests and what became of proposals."""

from typing import Any

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.reply import Breakdown, Note, Reply
from bot.chat.request import Place, Request
from bot.dispatcher import Dispatcher
from bot.jobs.notices import Notices
from bot.settings import Settings
from bot.telling import CONTACT
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.contribution import Proposal, ProposalKind, Report, ReportKind
from knowledge.store import tables
from knowledge.store.table import Table
from tests.factories import MAYA, Everybody, FakeClock, product, put, verdict

STAFF = Place("test", "shop talk", "staff")


class _Outbox:
    """Keep what is posted, or refuse."""

    def __init__(self) -> None:
        self.posts: list[tuple[Place, Reply]] = []
        self.works = True

    async def post(self, place: Place, reply: Reply) -> bool:
        if self.works:
            self.posts.append((place, reply))
        return self.works


@pytest.fixture
def outbox() -> _Outbox:
    """Make an empty outbox."""
    return _Outbox()


@pytest.fixture
async def dispatcher(base: Base, outbox: _Outbox) -> Dispatcher:
    """Build the core, with notices in the channel for staff."""
    settings = Settings(person_per_minute=0, place_per_minute=0)
    built = build(settings, base, {"test": Everybody(Role.ADMIN)}, outboxes={"test": outbox})
    arguments = {"notices": "here"}
    await built.handle(Request("community set", MAYA, STAFF, arguments))
    return built


async def _put(base: Base, table: Table[Any], entry: Any) -> None:
    async def work(change: Change) -> None:
        await change.put(table, entry)

    await base.journal.apply(Actor("p_1", HOME), "suggest", work)


async def _propose(base: Base, name: str, contact: str | None = None) -> Proposal:
    entry = Proposal(
        base.journal.keys.new(),
        HOME,
        ProposalKind.PRODUCT,
        name,
        "p_1",
        base.clock(),
        contact=contact,
    )
    await _put(base, tables.PROPOSALS, entry)
    return entry


def _text(reply: Reply) -> str:
    return " ".join(block.text for block in reply.blocks if isinstance(block, Note))


async def test_a_digest_comes_at_most_once_an_hour_and_only_for_what_is_new(
    base: Base, dispatcher: Dispatcher, outbox: _Outbox, clock: FakeClock
) -> None:
    """However much comes in between, and however often it is looked for."""
    notices = Notices(base, {"test": outbox}, "en")
    assert await notices.look() == 0
    await _propose(base, "One")
    assert await notices.look() == 1
    clock.step(60)
    await _propose(base, "Two")
    assert await notices.look() == 0
    clock.step(3600)
    assert [await notices.look(), await notices.look()] == [1, 0]
    clock.step(7200)
    assert await notices.look() == 0
    assert {place for place, _ in outbox.posts} == {STAFF}


async def test_a_restart_neither_repeats_nor_loses_a_digest(
    base: Base, dispatcher: Dispatcher, outbox: _Outbox, clock: FakeClock
) -> None:
    """What was told is in the base; what could not be posted is told later."""
    await _propose(base, "One")
    outbox.works = False
    assert await Notices(base, {"test": outbox}, "en").look() == 0
    outbox.works = True
    assert await Notices(base, {"test": outbox}, "en").look() == 1
    clock.step(7200)
    assert await Notices(base, {"test": outbox}, "en").look() == 0


async def test_a_digest_names_what_is_reported_and_for_what(
    base: Base, dispatcher: Dispatcher, outbox: _Outbox
) -> None:
    """The evidence is in it, and the queue one press away; nobody is named."""
    airwrap = product("Airwrap")
    await put(base.journal, Actor("ada", HOME), airwrap)
    for number in range(3):
        said = verdict(airwrap, f"p_{number}")
        await put(base.journal, Actor("ada", HOME), said)
        report = Report(
            base.journal.keys.new(),
            HOME,
            said.key,
            "p_9",
            ReportKind.UNDISCLOSED_TIE,
            base.clock(),
        )
        await _put(base, tables.REPORTS, report)
    await Notices(base, {"test": outbox}, "en").look()

    ((_, reply),) = outbox.posts
    rows = [row for block in reply.blocks if isinstance(block, Breakdown) for row in block.rows]
    assert ("Airwrap", "a tie is not disclosed (3)") in rows
    assert "p_" not in str(reply)
    assert [button.action.command for button in reply.actions] == ["queue"]


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ({"d": "approve"}, "is in the base now"),
        ({"d": "reject", "reason": "advertising"}, "was not taken: it is advertising."),
    ],
)
async def test_who_proposed_it_is_told_once(
    base: Base, dispatcher: Dispatcher, outbox: _Outbox, decision: dict[str, str], said: str
) -> None:
    """In private; a second press tells nobody anything."""
    contact = base.pseudonyms().seal("test\n42\nshop talk\ngeneral", CONTACT)
    await _propose(base, "Glow Pop", contact)
    item = await dispatcher.handle(Request("queue", MAYA, STAFF))
    for _ in range(2):
        arguments = {**item.actions[0].action.arguments, **decision}
        await dispatcher.handle(Request("queue", MAYA, STAFF, arguments))

    ((place, reply),) = outbox.posts
    assert place == Place("test", "42", is_private=True)
    assert said in _text(reply)
    rows = await base.store.read(lambda tx: tx.all("SELECT contact FROM proposal"))
    assert list(rows) == [(None,)]


async def test_who_cannot_be_reached_stops_no_decision(
    base: Base, dispatcher: Dispatcher, outbox: _Outbox
) -> None:
    """A seal of another key, a platform that is off, a refused message."""
    outbox.works = False
    contacts = ["nonsense", base.pseudonyms().seal("away\n1\n2\n3", CONTACT)]
    contacts.append(base.pseudonyms().seal("test\n1\n2\n3", CONTACT))
    for contact in contacts:
        proposal = await _propose(base, f"Thing {len(contact)} {contact[:4]}", contact)
        item = await dispatcher.handle(Request("queue", MAYA, STAFF))
        arguments = {**item.actions[0].action.arguments, "d": "approve"}
        assert "Approved" in _text(
            await dispatcher.handle(Request("queue", MAYA, STAFF, arguments))
        )
        assert proposal.key
    assert outbox.posts == []
