"""Packs through the command line: there and back, tried first, bad lines named."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.wire.conftest import Command
from tests.wire.program import Program

OWN: tuple[dict[str, Any], ...] = (
    {"kind": "category", "id": "lamps", "name": "Lamps"},
    {"kind": "product", "id": "L/1", "name": "Moon Lamp", "brand": "Lumo", "category": "lamps"},
    {"kind": "product", "id": "L/2", "name": "Sun Lamp", "aliases": ["día 🌞"], "price": "19.90"},
    {
        "kind": "verdict",
        "product": "L/1",
        "member": "ann",
        "stance": "skip",
        "tie": "none",
        "at": "2026-05-03",
    },
    {
        "kind": "verdict",
        "product": "stanley-quencher-h2-0",
        "member": "ben",
        "stance": "worth",
        "tie": "employee",
        "text": "Mine",
    },
    {"kind": "note", "product": "L/2", "lean": "wait"},
    {"kind": "alternative", "product": "L/2", "rank": "cheaper", "to": "L/1"},
)
FORMULAS = ("=cmd|' /C calc'!A0", "+1", "-1", "@x", "'=already", "plain", "' quoted")


def _pack(path: Path, *lines: dict[str, Any] | str) -> str:
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("".join(f"{text}\n" for text in texts))
    return str(path)


def test_an_export_imports_to_the_same_export(command: Command, tmp_path: Path) -> None:
    """Starter pack, own entries and verdicts come back byte for byte from a base made of them."""
    assert command("import", _pack(tmp_path / "own.jsonl", *OWN)).code == 0
    exported, again = tmp_path / "exported.jsonl", tmp_path / "again.jsonl"
    assert command("export", str(exported)).code == 0
    new = ("--database", str(tmp_path / "new" / "base.sqlite3"))
    assert command("import", str(exported), *new).code == 0
    assert command("export", str(again), *new).code == 0
    assert again.read_bytes() == exported.read_bytes()
    assert len(exported.read_text().splitlines()) > 300
    assert command("export").out.encode() == exported.read_bytes()
    repeated = command("import", str(exported), *new)
    assert repeated.code == 0
    assert "added" not in repeated.err
    assert "changed" not in repeated.err


def test_no_name_of_a_member_is_kept(command: Command, tmp_path: Path) -> None:
    """Members stand in the base and its export by a keyed hash only."""
    command("import", _pack(tmp_path / "own.jsonl", *OWN))
    text = command("export").out
    assert '"member":"p_' in text
    assert "ann" not in {json.loads(line).get("member") for line in text.splitlines()}


@pytest.mark.parametrize("wanted", ["L/1", "ünï 1", "7"])
def test_a_products_own_id_comes_back(command: Command, tmp_path: Path, wanted: str) -> None:
    """The id that a file gives its product is the id of the answer."""
    line = {"kind": "product", "id": wanted, "name": "Moonwalker 3"}
    assert command("import", _pack(tmp_path / "own.jsonl", line)).code == 0
    answer = json.loads(command("ask", "--json", "is the moonwalker 3 worth it").out)
    assert (answer["outcome"], answer["product_id"]) == ("found", wanted)


def test_standard_input_is_a_pack_too(program: Program) -> None:
    """`import -` reads JSON lines from a pipe and says what it did."""
    done = program.run("import", "-", given=json.dumps(OWN[1]) + "\n")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Imported: 1 added (1 product).\n")


def test_a_sheet_comes_back_without_formulas(command: Command, tmp_path: Path) -> None:
    """No cell of an exported sheet is a formula, and importing it gives the names back."""
    lines = [{"kind": "product", "id": str(n), "name": name} for n, name in enumerate(FORMULAS)]
    empty = ("--database", str(tmp_path / "sheet.sqlite3"))
    assert command("import", _pack(tmp_path / "own.jsonl", *lines), *empty).code == 0
    sheet = tmp_path / "sheet.csv"
    assert command("export", str(sheet), *empty).code == 0
    with sheet.open(newline="") as file:
        cells = [row["name"] for row in csv.DictReader(file)]
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r"]
    new = ("--database", str(tmp_path / "new.sqlite3"))
    assert command("import", str(sheet), *new).code == 0
    back = [json.loads(line)["name"] for line in command("export", *new).out.splitlines()]
    assert sorted(back) == sorted(FORMULAS)
    assert command("export", "--format", "csv", *new).out == sheet.read_text()


def test_a_sheet_says_what_it_leaves_out(command: Command) -> None:
    """A CSV export tells how many entries are no products."""
    done = command("export", "--format", "csv")
    assert done.out.startswith("id,name,brand,")
    assert "this community's own products" in done.err


def test_a_dry_run_changes_nothing(command: Command, base_file: Path, tmp_path: Path) -> None:
    """`--dry-run` says what would happen and leaves every byte as it was."""
    before = base_file.read_bytes()
    done = command("import", "--dry-run", _pack(tmp_path / "own.jsonl", *OWN))
    assert done.code == 0
    assert done.err.startswith("Would import: 7 added (")
    assert base_file.read_bytes() == before


@pytest.mark.parametrize("arguments", [["--dry-run", "own.jsonl"], ["no-such-file.jsonl"]])
def test_no_base_comes_from_nothing(command: Command, tmp_path: Path, arguments: list[str]) -> None:
    """Neither a dry run nor a misspelt file leaves an empty base behind."""
    _pack(tmp_path / "own.jsonl", OWN[1])
    new = tmp_path / "new" / "base.sqlite3"
    *options, file = arguments
    command("import", *options, str(tmp_path / file), "--database", str(new))
    assert not new.parent.exists()


BAD = (
    OWN[1],
    "{not json",
    {"kind": "product"},
    {"kind": "note", "product": "gone", "lean": "skip"},
)


def test_bad_lines_are_named_and_nothing_imported(command: Command, tmp_path: Path) -> None:
    """One bad line keeps the whole file out; each is named by its number and its fault."""
    before = command("export").out
    for options in ([], ["--strict"], ["--dry-run"]):
        done = command("import", *options, _pack(tmp_path / "bad.jsonl", *BAD))
        assert done.code == 1
        first, second, third, last = done.err.splitlines()
        assert first.startswith("line 2: not JSON")
        assert second.startswith("line 3: ")
        assert "name" in second
        assert third == "line 4: product 'gone' is neither in this file nor in the base"
        assert last.startswith("hypecheck: 3 bad lines, so nothing was imported")
        assert command("export").out == before


def test_good_lines_can_be_kept(command: Command, tmp_path: Path) -> None:
    """`--skip-bad` imports the good lines and names the others."""
    done = command("import", "--skip-bad", _pack(tmp_path / "bad.jsonl", *BAD))
    assert done.code == 0
    named = ["line 2:", "line 3:", "line 4:"]
    assert [line[:7] for line in done.err.splitlines()[:3]] == named
    assert "\nImported: 1 added (1 product), 3 bad lines left out.\n" in done.err
    assert '"id":"L/1"' in command("export").out


def test_bad_rows_of_a_sheet_are_named(command: Command, tmp_path: Path) -> None:
    """A sheet's bad rows are named by the line they begin on, and hide none of the others."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        'name,price,what\n"Lamp\nOne",5,x\nLamp Two,dear,\nLamp \u2028 Three,,'
        f"{'x' * 140_000}\nLamp Four,,a\u2028b\n"
    )
    strict = command("import", str(sheet))
    assert [line[:7] for line in strict.err.splitlines()[:2]] == ["line 4:", "line 5:"]
    kept = command("import", "--skip-bad", str(sheet))
    assert "\nImported: 2 added (2 product), 2 bad lines left out.\n" in kept.err


