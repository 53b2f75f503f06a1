"""The starter pack: editorial, never evidence, removable."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import Base
from knowledge import starter
from knowledge.community import HOME, Actor
from knowledge.consensus.answer import Label
from knowledge.listed import Shown, listed
from knowledge.note import Lean
from knowledge.packs.exporting import as_jsonl, export_lines
from knowledge.pages import Pages
from knowledge.product import Product
from knowledge.store import tables
from knowledge.verdict import Experience
from tests.factories import put, verdict

ROOT = Path(__file__).parents[2]
PUSHING = ("buy now", "hurry", "must have", "stupid", "shame", "don't miss", "you need this")


def _lines() -> list[dict[str, Any]]:
    text = (files("knowledge.starter") / "starter.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


async def _product(base: Base, wanted: str) -> Product | None:
    async def unit(tx: Any) -> Product | None:
        rows = await tx.all("SELECT key FROM product WHERE id = ?", wanted)
        return await tables.PRODUCTS.get(tx, rows[0][0]) if rows else None

    return await base.store.read(unit)


async def test_no_note_counts_as_evidence(starter_base: Base) -> None:
    """With the whole pack loaded no product has a headline."""
    keys = await starter_base.store.read(lambda tx: tx.all("SELECT key FROM product"))

    async def labels(tx: Any) -> set[Label]:
        found = [await Pages().read(tx, HOME, key, starter_base.clock()) for (key,) in keys]
        return {page.tally.label for page in found if page}

    assert len(keys) == 96
    assert await starter_base.store.read(labels) == {Label.NONE}


async def test_loading_again_changes_nothing(starter_base: Base) -> None:
    """An update to the same version is no operation."""
    base = starter_base
    report = await starter.load(base.journal, base.pseudonyms(), base.clock())

    assert report.operation is None


async def test_removing_takes_everything_away(starter_base: Base) -> None:
    """One command, and the base is as if it had never been loaded."""
    await starter.remove(starter_base.journal)

    assert await export_lines(starter_base.store, HOME) == []


async def test_what_members_reported_on_stays_without_the_editors_words(
    starter_base: Base,
) -> None:
    """Removing the pack never takes a member's verdict with it."""
    airwrap = await _product(starter_base, "dyson-airwrap")
    assert airwrap is not None
    await put(starter_base.journal, Actor("ada", HOME), verdict(airwrap))
    report = await starter.remove(starter_base.journal)

    left = as_jsonl(await export_lines(starter_base.store, HOME)).splitlines()
    assert report.kept == {"product": 1}
    assert sorted(json.loads(line)["kind"] for line in left) == ["product", "verdict"]
    stripped = await _product(starter_base, "dyson-airwrap")
    assert stripped is not None
    assert (stripped.name, stripped.price, stripped.worth_if) == ("Airwrap", None, None)


async def test_a_report_that_does_not_count_leaves_the_lean_in_lists(starter_base: Base) -> None:
    """The note's lean is listed until somebody counts, as the answer shows it."""
    airwrap = await _product(starter_base, "dyson-airwrap")
    assert airwrap is not None
    journal = starter_base.journal

    async def shown() -> tuple[Shown, Label | Lean | None]:
        (row,) = await starter_base.store.read(lambda tx: listed(tx, HOME, [airwrap.key]))
        return row.basis, row.lean

    read = verdict(airwrap, "p_1", experience=Experience.RESEARCHED)
    await put(journal, Actor("p_1", HOME), read)
    assert await shown() == (Shown.EDITORIAL, Lean.DEPENDS)
    await put(journal, Actor("p_2", HOME), verdict(airwrap, "p_2"))
    assert await shown() == (Shown.VERDICTS, Label.TOO_FEW)


async def test_an_update_takes_away_what_the_pack_no_longer_holds(starter_base: Base) -> None:
    """A hand-added entry of the pack disappears, others of the community stay."""
    journal = starter_base.journal
    airwrap = await _product(starter_base, "dyson-airwrap")
    assert airwrap is not None
    stale = Product(1, 0, "old", "Old thing", airwrap.created_at, pack="starter")
    own = Product(2, HOME, "own", "Own thing", airwrap.created_at)
    await put(journal, Actor("starter", 0), stale)
    await put(journal, Actor("ada", HOME), own)
    base = starter_base
    report = await starter.load(base.journal, base.pseudonyms(), base.clock())

    assert report.removed == {"product": 1}
    assert await _product(starter_base, "old") is None
    assert await _product(starter_base, "own") is not None


def test_every_note_names_its_sources() -> None:
    """Nothing editorial stands without an address."""
    notes = [line for line in _lines() if line["kind"] == "note"]

    assert len(notes) == 95
    assert all(source["url"].startswith("http") for note in notes for source in note["sources"])
    assert all(note["sources"] for note in notes)


def test_the_docs_say_how_many_notes_rest_on_one_page() -> None:
    """What docs/packs.md says of the notes is counted here; each source says what it is."""
    notes = [line for line in _lines() if line["kind"] == "note"]
    single = sum(len(note["sources"]) == 1 for note in notes)

    assert f"{single} of them rest on\none page" in (ROOT / "docs" / "packs.md").read_text("utf-8")
    assert all(source["kind"] for note in notes for source in note["sources"])


@pytest.mark.parametrize("product", ["keurig-k-cup-pods", "appsumo-lifetime-deal", "gua-sha-tool"])
def test_a_source_that_sells_something_says_so(product: str) -> None:
    """Who reads the note learns that its only source has something to sell."""
    (note,) = (each for each in _lines() if each["kind"] == "note" and each["product"] == product)
    (source,) = note["sources"]

    assert re.search("sells|earns", source["kind"])


def test_the_pack_pushes_nobody() -> None:
    """No urgency and no shame in any of its words."""
    text = json.dumps(_lines(), ensure_ascii=False).lower()

    assert [phrase for phrase in PUSHING if phrase in text] == []


def test_health_topics_carry_the_notice() -> None:
    """Dental and supplement answers say that they are opinions."""
    notices = {line["id"]: line.get("notice") for line in _lines() if line["kind"] == "category"}

    assert {notices["dental"], notices["supplements"], notices["skincare"]} == {"health"}
