"""From what Telegram sends to a request: commands, mentions, replies, direct messages, links."""

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity, User

from bot.chat.command import Catalogue
from bot.chat.grammar import parse
from bot.chat.request import Author, Place, Request, Source

PLATFORM = "telegram"
WORTH = "worth"
ASKS = "ask_"
_QUESTION = "worth it?"
_COMMAND = re.compile(
    r"/(?P<name>[A-Za-z0-9_]{1,64})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?\Z", re.DOTALL
)
_MAX_ABOUT = 4000


@dataclass(frozen=True, slots=True)
class Me:
    """Be the bot as Telegram knows it."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Start:
    """Be the press of Start, with what a deep link carried."""

    payload: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Be the wish to leave a form."""


@dataclass(frozen=True, slots=True)
class Said:
    """Be words to the bot: what was said, and what they reply to.

    An aside replies to the bot and calls it by no name, as "thanks!" does.
    """

    text: str
    about: str
    is_aside: bool = False


Meaning = Start | Cancel | Said | Request


def author(message: Message) -> Author | None:
    """Name who wrote: a person, or the chat or channel they write as; None for a bot."""
    sender, user = message.sender_chat, message.from_user
    if sender is not None:
        return Author(PLATFORM, str(sender.id), message.author_signature or sender.title or "")
    return of_user(user) if user is not None and not user.is_bot else None


def of_user(user: User) -> Author:
    """Name a person."""
    return Author(PLATFORM, str(user.id), user.full_name)


def place(message: Message, space: str) -> Place:
    """Name where a message stands; in a forum, its topic as well."""
    thread = str(message.message_thread_id or "") if message.is_topic_message else ""
    return Place(PLATFORM, space, "", thread, message.chat.type == "private")


def locale(user: User | None) -> str:
    """Return the language of a person's Telegram, or an empty text."""
    return (user.language_code or "") if user is not None else ""


def read(
    message: Message, me: Me, catalogue: Catalogue, who: Author, where: Place
) -> Meaning | None:
    """Read a message to the bot; None for all others, which are none of its business."""
    if message.via_bot is not None or message.is_automatic_forward:
        return None
    text = (message.text or message.caption or "").strip()
    found = _COMMAND.match(text) if text.startswith("/") else None
    if found is not None:
        return _command(found, message, me, catalogue, Request("", who, where))
    is_called = where.is_private or bool(_mentions(message, me))
    if not text or not (is_called or _is_reply(message, me)):
        return None
    words, replied = _without_mention(message, text, me), about(message, me)
    return Said(words, replied, not is_called) if words or replied else None


def question(said: Said, who: Author, where: Place, language: str) -> Request:
    """Make a question of words to the bot."""
    arguments = {"question": said.text or _QUESTION}
    if said.about:
        arguments["about"] = said.about
    return Request(WORTH, who, where, arguments, language, Source.MESSAGE)


def about(message: Message, me: Me) -> str:
    """Return the words that a message replies to; of an answer of the bot's, what it is about."""
    if message.quote is not None:
        return message.quote.text[:_MAX_ABOUT]
    replied = _replied(message)
    if replied is None:
        return ""
    words = (replied.text or replied.caption or "")[:_MAX_ABOUT]
    if not _is_reply(message, me):
        return words
    first, _, rest = words.partition("\n")
    # Of answers that went out in one message the first line names who asked.
    return rest.partition("\n")[0] if first.startswith("1. ") else first


def linked(payload: str) -> dict[str, str]:
    """Read what a deep link asks: `ask_stanley-cup`, the product of that id, or else its words."""
    id_ = payload.removeprefix(ASKS)
    words = " ".join(id_.replace("-", " ").replace("_", " ").split())
    return {"question": words, "id": id_} if words and payload.startswith(ASKS) else {}


def _command(
    found: re.Match[str], message: Message, me: Me, catalogue: Catalogue, base: Request
) -> Meaning | None:
    named, name = found["bot"], found["name"].lower()
    if named is not None and named.lower() != me.username.lower():
        return None
    rest = (found["rest"] or "").strip()
    if name == "start":
        return Start(rest)
    if name == "cancel":
        return Cancel()
    parsed = parse(catalogue, f"{name} {rest}")
    if parsed is None:
        # In a group a bare command that is not ours is another bot's.
        is_ours = named is not None or base.place.is_private or bool(catalogue.group(name))
        return Request(name.replace("_", " "), base.author, base.place) if is_ours else None
    arguments = dict(parsed.arguments)
    spec, replied = catalogue.get(parsed.command), about(message, me)
    if replied and spec is not None and spec.parameter("about"):
        arguments = {"question": _QUESTION, **arguments, "about": replied}
    return Request(parsed.command, base.author, base.place, arguments)


def _is_reply(message: Message, me: Me) -> bool:
    replied = _replied(message)
    user = replied.from_user if replied is not None else None
    return user is not None and user.id == me.id


def _replied(message: Message) -> Message | None:
    """Return what a message replies to; in a topic that is not the message that opened it."""
    replied = message.reply_to_message
    return replied if replied is not None and replied.forum_topic_created is None else None


def _mentions(message: Message, me: Me) -> list[str]:
    if not (message.entities or message.caption_entities):
        return []
    entities = message.parse_entities() if message.text else message.parse_caption_entities()
    return [text for entity, text in entities.items() if _is_me(entity, text, me)]


def _is_me(entity: MessageEntity, text: str, me: Me) -> bool:
    if entity.type == MessageEntity.MENTION:
        return text.lower() == f"@{me.username.lower()}"
    return entity.user is not None and entity.user.id == me.id  # a name that links to the bot


def _without_mention(message: Message, text: str, me: Me) -> str:
    for mention in _mentions(message, me):
        text = text.replace(mention, " ")
    return text.strip()
