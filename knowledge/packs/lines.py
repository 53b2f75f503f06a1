"""The lines of a pack, one struct a kind: what is checked at the edge, before the base."""

import re
import unicodedata
from decimal import Decimal
from typing import Annotated

import msgspec

from knowledge.errors import BadInput
from knowledge.note import Basis, Lean, Rank
from knowledge.product import MAX_SLUG, SLUG, Per, Price, Status
from knowledge.verdict import Acquired, Experience, Reason, Stance, Standing, Tie

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Number = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]  # larger ones would be rounded
Key = Id | Number
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=2000)]
Url = Annotated[str, msgspec.Meta(min_length=8, max_length=2000, pattern="^https?://")]
People = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
Names = Annotated[list[Short], msgspec.Meta(max_length=100)]
_AS_OF = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_WRITTEN = re.compile(
    r"(?P<before>[$€£¥])?"
    r"(?:(?P<grouped>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?)"
    r"|(?P<european>\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{1,2})"
    r"|(?P<plain>\d+(?:\.\d{1,2})?))"
    r"(?P<after>[$€£¥])?",
    re.ASCII,
)
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


class PriceLine(msgspec.Struct, omit_defaults=True):
    """State a price as text or a number, and when it was seen."""

    amount: str | int | float
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] | None = None
    per: Per | None = None
    as_of: str | None = None
    note: Short | None = None


class GroundLine(msgspec.Struct):
    """Give one reason of a note."""

    code: Reason
    text: Short


class CounterpointLine(msgspec.Struct):
    """Say what speaks against a note's lean."""

    text: Words
    basis: Basis = Basis.SOURCE


class ReferenceLine(msgspec.Struct, omit_defaults=True):
    """Name a source."""

    url: Url
    kind: Short | None = None


class PackLine(msgspec.Struct, tag_field="kind", tag="pack", omit_defaults=True):
    """Name the pack; as the first line of a file it makes every other line part of it.

    With an `origin` it is another community's: its title is the community's name, its version when
    it was made.
    """

    id: Id
    title: Short
    version: Short = "1"
    notice: Words | None = None
    shared: bool = False
    origin: Id | None = None


class CategoryLine(msgspec.Struct, tag_field="kind", tag="category", omit_defaults=True):
    """Name a category."""

    id: Id
    name: Short
    notice: Short | None = None
    pack: Id | None = None
    shared: bool = False


class ProductLine(msgspec.Struct, tag_field="kind", tag="product", omit_defaults=True):
    """Describe a product; without an id it gets one from its name."""

    name: Name
    id: Key | None = None
    brand: Short | None = None
    model: Short | None = None
    aliases: Names | None = None
    what: Short | None = None
    category: Short | None = None
    status: Status | None = None
    price: PriceLine | str | int | float | None = None
    worth_if: Short | None = None
    skip_if: Short | None = None
    retailers: Names | None = None
    tags: Names | None = None
    pack: Id | None = None
    shared: bool = False


class NoteLine(msgspec.Struct, tag_field="kind", tag="note", omit_defaults=True):
    """Say editorially what a product is worth, and on whose word."""

    product: Key
    lean: Lean
    reasons: list[GroundLine] | None = None
    counterpoint: CounterpointLine | None = None
    brand_reply: Words | None = None
    sources: list[ReferenceLine] | None = None
    pack: Id | None = None
    shared: bool = False


class AlternativeLine(msgspec.Struct, tag_field="kind", tag="alternative", omit_defaults=True):
    """Offer another product (`to`) or words (`text`) instead of a product."""

    product: Key
    rank: Rank
    text: Short | None = None
    to: Key | None = None
    price: PriceLine | str | int | float | None = None
    position: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None = None
    pack: Id | None = None
    shared: bool = False


class TallyLine(msgspec.Struct, tag_field="kind", tag="tally", omit_defaults=True):
    """Say how many people of another community found a product what; `as_of` is a month."""

    product: Key
    as_of: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])\Z")]
    worth: People = 0
    depends: People = 0
    skip: People = 0
    reasons: list[tuple[Reason, People]] | None = None
    pack: Id | None = None
    shared: bool = False  # as in a verdict


class VerdictLine(msgspec.Struct, tag_field="kind", tag="verdict", omit_defaults=True):
    """Give one member's verdict; without the tie answered it is refused."""

    product: Key
    member: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    stance: Stance
    tie: Tie
    experience: Experience = Experience.OWNED
    acquired: Acquired = Acquired.UNSAID
    reasons: list[Reason] | None = None
    months: Annotated[int, msgspec.Meta(ge=0, le=1200)] | None = None
    competitor: bool = False
    text: Words | None = None
    paid: PriceLine | str | int | float | None = None
    alternative: Short | None = None
    again: bool | None = None
    expertise: Short | None = None
    standing: Standing = Standing.PUBLISHED
    at: str | None = None
    pack: Id | None = None
    shared: bool = False  # the product is of the base beneath all, not the community's own


Line = PackLine | CategoryLine | ProductLine | NoteLine | AlternativeLine | TallyLine | VerdictLine
KINDS: dict[str, type[Line]] = {  # what is named comes before what names it
    "pack": PackLine,
    "category": CategoryLine,
    "product": ProductLine,
    "note": NoteLine,
    "alternative": AlternativeLine,
    "tally": TallyLine,
    "verdict": VerdictLine,
}
KEYS = {kind: struct.__struct_fields__ for kind, struct in KINDS.items()}


def clean(text: str | None) -> str | None:
    """Return text on one line without characters one cannot see; None when nothing is left."""
    if text is None:
        return None
    kept = _UNSEEN.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(kept.split()) or None


def price_of(line: PriceLine | str | float | None) -> Price | None:
    """Turn a line's price into a Price; raise BadInput when it is none."""
    if line is None or line == "":
        return None
    if not isinstance(line, PriceLine):
        line = PriceLine(line)
    amount, sign = _amount(line.amount)
    if not amount.is_finite() or not 0 <= amount <= 10**12:
        raise BadInput("price '{price}' must be from 0 to a trillion", price=line.amount)
    if line.as_of is not None and not _AS_OF.match(line.as_of):
        raise BadInput(
            "as_of '{text}' is not a year, a month or a day (2026, 2026-10)", text=line.as_of
        )
    currency = line.currency or _SIGNS.get(sign, "USD")
    return Price(amount, currency, line.per, line.as_of, clean(line.note))


def _amount(value: str | float) -> tuple[Decimal, str]:
    """Read an amount and its currency sign; one that could be read two ways is refused."""
    if not isinstance(value, str):
        return Decimal(str(value)), ""
    found = _WRITTEN.fullmatch("".join(value.split()))
    if found is None:
        raise BadInput("price '{price}' is not a number; write it like 45 or 45.50", price=value)
    digits = found["grouped"] or found["plain"] or ""
    if found["european"]:
        digits = found["european"].replace(".", "").replace(",", ".")
    return Decimal(digits.replace(",", "")), found["before"] or found["after"] or ""


def id_of(value: str | int) -> str:
    """Return an id as text; raise BadInput when it has characters one cannot see."""
    text = str(value)
    if clean(text) != text:
        raise BadInput("id '{id}' has spaces at its ends or characters one cannot see", id=text)
    return text


def slug_of(value: str) -> str:
    """Return a category's id; raise BadInput when it is none."""
    if not SLUG.match(value) or len(value) > MAX_SLUG:
        raise BadInput(
            "category '{id}' must be made of a-z, 0-9 and hyphens, at most {most} of them",
            id=value,
            most=MAX_SLUG,
        )
    return value
