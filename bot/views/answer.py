"""The answer to "is X worth it?": the same order of facts for praise and for criticism.

Name and what it is; status; the verdict with its count and how sure; why; for whom; money;
instead; where it all comes from. Nothing here is invented: a line without facts is left out.
"""

from bot.chat.action import Action
from bot.chat.reply import (
    Alternatives,
    Block,
    Button,
    Fit,
    Heading,
    Money,
    Note,
    Provenance,
    Quote,
    Reasons,
    Reply,
)
from bot.chat.words import n_
from bot.i18n.translator import Translator
from bot.views import editorial, words
from bot.views.elsewhere import elsewhere
from bot.views.handling import brand_reply, warnings
from bot.views.headline import verdict
from bot.views.responses import wish_for
from knowledge.consensus.answer import FLOOR, Label
from knowledge.consensus.tally import Tally
from knowledge.keys import short
from knowledge.matching.question import Question
from knowledge.note import Lean
from knowledge.pages import Option, Page
from knowledge.quotes import Said
from knowledge.verdict import Reason, Stance

_REASONS_SHOWN = 3
_OPTIONS_SHOWN = 4
_HEALTH = "health"


def answer(
    t: Translator,
    page: Page,
    question: Question | None = None,
    said: list[Said] | None = None,
    variant: str = "",
) -> Reply:
    """Lay a product's page out; `said` are verdicts that speak of the question's context.

    `variant` is the colour or size that was asked about.
    """
    blocks: list[Block] = [
        heading(page),
        *warnings(t, page),
        *verdict(t, page),
        *brand_reply(t, page),
        *elsewhere(t, page),
    ]
    if variant:
        told = t("All colours and sizes are counted together, “{variant}” too.", variant=variant)
        blocks.append(Note(told))
    blocks += _aspect(t, page, question)
    blocks += _reasons(t, page)
    blocks += _fit(t, page)
    blocks += _context(t, question, said)
    blocks += _money(t, page, question)
    blocks += instead(t, page.options[:_OPTIONS_SHOWN])
    blocks += [*_notice(t, page), *_provenance(t, page)]
    return Reply(tuple(blocks), _buttons(t, page))


def facts(t: Translator, page: Page) -> list[Block]:
    """Lay out what two products are compared by."""
    return [
        *(
            *warnings(t, page),
            *verdict(t, page),
            *brand_reply(t, page),
            *elsewhere(t, page),
            *_reasons(t, page),
            *_fit(t, page),
        ),
        *(*_money(t, page, None), *_notice(t, page), *_provenance(t, page)),
    ]


def heading(page: Page) -> Heading:
    """Open with the product's name and what it is."""
    return Heading(page.product.title, page.product.what or "")


def _reasons(t: Translator, page: Page) -> list[Block]:
    """Give the reasons of those counted, then the note's where it is shown."""
    counted = page.tally.reasons[:_REASONS_SHOWN]
    items = tuple(f"{t(words.REASONS[reason])} ({t.number(n)})" for reason, n in counted)
    blocks: list[Block] = [Reasons(t("Why"), items)] if items else []
    note = editorial.shown(page)
    if note is None:
        return blocks
    if page.tally.label is not Label.NONE:  # else it is the headline
        blocks.append(editorial.line(t, page, note))
    return blocks + editorial.reasons(t, note)


def _aspect(t: Translator, page: Page, question: Question | None) -> list[Block]:
    """Answer "is it overhyped?" with how many of those counted say so."""
    if question is None or question.aspect != "overhyped" or not page.tally.voices:
        return []
    text = t.plural(
        "Overhyped: {count} of {total} says so.",
        "Overhyped: {count} of {total} say so.",
        dict(page.tally.reasons).get(Reason.OVERHYPED, 0),
        total=t.number(page.tally.voices),
    )
    return [Note(text)]


def _fit(t: Translator, page: Page) -> list[Block]:
    parts = (
        (t("Worth it if"), page.product.worth_if),
        (t("Skip if"), page.product.skip_if),
    )
    given = tuple((label, clause) for label, clause in parts if clause)
    return [Fit(given)] if given else []


def _context(t: Translator, question: Question | None, said: list[Said] | None) -> list[Block]:
    """Answer "for curly hair" with what was said of it, or that nothing was."""
    if question is None or question.context is None:
        return []
    if not said:
        return [Note(t("No report here speaks of “{context}” yet.", context=question.context))]
    return [quote(t, each) for each in said]


