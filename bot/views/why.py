"""Why the answer is what it is: every number of the headline, to be recomputed by hand."""

from bot.chat.action import Action
from bot.chat.reply import Block, Breakdown, Button, Note, Reasons, Reply
from bot.i18n.translator import Translator
from bot.views import words
from bot.views.answer import heading, quote, verdict
from knowledge.consensus.tally import (
    FLOOR,
    SKIP_BELOW,
    STATED,
    WORTH_ABOVE,
    Label,
    Tally,
)
from knowledge.keys import short
from knowledge.note import Basis
from knowledge.pages import Page
from knowledge.verdict import Stance, Verdict


def why(t: Translator, page: Page, quotes: list[Verdict]) -> Reply:
    """Lay out the people, the weights, the chance, the reasons, the words and the sources."""
    blocks: list[Block] = [heading(page), *verdict(t, page)]
    if page.tally.reports:
        blocks += [_people(t, page.tally), *_sums(t, page.tally), *_reasons(t, page)]
        blocks += [quote(t, each) for each in quotes]
    blocks += _note(t, page)
    buttons = (Button(t("Back to the answer"), Action("worth", {"p": short(page.product.key)})),)
    return Reply(tuple(blocks), buttons)


def _people(t: Translator, tally: Tally) -> Breakdown:
    counts = [(t(words.STANCES[stance]), tally.counted[stance]) for stance in Stance]
    counts += [
        (t("counted in all"), tally.voices),
        (t("only read about it: shown, never counted"), tally.researched),
        (t("set aside: a tie that leaves their word no weight"), tally.set_aside),
        (t("bought it"), tally.bought),
        (t("were gifted it"), tally.gifted),
        (t("disclosed a tie"), tally.tied),
    ]
    rows = [(label, t.number(count)) for label, count in counts]
    if tally.median_months is not None:
        rows.append((t("used, median"), words.months(t, round(tally.median_months))))
    if tally.oldest and tally.newest:
        span = f"{words.as_of(t, tally.oldest)} – {words.as_of(t, tally.newest)}"
        rows.append((t("reported"), span))
    return Breakdown(t("Who reported"), tuple(rows))


def _sums(t: Translator, tally: Tally) -> list[Block]:
    if tally.label is Label.TOO_FEW:
        return [Note(t("A verdict needs at least {floor} counted people.", floor=FLOOR))]
    rows = [
        (t("weight for"), t.fixed(tally.support_for)),
        (t("weight against"), t.fixed(tally.support_against)),
    ]
    if tally.probability:
        rows.append((_region(t, tally.label), t.percent(tally.probability)))
    explanation = t(
        "Each person weighs 1; less when it was gifted or a tie was disclosed. “Depends” is half"
        " for, half against. Half a person is added to each side to start with."
    )
    if tally.label is Label.SPLIT:
        explanation += " " + t("Two camps are larger than the middle, so it is called a split.")
    elif tally.label is Label.MIXED and tally.probability < STATED:
        explanation += " " + t("Most of them say that it depends, so that is the answer.")
    else:
        explanation += " " + t("A verdict is stated from {limit} on.", limit=t.percent(STATED))
    return [Breakdown(t("How it adds up"), tuple(rows)), Note(explanation)]


def _region(t: Translator, label: Label) -> str:
    if label is Label.SKIP:
        return t("chance that support is below {limit}", limit=t.percent(SKIP_BELOW))
    if label is Label.WORTH:
        return t("chance that support is above {limit}", limit=t.percent(WORTH_ABOVE))
    return t(
        "chance that support is from {low} to {high}",
        low=t.percent(SKIP_BELOW),
        high=t.percent(WORTH_ABOVE),
    )


def _reasons(t: Translator, page: Page) -> list[Block]:
    items = tuple(f"{t(words.REASONS[reason])} ({t.number(n)})" for reason, n in page.reasons)
    return [Reasons(t("Reasons of those counted"), items)] if items else []


def _note(t: Translator, page: Page) -> list[Block]:
    """Show the editorial note whole, with its sources, labelled as what it is."""
    note = page.note
    if note is None:
        return []
    lean = t(words.LEANS[note.lean])
    rows = [(t("summary"), lean)]
    rows += [(t(words.REASONS[ground.code]), ground.text) for ground in note.reasons]
    if note.counterpoint is not None:
        editor = note.counterpoint.basis is Basis.EDITOR
        label = t("counterpoint (the editor's)") if editor else t("counterpoint")
        rows.append((label, note.counterpoint.text))
    if note.brand_reply:
        rows.append((t("the company says"), note.brand_reply))
    for source in note.sources:
        rows.append((source.kind or t("source"), source.url))
    title = t("Editorial note: a summary of public discussion, not votes; it counts nothing")
    return [Breakdown(title, tuple(rows))]
