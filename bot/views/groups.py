"""A group that withholds an answer: the evidence in plain words, for moderators alone."""

from bot.chat.action import Action
from bot.chat.reply import Block, Breakdown, Button, Note
from bot.chat.words import n_
from bot.i18n.translator import Translator
from bot.views import words
from knowledge.consensus.evidence import Shared
from knowledge.held import Held
from knowledge.keys import short
from knowledge.verdict import Stance

_SHARED = {
    Shared.SPELL: n_("they all spoke within two weeks"),
    Shared.SEASON: n_("they all spoke within half a year"),
    Shared.JOINED: n_("they all joined within half a year"),
    Shared.INVITE: n_("they all came by one invite"),
    Shared.PUSHED: n_("they all name one alternative"),
}


def evidence(t: Translator, held: Held) -> list[Block]:
    """Lay out what the group shares, since when, how many they are, and what all others say."""
    shared = t(_SHARED[held.group.shared])
    if held.pushed:
        shared = t("{what}: {alternative}", what=shared, alternative=held.pushed)
    first, last = t.day(held.first.date()), t.day(held.last.date())
    group = (
        (t("what they share"), shared),
        (t("when they spoke"), first if first == last else f"{first} – {last}"),
        (t("what they say"), _stances(t, held.stances)),
    )
    alone = t("nothing clear by themselves")
    if held.before is not None:
        alone = t(words.HEADLINES[held.before])
    others = (
        (t("how they voted"), _stances(t, held.others)),
        (t("their answer"), alone),
        (t("left of the answer without the group"), t.percent(held.group.kept)),
        (t("needed for it to stand"), t.percent(held.group.needed)),
    )
    people = t.plural("{count} person", "{count} people", held.group.people)
    return [
        Breakdown(t("The group: {people}", people=people), group),
        Breakdown(t("Everybody else"), others),
        Note(
            t(
                "This is no proof: friends who bought together look like this too. Read a few of"
                " the verdicts before you decide. Nobody is named, here or in public."
            )
        ),
    ]


def summary(t: Translator, held: Held) -> str:
    """Say in one line how many share what."""
    people = t.plural("{count} person", "{count} people", held.group.people)
    return f"{people}: {t(_SHARED[held.group.shared])}"


def buttons(t: Translator, held: Held, code: dict[str, str]) -> tuple[Button, ...]:
    """Offer one press for each decision, about the very group that is shown."""
    known = {**code, "g": short(held.mark)}
    return (
        Button(t("Set the group aside"), Action("queue", {**known, "d": "group"})),
        Button(t("No group: count them"), Action("queue", {**known, "d": "honest"})),
        Button(t("Why?"), Action("why", {"p": short(held.product)})),
    )


def _stances(t: Translator, counts: dict[Stance, int]) -> str:
    said = [f"{t(words.STANCES[each])} {t.number(n)}" for each, n in counts.items() if n]
    return ", ".join(said) or t("nothing")
