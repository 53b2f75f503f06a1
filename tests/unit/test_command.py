"""What a command may look like on every platform."""

import pytest

from bot.chat.command import Call, Catalogue, CommandSpec, Parameter
from bot.chat.reply import Reply


async def _nothing(_call: Call) -> Reply:
    return Reply()


@pytest.mark.parametrize(
    ("path", "help_"),
    [
        ("Worth", "capitals"),
        ("kb add now", "three words"),
        ("wörth", "beyond a-z"),
        ("x" * 33, "too long"),
        ("kb " + "x" * 30, "too long joined"),
        ("", "empty"),
        ("worth", ""),
        ("worth", "x" * 101),
    ],
)
def test_a_spec_that_a_platform_would_refuse_is_refused_when_built(path: str, help_: str) -> None:
    """Discord's and Telegram's rules meet before anything is sent."""
    with pytest.raises(ValueError, match=r"command path|help text"):
        CommandSpec(path, help_, _nothing)


def test_required_parameters_come_first() -> None:
    """Discord refuses an optional option before a required one."""
    with pytest.raises(ValueError, match="required parameters stand before"):
        CommandSpec(
            "worth",
            "help",
            _nothing,
            (Parameter("tag", "a tag"), Parameter("product", "a product", required=True)),
        )


def test_a_path_is_declared_once() -> None:
    """Two commands cannot go by one name."""
    spec = CommandSpec("worth", "help", _nothing)

    with pytest.raises(ValueError, match="twice"):
        Catalogue((spec, spec))
