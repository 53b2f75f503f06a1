"""The command line as a person or a script uses it."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.wire.conftest import Command
from tests.wire.program import Program

JOURNEY = (
    "is the stanley cup worth it??",
    "flawless filter?",
    "worth it prime?",
    "thoughts on the glowpop 3000",
    "is college worth it",
)
_KEYS = [
    *("outcome", "product_id", "product", "candidates", "confidence", "span", "verdict"),
    "micros",
]


def _asked(command: Command, text: str) -> dict[str, Any]:
    done = command("ask", "--json", text)
    assert (done.code, done.err) == (0, "")
    assert done.out.count("\n") == 1
    answer: dict[str, Any] = json.loads(done.out)
    return answer


@pytest.mark.parametrize("ending", ["\n:quit\nis the airwrap worth it\n", "\n", ""])
def test_chat_answers_the_journeys_and_ends(program: Program, ending: str) -> None:
    """Piped, the chat answers every question in order and ends at :quit or the end of input."""
    done = program.run("chat", given="\n".join(JOURNEY) + ending)
    assert (done.code, done.err) == (0, "")
    shown = [
        *("Stanley Quencher", "EDITORIAL NOTE", "no member has reported"),
        *("Flawless Filter", "Which one do you mean?", "Amazon Prime", "Prime Hydration"),
        *("Nobody here has reported on “glowpop 3000”", "not about a product"),
    ]
    places = [done.out.index(text) for text in shown[:-1]]
    assert places == sorted(places)
    assert shown[-1] in done.out[places[-1] :]
    assert "Airwrap" not in done.out


def test_the_first_chat_makes_its_base(program: Program) -> None:
    """With an empty home and nothing set, the chat makes a base and loads the starter pack."""
    fresh = program.having(HYPECHECK_DATABASE="")
    done = fresh.run("chat", given="is the stanley cup worth it\n")
    assert done.code == 0
    assert "Stanley Quencher" in done.out
    base = program.home / ".local/share/hypecheck/hypecheck.sqlite3"
    assert done.err.startswith(f"New base at {base}.\nStarter pack loaded: ")
    again = fresh.run("ask", "is the stanley cup worth it")
    assert (again.code, again.err) == (0, "")


def test_a_base_whose_making_was_cut_short_is_finished(command: Command, tmp_path: Path) -> None:
    """A base to which nothing was ever done gets the starter pack when somebody asks."""
    (tmp_path / "empty.sqlite3").touch()
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{")
    assert command("import", str(bad), "--database", str(tmp_path / "failed.sqlite3")).code == 1
    for name in ("empty.sqlite3", "failed.sqlite3"):
        done = command("ask", "is the stanley cup worth it", "--database", str(tmp_path / name))
        assert done.code == 0
        assert "Stanley Quencher" in done.out
        assert done.err.startswith("New base at ")


def test_a_base_without_the_starter_pack_stays_so(command: Command) -> None:
    """Once removed, the starter pack comes back only when it is asked for."""
    command("starter", "remove")
    done = command("ask", "is the stanley cup worth it")
    assert done.err == ""
    assert "Nobody here has reported" in done.out


def test_ask_answers_once(program: Program) -> None:
    """`ask` prints the chat's answer to one question, in plain words."""
    done = program.run("ask", "is", "the", "stanley", "cup", "worth it??")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Stanley Quencher H2.0")
    assert "\x1b" not in done.out


def test_ask_json_of_a_product_that_is_known(command: Command) -> None:
    """A found product is named by its id and title, with exactly the promised keys in order."""
    answer = _asked(command, "is the stanley cup worth it??")
    assert list(answer) == _KEYS
    assert answer["outcome"] == "found"
    assert answer["product_id"] == answer["candidates"][0] == "stanley-quencher-h2-0"
    assert answer["product"].startswith("Stanley Quencher H2.0")
    assert answer["span"] == "stanley cup"
    assert answer["verdict"] == "none"
    assert isinstance(answer["confidence"], float)
    assert 0.5 < answer["confidence"] <= 1
    assert isinstance(answer["micros"], int)


def test_ask_json_of_several_products(command: Command) -> None:
    """An ambiguous name gives the candidates, best first, and no product."""
    answer = _asked(command, "worth it prime?")
    assert list(answer) == _KEYS
    assert answer["outcome"] == "ambiguous"
    assert answer["product_id"] is answer["product"] is answer["verdict"] is None
    assert {"amazon-prime", "prime-hydration"} <= set(answer["candidates"])
    assert 0 <= answer["confidence"] <= 1


def test_ask_json_of_an_unknown_product(command: Command) -> None:
    """An unknown name gives the best guesses with their small confidence, and no product."""
    answer = _asked(command, "thoughts on the glowpop 3000")
    assert list(answer) == _KEYS
    assert answer["outcome"] == "unknown"
    assert answer["product_id"] is answer["product"] is answer["verdict"] is None
    assert answer["candidates"]
    assert all(isinstance(each, str) for each in answer["candidates"])
    assert 0 <= answer["confidence"] < 0.5
    assert answer["span"] == "glowpop 3000"