def quote(t: Translator, said: Said) -> Quote:
    """Quote a verdict, the disclosure before the words."""
    stance = t(words.STANCES[said.verdict.stance])
    disclosed = words.disclosure(t, said.verdict, said.expertise)
    return Quote(f"{stance} – {disclosed}", said.verdict.text or "")


def _money(t: Translator, page: Page, question: Question | None) -> list[Block]:
    recorded = page.product.price
    text = words.price(t, recorded) if recorded else ""
    if recorded and recorded.amount:
        text += _worth_of_paid(t, page.tally)
    asked = question.price if question else None
    if asked is not None:
        currency = asked.currency or (recorded.currency if recorded else "USD")
        amount = t.money(asked.amount, currency)
        if recorded is None:
            text = t("You ask about {amount}; no price is on record here.", amount=amount)
        else:
            text = t("You ask about {amount}; on record: {price}", amount=amount, price=text)
    return [Money(text)] if text else []


def _worth_of_paid(t: Translator, tally: Tally) -> str:
    """Say how many of those who paid for it find it worth it; who got it free is no part of it."""
    paid = sum(tally.paid_for.values())
    if paid < FLOOR:
        return ""
    worth = t.number(tally.paid_for.get(Stance.WORTH, 0))
    return " · " + t("worth it to {worth} of {paid} who paid", worth=worth, paid=t.number(paid))


def instead(t: Translator, options: tuple[Option, ...], of: str = "") -> list[Block]:
    """List what else would do, no spending first; one that itself leans skip is marked."""
    items = tuple(_option(t, option) for option in options)
    label = t("Instead of {product}", product=of) if of else t("Instead")
    return [Alternatives(label, items)] if items else []


def _option(t: Translator, option: Option) -> str:
    text = option.listed.title if option.listed else option.alternative.text or ""
    if option.alternative.price is not None:
        money = option.alternative.price
        text += f" ({t.money(money.amount, money.currency)})"
    if option.listed and option.listed.lean in (Label.SKIP, Lean.SKIP):
        text += t(" (itself leans skip)")
    return text


def _notice(t: Translator, page: Page) -> list[Block]:
    category = page.category
    if (category and category.notice == _HEALTH) or _HEALTH in page.product.tags:
        return [Note(t("Opinions, not medical advice."))]
    return []


def _provenance(t: Translator, page: Page) -> list[Block]:
    """Say where the answer comes from: a line for members' reports, one for the note."""
    note = editorial.shown(page)
    blocks: list[Block] = [editorial.source(t, note)] if note else []
    if page.tally.label is not Label.NONE:
        return [_reported(t, page.tally), *blocks]
    if page.elsewhere and not blocks:
        return [Provenance(t("Nothing from this community: only what others counted"))]
    return blocks


def _reported(t: Translator, tally: Tally) -> Provenance:
    got = [
        t(text, count=t.number(count))
        for text, count in (
            (n_("{count} bought"), tally.bought),
            (n_("{count} gifted"), tally.gifted),
            (n_("{count} with a tie"), tally.tied),
            (n_("{count} only read about it"), tally.researched),
        )
        if count
    ]
    parts = [", ".join(got)] if got else []
    if tally.median_months is not None:
        parts.append(t("median {months}", months=words.months(t, round(tally.median_months))))
    if tally.newest:
        parts.append(t("last report {month}", month=words.as_of(t, tally.newest)))
    return Provenance(" · ".join([*parts, t("community opinion")]))


def _buttons(t: Translator, page: Page) -> tuple[Button, ...]:
    key = {"p": short(page.product.key)}
    buttons = [Button(t("Why?"), Action("why", key))]
    if page.tally.label is Label.NONE and not (page.note or page.elsewhere):  # "Why?" is empty
        buttons = list(wish_for(t, page.product.title))
    if page.options:
        buttons.append(Button(t("Alternatives"), Action("alternatives", key)))
    if page.tally.reports or page.note is not None:
        buttons.append(Button(t("Already bought it"), Action("bought", key)))
    buttons.append(Button(t("Add mine"), Action("verdict add", key)))
    if page.tally.reports:
        buttons.append(Button(t("Report"), Action("report", key)))
    return tuple(buttons)
