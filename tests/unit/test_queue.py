"""The queue: each item decided once, by whoever is first, and everything undoable."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.reply import Breakdown, Button, Heading, Note, Reply
from bot.chat.request import Author, Place, Request
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.contribution import Proposal, ProposalKind, Report, ReportKind
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.port import Row
from knowledge.verdict import Standing
from tests.factories import GROUP, MAYA, Everybody, FakeClock, ask, product, put, verdict

ADA = Actor("ada", HOME)
BEN = replace(MAYA, id="2", name="ben")


@pytest.fixture
def dispatcher(base: Base) -> Dispatcher:
    """Build the core for moderators."""
    settings = Settings(person_per_minute=0, place_per_minute=0)
    return build(settings, base, {"test": Everybody(Role.MODERATOR)})


async def _propose(base: Base, name: str, person: str = "p_1", **more: Any) -> Proposal:
    values: dict[str, Any] = {"kind": ProposalKind.PRODUCT, "created_at": base.clock(), **more}
    entry = Proposal(
        key=base.journal.keys.new(), community=HOME, name=name, person=person, **values
    )

    async def work(change: Change) -> None:
        await change.put(tables.PROPOSALS, entry)

    await base.journal.apply(Actor(person, HOME), "suggest", work)
    return entry


async def _report(base: Base, of: int, person: str) -> None:
    entry = Report(
        base.journal.keys.new(), HOME, of, person, ReportKind.UNDISCLOSED_TIE, base.clock()
    )

    async def work(change: Change) -> None:
        await change.put(tables.REPORTS, entry)

    await base.journal.apply(Actor(person, HOME), "report", work)


async def _rows(base: Base, sql: str, *values: object) -> list[Row]:
    return list(await base.store.read(lambda tx: tx.all(sql, *values)))


def _button(reply: Reply, label: str) -> Button:
    found = [each for each in reply.actions if each.label.startswith(label)]
    assert found, f"{label!r} is none of {[each.label for each in reply.actions]}"
    return found[0]


async def _press(
    dispatcher: Dispatcher, reply: Reply, label: str, who: Author = MAYA, **answers: str
) -> Reply:
    action = _button(reply, label).action
    arguments = {**action.arguments, **answers}
    return await dispatcher.handle(Request(action.command, who, GROUP, arguments))


def _text(reply: Reply) -> str:
    return " ".join(each.text for each in reply.blocks if isinstance(each, (Note, Heading)))


async def test_an_approved_proposal_is_a_product_one_can_ask_about(
    base: Base, dispatcher: Dispatcher
) -> None:
    """From the queue to an answer; undone, it waits again."""
    await _propose(base, "Glow Pop 3000", brand="Glowpop", what="lip oil")
    item = await ask(dispatcher, "queue")
    assert "Glowpop Glow Pop 3000" in _text(item)
    approved = await _press(dispatcher, item, "Approve")

    assert "Approved: Glowpop Glow Pop 3000" in _text(approved)
    answer = await ask(dispatcher, "worth", question="glow pop 3000?")
    assert answer.blocks[0] == Heading("Glowpop Glow Pop 3000", "lip oil")
    assert "Nothing waits" in _text(await ask(dispatcher, "queue"))
    await _press(dispatcher, approved, "Undo")
    assert "Glowpop" in _text(await ask(dispatcher, "queue"))


async def test_the_same_proposal_twice_is_one_item(base: Base, dispatcher: Dispatcher) -> None:
    """However it is spelled, it is decided once for all who proposed it."""
    for number, name in enumerate(("Glow Pop", "glow  pop", "GLOW POP")):
        await _propose(base, name, f"p_{number}")
    item = await ask(dispatcher, "queue")
    assert ("proposed by", "3 people") in next(
        block.rows for block in item.blocks if isinstance(block, Breakdown)
    )

    await _press(dispatcher, item, "Approve")
    assert await _rows(base, "SELECT DISTINCT state FROM proposal") == [("approved",)]
    assert "Nothing waits" in _text(await ask(dispatcher, "queue"))


async def test_what_is_there_already_is_offered_to_merge_into(
    base: Base, dispatcher: Dispatcher
) -> None:
    """One press makes the proposed name lead to it."""
    await put(base.journal, ADA, product("Quencher", brand="Stanley"))
    await _propose(base, "Stanley Quencher")
    await _press(dispatcher, await ask(dispatcher, "queue"), "Merge into Stanley Quencher")

    assert await _rows(base, "SELECT state FROM proposal") == [("merged",)]
    assert len(await _rows(base, "SELECT 1 FROM product")) == 1


async def test_a_merge_asks_into_what(base: Base, dispatcher: Dispatcher) -> None:
    """Whatever the moderator names; then the proposed name leads there."""
    await put(base.journal, ADA, product("Quencher"))
    await _propose(base, "Big sippy thing")
    item = await ask(dispatcher, "queue")
    form = (await _press(dispatcher, item, "Merge into")).form
    assert form is not None
    await ask(dispatcher, form.command, **form.known, into="Quencher")

    answer = await ask(dispatcher, "worth", question="is the big sippy thing worth it?")
    assert answer.blocks[0] == Heading("Quencher")


async def test_an_edit_approves_what_the_moderator_made_of_it(
    base: Base, dispatcher: Dispatcher
) -> None:
    """The form is filled with the proposal; what comes back is the product."""
    await _propose(base, "glwo pop")
    form = (await _press(dispatcher, await ask(dispatcher, "queue"), "Edit")).form
    assert form is not None
    assert form.fields[0].value == "glwo pop"
    await ask(dispatcher, form.command, **form.known, name="Glow Pop", aliases="popper")

    assert await _rows(base, "SELECT name, aliases FROM product") == [("Glow Pop", '["popper"]')]


async def test_a_rejection_keeps_its_reason(base: Base, dispatcher: Dispatcher) -> None:
    """It is asked for, from a list, and shown in the journal."""
    await _propose(base, "My cousin's shop")
    form = (await _press(dispatcher, await ask(dispatcher, "queue"), "Reject")).form
    assert form is not None
    assert "advertising" in [choice.value for choice in form.fields[0].choices]
    await ask(dispatcher, form.command, **form.known, reason="advertising")

    assert await _rows(base, "SELECT state, reason FROM proposal") == [("rejected", "advertising")]
    assert "proposal reject" in str(await ask(dispatcher, "log"))


async def test_a_proposed_name_leads_to_its_product(base: Base, dispatcher: Dispatcher) -> None:
    """Also for a shared product, which is copied for this community."""
    shared = product("Quencher", community=0)
    await put(base.journal, Actor("ada", 0), shared)
    await _propose(base, "sippy tower", kind=ProposalKind.ALIAS, product=shared.key)
    await _press(dispatcher, await ask(dispatcher, "queue"), "Approve")

    assert (await ask(dispatcher, "worth", question="sippy tower?")).blocks[0] == Heading(
        "Quencher"
    )
    assert await _rows(base, "SELECT state FROM proposal") == [("approved",)]
    assert await _rows(base, "SELECT 1 FROM waiting") == []


async def test_the_second_moderator_is_told_who_was_first(
    base: Base, dispatcher: Dispatcher, clock: FakeClock
) -> None:
    """Pressing the same a minute later changes nothing."""
    await _propose(base, "Glow Pop")
    item = await ask(dispatcher, "queue")
    await _press(dispatcher, item, "Approve", MAYA)
    clock.step(120)
    for label in ("Approve", "Edit", "Reject"):
        late = await _press(dispatcher, item, label, BEN)
        first = base.pseudonyms().of("test", MAYA.id)[:8]
        assert f"{first} was first, 2 minutes ago: approved." in _text(late)
    assert len(await _rows(base, "SELECT 1 FROM product")) == 1


@pytest.mark.every_store
async def test_many_moderators_at_once_decide_once(base: Base, dispatcher: Dispatcher) -> None:
    """Of ten presses at the same moment one counts, and the others learn of it."""
    await _propose(base, "Glow Pop")
    item = await ask(dispatcher, "queue")
    moderators = [replace(MAYA, id=str(number)) for number in range(10)]
    replies = await asyncio.gather(
        *(_press(dispatcher, item, "Approve", each) for each in moderators)
    )

    said = [_text(reply) for reply in replies]
    assert sum("Approved: Glow Pop" in each for each in said) == 1
    assert sum("was first" in each for each in said) == 9
    assert len(await _rows(base, "SELECT 1 FROM product")) == 1


@pytest.mark.parametrize(
    ("press", "standing"), [("Uphold", "quarantined"), ("Dismiss", "published")]
)
async def test_reports_of_one_verdict_are_one_item(
    base: Base, dispatcher: Dispatcher, press: str, standing: str
) -> None:
    """Upheld, the verdict is set aside and kept; dismissed, it stays as it was."""
    said = await _verdict(base, "p_9")
    for number in range(3):
        await _report(base, said, f"p_{number}")
    item = await ask(dispatcher, "queue")
    assert "3 reports" in str(item.blocks)
    await _press(dispatcher, item, press)

    assert await _rows(base, "SELECT standing FROM verdict") == [(standing,)]
    assert "Nothing waits" in _text(await ask(dispatcher, "queue"))


async def _verdict(base: Base, person: str, **more: Any) -> int:
    airwrap: Product = product("Airwrap")
    await put(base.journal, ADA, airwrap)
    said = verdict(airwrap, person, key=base.journal.keys.new(), text="burnt", **more)
    await put(base.journal, ADA, said)
    return said.key


@pytest.mark.parametrize(("press", "standing"), [("Publish", "published"), ("Set", "quarantined")])
async def test_a_pending_verdict_waits_until_somebody_decides(
    base: Base, dispatcher: Dispatcher, press: str, standing: str
) -> None:
    """Its disclosure stands before its words."""
    await _verdict(base, "p_9", standing=Standing.PENDING)
    item = await ask(dispatcher, "queue")
    assert str(item.blocks).index("no tie") < str(item.blocks).index("burnt")
    await _press(dispatcher, item, press)

    assert await _rows(base, "SELECT standing FROM verdict") == [(standing,)]


async def test_everything_of_an_account_is_cleared_in_one_press_and_comes_back_in_one(
    base: Base, dispatcher: Dispatcher
) -> None:
    """Verdicts, proposals and reports of that account; nobody else's."""
    said = await _verdict(base, "p_9")
    await _verdict(base, "p_8")
    await _propose(base, "Spam", "p_9")
    await _propose(base, "Ham", "p_8")
    await _report(base, said, "p_7")
    item = await ask(dispatcher, "queue", kind="report")
    cleared = await _press(dispatcher, item, "Clear all")

    verdicts = "SELECT person, standing FROM verdict ORDER BY person"
    proposals = "SELECT person, state FROM proposal ORDER BY person"
    assert await _rows(base, verdicts) == [("p_8", "published"), ("p_9", "quarantined")]
    assert await _rows(base, proposals) == [("p_8", "open"), ("p_9", "rejected")]
    assert "Nothing waits" in _text(await ask(dispatcher, "queue", kind="report"))
    await _press(dispatcher, cleared, "Undo")
    assert await _rows(base, verdicts) == [("p_8", "published"), ("p_9", "published")]
    assert await _rows(base, proposals) == [("p_8", "open"), ("p_9", "open")]


