"""For somebody who has it already: what it is good for, what others ran into, and the ways out.

What the base holds and nothing else; no told-you-so, and nothing to buy.
"""

from bot.chat.action import Action
from bot.chat.reply import Block, Breakdown, Button, Fit, Note, Reasons, Reply
from bot.i18n.translator import Translator
from bot.views import words
from bot.views.answer import heading, quote
from bot.views.handling import warnings
from knowledge.keys import short
from knowledge.pages import Page
from knowledge.product import Status
from knowledge.quotes import Said
from knowledge.verdict import FOR

_REASONS_SHOWN = 4


def bought(t: Translator, page: Page, quotes: list[Said]) -> Reply:
    """Lay out how to get value out of what one has; `quotes` are of owners who do."""
    blocks: list[Block] = [heading(page), *warnings(t, page)]
    blocks.append(Note(t("Of all alternatives, what you have already costs the least.")))
    if page.product.worth_if:
        blocks.append(Fit(((t("It serves you if"), page.product.worth_if),)))
    blocks += _reasons(t, page)
    blocks += [quote(t, each) for each in quotes]
    blocks.append(Breakdown(t("What you can do"), _ways(t, page)))
    key = {"p": short(page.product.key)}
    buttons = (
        Button(t("Back to the answer"), Action("worth", key)),
        Button(t("Add mine"), Action("verdict add", key)),
    )
    return Reply(tuple(blocks), buttons)


def _reasons(t: Translator, page: Page) -> list[Block]:
    """Part the reasons of those counted into what is liked and what went wrong."""
    named = [
        (reason in FOR, f"{t(words.REASONS[reason])} ({t.number(count)})")
        for reason, count in page.tally.reasons
    ]
    parts = (
        (t("What people who used it like"), tuple(text for likes, text in named if likes)),
        (t("What they ran into"), tuple(text for likes, text in named if not likes)),
    )
    return [Reasons(label, items[:_REASONS_SHOWN]) for label, items in parts if items]


def _ways(t: Translator, page: Page) -> tuple[tuple[str, str], ...]:
    """Name the ways that are open, without a date or a promise that the base does not know."""
    back = t("the seller's terms say until when; they are not known here")
    if page.product.status is Status.RECALLED:
        back = t("it was recalled: ask the seller or the maker what they offer")
    return (
        (t("use it"), t("as it is; nothing has to be bought for that")),
        (t("send it back"), back),
        (t("mend it"), t("before a new one is thought of")),
        (t("pass it on"), t("sell it, lend it, or give it to somebody who will use it")),
    )
