"""A form's fields as prompts."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.text import Text

from adapters.terminal.forms import Left, Prompts, typed
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.i18n.translator import translator

T = translator("en")
WAIT = tuple(Choice(days, f"{days} days, then ask") for days in ("1", "7", "30"))
REASONS = (Choice("price", "overpriced"), Choice("need", "unneeded"), Choice("made", "well made"))


class Screen:
    """Give typed lines in turn and keep what is shown."""

    def __init__(self, *lines: str) -> None:
        """Take the lines that are typed."""
        self._lines = list(lines)
        self.shown = io.StringIO()

    def ask(self) -> str:
        """Read the next line."""
        if not self._lines:
            raise EOFError
        return self._lines.pop(0)

    def say(self, lines: list[Text]) -> None:
        """Keep what is shown."""
        self.shown.writelines(f"{line.plain}\n" for line in lines)

    def fill(self, *fields: Field, error: str = "", **earlier: str) -> dict[str, str]:
        """Fill a form of these fields."""
        form = Form("Title", fields, "add", error=error)
        prompts = Prompts(self.ask, self.say, lambda line: line.startswith("/why"), T, 60)
        return prompts.fill(form, earlier)


@pytest.mark.parametrize(
    ("line", "value"),
    [("1", "1"), ("2", "7"), ("7", "7"), ("30", "30"), ("30 DAYS, then ask", "30"), (" 3 ", "30")],
)
def test_a_choice_is_its_number_its_value_or_its_label(line: str, value: str) -> None:
    """The shown number wins; value and label are accepted in any case."""
    field = Field("wait", "How long?", FieldKind.CHOICE, choices=WAIT)
    assert Screen(line).fill(field) == {"wait": value}


@pytest.mark.parametrize("line", ["0", "4", "-1", "00", "²", "maybe", ""])
def test_what_is_no_choice_is_asked_again(line: str) -> None:
    """A wrong number or word says so and asks again."""
    screen = Screen(line, "1")
    assert screen.fill(Field("wait", "How long?", FieldKind.CHOICE, choices=WAIT)) == {"wait": "1"}
    assert "none of the choices" in screen.shown.getvalue() or not line


@pytest.mark.parametrize(
    ("line", "value"),
    [("1,3", "price,made"), ("3, overpriced ,3,", "made,price"), ("need", "need")],
)
def test_several_choices_are_parted_by_commas(line: str, value: str) -> None:
    """Numbers, values and labels mix; each counts once."""
    field = Field("reasons", "Reasons", FieldKind.CHOICES, choices=REASONS)
    assert Screen(line).fill(field) == {"reasons": value}


def test_a_label_with_a_comma_is_one_choice() -> None:
    """A label's own comma does not part it where several may be chosen."""
    field = Field("wait", "How long?", FieldKind.CHOICES, choices=WAIT)
    assert Screen("7 days, then ask").fill(field) == {"wait": "7"}


def test_enter_keeps_and_a_dash_empties() -> None:
    """An offered value stays with Enter; a dash empties a field that may be empty."""
    first = Field("a", "First", required=False, value="old")
    second = Field("b", "Second", required=False, value="old")
    third = Field("c", "Third")
    screen = Screen("", "-", "-")
    assert screen.fill(first, second, third) == {"a": "old", "b": "", "c": "-"}
    assert "First (Enter keeps: old) (- leaves it empty)" in screen.shown.getvalue()


def test_earlier_answers_are_offered_unless_they_are_no_choice_any_more() -> None:
    """The form's own value wins over an earlier one, and a stale choice is not offered."""
    fields = (
        Field("a", "First", value="the form's"),
        Field("b", "Second"),
        Field("c", "Third", FieldKind.CHOICES, choices=REASONS),
    )
    answers = Screen("", "", "").fill(*fields, error="No.", a="mine", b="mine", c="gone,need")
    assert answers == {"a": "the form's", "b": "mine", "c": "need"}


