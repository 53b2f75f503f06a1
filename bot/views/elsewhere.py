"""What other communities counted: labelled as theirs, and never part of the answer."""

from bot.chat.reply import Block, Note
from bot.i18n.translator import Translator
from bot.views import words
from knowledge.elsewhere import Elsewhere
from knowledge.pages import Page

_SHOWN = 3
_REASONS_SHOWN = 3
_LONGEST = 60  # characters of the name that another community gives itself


def elsewhere(t: Translator, page: Page) -> list[Block]:
    """Give each other community's count in a line of its own."""
    return [_line(t, each) for each in page.elsewhere[:_SHOWN]]


def _line(t: Translator, other: Elsewhere) -> Note:
    tally = other.tally
    text = t(
        "From “{community}”, counted there and not here: of {total} people {worth} say worth it,"
        " {depends} depends, {skip} skip.",
        community=other.community[:_LONGEST],
        total=t.number(tally.people),
        worth=t.number(tally.worth),
        depends=t.number(tally.depends),
        skip=t.number(tally.skip),
    )
    named = tally.reasons[:_REASONS_SHOWN]
    if named:
        reasons = ", ".join(f"{t(words.REASONS[each])} ({t.number(n)})" for each, n in named)
        text += " " + t("Why: {reasons}.", reasons=reasons)
    return Note(text + " " + t("Last report {month}.", month=words.as_of(t, tally.as_of)))