def test_no_line_overwrites_another(command: Command, tmp_path: Path) -> None:
    """An id that a line without one was given from its name cannot be taken by a later line."""
    lines = ({"name": "Moon Lamp"}, {"id": "moon-lamp", "name": "Another"})
    done = command("import", _pack(tmp_path / "own.jsonl", *lines))
    assert done.code == 1
    assert done.err.startswith("line 2: id 'moon-lamp' went to 'Moon Lamp'")


def test_many_bad_lines_are_not_all_shown(command: Command, tmp_path: Path) -> None:
    """Of a thousand bad lines the first twenty are shown and the rest counted."""
    done = command("import", _pack(tmp_path / "bad.jsonl", *["{"] * 1000))
    assert done.code == 1
    assert "... and 980 lines more" in done.err
    assert len(done.err.splitlines()) == 22


def test_an_export_goes_where_it_can(command: Command, tmp_path: Path) -> None:
    """A target that cannot be written is named, and a base that is not there is not made."""
    command("export", str(tmp_path / "no" / "such" / "folder.jsonl")).failed_with("Cannot write")
    missing = ("--database", str(tmp_path / "none.sqlite3"))
    command("export", *missing).failed_with("There is no base")
    assert not (tmp_path / "none.sqlite3").exists()


def test_a_pack_goes_from_one_base_to_another(command: Command, tmp_path: Path) -> None:
    """Tried, shared, tried there, subscribed to, answered with, listed and ended."""
    said = [{**OWN[3], "member": name} for name in ("ann", "ben", "cem")]
    assert command("import", _pack(tmp_path / "own.jsonl", *OWN[:3], *said)).code == 0
    file = str(tmp_path / "shared.jsonl")
    assert "name it first" in command("export", "--share", file).err
    title = ("--title", "Lamp lovers")
    tried = command("export", "--share", "--dry-run", *title, "--category", "Lamps")
    assert "Would export 1 product, 1 with a tally" in tried.err
    assert command("export", "--share", *title, file).code == 0
    assert "p_" not in Path(file).read_text()
    assert "go with --share" in command("export", *title).err

    there = ("--database", str(tmp_path / "there" / "base.sqlite3"))
    assert command("starter", "load", *there).code == 0
    before = command("export", *there).out
    assert "Would subscribe: 5 added" in command("subscribe", file, "--dry-run", *there).err
    assert command("export", *there).out == before
    assert "hypecheck subscribe takes it" in command("import", file, *there).err
    assert "Subscribed: 5 added" in command("subscribe", file, *there).err
    assert "Lamp lovers: 1 product, made" in command("subscribe", *there).err
    answer = command("ask", "is the moon lamp worth it?", *there).out
    assert "From “Lamp lovers”, counted there and not here: of 3 people" in answer
    assert "is this community's own" in command("subscribe", file, "--dry-run").err
    assert command("unsubscribe", "Lamp lovers", *there).code == 0
    assert command("export", *there).out == before
