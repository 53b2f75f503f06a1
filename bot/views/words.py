"""The words for the codes of the base: leans, reasons, disclosures, prices."""

from datetime import date
from decimal import Decimal

from bot.chat.reply import Tone
from bot.chat.words import n_
from bot.i18n.translator import Translator
from knowledge.consensus.answer import Label, Sureness
from knowledge.member import Expertise
from knowledge.note import Lean, Rank
from knowledge.product import Per, Price, Status
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie, Verdict

HEADLINES = {
    Label.WORTH: n_("WORTH IT"),
    Label.MIXED: n_("DEPENDS"),
    Label.SPLIT: n_("SPLIT"),
    Label.SKIP: n_("SKIP"),
    Label.SPLIT_SO_FAR: n_("SPLIT SO FAR"),
    Label.UNSURE: n_("NO CLEAR VERDICT"),
    Label.REVIEW: n_("UNDER REVIEW"),
    Label.TOO_FEW: n_("TOO FEW TO CALL"),
}
BEFORE = {
    Label.WORTH: n_("before that: worth it"),
    Label.MIXED: n_("before that: depends"),
    Label.SPLIT: n_("before that: split"),
    Label.SKIP: n_("before that: skip"),
}
LEANS = {
    Lean.WORTH: n_("leans “worth it”"),
    Lean.DEPENDS: n_("leans “depends”"),
    Lean.SKIP: n_("leans “skip”"),
    Lean.WAIT: n_("leans “wait”"),
}
STANCES = {
    Stance.WORTH: n_("worth it"),
    Stance.DEPENDS: n_("depends"),
    Stance.SKIP: n_("skip"),
}
SURENESS = {
    Sureness.VERY: n_("very sure"),
    Sureness.FAIRLY: n_("fairly sure"),
    Sureness.LEANING: n_("leaning, not sure"),
}
REASONS = {
    Reason.OVERPRICED: n_("overpriced"),
    Reason.INEFFECTIVE: n_("ineffective"),
    Reason.UNNEEDED: n_("unneeded"),
    Reason.OVERHYPED: n_("overhyped"),
    Reason.SHORT_LIVED: n_("short-lived"),
    Reason.MISLEADING_CLAIM: n_("misleading claim"),
    Reason.HIDDEN_COST: n_("hidden cost"),
    Reason.TIME_SINK: n_("time sink"),
    Reason.UNSUSTAINABLE: n_("unsustainable"),
    Reason.OVERPACKAGED: n_("overpackaged"),
    Reason.SAFETY: n_("safety"),
    Reason.NOT_FOR_ME: n_("not for me"),
    Reason.GOOD_VALUE: n_("good value"),
    Reason.EFFECTIVE: n_("effective"),
    Reason.USED_OFTEN: n_("used often"),
    Reason.LIVES_UP_TO_IT: n_("lives up to it"),
    Reason.LONG_LASTING: n_("long-lasting"),
    Reason.HONEST_CLAIMS: n_("honest claims"),
    Reason.NO_HIDDEN_COST: n_("no hidden cost"),
    Reason.TIME_SAVER: n_("time saver"),
    Reason.SUSTAINABLE: n_("sustainable"),
    Reason.LITTLE_PACKAGING: n_("little packaging"),
    Reason.SAFE: n_("safe"),
    Reason.SUITS_ME: n_("suits me"),
}
STATUSES = {
    Status.CHANGED: n_("It has changed since earlier reports."),
    Status.DISCONTINUED: n_("It is no longer made."),
    Status.SHUT_DOWN: n_("It has been shut down."),
    Status.RECALLED: n_("It has been RECALLED. Check the maker's notice before using it."),
}
EXPERIENCES = {
    Experience.OWNED: n_("owned it"),
    Experience.TRIED: n_("tried it"),
    Experience.RESEARCHED: n_("only read about it"),
}
ACQUIRED = {
    Acquired.BOUGHT: n_("bought"),
    Acquired.GIFTED: n_("gifted"),
    Acquired.BORROWED: n_("borrowed"),
    Acquired.WORK: n_("got through work"),
    Acquired.UNSAID: n_("did not say how they got it"),
}
TIES = {
    Tie.NONE: n_("no tie"),
    Tie.EMPLOYEE: n_("works for the brand"),
    Tie.PAID: n_("paid by the brand"),
    Tie.AFFILIATE: n_("earns by its links"),
    Tie.GIFTED_PROGRAMME: n_("in the brand's gifting programme"),
    Tie.FAMILY: n_("family of the brand"),
    Tie.OTHER: n_("another tie to the brand"),
}
RANKS = {
    Rank.OWN: n_("use what you have"),
    Rank.NOTHING: n_("buy nothing"),
    Rank.BORROW: n_("borrow"),
    Rank.SECONDHAND: n_("second-hand"),
    Rank.CHEAPER: n_("cheaper"),
    Rank.BETTER: n_("better"),
}
TONES = {
    Label.WORTH: Tone.GOOD,
    Label.MIXED: Tone.MIXED,
    Label.SPLIT: Tone.MIXED,
    Label.SPLIT_SO_FAR: Tone.MIXED,
    Label.SKIP: Tone.BAD,
    Lean.WORTH: Tone.GOOD,
    Lean.DEPENDS: Tone.MIXED,
    Lean.SKIP: Tone.BAD,
    Lean.WAIT: Tone.MIXED,
    Stance.WORTH: Tone.GOOD,
    Stance.DEPENDS: Tone.MIXED,
    Stance.SKIP: Tone.BAD,
}


