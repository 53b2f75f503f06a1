"""Which of the community's products a line of another community's pack means."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.community import SHARED
from knowledge.matching.index import ALIAS, NAME, TITLE
from knowledge.matching.words import fold
from knowledge.packs.lines import ProductLine, clean
from knowledge.product import title_of
from knowledge.store.port import Transaction, marks


@dataclass(frozen=True, slots=True)
class _Theirs:
    """Hold the names of a line, folded, each with what kind of name it is."""

    names: dict[str, int]
    brand: str
    model: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """Hold the product that is meant (None: none here), or the titles of those it may be."""

    product: int | None = None
    title: str = ""
    doubt: tuple[str, ...] = ()


async def recognise(
    tx: Transaction, community: int, pack: str, wanted: str, line: ProductLine
) -> Recognised:
    """Find the product that a line means, by its names and its id.

    The title of one must be the title or an alias of the other. An alias that both have is doubt,
    unless the brands differ, and so is the same id under other names.
    """
    theirs = _theirs(line)
    found = await tx.all(
        "SELECT shown.key, s.folded, s.weight, p.brand, p.model, shown.brand, shown.name"
        " FROM surface s JOIN product p ON p.key = s.product"
        " LEFT JOIN handling d ON d.product = p.key AND d.community = ?"
        " JOIN product shown ON shown.key = coalesce(d.instead, p.key)"
        f" WHERE s.folded IN ({marks(len(theirs.names))}) AND s.community IN ({SHARED}, ?)"
        " AND NOT (p.community = ? AND coalesce(p.pack, '') = ?) ORDER BY s.weight DESC, p.key",
        *(community, *theirs.names, community, community, pack),
    )
    sure: dict[int, str] = {}
    doubt: dict[int, str] = {}
    for key, folded, kind, brand, model, *title in found:
        if kind not in (TITLE, ALIAS, NAME):
            continue
        is_sure = _is_same(theirs.names[folded], kind, theirs.brand, fold(brand or ""))
        is_other_model = theirs.model and model and theirs.model != fold(model)
        if is_sure and not is_other_model:
            sure[key] = title_of(*title)
        elif is_other_model or not _differ(theirs.brand, fold(brand or "")):
            doubt[key] = title_of(*title)
    if len(sure) == 1:
        return Recognised(*next(iter(sure.items())))
    if sure or doubt:
        return Recognised(doubt=_titles((sure or doubt).values()))
    same_id = await tx.all(
        f"SELECT brand, name FROM product WHERE id = ? AND community IN ({SHARED}, ?)"
        " AND coalesce(pack, '') <> ?",
        *(wanted, community, pack),
    )
    return Recognised(doubt=_titles(title_of(*row) for row in same_id))


def _theirs(line: ProductLine) -> _Theirs:
    name, brand = clean(line.name) or "", clean(line.brand)
    names = {fold(clean(alias) or ""): ALIAS for alias in line.aliases or ()}
    if brand:
        names[fold(name)] = NAME
    names[fold(title_of(brand, name))] = TITLE
    names.pop("", None)
    return _Theirs(names, fold(brand or ""), fold(clean(line.model) or ""))


def _is_same(theirs: int, ours: int, their_brand: str, our_brand: str) -> bool:
    """Say whether the same name, of these kinds, makes two products one.

    A bare name is a whole one only against a title that has no brand.
    """
    if _differ(their_brand, our_brand):
        return False
    if NAME in (theirs, ours):
        return TITLE in (theirs, ours) and not (their_brand and our_brand)
    return TITLE in (theirs, ours)


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _titles(titles: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(titles))
