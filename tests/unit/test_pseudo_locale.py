"""Every word of every view comes from the catalogue."""

import gettext
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

import pytest
from babel import Locale

from bot.bootstrap import Base
from bot.chat.action import Action
from bot.chat.command import Role
from bot.chat.reply import Reply
from bot.i18n.translator import Translator
from bot.settings import Settings
from bot.views import answer, choices, errors, house, lists, privacy, responses, verdicts, why
from knowledge import browsing
from knowledge.community import HOME, Actor
from knowledge.matching.question import Why
from knowledge.pages import Page, Pages
from knowledge.product import Status
from knowledge.quotes import Said
from knowledge.store.port import Transaction
from knowledge.verdict import Reason, Stance
from tests.factories import product, put, verdict

DATA = (
    "/mydata",
    "/forgetme",
    "mydata.json",
    "glowpop",
    "2026",
    "Airwrap",
    "hair styler",
    "mostly mine",
    "Love it",
    "https://",
    "0.1.0",
    "checkout",
)


class _Pseudo(gettext.NullTranslations):
    """Mark every text, so that one which was not translated shows."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


PSEUDO = Translator(Locale.parse("en"), _Pseudo())


def _texts(value: object) -> Iterator[str]:
    """Go through every text that a reply shows."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (Action, Enum)):
        return  # an action is what a button carries, not what it shows
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))


def _untranslated(reply: Reply) -> list[str]:
    """Return texts with letters that are neither marked nor data."""
    return [
        text
        for text in _texts(reply)
        if any(letter.isalpha() for letter in text)
        and "⟦" not in text
        and not any(data in text for data in DATA)
    ]


async def _page(base: Base, reports: int) -> Page:
    journal, actor = base.journal, Actor("ada", HOME)
    airwrap = product("Airwrap", what="hair styler", status=Status.RECALLED, tags=("health",))
    await put(journal, actor, airwrap)
    for number in range(reports):
        mine = verdict(
            airwrap, f"p_{number}", text="Love it", months=number, reasons=(Reason.OVERPRICED,)
        )
        await put(journal, actor, mine)

    async def unit(tx: Transaction) -> Page | None:
        return await Pages().read(tx, HOME, airwrap.key, base.clock())

    page = await base.store.read(unit)
    assert page is not None
    return page


@pytest.mark.parametrize("reports", [0, 1, 5])
async def test_an_answer_has_no_words_of_its_own(base: Base, reports: int) -> None:
    """Answer, why, comparison and alternatives speak the person's language throughout."""
    page = await _page(base, reports)
    said = [verdict(page.product, text="Love it", stance=stance) for stance in Stance]

    assert _untranslated(answer.answer(PSEUDO, page)) == []
    assert _untranslated(why.why(PSEUDO, page, list(map(Said, said)))) == []
    assert _untranslated(lists.compare(PSEUDO, [page, page])) == []
    assert _untranslated(lists.alternatives(PSEUDO, page)) == []


async def test_lists_and_notices_have_no_words_of_their_own(starter_base: Base) -> None:
    """What the house says of itself, and of what went wrong, is translated."""
    store = starter_base.store
    counts = await browsing.counts(store, HOME)
    shelves = await store.read(lambda tx: browsing.shelves(tx, HOME))
    shelf_names = lists.shelves(PSEUDO, [(shelf, n) for shelf, n in shelves])
    replies = [
        house.about(PSEUDO, Settings(), counts, "0.1.0"),
        privacy.privacy(PSEUDO, Settings()),
        privacy.nothing(PSEUDO),
        privacy.mydata(PSEUDO, b"{}", 2),
        privacy.ask_forget(PSEUDO),
        privacy.forgotten(PSEUDO, 3),
        responses.wished(PSEUDO, "glowpop"),
        responses.wanted(PSEUDO, [], 1),
        responses.wanted(PSEUDO, [], 2),
        responses.wanted(PSEUDO, [("glowpop", n, n < 3) for n in (1, 2, 3)], 2),
        responses.reported(PSEUDO, is_new=True),
        responses.reported(PSEUDO, is_new=False),
        verdicts.mine(PSEUDO, [], 1, 0),
        house.help_(PSEUDO, []),
        choices.which(PSEUDO, (), "worth"),
        choices.unknown(PSEUDO, "Airwrap", (), "worth"),
        choices.neither(PSEUDO),
        choices.gone(PSEUDO),
        errors.broken(PSEUDO, "123"),
        errors.outdated(PSEUDO),
        errors.no_such_command(PSEUDO, "x", []),
        errors.too_often(PSEUDO, 3),
        *(errors.not_permitted(PSEUDO, role) for role in Role if role > Role.MEMBER),
        *(choices.not_a_question(PSEUDO, each) for each in Why),
    ]

    assert [text for reply in replies for text in _untranslated(reply)] == []
    names = {shelf.name for shelf, _ in shelves}
    left = [text for text in _untranslated(shelf_names) if text not in names]
    assert left == []
