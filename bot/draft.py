"""A verdict as it is typed: from a form's or a command's words to a Verdict, and back."""

import re
from dataclasses import replace
from datetime import datetime

from bot.chat.form import Choice
from bot.chat.words import n_
from bot.errors import CommandError
from bot.i18n.translator import Translator
from bot.views import words
from knowledge.errors import BadInput
from knowledge.links import plain
from knowledge.packs.lines import price_of
from knowledge.product import Price
from knowledge.said import MAX_MONTHS, MAX_WORDS
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie, Verdict

Values = dict[str, str]
COMPETITOR = "competitor"  # the tie is to a competing brand
YES, NO = "yes", "no"
NEEDED = ("stance", "experience", "tie")
PAGES = {
    "1": ("stance", "experience", "acquired", "tie", "reasons"),
    "2": ("text", "months", "again", "alternative", "paid"),
    "3": ("expertise",),
}
CHOICES = {
    "stance": tuple(Choice(each.value, label) for each, label in words.STANCES.items()),
    "experience": tuple(Choice(each.value, label) for each, label in words.EXPERIENCES.items()),
    "acquired": tuple(Choice(each.value, label) for each, label in words.ACQUIRED.items()),
    "tie": (
        *(Choice(each.value, label) for each, label in words.TIES.items()),
        Choice(COMPETITOR, n_("has a tie to a competitor")),
    ),
    "reasons": tuple(Choice(each.value, label) for each, label in words.REASONS.items()),
    "again": (Choice(YES, n_("yes")), Choice(NO, n_("no"))),
}
_MONTHS = re.compile(r"(\d{1,4})\s*(\w*)")
_CODED = re.compile(r"(.*\d)\s*([A-Za-z]{3})")  # 45 EUR
_YEARS = ("y", "j")  # years, Jahre
_LESS = ("d", "w", "t")  # days, weeks, Tage, Wochen: under a month


def values_of(verdict: Verdict) -> Values:
    """Write a verdict as the words that a form shows."""
    values = {
        "stance": verdict.stance.value,
        "experience": verdict.experience.value,
        "acquired": verdict.acquired.value,
        "tie": COMPETITOR if verdict.competitor else verdict.tie.value,
        "reasons": ",".join(reason.value for reason in verdict.reasons),
        "text": verdict.text,
        "months": str(verdict.months) if verdict.months is not None else None,
        "again": None if verdict.again is None else (YES if verdict.again else NO),
        "alternative": verdict.alternative,
        "paid": f"{verdict.paid.amount} {verdict.paid.currency}" if verdict.paid else None,
        "expertise": verdict.expertise,
    }
    return {name: value for name, value in values.items() if value}


def read(t: Translator, values: Values, product: int, community: int, now: datetime) -> Verdict:
    """Read a verdict; raise CommandError, in the person's language, for what cannot be one.

    The person and the key are the base's to fill in. Without the tie there is no verdict.
    """
    if any(not values.get(name) for name in NEEDED):
        raise CommandError(t("What you think, how you know it and your ties are needed."))
    _check_words(t, values)
    tie = values["tie"]
    return Verdict(
        key=0,
        community=community,
        product=product,
        person="",
        stance=Stance(values["stance"]),
        experience=Experience(values["experience"]),
        acquired=Acquired(values.get("acquired", Acquired.UNSAID.value)),
        tie=Tie.OTHER if tie == COMPETITOR else Tie(tie),
        competitor=tie == COMPETITOR,
        created_at=now,
        reasons=_reasons(t, values.get("reasons", "")),
        months=_months(t, values.get("months", "")),
        text=values.get("text"),
        paid=_paid(t, values.get("paid", ""), now),
        alternative=values.get("alternative"),
        again={YES: True, NO: False}.get(values.get("again", "")),
        expertise=values.get("expertise"),
    )


def _check_words(t: Translator, values: Values) -> None:
    for name, most in MAX_WORDS.items():
        text = values.get(name, "")
        if len(text) > most:
            raise CommandError(
                t("That has {count} characters, at most {most} fit.", count=len(text), most=most)
            )
        plain(text)


def _reasons(t: Translator, text: str) -> tuple[Reason, ...]:
    """Read reasons by code or label, in English or in the person's language."""
    known: dict[str, Reason] = {}
    for reason, label in words.REASONS.items():
        known |= dict.fromkeys((reason.value, label.casefold(), t(label).casefold()), reason)
    found = [part.strip().casefold() for part in text.split(",") if part.strip()]
    wrong = [part for part in found if part not in known]
    if wrong:
        some = ", ".join(t(label) for label in words.REASONS.values())
        raise CommandError(
            t("{value} is none of the reasons: {known}.", value=wrong[0][:40], known=some)
        )
    return tuple(dict.fromkeys(known[part] for part in found))


def _months(t: Translator, text: str) -> int | None:
    """Read a number of months; `2 years` and `3 weeks` are understood."""
    if not text:
        return None
    found = _MONTHS.fullmatch(text.strip())
    if found:
        unit = found[2].casefold()
        months = int(found[1]) * (12 if unit.startswith(_YEARS) else 1)
        months = 0 if unit.startswith(_LESS) else months
        if months <= MAX_MONTHS:
            return months
    raise CommandError(t("How long did you use it? Give a number of months, like 8."))


def _paid(t: Translator, text: str, now: datetime) -> Price | None:
    """Read a price, with a sign or a currency's code, as of this month."""
    if not text:
        return None
    found = _CODED.fullmatch(text.strip())
    try:
        price = price_of(found[1] if found else text)
    except BadInput:
        price = None
    if price is None:
        raise CommandError(t("Give the price as a number, like 45 or 45 EUR."))
    currency = found[2].upper() if found else price.currency
    return replace(price, currency=currency, as_of=now.strftime("%Y-%m"))
