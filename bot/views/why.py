"""Why the answer is what it is: every number of the headline, to be recomputed by hand."""

from bot.chat.action import Action
from bot.chat.reply import Block, Breakdown, Button, Note, Reasons, Reply
from bot.chat.words import n_
from bot.i18n.translator import Translator
from bot.views import words
from bot.views.answer import heading, quote
from bot.views.elsewhere import elsewhere
from bot.views.headline import verdict
from knowledge.consensus.answer import FLOOR, KEPT_WITHOUT, STATED, STAYS, Label
from knowledge.consensus.evidence import Shared
from knowledge.consensus.sums import SKIP_BELOW, WORTH_ABOVE, Region
from knowledge.consensus.tally import Part, Tally
from knowledge.keys import short
from knowledge.note import Basis
from knowledge.pages import Page
from knowledge.quotes import Said
from knowledge.verdict import Stance

_SHARED = {
    Shared.SPELL: n_("without the {count} who spoke within two weeks"),
    Shared.SEASON: n_("without the {count} who spoke within half a year"),
    Shared.JOINED: n_("without the {count} who joined within half a year"),
    Shared.INVITE: n_("without the {count} who came by one invite"),
    Shared.PUSHED: n_("without the {count} who name one alternative"),
}


def why(t: Translator, page: Page, quotes: list[Said]) -> Reply:
    """Lay out the people, the weights, the chance, the reasons, the words and the sources."""
    blocks: list[Block] = [heading(page), *verdict(t, page)]
    if page.tally.reports:
        blocks += [_people(t, page.tally), *_sums(t, page.tally), *_reasons(t, page)]
        blocks += [quote(t, each) for each in quotes]
    blocks += [*elsewhere(t, page), *_note(t, page)]
    key = {"p": short(page.product.key)}
    buttons = [Button(t("Back to the answer"), Action("worth", key))]
    if quotes:
        buttons.append(Button(t("What people say"), Action("verdict list", key)))
    return Reply(tuple(blocks), tuple(buttons))


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
    rows += _uncounted(t, tally)
    if tally.paid_for:
        rows.append((t("worth the money, of those who paid"), _worth_of_paid(t, tally)))
    if tally.median_months is not None:
        rows.append((t("used, median"), words.months(t, round(tally.median_months))))
    if tally.oldest and tally.newest:
        span = f"{words.as_of(t, tally.oldest)} – {words.as_of(t, tally.newest)}"
        rows.append((t("reported"), span))
    return Breakdown(t("Who reported"), tuple(rows))


def _worth_of_paid(t: Translator, tally: Tally) -> str:
    worth, total = tally.paid_for.get(Stance.WORTH, 0), sum(tally.paid_for.values())
    return t("{count} of {total}", count=t.number(worth), total=t.number(total))


def _uncounted(t: Translator, tally: Tally) -> list[tuple[str, str]]:
    """Say whose word is known and not in the answer, where there is any."""
    several = (
        (t("newcomers, not counted yet"), tally.newcomers),
        (t("from other communities, counted apart"), tally.apart),
        (t("before the product changed"), tally.earlier),
    )
    rows = [(label, _stances(t, counts)) for label, counts in several if counts]
    if tally.quarantined:
        rows.append((t("set aside by moderators"), t.number(tally.quarantined)))
    return rows


def _stances(t: Translator, counts: dict[Stance, int]) -> str:
    return ", ".join(
        f"{t(words.STANCES[stance])} {t.number(count)}" for stance, count in counts.items()
    )


def _sums(t: Translator, tally: Tally) -> list[Block]:
    """Show every weight, what they add up to, and the checks that the answer passed or failed."""
    if not tally.voices:
        return [Note(t("A verdict needs at least {floor} counted people.", floor=FLOOR))]
    rows = [_part(t, part) for part in tally.parts]
    rows += [
        (t("weight for"), t.fixed(tally.answer.weight_for)),
        (t("weight against"), t.fixed(tally.answer.weight_against)),
        (_region(t, tally.answer.region), t.percent(tally.answer.probability)),
    ]
    blocks: list[Block] = [Breakdown(t("How it adds up"), tuple(rows)), _explanation(t)]
    if tally.label is Label.TOO_FEW:
        return [*blocks, Note(t("A verdict needs at least {floor} counted people.", floor=FLOOR))]
    checks = _checks(t, tally)
    return [*blocks, Breakdown(t("What was checked"), checks)] if checks else blocks


def _part(t: Translator, part: Part) -> tuple[str, str]:
    weight = t.percent(part.tenths / 10)
    if part.left is not None:
        weight = f"{weight} × {t.percent(part.left)}"
    label = t.plural(
        "{stance}: {count} person at {weight}",
        "{stance}: {count} people at {weight}",
        part.people,
        stance=t(words.STANCES[part.stance]),
        weight=weight,
    )
    return label, t.fixed(part.weight)


def _explanation(t: Translator) -> Note:
    text = t(
        "Each person weighs 100%, less when it was gifted, when a tie was disclosed, or when they"
        " did not say how they got it; times what age leaves of it, half in two years. “Depends” is"
        " half for, half against. Half a person is added to each side to start with."
    )
    return Note(text + " " + t("A verdict is stated from {limit} on.", limit=t.percent(STATED)))


def _checks(t: Translator, tally: Tally) -> tuple[tuple[str, str], ...]:
    """Show by what an answer stays, and what is left of it without a group or the strongest."""
    answer = tally.answer
    rows = []
    if answer.stood is not None and answer.sureness is not None:
        chance, limit = t.percent(answer.stood), t.percent(STAYS)
        text = t("{chance}, so it stays from {limit} on", chance=chance, limit=limit)
        rows.append((t("chance before the latest reports"), text))
    if answer.group is not None:
        label = t(_SHARED[answer.group.shared], count=t.number(answer.group.people))
        rows.append((label, _left(t, answer.group.kept, answer.group.needed)))
    if answer.before is not None:
        chance = t.percent(answer.before_probability)
        rows.append(
            (t("all others, by themselves"), f"{t(words.HEADLINES[answer.before])}, {chance}")
        )
    if answer.without_strongest is not None:
        label = t("without the strongest tenth of those who say so")
        rows.append((label, _left(t, answer.without_strongest, KEPT_WITHOUT)))
    return tuple(rows)


def _left(t: Translator, kept: float, needed: float) -> str:
    return t("{kept} left, {needed} needed", kept=t.percent(kept), needed=t.percent(needed))


def _region(t: Translator, region: Region) -> str:
    if region is Region.SKIP:
        return t("chance that support is below {limit}", limit=t.percent(SKIP_BELOW))
    if region is Region.WORTH:
        return t("chance that support is above {limit}", limit=t.percent(WORTH_ABOVE))
    return t(
        "chance that support is from {low} to {high}",
        low=t.percent(SKIP_BELOW),
        high=t.percent(WORTH_ABOVE),
    )


def _reasons(t: Translator, page: Page) -> list[Block]:
    counts = page.tally.reasons
    items = tuple(f"{t(words.REASONS[reason])} ({t.number(n)})" for reason, n in counts)
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
    if not note.sources:
        rows.append((t("source"), t("none named")))
    title = t("Editorial note: a summary, not votes; it counts nothing")
    return [Breakdown(title, tuple(rows))]
