"""Telling people later what became of something they did."""

import logging

import pytest

from bot.bootstrap import Base
from bot.chat.reply import Reply
from bot.i18n.translator import Translator
from bot.spaces import Spaces
from bot.telling import CONTACT, Teller
from knowledge.communities import Communities
from tests.factories import MAYA


class _Broken:
    """Be a platform that fails at every post."""

    async def post(self, *_: object) -> bool:
        """Fail."""
        raise ConnectionError("down")


def _say(t: Translator) -> Reply:
    return Reply()


async def test_a_failure_to_tell_stops_nobody(base: Base, caplog: pytest.LogCaptureFixture) -> None:
    """What was decided is saved; the admin reads why, without words or ids of anybody."""
    pseudonyms = base.pseudonyms()
    spaces = Spaces(
        base.store, Communities(base.store, base.journal, base.clock), base.clock, frozenset()
    )
    teller = Teller(lambda: pseudonyms, {MAYA.platform: _Broken()}, spaces, "en")
    contact = pseudonyms.seal(f"test\n{MAYA.id}\nserver\nchannel", CONTACT)
    with caplog.at_level(logging.WARNING):
        assert not await teller.tell(contact, _say)
        assert not await teller.tell(None, _say)
        assert not await teller.tell("no seal", _say)
    assert [record.getMessage() for record in caplog.records] == [
        "somebody could not be told: ConnectionError"
    ]
