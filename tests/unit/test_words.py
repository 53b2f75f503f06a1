"""Writing names and questions the same way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.words import (
    LIMIT,
    cuts,
    fold,
    has_digit,
    is_shade,
    is_spelled,
    other_numeral,
    terms,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Crème de la Mer", "creme de la mer"),
        ("Ｄｙｓｏｎ　Ａｉｒｗｒａｐ", "dyson airwrap"),
        ("Lay's Classic", "lay classic"),
        ("Lay’s don’t", "lay dont"),
        ("Johnson & Johnson", "johnson and johnson"),
        ("PS+", "ps plus"),
        ("Black+Decker", "black decker"),
        ("e.l.f. Halo Glow", "elf halo glow"),
        ("WH-1000XM5", "wh 1000xm5"),
        ("Backup Exec 7.0", "backup exec 7"),
        ("4.25 oz.", "4 25 oz"),
        ("12,000 BTU", "12000 btu"),
        ("Smørrebrød Straße", "smorrebrod strasse"),
        ("İstanbul", "istanbul"),
        ("מסרק", "מסרק"),
        ("a\ud800b 🫙 c", "a b c"),
        ("?!…", ""),
        ("", ""),
        ("EE™ Joint", "ee joint"),
        ("Quicken (R) 2007", "quicken 2007"),
        ("Popcorn(TM) 2", "popcorn 2"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    """Case, accents, width and punctuation do not tell names apart."""
    assert fold(typed) == folded


def test_fold_reads_the_beginning_only() -> None:
    """A text of any size costs no more than a name."""
    assert len(fold("é" * 1_000_000)) <= LIMIT


@given(st.text(st.characters()))
@settings(max_examples=200, deadline=None)
def test_fold_is_stable(text: str) -> None:
    """What was folded folds to itself, is short and can be stored, whatever was typed."""
    folded = fold(text)
    assert fold(folded) == folded
    assert len(folded) <= LIMIT
    folded.encode()
    assert all(terms(folded))


@pytest.mark.parametrize(
    ("folded", "words"),
    [
        ("the stanley cups", ["stanley", "cup"]),
        ("bottles", ["bottle"]),
        ("boxes", ["box"]),
        ("batteries", ["battery"]),
        ("glass tennis bus", ["glass", "tennis", "bus"]),
        ("iphone 6s", ["iphone", "6s"]),
        ("the the", ["the", "the"]),
        ("", []),
    ],
)
def test_terms(folded: str, words: list[str]) -> None:
    """Plurals and articles do not tell names apart, and a name of articles stays one."""
    assert terms(folded) == words


def test_only_words_of_letters_are_spelled() -> None:
    """A model number is never taken for a slip of another."""
    assert is_spelled("dyson")
    assert not is_spelled("1000xm5")
    assert not is_spelled("mer")
    assert has_digit("1000xm5")
    assert not has_digit("dyson")


def test_cuts_meet_one_slip_apart() -> None:
    """Two words one slip apart share a spelling."""
    for slip in ("dysn", "dysson", "dyzon", "dyosn"):
        assert (cuts(slip) | {slip}) & (cuts("dyson") | {"dyson"})


def test_numerals_have_two_forms() -> None:
    """A small number is known in Roman letters and back; "v" and "x" are model letters."""
    assert [other_numeral(each) for each in ("ii", "2", "v", "x", "12")] == [
        "2",
        "ii",
        None,
        None,
        None,
    ]


def test_a_colour_is_no_other_product() -> None:
    """Colours are told from words that make a difference."""
    assert is_shade("pink")
    assert not is_shade("pro")
