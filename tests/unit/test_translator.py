"""The words a person sees, in their language."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.chat.reply import Note
from bot.i18n.extract import TEMPLATE, collect, template
from bot.i18n.translator import LOCALES, available, translator
from bot.views import choices
from knowledge.matching.question import Question, Understanding, Why

_NAME = re.compile(r"\{(\w+)\}")


def test_numbers_dates_and_money_follow_the_language() -> None:
    """English is the language of the code and needs no catalogue."""
    t = translator("en")

    assert t.money(Decimal(45), "USD") == "$45"
    assert t.money(Decimal("139.95"), "USD") == "$139.95"
    assert t.month(date(2026, 5, 1)) == "May 2026"
    assert t.number(12345) == "12,345"
    assert t.either(["a", "b", "c"]) == "a, b, or c"
    assert t.plural("{count} owner", "{count} owners", 1) == "1 owner"


@pytest.mark.parametrize("tag", ["", "xx", "tlh-Latn", "../../etc/passwd", "de\x00", "e" * 5000])
def test_a_language_nobody_has_falls_back_to_english(tag: str) -> None:
    """Whatever a platform sends as a locale, there are words."""
    assert translator(tag)("Which one do you mean?") == "Which one do you mean?"


def test_a_translation_with_a_wrong_name_falls_back_to_english(tmp_path: Path) -> None:
    """A translator's slip does not fail in somebody's chat."""
    (tmp_path / "de.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "in {place}"\nmsgstr "in {ort}"\n\nmsgid "yes"\nmsgstr "ja"\n'
    )
    t = translator("de-AT", tmp_path)

    assert t("yes") == "ja"
    assert t("in {place}", place="Wien") == "in Wien"


def test_values_are_put_in_and_never_read_as_words() -> None:
    """Braces in what a member typed stay braces."""
    assert translator("en")("There is no /{command}.", command="{0.x}") == "There is no /{0.x}."


def test_the_template_holds_every_text_of_the_code() -> None:
    """After a change of words `make docs` was run."""
    assert TEMPLATE.read_text("utf-8") == template()


def _forms(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


@pytest.mark.parametrize("language", [each for each in available() if each != "en"])
def test_a_language_is_complete(language: str) -> None:
    """Every text is translated, with the same names in braces."""
    with (LOCALES / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    for message in collect():
        if not message.id:
            continue
        found = catalogue.get(message.id if isinstance(message.id, str) else message.id[0])
        assert found is not None, message.id
        assert not found.fuzzy
        texts, english = _forms(found.string), _forms(message.id)
        names = {name for text in english for name in _NAME.findall(text)}
        for text in texts:
            assert text, message.id
            assert set(_NAME.findall(text)) <= names | {"count"}, message.id


@pytest.mark.parametrize("why", [Why.EMPTY, Why.CHATTER])
@pytest.mark.parametrize("locale", ["en", "de"])
def test_the_example_that_a_reply_gives_is_understood(locale: str, why: Why) -> None:
    """Whoever is told how to ask, in either language, can type just that to any bot."""
    (note,) = choices.not_a_question(translator(locale), why).blocks
    assert isinstance(note, Note)
    example = note.text.rpartition(": ")[2]
    for languages in (("en",), ("de", "en")):
        reading = Understanding.load(*languages).read(example)
        assert isinstance(reading, Question), example
        assert [each.text.casefold() for each in reading.subjects] == ["airwrap"]
