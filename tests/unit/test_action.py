"""What a button carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.action import MAX_BYTES, Action, OldAction, TooLong


def test_an_action_comes_back_from_its_text() -> None:
    """What a button carried is what a press asks for."""
    action = Action("kb add", {"p": "3f9k2a", "category": "hair-tools", "page": "2"})

    assert Action.decode(action.encode()) == action


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_value_survives_the_way_through_a_button(first: str, second: str) -> None:
    """Bars, equal signs, percent signs and any script come back as they were."""
    try:
        action = Action("browse", {"category": first, "tag": second})
    except (TooLong, UnicodeEncodeError):
        return

    assert len(action.encode().encode()) <= MAX_BYTES
    assert Action.decode(action.encode()) == action


def test_an_action_that_does_not_fit_is_refused_when_it_is_built() -> None:
    """Telegram takes 64 bytes, and the error names the size."""
    with pytest.raises(TooLong, match=r"has \d+ bytes"):
        Action("browse", {"category": "x" * 50})


@pytest.mark.parametrize("text", ["", "0|why|p=1", "2|why|p=1", "1|", "1|why|p", "1|why|p=%ff"])
def test_a_button_of_another_version_is_an_old_one(text: str) -> None:
    """Whatever cannot be read is old, never an error of ours."""
    with pytest.raises(OldAction):
        Action.decode(text)
