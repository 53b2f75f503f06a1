"""The headline of an answer: the label with its count and how sure, or why there is none."""

from bot.chat.reply import Block, Meter, Note, Portion, Tone, VerdictLine
from bot.i18n.translator import Translator
from bot.views import editorial, words
from knowledge.consensus.answer import Label
from knowledge.consensus.tally import Tally
from knowledge.pages import Page
from knowledge.verdict import Stance


def verdict(t: Translator, page: Page) -> list[Block]:
    """State the headline, or plainly that there is none, and why."""
    tally = page.tally
    if tally.label is Label.NONE:
        note = editorial.shown(page)
        nothing = Note(t("Nobody here has reported on it yet."))
        return [editorial.line(t, page, note) if note else nothing]
    word = t(words.HEADLINES[tally.label])
    line = VerdictLine(word, _detail(t, tally), words.TONES.get(tally.label, Tone.NEUTRAL))
    if tally.label is Label.TOO_FEW:
        return [line, *_newcomers(t, tally)]
    portions = tuple(
        Portion(t(words.STANCES[stance]), tally.counted[stance], words.TONES[stance])
        for stance in Stance
    )
    text = ", ".join(f"{portion.label} {t.number(portion.count)}" for portion in portions)
    return [line, Meter(portions, text), *_newcomers(t, tally)]


def _newcomers(t: Translator, tally: Tally) -> list[Block]:
    """Say what newcomers say, and that it does not count yet."""
    if not tally.waiting:
        return []
    if len(tally.newcomers) == 1:
        ((stance, count),) = tally.newcomers.items()
        text = t.plural(
            "{count} newcomer says {stance}, not counted yet",
            "{count} newcomers say {stance}, not counted yet",
            count,
            stance=t(words.STANCES[stance]),
        )
        return [Note(text)]
    said = ", ".join(
        f"{t(words.STANCES[stance])} {t.number(count)}" for stance, count in tally.newcomers.items()
    )
    text = t.plural(
        "{count} newcomer, not counted yet: {said}",
        "{count} newcomers, not counted yet: {said}",
        tally.waiting,
        said=said,
    )
    return [Note(text)]


def _detail(t: Translator, tally: Tally) -> str:
    """Say by how many of how many, and how sure."""
    if tally.label is Label.TOO_FEW:
        return t.plural(
            "{count} report so far",
            "{count} reports so far",
            tally.reports,
        )
    if tally.label is Label.UNSURE:
        return t.plural(
            "{count} report so far, not clear enough to call",
            "{count} reports so far, not clear enough to call",
            tally.voices,
        )
    if tally.label is Label.REVIEW:
        text = t("moderators are asked to look at {count} reports", count=t.number(_grouped(tally)))
        before = tally.answer.before
        return t("{what}; {before}", what=text, before=t(words.BEFORE[before])) if before else text
    stance = {Label.SKIP: Stance.SKIP, Label.WORTH: Stance.WORTH}.get(tally.label)
    total = t.number(tally.voices)
    if stance is None:
        text = _camps(t, tally, total)
    elif tally.owners == tally.voices:
        text = t("{count} of {total} owners", count=t.number(tally.counted[stance]), total=total)
    else:
        count = t.number(tally.counted[stance])
        text = t("{count} of {total} who used it", count=count, total=total)
    if tally.label is Label.SPLIT or tally.sureness is None:
        return text
    return t("{who}, {sure}", who=text, sure=t(words.SURENESS[tally.sureness]))


def _grouped(tally: Tally) -> int:
    return tally.answer.group.people if tally.answer.group else 0


def _camps(t: Translator, tally: Tally, total: str) -> str:
    return t(
        "of {total} who used it, {worth} say worth it, {depends} depends, {skip} skip",
        total=total,
        worth=t.number(tally.counted[Stance.WORTH]),
        depends=t.number(tally.counted[Stance.DEPENDS]),
        skip=t.number(tally.counted[Stance.SKIP]),
    )
