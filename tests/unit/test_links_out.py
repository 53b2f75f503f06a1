"""The bot shows no link by which somebody earns, and tells who pastes one, in private."""

import pytest

from bot.bootstrap import Base, build
from bot.chat.reply import Attachment, Breakdown, Item, Listing, Note, Reply, Visibility
from bot.dispatcher import Dispatcher
from bot.i18n.translator import translator
from bot.settings import Settings
from bot.views.links import _may_pay, without_paid
from knowledge.community import HOME, Actor
from tests.factories import ask, product, put, verdict

PAYS = "https://shop.net/p?ref=me"
HIDES = "https://amzn.to/x"


@pytest.fixture
async def dispatcher(base: Base) -> Dispatcher:
    """Build a core over a base into which paying links have come, as from an old pack."""
    journal, airwrap = base.journal, product("Airwrap", what=f"styler {PAYS}")
    await put(journal, Actor("cli", HOME), airwrap)
    said = verdict(airwrap, text=f"see {PAYS} and {HIDES}", alternative=HIDES)
    await put(journal, Actor("cli", HOME), said)
    return build(Settings(), base, {})


@pytest.mark.parametrize("command", ["worth", "why", "verdict list"])
async def test_no_answer_holds_one(dispatcher: Dispatcher, command: str) -> None:
    """Whatever is in the base, what pays is cut out of every block of every answer."""
    name = "question" if command == "worth" else "product"
    text = str((await ask(dispatcher, command, **{name: "airwrap"})).blocks)
    assert "shop.net/p" in text
    assert "ref=me" not in text
    assert "amzn" not in text


async def test_rows_and_lists_are_cleaned_as_well() -> None:
    """However deep a text stands in a block."""
    blocks = (Listing((Item("x", HIDES),)), Breakdown("y", ((HIDES, PAYS),)), Note("plain. /"))
    cleaned = without_paid(translator("en"), Reply(blocks))
    assert "amzn" not in str(cleaned)
    assert "ref=me" not in str(cleaned)
    assert cleaned.blocks[2] == blocks[2]


async def test_what_is_for_one_person_is_kept_nowhere(dispatcher: Dispatcher) -> None:
    """Public answers are remembered to be clean; what one person alone gets is looked at anew."""
    await ask(dispatcher, "worth", question="airwrap")
    kept = _may_pay.cache_info().currsize
    await ask(dispatcher, "suggest", name="Supersonic", what="hair dryer")
    reply = await ask(dispatcher, "mydata")
    assert any(isinstance(block, Attachment) for block in reply.blocks)
    await ask(dispatcher, "verdict mine")
    assert 0 < _may_pay.cache_info().currsize == kept


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (f"is airwrap {PAYS} worth it", "a referral programme"),
        (f"is airwrap {HIDES} worth it", "Amazon Associates"),
        ("is airwrap https://bit.ly/x worth it", "short link hides"),
    ],
)
async def test_who_pastes_one_learns_of_it_alone(
    dispatcher: Dispatcher, question: str, why: str
) -> None:
    """The answer comes with a note before it, and to the asker only."""
    reply = await ask(dispatcher, "worth", question=question)
    assert reply.visibility is Visibility.PRIVATE
    assert why in str(reply.blocks[0])
    assert "Airwrap" in str(reply.blocks[1:])


async def test_a_plain_link_is_nobodys_business(dispatcher: Dispatcher) -> None:
    """A question without such a link is answered for all to see, without a word on links."""
    reply = await ask(dispatcher, "worth", question="is airwrap https://shop.net/p worth it")
    assert reply.visibility is Visibility.PUBLIC
    assert "earn" not in str(reply.blocks)