def test_too_long_a_text_is_asked_again_and_given_back_on_leaving() -> None:
    """The limit is said with both numbers, and even refused words come back."""
    field = Field("words", "Words", FieldKind.LONG_TEXT, max_length=5)
    screen = Screen("far too long", ":cancel")
    with pytest.raises(Left) as left:
        screen.fill(field)
    assert "That has 12 characters, at most 5 fit." in screen.shown.getvalue()
    form = Form("Title", (field,), "add")
    assert [str(line) for line in typed(form, left.value.answers, 60)] == ["Words: far too long"]


@pytest.mark.parametrize("line", [":cancel", "/cancel", "/CANCEL"])
def test_a_form_is_left_with_either_word(line: str) -> None:
    """What the terminal says and what Telegram says both leave, and keep the words."""
    with pytest.raises(Left) as left:
        Screen("mine", line).fill(Field("a", "First"), Field("b", "Second"))
    assert (left.value.answers, left.value.command) == ({"a": "mine"}, "")


def test_a_question_is_no_name_unless_it_is_said_twice() -> None:
    """Who asks in the middle of a form is told how to leave it; nothing is filled in by that."""
    name, words = Field("name", "Its name"), Field("words", "Words", FieldKind.LONG_TEXT)
    screen = Screen("thots on teh stanley cupp?", "Stanley Quencher", "why not?")
    assert screen.fill(name, words) == {"name": "Stanley Quencher", "words": "why not?"}
    assert "Is that a question to me? :cancel leaves" in screen.shown.getvalue()
    assert Screen("Who Is It?", "Who Is It?").fill(name) == {"name": "Who Is It?"}
    assert Screen("the cup?").fill(replace(name, finds=True)) == {"name": "the cup?"}
    with pytest.raises(Left) as left:
        Screen("worth it?", ":cancel").fill(name)
    assert left.value.answers == {"name": "worth it?"}


@pytest.mark.parametrize("kind", [FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICES])
def test_a_command_is_no_answer(kind: FieldKind) -> None:
    """Who types one where an answer is asked for leaves the form with it."""
    choices = REASONS if kind is FieldKind.CHOICES else ()
    with pytest.raises(Left) as left:
        Screen("mine", "/why airwrap").fill(Field("a", "A"), Field("b", "B", kind, choices=choices))
    assert (left.value.answers, left.value.command) == ({"a": "mine"}, "/why airwrap")


def test_the_path_of_a_file_is_no_command(tmp_path: Path) -> None:
    """A path begins with a slash as commands do."""
    screen = Screen("/why", str(tmp_path / "none"), ":cancel")
    with pytest.raises(Left) as left:
        screen.fill(Field("pack", "The pack", FieldKind.FILE))
    assert "There is no file /why" in screen.shown.getvalue()
    assert left.value.command == ""


def test_the_error_and_the_hints_are_shown() -> None:
    """A person sees what was wrong, what may be typed, and how to leave."""
    screen = Screen("x")
    screen.fill(Field("a", "Tie", placeholder="none, or which"), error="Say the tie.")
    shown = screen.shown.getvalue()
    assert "Say the tie." in shown
    assert "Tie (none, or which)" in shown
    assert ":cancel" in shown


def test_a_file_is_named_by_its_path(tmp_path: Path) -> None:
    """A path is read, where it cannot be that is said; its text is not shown back."""
    good, binary = tmp_path / "pack.csv", tmp_path / "photo.png"
    good.write_text("name\nCup", "utf-8")
    binary.write_bytes(b"\x89PNG\x00")
    screen = Screen(str(tmp_path / "none"), str(binary), str(good))
    field = Field("pack", "The pack", FieldKind.FILE)
    answers = screen.fill(field, pack="earlier")
    assert answers == {"pack": "name\nCup"}
    said = " ".join(screen.shown.getvalue().split())
    assert "There is no file" in said
    assert "not text in UTF-8" in said
    assert "earlier" not in said
    assert not typed(Form("Title", (field,), "add"), answers, 60)
