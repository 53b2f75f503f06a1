"""A small and strict model of Telegram for tests over real sockets.

    async with TelegramModel(find_spec(), clock=clock) as telegram:
        ann = telegram.user("Ann", "en")
        lab = telegram.supergroup("Lab", ann)
        ...                                  # start a bot at telegram.api_base, telegram.token
        answer = await ann.says(lab, "/worth ai").reply()
        tap = ann.taps(answer, "More")
        assert (await tap.answer()).text == ""
        assert not telegram.violations

world       time, ids, waiting              places members    chats, topics, rights
messages    messages, buttons, files        people queries    what people do and ask
happenings  state, and what the bot hears   privacy           what reaches the bot
updates     the queue and getUpdates        webhook           delivery to the bot's server
server      calls, faults, the log          methods           what the bot can call:
flood keyboards markup entities             sending editing answering asking commands
refusal     what is refused, in its words   spec              calls against the description
"""

from tests.wire.telegram_model.happenings import Violation
from tests.wire.telegram_model.messages import Button, File, Message
from tests.wire.telegram_model.model import TelegramModel
from tests.wire.telegram_model.people import User
from tests.wire.telegram_model.places import Chat, Topic
from tests.wire.telegram_model.queries import Answer, Inline, Result, Tap
from tests.wire.telegram_model.server import Call
from tests.wire.telegram_model.spec import find_spec
from tests.wire.telegram_model.world import CannotDo, NothingCame

__all__ = [
    "Answer", "Button", "Call", "CannotDo", "Chat", "File", "Inline", "Message", "NothingCame",
    "Result", "Tap", "TelegramModel", "Topic", "User", "Violation", "find_spec",
]  # fmt: skip
