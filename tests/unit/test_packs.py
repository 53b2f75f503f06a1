"""Packs in and out: what a line may be, and what an import does."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bootstrap import Base, open_base
from knowledge import starter
from knowledge.community import HOME, Actor
from knowledge.errors import BadInput, BadPack, Conflict
from knowledge.packs.exporting import as_csv, as_jsonl, export_lines
from knowledge.packs.importing import Importer, Options
from knowledge.packs.lines import price_of
from knowledge.packs.reading import harmless, quoted, read_jsonl, read_pack
from knowledge.packs.report import Report
from tests.databases import Databases
from tests.factories import FakeClock, pack

CLI = Actor("cli", HOME)
CUP = {"kind": "product", "id": "cup", "name": "Cup"}


async def _import(base: Base, data: bytes, **options: Any) -> Report:
    importer = Importer(read_jsonl(data), CLI, base.pseudonyms(), base.clock())
    return await importer.run(base.journal, "import", Options(**options))


async def _export(base: Base) -> list[dict[str, Any]]:
    text = as_jsonl(await export_lines(base.store, HOME))
    return [json.loads(line) for line in text.splitlines()]


async def test_a_line_comes_back_as_it_went_in(base: Base) -> None:
    """Every key of every kind survives import and export."""
    lines: list[dict[str, Any]] = [
        {"kind": "category", "id": "mugs", "name": "Mugs", "notice": "health"},
        {
            **CUP,
            "brand": "Wüsthof",
            "model": "C-1",
            "aliases": ["the cup", "naïve 杯"],
            "what": "a cup",
            "category": "mugs",
            "status": "recalled",
            "price": {"amount": "4.50", "currency": "EUR", "per": "year", "as_of": "2026-10"},
            "worth_if": "you drink",
            "skip_if": "you do not",
            "retailers": ["Target"],
            "tags": ["dupe"],
        },
        {
            "kind": "note",
            "product": "cup",
            "lean": "wait",
            "reasons": [{"code": "overpriced", "text": "dear"}],
            "counterpoint": {"text": "Nice", "basis": "editor"},
            "brand_reply": "They say so",
            "sources": [{"url": "https://example.org/cup", "kind": "news"}],
        },
        {"kind": "alternative", "product": "cup", "rank": "own", "text": "yours", "position": 0},
        {
            "kind": "verdict",
            "product": "cup",
            "member": "p_" + "0" * 32,
            "stance": "skip",
            "tie": "paid",
            "experience": "tried",
            "acquired": "gifted",
            "reasons": ["overhyped"],
            "months": 3,
            "competitor": True,
            "text": "no",
            "paid": {"amount": "4", "currency": "EUR"},
            "alternative": "a glass",
            "again": False,
            "standing": "quarantined",
            "at": "2026-05-03T00:00:00+00:00",
        },
    ]
    await _import(base, pack(*lines))

    exported = {line["kind"]: line for line in await _export(base)}
    assert exported == {line["kind"]: line for line in lines}


async def test_importing_twice_changes_nothing(base: Base) -> None:
    """A pack can be imported again without fear, with or without ids."""
    data = pack(CUP, {"name": "Mug"}, {"kind": "note", "product": "cup", "lean": "skip"})
    first = await _import(base, data)
    second = await _import(base, data)

    assert (sum(first.added.values()), sum(second.same.values())) == (3, 3)
    assert second.operation is None


async def test_one_bad_line_and_nothing_is_imported(base: Base) -> None:
    """Every bad line is named with its number and what is wrong with it."""
    data = pack(
        CUP,
        {"kind": "product", "name": 7},
        {"kind": "verdict", "product": "cup", "member": "a", "stance": "skip"},
        {"kind": "note", "product": "nope", "lean": "skip"},
        {"kind": "product", "id": "cup", "name": "Again"},
        {"kind": "product", "id": "p", "name": "P", "price": "cheap"},
        {"kind": "prodcut", "name": "x"},
    )
    with pytest.raises(BadPack) as caught:
        await _import(base, data + b"{oops\n")

    problems = {line.number: line.problem for line in caught.value.lines}
    assert sorted(problems) == [2, 3, 4, 5, 6, 7, 8]
    assert "name" in problems[2]
    assert "`tie`" in problems[3]
    assert "'nope' is neither in this file nor in the base" in problems[4]
    assert "stands on line 1 already" in problems[5]
    assert "'cheap' is not a number" in problems[6]
    assert "not JSON" in problems[8]
    assert await _export(base) == []


async def test_bad_lines_can_be_left_out(base: Base) -> None:
    """The good lines go in, the bad ones are reported."""
    report = await _import(base, pack(CUP, {"kind": "product", "name": 7}), keep_good=True)

    assert [bad.number for bad in report.bad] == [2]
    assert [line["id"] for line in await _export(base)] == ["cup"]


async def test_a_dry_run_says_everything_and_changes_nothing(base: Base) -> None:
    """The report is that of the real run."""
    report = await _import(base, pack(CUP), dry_run=True)

    assert report.added == {"product": 1}
    assert await _export(base) == []


async def test_a_verdict_without_the_tie_is_refused_by_the_core(base: Base) -> None:
    """Disclosure cannot be skipped, whatever brings the verdict in."""
    line = {"kind": "verdict", "product": "cup", "member": "a", "stance": "worth"}
    with pytest.raises(BadPack, match="tie"):
        await _import(base, pack(CUP, line))


async def test_a_member_is_stored_as_a_hash_only(base: Base) -> None:
    """The name that came in stands nowhere in the file."""
    line = {"kind": "verdict", "product": "cup", "member": "ada@example", "stance": "skip"}
    await _import(base, pack(CUP, {**line, "tie": "none"}))

    (found,) = [line for line in await _export(base) if line["kind"] == "verdict"]
    assert found["member"].startswith("p_")
    written = base.key_file.with_suffix("")
    files = [file for file in written.parent.iterdir() if file.name.startswith(written.name)]
    assert not any(b"ada@example" in file.read_bytes() for file in files)


async def test_a_verdict_stays_with_its_product(
    base: Base, tmp_path: Path, databases: Databases
) -> None:
    """A product of the community and a shared one of the same id are told apart."""
    owala = {"kind": "product", "id": "owala-freesip-24-oz", "name": "Ours"}
    line = {"kind": "verdict", "product": owala["id"], "stance": "skip", "tie": "none"}
    await _import(base, pack(owala, {**line, "member": "a"}))
    await starter.load(base.journal, base.pseudonyms(), base.clock())
    await _import(base, pack({**line, "member": "b", "shared": True}))
    before = as_jsonl(await export_lines(base.store, HOME))
    assert before.count('"kind":"verdict"') == 2

    other = await open_base(databases.settings(tmp_path / "other.sqlite3"), clock=FakeClock())
    try:
        await _import(other, before.encode())
        assert as_jsonl(await export_lines(other.store, HOME)) == before
    finally:
        await other.close()


@pytest.mark.parametrize("line", [{"id": "dyson-airwrap"}, {"brand": "Dyson"}])
async def test_a_shared_product_gets_no_twin(starter_base: Base, line: dict[str, str]) -> None:
    """With the same id, given or made, the line is refused and says what to do."""
    with pytest.raises(BadPack, match="is in the shared base already"):
        await _import(starter_base, pack({"name": "Airwrap", **line}))

    await _import(starter_base, pack({"id": "dyson-airwrap", "name": "Airwrap", "shared": True}))


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("45", "45", "USD"),
        (45, "45", "USD"),
        (45.5, "45.5", "USD"),
        ("45.50", "45.50", "USD"),
        ("45,50", "45.50", "USD"),
        ("1,299", "1299", "USD"),
        ("1,299.00", "1299.00", "USD"),
        ("1.299,00", "1299.00", "USD"),
        ("$30", "30", "USD"),
        ("30 €", "30", "EUR"),
        ("£ 30", "30", "GBP"),
        ("0", "0", "USD"),
    ],
)
def test_a_price_is_read_as_it_is_meant(written: Any, amount: str, currency: str) -> None:
    """Both ways of writing decimals and thousands are understood, signs name the currency."""
    price = price_of(written)

    assert price is not None
    assert (str(price.amount), price.currency) == (amount, currency)


@pytest.mark.parametrize("written", ["1.299", "12,34,5", "45,", "-3", "1e9", "cheap", "NaN", "٤٥"])
def test_a_price_that_could_be_read_two_ways_is_refused(written: str) -> None:
    """Nothing is imported a hundred times too large."""
    with pytest.raises(BadInput, match="write it like 45"):
        price_of(written)


async def test_what_others_hang_on_cannot_be_undone(base: Base) -> None:
    """Taking the product back first would leave verdicts without it, so it is refused."""
    first = await _import(base, pack(CUP))
    await _import(base, pack({"kind": "note", "product": "cup", "lean": "skip"}))

    with pytest.raises(Conflict, match="added since"):
        await base.journal.undo(CLI, first.operation or 0)
    assert len(await _export(base)) == 2


async def test_keys_that_are_not_understood_are_named(base: Base) -> None:
    """Nothing is dropped in silence."""
    report = await _import(base, pack({**CUP, "colour": "red"}))

    assert [str(line) for line in report.warnings] == ["line 1: not understood: colour"]


async def test_lines_may_stand_in_any_order(base: Base) -> None:
    """What is named may come after what names it."""
    await _import(base, pack({"kind": "note", "product": "cup", "lean": "skip"}, CUP))

    assert len(await _export(base)) == 2


async def test_unseen_characters_are_taken_out(base: Base) -> None:
    """Line breaks, control and direction marks do not reach a chat."""
    await _import(base, pack({**CUP, "name": "C\u202eu\x1b[31mp\n\u200b!"}))

    (line,) = await _export(base)
    assert line["name"] == "C u [31mp !"


@given(st.text(max_size=20))
def test_a_formula_is_harmless_in_a_sheet_and_comes_back(cell: str) -> None:
    """Quoting and reading are each other's inverse."""
    assert quoted(cell)[:1] not in tuple("=+-@\t\r")
    assert harmless(quoted(cell)) == cell


