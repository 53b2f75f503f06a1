"""Where people ask on Telegram besides chats and groups, and what their messages may lack."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.telegram_model import TelegramModel, User, find_spec
from tests.wire.telegram_model.messages import Message
from tests.wire.telegram_talk import running, starter_base, unlimited
from tests.wire.telegram_toy import Toy


@pytest.fixture
async def model() -> AsyncIterator[TelegramModel]:
    """Open a Telegram in which, at the end, nothing forbidden was done."""
    async with TelegramModel(find_spec()) as opened:
        opened.flood.off()
        yield opened
        assert not opened.violations
        assert not opened.unanswered


async def test_comments_on_a_channels_posts_are_answered_under_them(model: TelegramModel) -> None:
    """A post is not the bot's business, whomever it names; a comment that asks about it is."""
    ann, ben = model.user("Ann"), model.user("Ben")
    group = model.supergroup("Talk", ann, ben, admin=True)
    news = model.channel("News", ann, linked=group, bot=False)
    async with running(model, Toy().dispatcher()):
        ann.says(news, f"{model.bot.mention} the new cup is here")
        post = group.messages[-1]
        comment = ben.says(group, f"{model.bot.mention} worth it?", reply_to=post)
        answer = await comment.reply()
        assert "worth it? |" in answer.text
        assert "the new cup is here" in answer.text
        assert answer.reply_to is comment  # by which Telegram puts it under the post
        assert len(group.from_bot) == 1


async def test_topics_of_ones_own_chat_keep_their_answers_and_forms(model: TelegramModel) -> None:
    """Where an admin has switched topics on in private chats, nothing lands outside of them."""
    ann = model.user("Ann")
    ann.private.forum = True
    topic = ann.private.topic("kitchen", ann)
    async with running(model, Toy().dispatcher()):
        assert (await ann.says(ann.private, "the cup?", topic=topic).reply()).topic is topic
        form = await ann.says(ann.private, "/mine", topic=topic).reply()
        await ann.taps(form, "skip").answer()
        await model.until(lambda: "Why?" in form.text)
        ann.says(ann.private, "/cancel", topic=topic)
        await model.until(lambda: "You left the form." in form.text)
        nothing = await ann.says(ann.private, "/cancel", topic=topic).reply()
        assert {each.topic for each in ann.private.from_bot} == {topic}
        assert "nothing to cancel" in nothing.text


async def test_what_is_quoted_is_what_is_asked_about(model: TelegramModel) -> None:
    """Also of a message in another chat or topic, of which Telegram shows only the quote."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann, admin=True)
    async with running(model, Toy().dispatcher()):
        quote = {"text": "the airwrap", "position": 7, "is_manual": True}
        origin = {"type": "user", "date": 1, "sender_user": ann.payload()}
        asked = _message(model, ann, lab.id, f"{model.bot.mention} worth it?")
        asked.more = {"quote": quote, "external_reply": {"origin": origin}}
        model.post(asked)
        assert "worth it? | the airwrap" in (await asked.reply()).text


async def test_a_link_asks_about_the_product_of_its_id(
    model: TelegramModel, tmp_path: Path
) -> None:
    """By the id that exports and `ask --json` name; where none has it, by its words."""
    ann, base = model.user("Ann"), await starter_base(tmp_path)
    async with running(model, unlimited(base)):
        for id_, shown in (
            ("stanley-quencher-h2-0", "Stanley Quencher H2.0"),
            ("airwrap", "Dyson Airwrap"),
            ("glowpop-3000", "Nobody here has reported on “glowpop 3000”"),
        ):
            link = f"https://t.me/{model.bot.username}?start=ask_{id_}"
            assert shown in (await ann.follows(link).reply()).text
    await base.close()


async def test_a_caption_asks_as_words_do(model: TelegramModel) -> None:
    """A photo of the thing with the bot's name under it, or with a command."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann, admin=True)
    async with running(model, Toy().dispatcher()):
        for words in (f"{model.bot.mention} the cup", "/worth@HypecheckBot the cup"):
            photo = model.file("cup.png", b"\x89PNG\r\n", "photo")
            assert "the cup |" in (await ann.says(lab, words, file=photo).reply()).text


async def test_a_button_of_a_message_that_is_gone_is_answered(model: TelegramModel) -> None:
    """Of a message that was deleted or is too old Telegram tells the number and nothing more."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with running(model, Toy().dispatcher()):
        for chat in (lab, ann.private):
            listed = await ann.says(chat, "/pages").reply()
            page, again = (listed.button(name).data or "" for name in ("Next", "Same"))
            ann.deletes(listed)
            for data in (page, again, "f|none|0|x", "h:of another time"):
                await ann.taps(listed, data, stale=True).answer()
        await model.quiet()
        assert all("row" in each.text for each in lab.from_bot[-2:])


async def test_the_general_topic_is_answered_in(model: TelegramModel) -> None:
    """There Telegram names no topic, and takes no answer that does."""
    ann = model.user("Ann")
    forum = model.forum("Home", ann)
    forum.topic("shopping")
    async with running(model, Toy().dispatcher()):
        answer = await ann.says(forum, "/worth@HypecheckBot the cup").reply()
        assert answer.topic is None


async def test_a_guest_asks_about_what_it_replies_to(model: TelegramModel) -> None:
    """The bot is named under a message of a chat that it is not in."""
    ann, ben = model.user("Ann"), model.user("Ben")
    den = model.supergroup("Den", ann, ben, bot=False)
    async with running(model, Toy().dispatcher()):
        said = ben.says(den, "I bought the cup")
        asked = ann.says(den, f"{model.bot.mention}", reply_to=said)
        assert "worth it? | I bought the cup" in (await asked.reply()).text


def _message(model: TelegramModel, who: User, chat: int, text: str) -> Message:
    place = model.chats[chat]
    entity = {"type": "mention", "offset": 0, "length": len(model.bot.mention)}
    return Message(place, place.next_id(), model.clock(), who, text, [entity])
