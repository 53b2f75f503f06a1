"""Add mine: quick, never without the tie, and nothing typed is ever lost."""

import asyncio
from typing import Any

import pytest

from bot.bootstrap import Base, build
from bot.chat.form import Form
from bot.chat.reply import Note, Quote, Reply, Visibility
from bot.chat.request import Author, Place, Request, Source
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from knowledge.community import HOME, Actor
from knowledge.errors import StoreError
from knowledge.headlines import read_tally
from knowledge.keys import short
from knowledge.product import Product
from tests.factories import GROUP, MAYA, product, put, verdict

PAGE_1 = {"stance": "skip", "experience": "owned", "acquired": "bought", "tie": "none"}


@pytest.fixture
async def airwrap(base: Base) -> Product:
    """Put one product into the base."""
    made = product("Airwrap")
    await put(base.journal, Actor("mod", HOME), made)
    return made


@pytest.fixture
def dispatcher(base: Base) -> Dispatcher:
    """Build the core without limits."""
    return build(Settings(person_per_minute=0, place_per_minute=0), base, {})


class _Member:
    """Press, fill in and type as one member."""

    def __init__(self, dispatcher: Dispatcher, place: Place = GROUP, author: Author = MAYA) -> None:
        self._dispatcher, self._place, self._author = dispatcher, place, author

    async def send(self, command: str, source: Source, **arguments: str) -> Reply:
        request = Request(command, self._author, self._place, arguments, source=source)
        return await self._dispatcher.handle(request)

    async def submit(self, form: Form, **answers: str) -> Reply:
        known = {name: value for name, value in form.known.items() if name not in answers}
        filled = {name: value for name, value in answers.items() if value}
        return await self.send(form.command, Source.FORM, **known, **filled)


def _form(reply: Reply) -> Form:
    assert reply.form is not None, reply.blocks
    assert reply.visibility is Visibility.PRIVATE
    return reply.form


def _text(reply: Reply) -> str:
    return str(reply.blocks)


async def _count(base: Base) -> int:
    rows = await base.store.read(lambda tx: tx.all("SELECT count(*) FROM verdict"))
    return int(rows[0][0])


async def test_a_button_opens_the_form_and_saves_nothing(
    base: Base, dispatcher: Dispatcher, airwrap: Product
) -> None:
    """Same here brings the stance alone; experience and tie are everyone's own to say."""
    key = short(airwrap.key)
    reply = await _Member(dispatcher).send("verdict add", Source.BUTTON, p=key, stance="skip")
    form = _form(reply)
    assert {each.name: each.value for each in form.fields} == {
        "stance": "skip", "experience": "", "acquired": "", "tie": "", "reasons": "",
    }  # fmt: skip
    assert await _count(base) == 0


@pytest.mark.parametrize("missing", ["stance", "experience", "tie"])
async def test_the_core_refuses_a_form_without_what_is_needed(
    base: Base, dispatcher: Dispatcher, airwrap: Product, missing: str
) -> None:
    """An adapter that lets it through gets the form back, with the error and all that was typed."""
    member = _Member(dispatcher)
    form = _form(await member.send("verdict add", Source.BUTTON, p=short(airwrap.key)))
    back = _form(await member.submit(form, **(PAGE_1 | {missing: "", "reasons": "safety"})))
    assert "needed" in back.error
    values = {each.name: each.value for each in back.fields}
    assert values == PAGE_1 | {missing: "", "reasons": "safety"}
    assert await _count(base) == 0


@pytest.mark.every_store
async def test_a_form_sent_twenty_times_at_once_saves_once(
    base: Base, dispatcher: Dispatcher, airwrap: Product
) -> None:
    """A double press, or a re-sent form, is one verdict."""
    member = _Member(dispatcher)
    form = _form(await member.send("verdict add", Source.BUTTON, p=short(airwrap.key)))
    replies = await asyncio.gather(*(member.submit(form, **PAGE_1) for _ in range(20)))
    assert all("Your verdict on Airwrap" in _text(reply) for reply in replies)
    assert await _count(base) == 1


BAD: list[tuple[dict[str, str], str]] = [
    ({"months": "a while"}, "number of months"),
    ({"paid": "cheap"}, "Give the price"),
    ({"text": "see https://amzn.to/x"}, "Amazon Associates"),
    ({"text": "see https://bit.ly/x"}, "short link hides"),
    ({"text": "x" * 1001}, "at most"),
]


@pytest.mark.parametrize(("typed", "why"), BAD, ids=[f"{d}"[:30] for d, _ in BAD])
async def test_what_was_typed_comes_back_with_the_error(
    base: Base, dispatcher: Dispatcher, airwrap: Product, typed: dict[str, str], why: str
) -> None:
    """The words stand in the form again, and what was kept before stays."""
    member = _Member(dispatcher)
    form = _form(await member.send("verdict add", Source.BUTTON, p=short(airwrap.key)))
    await member.submit(form, **PAGE_1)
    more = _form(await member.send("verdict edit", Source.BUTTON, p=short(airwrap.key), page="2"))
    given = {"text": "fine", "alternative": "none", "again": "yes"} | typed
    back = _form(await member.submit(more, **given))
    assert why in back.error
    assert {f.name: f.value for f in back.fields if f.value} == given
    assert "fine" not in _text(await member.send("verdict mine", Source.COMMAND))