def test_ask_json_of_no_question(command: Command) -> None:
    """A message that asks about no product has no span, no candidates, and confidence 0."""
    answer = _asked(command, "is college worth it")
    assert list(answer) == _KEYS
    assert answer["outcome"] == "not_a_question"
    assert answer["candidates"] == []
    assert answer["confidence"] == 0
    empty = ("product_id", "product", "span", "verdict")
    assert all(answer[name] is None for name in empty)


def test_a_batch_keeps_ids_and_order(program: Program, tmp_path: Path) -> None:
    """Each line of a batch, from a file or standard input, gets one line with its own id."""
    lines = [{"id": "a", "text": "stanley cup?"}, {"id": 7, "text": "hello", "more": 1}]
    text = "\n\n".join(json.dumps(line) for line in lines)
    file = tmp_path / "batch.jsonl"
    file.write_text(text)
    from_file = program.run("ask", "--batch", str(file))
    from_pipe = program.run("ask", "--json", "--batch", "-", given=text)
    for done in (from_file, from_pipe):
        assert (done.code, done.err) == (0, "")
        answers = [json.loads(line) for line in done.out.splitlines()]
        assert [answer["id"] for answer in answers] == ["a", 7]
        assert all(list(answer) == ["id", *_KEYS] for answer in answers)
        assert [answer["outcome"] for answer in answers] == ["found", "not_a_question"]


@pytest.mark.parametrize("bad", ['{"id": 1}', '{"id": 1, "text": 2}', "[]", "{", '{"text": "x"}'])
def test_a_bad_batch_line_is_named(command: Command, tmp_path: Path, bad: str) -> None:
    """The lines before a bad one are answered; the bad one is named by its number."""
    file = tmp_path / "batch.jsonl"
    file.write_text(f'{{"id": 1, "text": "stanley cup?"}}\n{bad}\n')
    done = command("ask", "--batch", str(file))
    done.failed_with("line 2 is not like")
    assert len(done.out.splitlines()) == 1


def test_starter_is_loaded_updated_and_removed(program: Program) -> None:
    """Each starter command says what it did; removing what is not there is an error."""
    updated = program.run("starter", "update")
    assert (updated.code, updated.out) == (0, "")
    assert updated.err.startswith("Starter pack loaded: ")
    assert "added" not in updated.err
    removed = program.run("starter", "remove")
    assert removed.code == 0
    assert removed.err.startswith("Starter pack removed: ")
    assert program.run("export").out == ""
    program.run("starter", "remove").failed_with("not loaded")
    loaded = program.run("starter", "load")
    assert loaded.code == 0
    assert " added (" in loaded.err


def test_an_unknown_setting_names_the_nearest(program: Program) -> None:
    """A misspelt variable stops the program and names the one that was meant."""
    misspelt = program.having(HYPECHECK_DATABSE="y")
    misspelt.run("ask", "x").failed_with("'databse'", "Did you mean database?")


def test_a_file_may_hold_a_setting(program: Program, tmp_path: Path) -> None:
    """HYPECHECK_DATABASE_FILE names a file with the base's path; a missing one is an error."""
    secret = tmp_path / "where"
    secret.write_text(f"{program.database}\n")
    elsewhere = program.having(HYPECHECK_DATABASE="", HYPECHECK_DATABASE_FILE=str(secret))
    done = elsewhere.run("ask", "--json", "stanley cup?")
    assert json.loads(done.out)["outcome"] == "found"
    secret.unlink()
    elsewhere.run("ask", "x").failed_with("HYPECHECK_DATABASE_FILE", "No such file")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frobnicate"],
        ["ask", "--frobnicate"],
        ["import"],
        ["starter", "explode"],
        ["export", "--format", "xml"],
        ["import", "--strict", "--skip-bad", "x"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A command line that cannot be understood shows the usage and ends with exit code 2."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("usage: hypecheck")


def test_ask_wants_a_question(command: Command) -> None:
    """`ask` without words says how it is called."""
    with pytest.raises(SystemExit) as caught:
        command("ask")
    assert caught.value.code == 2


@pytest.mark.parametrize("arguments", [["export"], ["ask", "--json", "stanley cup?"]])
def test_a_reader_that_leaves_is_no_error(program: Program, arguments: list[str]) -> None:
    """Whether the output is long or short, a closed pipe, as of `| head`, ends it quietly."""
    with program.start(*arguments) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("arguments", [["export"], ["ask", "stanley cup?"], ["ask", "--json", "x"]])
def test_output_that_cannot_be_written_is_an_error(program: Program, arguments: list[str]) -> None:
    """Where the output cannot be written the program says so, also when it is short."""
    with Path(os.devnull).open("rb") as closed_for_writing:
        program.run(*arguments, output=closed_for_writing.fileno()).failed_with("system refused")


def test_ctrl_c_leaves_quietly(program: Program) -> None:
    """Ctrl-C while the chat waits for input ends it with 130 and not a word."""
    with program.start("chat") as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"is college worth it\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"")