async def test_next_goes_through_the_queue_and_begins_again(
    base: Base, dispatcher: Dispatcher
) -> None:
    """The oldest first; filters hold back other kinds."""
    for name in ("One", "Two", "Three"):
        await _propose(base, name)
    seen, item = [], await ask(dispatcher, "queue")
    for _ in range(4):
        seen.append(_text(item).split()[0])
        item = await _press(dispatcher, item, "Next")

    assert seen == ["One", "Two", "Three", "One"]
    assert "Nothing waits" in _text(await ask(dispatcher, "queue", kind="report"))


async def test_another_communitys_queue_is_out_of_reach(base: Base, dispatcher: Dispatcher) -> None:
    """To a stranger's moderators its items do not exist."""
    await ask(dispatcher, "about")
    await _propose(base, "Glow Pop")
    item = await ask(dispatcher, "queue")
    strangers = Place("test", "strangers")
    for each in item.actions:
        request = Request(each.action.command, MAYA, strangers, each.action.arguments)
        assert "Glow Pop" not in _text(await dispatcher.handle(request))
    assert await _rows(base, "SELECT state FROM proposal") == [("open",)]


async def test_next_goes_on_from_what_was_decided_and_keeps_the_filter(
    base: Base, dispatcher: Dispatcher
) -> None:
    """Who skipped some items and decides one goes on after it, among the kind they chose."""
    airwrap = product("Airwrap")
    await put(base.journal, ADA, airwrap)
    for name in ("One", "Two", "Three"):
        await _propose(base, name)
        await _propose(base, f"{name} wrap", kind=ProposalKind.ALIAS, product=airwrap.key)
    first = await ask(dispatcher, "queue", kind="alias")
    assert "One wrap" in _text(first)
    second = await _press(dispatcher, first, "Next")
    assert "Two wrap" in _text(second)
    approved = await _press(dispatcher, second, "Approve")
    third = await _press(dispatcher, approved, "Next")
    assert "Three wrap" in _text(third)
    taken = await _press(dispatcher, second, "Approve", BEN)
    assert "Three wrap" in _text(await _press(dispatcher, taken, "Next", BEN))
    rejected = await _press(dispatcher, third, "Reject", reason="unclear")
    assert "One wrap" in _text(await _press(dispatcher, rejected, "Next"))


async def test_of_a_verdict_that_waited_it_is_told_who_was_first(
    base: Base, dispatcher: Dispatcher, clock: FakeClock
) -> None:
    """As with proposals and reports: who, when, and how; and an account is cleared once."""
    airwrap = product("Airwrap")
    await put(base.journal, ADA, airwrap)
    await put(base.journal, ADA, verdict(airwrap, standing=Standing.PENDING))
    item = await ask(dispatcher, "queue")
    await _press(dispatcher, item, "Publish")
    clock.step(180)
    mine = base.pseudonyms().of("test", "1")[:8]
    assert f"{mine} was first, 3 minutes ago: published" in _text(
        await _press(dispatcher, item, "Set aside", BEN)
    )
    cleared = await _press(dispatcher, item, "Clear all of this account", BEN)
    assert "1 entry of that account is set aside" in _text(cleared)
    again = await _press(dispatcher, item, "Clear all of this account")
    assert "Nothing of that account is left" in _text(again)
