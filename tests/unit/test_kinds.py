"""A kind of thing is no product: the bot says so, and offers its category."""

import pytest

from bot.bootstrap import Base, build
from bot.chat.action import Action
from bot.chat.reply import Reply
from bot.chat.request import Request, Source
from bot.settings import Settings
from tests.factories import GROUP, MAYA


async def _asked(base: Base, message: str, locale: str) -> Reply:
    arguments = {"question": message}
    request = Request("worth", MAYA, GROUP, arguments, locale, Source.MESSAGE)
    return await build(Settings(), base, {}).handle(request)


def _browsing(reply: Reply) -> list[Action]:
    return [each.action for each in reply.actions if each.action.command == "browse"]


@pytest.mark.parametrize(
    ("locale", "message", "category"),
    [
        ("en", "is a dehumidifier worth it", "appliances"),
        ("en", "are air fryers worth it?", "kitchen"),
        ("en", "is any air fryer worth it", "kitchen"),
        ("en", "which air fryer", "kitchen"),
        ("en", "which air fryer should i get?", "kitchen"),
        ("en", "what's a good blender", "kitchen"),
        ("en", "is a cheap robot vacuum worth it", "appliances"),
        ("de", "lohnt sich ein Luftentfeuchter?", "appliances"),
        ("de", "welche Heißluftfritteuse", "kitchen"),
        ("de", "lohnt sich irgendeine Heißluftfritteuse?", "kitchen"),
        ("de", "welche Trinkflasche soll ich kaufen", "drinkware"),
        ("de", "sind Thermobecher sinnvoll", "drinkware"),
    ],
)
async def test_a_kind_of_thing_is_offered_its_category(
    starter_base: Base, locale: str, message: str, category: str
) -> None:
    """Nothing is answered as a product, and one press shows the category."""
    reply = await _asked(starter_base, message, locale)

    assert _browsing(reply) == [Action("browse", {"category": category})]


async def test_a_category_that_holds_nothing_is_not_offered(base: Base) -> None:
    """A base without kitchen things does not offer the kitchen."""
    assert not _browsing(await _asked(base, "is an air fryer worth it", "en"))
    assert _browsing(await _asked(base, "which air fryer", "en")) == [Action("browse")]


async def test_a_known_product_is_answered_whatever_its_kind(starter_base: Base) -> None:
    """The kind's category is not offered beside an answer."""
    assert not _browsing(await _asked(starter_base, "is the vitamix blender worth it", "en"))
