"""The base as lines: one object a line, sorted, the same bytes for the same knowledge."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC
from typing import TypeGuard, TypeVar

import msgspec

from knowledge.community import SHARED, Pack
from knowledge.note import Alternative, Note, PackTally
from knowledge.packs.lines import (
    AlternativeLine,
    CategoryLine,
    CounterpointLine,
    GroundLine,
    Line,
    NoteLine,
    PackLine,
    PriceLine,
    ProductLine,
    ReferenceLine,
    TallyLine,
    VerdictLine,
)
from knowledge.packs.reading import CSV_COLUMNS, joined, quoted
from knowledge.product import Category, Price, Product, Status
from knowledge.store import tables
from knowledge.store.port import Store, Transaction
from knowledge.store.table import Table
from knowledge.verdict import Verdict

E = TypeVar("E")


async def export_lines(store: Store, community: int) -> list[Line]:
    """Return all that a community sees, its own and the shared, always in the same order."""

    async def unit(tx: Transaction) -> list[Line]:
        products = await _all(tx, tables.PRODUCTS, community)
        ids = {product.key: product.id for product in products}
        shared = {product.key for product in products if product.community == SHARED}
        groups: tuple[Iterable[Line], ...] = (
            map(category_line, await _all(tx, tables.CATEGORIES, community)),
            map(product_line, products),
            (_note(each, ids) for each in await _all(tx, tables.NOTES, community)),
            (_alternative(each, ids) for each in await _all(tx, tables.ALTERNATIVES, community)),
            (_tally(each, ids, shared) for each in await _all(tx, tables.PACK_TALLIES, community)),
            (_verdict(each, ids, shared) for each in await _all(tx, tables.VERDICTS, community)),
            map(_pack, await _all(tx, tables.PACKS, community)),
        )
        return [line for group in groups for line in sorted(group, key=msgspec.json.encode)]

    return await store.read(unit)


async def _all(tx: Transaction, table: Table[E], community: int) -> list[E]:
    rows = await tx.all(
        f"SELECT {table.columns} FROM {table.name} WHERE community IN ({SHARED}, ?)",
        community,
    )
    return [table.entry(row) for row in rows]


def as_jsonl(lines: Iterable[Line]) -> str:
    """Write lines as JSON, one a line."""
    return "".join(msgspec.json.encode(line).decode() + "\n" for line in lines)


def in_sheet(line: Line) -> TypeGuard[ProductLine]:
    """Say whether a sheet has a row for a line: what is shared belongs to nobody's sheet."""
    return isinstance(line, ProductLine) and not line.shared


def as_csv(lines: Iterable[Line]) -> str:
    """Write the community's own products among the lines as a sheet, formulas made harmless."""
    target = io.StringIO()
    writer = csv.DictWriter(target, CSV_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for line in lines:
        if in_sheet(line):
            writer.writerow({name: quoted(cell) for name, cell in _cells(line).items()})
    return target.getvalue()


def _cells(line: ProductLine) -> dict[str, str]:
    values = msgspec.to_builtins(line)
    price = values.pop("price", None) or {}
    cells = {name: values[name] for name in CSV_COLUMNS if name in values}
    for name, value in price.items():
        cells[{"amount": "price", "note": "price_note"}.get(name, name)] = value
    return {
        name: joined(value) if isinstance(value, list) else str(value)
        for name, value in cells.items()
    }


def _pack(pack: Pack) -> PackLine:
    shared = pack.community == SHARED
    return PackLine(pack.id, pack.title, pack.version, pack.notice, shared, pack.origin)


def category_line(category: Category) -> CategoryLine:
    """Write a category."""
    shared = category.community == SHARED
    return CategoryLine(category.id, category.name, category.notice, category.pack, shared)


def product_line(product: Product) -> ProductLine:
    """Write a product."""
    return ProductLine(
        name=product.name,
        id=product.id,
        brand=product.brand,
        model=product.model,
        aliases=list(product.aliases) or None,
        what=product.what,
        category=product.category,
        status=product.status if product.status is not Status.ACTIVE else None,
        price=_price(product.price),
        worth_if=product.worth_if,
        skip_if=product.skip_if,
        retailers=list(product.retailers) or None,
        tags=list(product.tags) or None,
        pack=product.pack,
        shared=product.community == SHARED,
    )


def _price(price: Price | None) -> PriceLine | None:
    if price is None:
        return None
    return PriceLine(str(price.amount), price.currency, price.per, price.as_of, price.note)


def _note(note: Note, ids: dict[int, str]) -> NoteLine:
    counterpoint = note.counterpoint
    return NoteLine(
        product=ids[note.product],
        lean=note.lean,
        reasons=[GroundLine(each.code, each.text) for each in note.reasons] or None,
        counterpoint=CounterpointLine(counterpoint.text, counterpoint.basis)
        if counterpoint
        else None,
        brand_reply=note.brand_reply,
        sources=[ReferenceLine(each.url, each.kind) for each in note.sources] or None,
        pack=note.pack,
        shared=note.community == SHARED,
    )


def _alternative(alternative: Alternative, ids: dict[int, str]) -> AlternativeLine:
    return AlternativeLine(
        product=ids[alternative.product],
        rank=alternative.rank,
        text=alternative.text,
        to=ids[alternative.other] if alternative.other is not None else None,
        price=_price(alternative.price),
        position=alternative.position,
        pack=alternative.pack,
        shared=alternative.community == SHARED,
    )


def _tally(tally: PackTally, ids: dict[int, str], shared: set[int]) -> TallyLine:
    return TallyLine(
        product=ids[tally.product],
        as_of=tally.as_of,
        worth=tally.worth,
        depends=tally.depends,
        skip=tally.skip,
        reasons=list(tally.reasons) or None,
        pack=tally.pack,
        shared=tally.product in shared,
    )


def _verdict(verdict: Verdict, ids: dict[int, str], shared: set[int]) -> VerdictLine:
    return VerdictLine(
        product=ids[verdict.product],
        member=verdict.person,
        stance=verdict.stance,
        tie=verdict.tie,
        experience=verdict.experience,
        acquired=verdict.acquired,
        reasons=list(verdict.reasons) or None,
        months=verdict.months,
        competitor=verdict.competitor,
        text=verdict.text,
        paid=_price(verdict.paid),
        alternative=verdict.alternative,
        again=verdict.again,
        expertise=verdict.expertise,
        standing=verdict.standing,
        at=verdict.created_at.astimezone(UTC).isoformat(),
        pack=verdict.pack,
        shared=verdict.product in shared,
    )