def disclosure(t: Translator, verdict: Verdict, verified: Expertise | None = None) -> str:
    """Say how somebody knows and what ties them, to stand before their words.

    `verified` is what moderators confirmed of them for the product's category.
    """
    parts = [t(EXPERIENCES[verdict.experience])]
    if verdict.experience is not Experience.RESEARCHED:
        parts.append(t(ACQUIRED[verdict.acquired]))
        if verdict.months is not None:
            parts.append(months(t, verdict.months))
    if verdict.competitor and verdict.tie is not Tie.NONE:
        parts.append(t("has a tie to a competitor"))
    else:
        parts.append(t(TIES[verdict.tie]))
    if verified is not None:
        about = verified.category.replace("-", " ")
        trade = verified.trade or t("knows {category}", category=about)
        parts.append(t("{trade}, confirmed by the moderators", trade=trade))
    own = verdict.expertise or ""
    if own and (verified is None or own.casefold() != (verified.trade or "").casefold()):
        parts.append(t("by their own word {trade}", trade=own))
    return ", ".join(parts)


def months(t: Translator, count: int) -> str:
    """Say how long something was used."""
    if count < 1:
        return t("under a month of use, a first impression")
    return t.plural("{count} month of use", "{count} months of use", count)


def price(t: Translator, value: Price) -> str:
    """Say a price, its date, and what a subscription comes to in a year."""
    if value.amount == 0:
        text = t("Free")
    else:
        text = t(_PER[value.per], amount=t.money(value.amount, value.currency))
    if value.per is Per.MONTH and value.amount:
        text += t(", {amount} a year", amount=t.money(value.amount * Decimal(12), value.currency))
    if value.as_of:
        text += t(" (as of {date})", date=as_of(t, value.as_of))
    else:
        text += t(" (no date on record)")
    return f"{text} · {value.note}" if value.note else text


_PER = {
    None: n_("{amount}"),
    Per.MONTH: n_("{amount} a month"),
    Per.YEAR: n_("{amount} a year"),
    Per.PIECE: n_("{amount} apiece"),
}


def as_of(t: Translator, text: str) -> str:
    """Write the date of a price as exactly as it is known: a year, a month, a day."""
    if len(text) == 4:
        return text
    try:
        day = date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        return text
    return t.day(day) if len(text) == 10 else t.month(day)
