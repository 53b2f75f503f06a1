"""What a mistyped word may have been meant to be."""

import pytest

from knowledge.matching._slips import corrections


@pytest.mark.parametrize(
    ("typed", "meant", "other"),
    [
        ("covee", "cover", "bovee"),  # the next key
        ("slar", "solar", "star"),  # a letter lost
        ("shaer", "shear", "shamr"),  # two in the wrong order
        ("tentt", "tent", "tents"),  # one twice
        ("seperate", "separate", "sepprate"),  # a vowel for another
    ],
)
def test_usual_slips_are_likelier(typed: str, meant: str, other: str) -> None:
    """A letter from elsewhere on the keyboard is a less likely slip than those people make."""
    found = corrections(typed, {meant, other})

    assert found[meant] > found[other]


def test_codes_are_no_slips_of_one_another() -> None:
    """Letters without a vowel are a model's code, which a slip does not turn into another's."""
    assert corrections("lcscst", {"lcscsh"}) == {}
    assert corrections("blck", {"black"})


def test_a_short_word_is_mended_of_a_doubled_letter_only() -> None:
    """Words of three letters have too many neighbours for any other slip."""
    assert corrections("cupp", {"cup"})
    assert corrections("ccup", {"cup"})
    assert corrections("cupr", {"cup"}) == {}
    assert corrections("cut", {"cup"}) == {}


def test_two_slips_only_in_long_words() -> None:
    """Two letters may be wrong from seven on: shorter words would be too many others."""
    assert corrections("skllle", {"skillets"}) == {}
    assert corrections("omnimuont", {"omnimount"})
    assert corrections("onmimuont", {"omnimount"})
