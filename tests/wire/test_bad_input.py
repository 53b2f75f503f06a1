"""Whatever is thrown at the program: a sentence or a sane answer, and the base is unharmed."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.wire.conftest import Command
from tests.wire.program import Done, Program

LONG = "worth " * 200_000  # 1.2 million characters
WORDS = {
    "right to left": "\u202eis the كوب ستانلي worth it\u202c? האם זה שווה את זה",
    "four bytes": "is the 🥤𝕊𝕥𝕒𝕟𝕝𝕖𝕪👩‍👩‍👧‍👦 worth it",
    "combining": "is the s" + "\u0301" * 5000 + " worth it",
    "sql": "is '; DROP TABLE product;-- worth it? OR 1=1",
    "markup": "is <b>*_`[x](javascript:1)`_*</b> @everyone worth it",
    "escapes": "is \x1b[31mred\x1b]0;title\x07\x00 worth it",
    "wildcards": "is %_*\\?[a-z] NEAR AND OR NOT worth it",
    "spaces": " \u00a0\u2003\t ",
    "one long word": "is " + "x" * 100_000 + " worth it",
    "long": LONG,
    "questions": "is the stanley cup worth it? " * 30_000,
}
_OUTCOMES = ("found", "ambiguous", "unknown", "not_a_question")


@pytest.fixture(autouse=True)
def _unharmed(base_file: Path) -> Iterator[None]:
    """After each test the base is whole and has its starter pack."""
    yield
    with closing(sqlite3.connect(base_file)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        ((count,),) = raw.execute("SELECT count(*) FROM product WHERE pack = 'starter'")
        assert count > 90


def _pack(path: Path, *lines: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return str(path)


def _refused_lines(done: Done, *words: str) -> None:
    """Check that a pack was refused with bad lines, the first of which holds the words."""
    assert done.code == 1
    assert "Traceback" not in done.err
    first, *_, last = done.err.splitlines()
    assert all(word in first for word in words), first
    assert len(first) < 500
    assert "nothing was imported" in last


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_strange_words_are_answered(command: Command, tmp_path: Path, text: str) -> None:
    """Any message at all gets an outcome, within two seconds."""
    file = tmp_path / "batch.jsonl"
    file.write_text(json.dumps({"id": 1, "text": text}), "utf-8")
    done = command("ask", "--batch", str(file))
    assert (done.code, done.err) == (0, "")
    answer = json.loads(done.out)
    assert answer["outcome"] in _OUTCOMES
    assert answer["micros"] < 2_000_000
    assert len(done.out) < 10_000
    plain = command("ask", text)
    assert plain.code == 0
    assert not set(plain.out) & set("\x00\x07\x1b\u202e\ud800")


def test_the_chat_survives_strange_lines(program: Program) -> None:
    """The chat answers whatever comes in, steers no terminal with it, and goes on."""
    lines = [text.encode() for text in WORDS.values()]
    lines += [b"\xff\xfe\x00\x80 is worth it", b"\xed\xa0\x80", b"\x1b[2J", b"/", b":", b"0", b"-1"]
    lines.append(b"is the stanley cup worth it??")
    done = program.run("chat", given=b"\n".join(lines))
    assert (done.code, done.err) == (0, "")
    assert "Stanley Quencher" in done.out
    assert not set(done.out) & set("\x00\x07\x1b\u202e\ud800")
    assert len(done.out) < 200_000


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_bytes_that_are_no_text_are_asked(program: Program, options: list[str]) -> None:
    """Arguments that are not UTF-8 are asked like any others."""
    done = program.run("ask", *options, b"is the \xff\xed\xa0\x80 gizmo worth it")
    assert (done.code, done.err) == (0, "")
    assert done.out


@pytest.mark.parametrize("name", ["noise.jsonl", "noise.csv", "zeros.jsonl", "latin1.csv"])
def test_a_file_that_is_no_pack_is_refused(command: Command, tmp_path: Path, name: str) -> None:
    """Binary files and other encodings are refused with a sentence, as packs and as batches."""
    noise = random.Random(1).randbytes(200_000)
    data = {"noise": noise, "zeros": bytes(100_000), "latin1": b"name\nCaf\xe9 cup\n"}
    file = tmp_path / name
    file.write_bytes(data[file.stem])
    done = command("import", str(file))
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "error of Hypecheck's own" not in done.err
    assert "UTF-8" in done.err
    command("ask", "--batch", str(file)).failed_with("line 1 is not like")


def test_a_line_of_a_megabyte_is_refused(command: Command, tmp_path: Path) -> None:
    """Too long a line of a pack is named by its number, without its text."""
    _refused_lines(
        command("import", _pack(tmp_path / "a.jsonl", {"name": LONG})), "line 1:", "long"
    )
    sheet = tmp_path / "a.csv"
    sheet.write_text(f"name\n{LONG}\n")
    _refused_lines(command("import", str(sheet)), "line 2:", "limit")


@pytest.mark.parametrize(
    "line",
    [
        {"name": "\x00\u200b"},
        {"name": "x", "price": "1e999"},
        {"name": "x", "price": "NaN"},
        {"name": "x", "price": 1e308},
        {"name": "x", "id": 10**40},
        {"name": "x", "id": " "},
        {"name": ["x"]},
        {"name": "x", "aliases": ["y"] * 101},
        {"kind": "spell", "name": "x"},
        {"kind": "verdict", "product": "stanley-quencher-h2-0", "member": "a", "stance": "skip"},
    ],
)
def test_strange_values_are_refused(command: Command, tmp_path: Path, line: dict[str, Any]) -> None:
    """A value that cannot be kept is a bad line, never a broken import."""
    _refused_lines(command("import", _pack(tmp_path / "a.jsonl", line)), "line 1:")


def test_lone_surrogates_in_json_are_refused(command: Command, tmp_path: Path) -> None:
    """Half a character in JSON is a bad line, in a pack and in a batch."""
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "1", "name": "\\ud800", "text": "\\ud800"}')
    _refused_lines(command("import", str(file)), "line 1:")
    command("ask", "--batch", str(file)).failed_with("line 1")


def test_names_are_shown_and_never_obeyed(program: Program, tmp_path: Path) -> None:
    """SQL, markup and terminal commands in a product's name are text, found and shown as such."""
    lines = (
        {"name": "Robert'; DROP TABLE product;--", "what": "[bold]a[/bold] <b>mug</b>"},
        {"name": "Zap\x1b[31m\x1b]0;x\x07per", "worth_if": "\x1b[2J", "aliases": ["\x9b31mzapp"]},
        {"name": "\u202eEvil\u202c 杯𝕏 كوب", "brand": "Nasty"},
    )
    assert program.run("import", _pack(tmp_path / "a.jsonl", *lines)).code == 0
    asked = "thoughts on robert'; drop table product;--\nis the zapper worth it\n/browse\n"
    done = program.run("chat", given=asked)
    assert (done.code, done.err) == (0, "")
    assert "Robert'; DROP TABLE product;--" in done.out
    assert "[bold]a[/bold] <b>mug</b>" in done.out
    assert not set(done.out) & set("\x07\x1b\x9b\u202e\u202c")


