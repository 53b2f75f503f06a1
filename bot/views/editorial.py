"""The editorial note in an answer: shown, labelled, until the first report counts.

Reports that do not count (yet) stand above the note and do not displace it: otherwise one new
account could silence any note with one press.
"""

from bot.chat.reply import Block, Provenance, Reasons, Tone, VerdictLine
from bot.i18n.translator import Translator
from bot.views import words
from knowledge.consensus.answer import Label
from knowledge.note import Note, Reference
from knowledge.pages import Page

_REASONS_SHOWN = 3


def shown(page: Page) -> Note | None:
    """Return the note that an answer shows; None once a report counts."""
    return None if page.tally.voices else page.note


def line(t: Translator, page: Page, note: Note) -> VerdictLine:
    """Say which way a note leans, and until when it is shown."""
    lean = t(words.LEANS[note.lean])
    if page.tally.label is Label.NONE:
        text = t("{lean}, no member has reported yet", lean=lean)
    else:
        text = t("{lean}, until the first report counts", lean=lean)
    return VerdictLine(t("EDITORIAL NOTE"), text, Tone.NEUTRAL)


def reasons(t: Translator, note: Note) -> list[Block]:
    """Give a note's reasons, and what speaks against them."""
    blocks: list[Block] = []
    if note.reasons:
        texts = tuple(ground.text for ground in note.reasons[:_REASONS_SHOWN])
        blocks.append(Reasons(t("The note says"), texts))
    if note.counterpoint is not None:
        blocks.append(Reasons(t("On the other hand"), (note.counterpoint.text,)))
    return blocks


def source(t: Translator, note: Note) -> Provenance:
    """Say what a note rests on, in one line."""
    return Provenance(_source(t, note))


def _source(t: Translator, note: Note) -> str:
    match note.sources:
        case ():
            if note.pack is None:
                return t("Written by this community's moderators, no source, no member votes")
            return t("An editor's words, no source, no member votes")
        case (Reference(kind=str(kind)),):
            return t(
                "Editorial summary of one page ({kind}), no member votes; “Why?” names it",
                kind=kind,
            )
        case (_,):
            return t("Editorial summary of one page, no member votes; “Why?” names it")
    return t(
        "Editorial summary of {count} pages, no member votes; “Why?” names them",
        count=t.number(len(note.sources)),
    )
