"""From one line to one entry, cleaned and checked; its key is the importer's to find."""

from datetime import UTC, datetime, timedelta

from knowledge.errors import BadInput
from knowledge.note import Counterpoint, Ground, Note, PackTally, Reference
from knowledge.packs.lines import (
    NoteLine,
    ProductLine,
    TallyLine,
    VerdictLine,
    clean,
    id_of,
    price_of,
)
from knowledge.product import MAX_SLUG, Product, Status, slug, title_of
from knowledge.verdict import Verdict


def id_for(line: ProductLine) -> str:
    """Return the id that a line gives its product, or that its name makes."""
    if line.id is not None:
        return id_of(line.id)
    return slug(title_of(clean(line.brand), clean(line.name) or "")) or "product"


def product_of(line: ProductLine, community: int, pack: str | None, now: datetime) -> Product:
    """Make a product without id and key; raise BadInput when its name shows nothing."""
    name = clean(line.name)
    if name is None:
        raise BadInput("the name has nothing one can see")
    return Product(
        key=0,
        community=community,
        id="",
        name=name,
        created_at=now,
        brand=clean(line.brand),
        model=clean(line.model),
        aliases=_names(line.aliases),
        what=clean(line.what),
        category=_category(line.category),
        status=line.status or Status.ACTIVE,
        worth_if=clean(line.worth_if),
        skip_if=clean(line.skip_if),
        price=price_of(line.price),
        retailers=_names(line.retailers),
        tags=_names(line.tags),
        pack=pack,
    )


def note_of(line: NoteLine, community: int, product: int, pack: str | None) -> Note:
    """Make a note without a key."""
    return Note(
        key=0,
        community=community,
        product=product,
        lean=line.lean,
        reasons=tuple(Ground(each.code, clean(each.text) or "") for each in line.reasons or ()),
        counterpoint=_counterpoint(line),
        brand_reply=clean(line.brand_reply),
        sources=tuple(Reference(each.url, clean(each.kind)) for each in line.sources or ()),
        pack=pack,
    )


def tally_of(line: TallyLine, key: int, community: int, product: int, pack: str) -> PackTally:
    """Make a tally of another community."""
    return PackTally(
        *(key, community, product, pack, line.worth, line.depends, line.skip, line.as_of),
        tuple(line.reasons or ()),
    )


def verdict_of(
    line: VerdictLine, community: int, product: int, person: str, created: datetime
) -> Verdict:
    """Make a verdict without a key."""
    return Verdict(
        key=0,
        community=community,
        product=product,
        person=person,
        stance=line.stance,
        experience=line.experience,
        acquired=line.acquired,
        tie=line.tie,
        created_at=created,
        reasons=tuple(dict.fromkeys(line.reasons or ())),
        months=line.months,
        competitor=line.competitor,
        text=clean(line.text),
        paid=price_of(line.paid),
        alternative=clean(line.alternative),
        again=line.again,
        expertise=clean(line.expertise),
        standing=line.standing,
    )


def _names(names: list[str] | None) -> tuple[str, ...]:
    cleaned = (clean(name) for name in names or ())
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _category(value: str | None) -> str | None:
    return slug(value, MAX_SLUG) or None if value else None


def _counterpoint(line: NoteLine) -> Counterpoint | None:
    text = clean(line.counterpoint.text) if line.counterpoint else None
    return Counterpoint(text, line.counterpoint.basis) if text and line.counterpoint else None


def moment(text: str, now: datetime) -> datetime:
    """Read when something was said, in UTC; raise BadInput when it is no time or to come."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("'{text}' is not a date or time like 2026-05-31", text=text) from None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > now + timedelta(days=1):
        raise BadInput("'{text}' is in the future", text=text)
    return moment