def test_ten_thousand_products_come_in_at_once(command: Command, tmp_path: Path) -> None:
    """A pack of ten thousand products is one operation, and any of them is found afterwards."""
    lines = ({"id": f"g{n}", "name": f"Gadget {n} Pro", "brand": "Acme"} for n in range(10_000))
    done = command("import", _pack(tmp_path / "a.jsonl", *lines))
    assert done.code == 0
    assert done.err.startswith("Imported: 10,000 added (10,000 product).\n")
    answer = json.loads(command("ask", "--json", "is the gadget 4711 pro worth it").out)
    assert (answer["outcome"], answer["product_id"]) == ("found", "g4711")


def test_a_second_process_may_ask_but_not_write(program: Program, tmp_path: Path) -> None:
    """While a chat has the base, an import names its process, and questions are answered."""
    file = _pack(tmp_path / "a.jsonl", {"name": "Lamp"})
    with program.start("chat") as chat:
        assert chat.stdin
        assert chat.stdout
        chat.stdin.write(b"is college worth it\n")
        chat.stdin.flush()
        assert chat.stdout.readline()
        program.run("import", file).failed_with("in use", f"process {chat.pid})")
        answer = json.loads(program.run("ask", "--json", "stanley cup?").out)
        assert answer["outcome"] == "found"
        out, err = chat.communicate(b"stanley cup?\n", timeout=30)
    assert (chat.returncode, err) == (0, b"")
    assert b"Stanley Quencher" in out
    assert program.run("import", file).code == 0


def test_a_newer_base_is_refused(command: Command, base_file: Path, tmp_path: Path) -> None:
    """Every command refuses the base of a newer version with one sentence that names both."""
    with closing(sqlite3.connect(base_file)) as raw, raw:
        raw.execute("INSERT INTO schema_step VALUES (9999, 'future', 'sum', '2030-01-01')")
    for arguments in (
        ["chat"],
        ["ask", "stanley cup?"],
        ["import", _pack(tmp_path / "a.jsonl", {"name": "Lamp"})],
        ["export"],
        ["starter", "load"],
        ["migrate"],
    ):
        command(*arguments).failed_with("The database has schema", "knows schema")


@pytest.mark.parametrize("name", ["", "text.sqlite3", "other.sqlite3", "text.sqlite3/base"])
def test_a_path_that_is_no_base_is_refused(command: Command, tmp_path: Path, name: str) -> None:
    """A folder, a text or another program's file named as the base is refused and left as it is."""
    text, other = tmp_path / "text.sqlite3", tmp_path / "other.sqlite3"
    text.write_text("milk, eggs\n" * 1000)
    with closing(sqlite3.connect(other)) as raw, raw:
        raw.execute("CREATE TABLE bookmark (address TEXT)")
    before = text.read_bytes(), other.read_bytes()
    named = ("--database", str(tmp_path / name))
    pack = _pack(tmp_path / "a.jsonl", {"name": "Lamp"})
    for arguments in (["chat"], ["ask", "stanley cup?"], ["import", pack], ["starter", "load"]):
        command(*arguments, *named).failed_with()
    assert (text.read_bytes(), other.read_bytes()) == before