async def test_a_sheet_of_products_comes_back(base: Base, tmp_path: Path) -> None:
    """CSV holds what a product is, formulas and separators included."""
    lines: list[dict[str, Any]] = [
        {**CUP, "name": "=cmd|' /C calc'!A0", "aliases": ["a, b", "-c", "d; e"], "tags": ["dupe"]},
        {"kind": "product", "id": "mug", "name": 'The "big" mug', "price": {"amount": "4.50"}},
    ]
    await _import(base, pack(*lines))
    before = await export_lines(base.store, HOME)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(as_csv(before), "utf-8")

    reading = read_pack(sheet)
    report = await Importer(reading, CLI, base.pseudonyms(), base.clock()).run(
        base.journal, "import", Options()
    )
    assert (reading.bad, report.same) == ([], {"product": 2})


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.csv", b"title,price\nx,1\n", "must name the columns"),
        ("a.csv", b"name\nx\n\xff\n", "Line 3 is not UTF-8"),
        ("a.jsonl", b"\x00\x01\x02", "is not text"),
        ("b.csv", b"\x00\x01\x02", "is not text"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(
    tmp_path: Path, name: str, data: bytes, problem: str
) -> None:
    """The sentence says what a pack would be."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=problem):
        read_pack(tmp_path / name)


def test_an_unclosed_quote_swallows_no_rows(tmp_path: Path) -> None:
    """What a spreadsheet broke is named, not read as one long name."""
    (tmp_path / "a.csv").write_bytes(b'id,name\n1,"unclosed\n2,foo\n')

    reading = read_pack(tmp_path / "a.csv")
    assert reading.bad
    assert "not CSV" in reading.bad[0].problem