async def test_when_the_base_fails_the_words_come_back(
    base: Base, dispatcher: Dispatcher, airwrap: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs nobody their words; sent again, they are kept."""
    member = _Member(dispatcher)
    form = _form(await member.send("verdict add", Source.BUTTON, p=short(airwrap.key)))

    async def full(*_: Any, **__: Any) -> Any:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(type(base.journal), "apply", full)
        back = _form(await member.submit(form, **PAGE_1))
    assert "Try again later" in back.error
    again = await member.submit(back, **{f.name: f.value for f in back.fields})
    assert "Your verdict on Airwrap" in _text(again)


async def test_a_page_left_empty_clears_what_it_asked(
    dispatcher: Dispatcher, airwrap: Product
) -> None:
    """Leaving a field empty takes its words away; the other pages' answers stay."""
    member = _Member(dispatcher)
    typed = PAGE_1 | {"text": "heavy", "months": "2 years", "expertise": "hairdresser"}
    kept = await member.send("verdict add", Source.COMMAND, product="airwrap", **typed)
    (said,) = [block for block in kept.blocks if isinstance(block, Quote)]
    assert said == Quote(
        "owned it, bought, 24 months of use, no tie, by their own word hairdresser", "heavy"
    )
    more = _form(await member.send("verdict edit", Source.BUTTON, p=short(airwrap.key), page="2"))
    left = await member.submit(more, text="", months="", again="", alternative="", paid="")
    assert Note("owned it, bought, no tie, by their own word hairdresser") in left.blocks


async def test_reasons_are_read_by_code_or_by_word(
    dispatcher: Dispatcher, airwrap: Product
) -> None:
    """What is not on the list is named, with the list."""
    member = _Member(dispatcher)
    typed = PAGE_1 | {"product": "airwrap", "reasons": "Overpriced, short-lived,time sink"}
    kept = await member.send("verdict add", Source.COMMAND, **typed)
    assert "overpriced, short-lived, time sink" in _text(kept)
    back = _form(await member.send("verdict add", Source.COMMAND, **(typed | {"reasons": "ugly"})))
    assert "ugly is none of the reasons" in back.error


async def test_only_read_about_it_is_shown_and_said_not_to_count(
    base: Base, dispatcher: Dispatcher, airwrap: Product
) -> None:
    """The confirmation says so, and the answer counts nobody."""
    member = _Member(dispatcher)
    typed = PAGE_1 | {"product": "airwrap", "experience": "researched"}
    kept = await member.send("verdict add", Source.COMMAND, **typed)
    assert "only use counts" in _text(kept)
    tally = await base.store.read(lambda tx: read_tally(tx, airwrap.key, HOME, base.clock()))
    assert (tally.researched, tally.voices) == (1, 0)


@pytest.mark.every_store
async def test_a_verdict_of_another_is_opened_voted_on_and_reported(
    base: Base, dispatcher: Dispatcher, airwrap: Product
) -> None:
    """The disclosure stands before the words, the count of votes nowhere."""
    other = verdict(airwrap, "p_" + "7" * 32, text="hums loudly")
    await put(base.journal, Actor("mod", HOME), other)
    member, key = _Member(dispatcher), short(other.key)
    card = await member.send("verdict list", Source.BUTTON, v=key)
    labels = [button.label for button in card.actions]
    assert labels == ["Helpful", "I disagree", "Same here", "Report"]
    voted = await member.send("verdict list", Source.BUTTON, v=key, vote="helpful")
    assert "Noted as helpful" in _text(voted)
    undone = await member.send("verdict list", Source.BUTTON, v=key, vote="helpful")
    assert "Taken back" in _text(undone)
    form = _form(await member.send("report", Source.BUTTON, v=key))
    assert "Thank you" in _text(await member.submit(form, kind="spam", text=""))
    assert "already" in _text(await member.submit(form, kind="spam", text=""))


async def test_what_is_wanted_by_one_alone_is_for_them_and_moderators(
    dispatcher: Dispatcher,
) -> None:
    """Words that one person typed are shown to that one, and to others once a second asks."""
    maya, ben = _Member(dispatcher), _Member(dispatcher, author=Author("terminal", "2", "ben"))
    await maya.send("wanted", Source.COMMAND, product="glowpop https://amzn.to/x")
    listed = _text(await maya.send("wanted", Source.COMMAND))
    assert "('glowpop …', 'you alone so far')" in listed
    assert "two people ask for" in _text(await ben.send("wanted", Source.COMMAND))

    await ben.send("wanted", Source.COMMAND, product="Glowpop …")
    await ben.send("wanted", Source.COMMAND, product="airfryer")
    listed = _text(await maya.send("wanted", Source.COMMAND))
    assert "'2 people ask, you too')" in listed
    assert "airfryer" not in listed
