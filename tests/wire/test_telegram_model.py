"""The model of Telegram serves the real python-telegram-bot, deed by deed."""

import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, BotCommandScopeChatAdministrators, Update
from telegram import BotCommandScopeAllPrivateChats as AllPrivate

from tests.wire.telegram_model import CannotDo, Chat, TelegramModel
from tests.wire.telegram_model.small_bot import bot, echoing, heard, keys, say, telegram

__all__ = ["bot", "echoing", "heard", "telegram"]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


async def hears(telegram: TelegramModel, heard: list[Update], count: int) -> Update:
    """Wait until the bot has heard so much, and give the last of it."""
    await telegram.quiet()
    await telegram.until(lambda: len(heard) >= count)
    assert len(heard) == count, heard
    return heard[-1]


async def test_a_private_message_is_answered(echoing: TelegramModel) -> None:
    """The text, the entities and the buttons arrive as people see them."""
    ann = echoing.user("Ann")
    answer = await ann.says(ann.private, "hello").reply()
    assert (answer.text, answer.spans("italic")) == ("hello", ["hello"])
    assert answer.labels == ["Quiet", "Loud"]
    assert answer.readers == {ann}
    assert not echoing.violations


async def test_a_tap_is_answered_and_edits(echoing: TelegramModel) -> None:
    """A tap shows its alert, and an edit without buttons takes them away."""
    ann = echoing.user("Ann")
    answer = await ann.says(ann.private, "hello").reply()
    said = await ann.taps(answer, "Loud").answer()
    assert (said.text, said.alert) == ("you tapped loud", True)
    await answer.changes()
    assert (answer.text, answer.versions, answer.labels) == ("loud", ["hello"], [])
    assert not echoing.unanswered
    with pytest.raises(CannotDo):
        ann.taps(answer, "Loud")
    assert (await ann.taps(answer, "loud", stale=True).answer()).alert


async def test_privacy_mode_hides_chatter(
    telegram: TelegramModel, bot: Bot, heard: list[Update]
) -> None:
    """In a group the bot gets commands and replies to it, and nothing else, not even its name."""
    ann, other = telegram.user("Ann"), telegram.user("Other", bot=True)
    lab = telegram.supergroup("Lab", ann, other)
    own = await say(bot, lab, "I said")
    for text in ("chatter", "/worth x", "/worth@Other_bot", "hi @HypecheckBot", "a@HypecheckBot"):
        ann.says(lab, text)
    ann.says(lab, "no reason", reply_to=own)
    other.says(lab, "beep")
    for text in ("/worth later", "/worth@hypecheckbot now"):
        ann.says(lab, text)
    await hears(telegram, heard, 3)
    texts = [each.effective_message.text for each in heard if each.effective_message]
    assert texts == ["/worth x", "no reason", "/worth@hypecheckbot now"]
    lab.promote(telegram.bot)
    ann.says(lab, "administrators hear all")
    last = await hears(telegram, heard, 5)
    assert last.message is not None
    assert last.message.text == "administrators hear all"


async def test_an_edit_reaches_the_bot(echoing: TelegramModel) -> None:
    """New words in a message that the bot knows are told; in others they are not."""
    ann = echoing.user("Ann")
    said = ann.says(ann.private, "hello")
    await said.reply()
    ann.edits(said, "hello you")
    assert (await said.reply(1)).text == "edited: hello you"


async def test_entities_count_as_telegram_counts(
    telegram: TelegramModel, heard: list[Update]
) -> None:
    """Places in a text are UTF-16 units, also after an emoji."""
    ann = telegram.user("Ann")
    ann.says(ann.private, "😀 /worth@HypecheckBot see https://example.org/a, #tag @someone")
    message = (await hears(telegram, heard, 1)).message
    assert message is not None
    found = {str(each.type): words for each, words in message.parse_entities().items()}
    assert found == {
        "bot_command": "/worth@HypecheckBot", "url": "https://example.org/a",
        "hashtag": "#tag", "mention": "@someone",
    }  # fmt: skip


async def test_topics_keep_their_answers(echoing: TelegramModel) -> None:
    """A reply to a message in a topic lands in that topic."""
    ann = echoing.user("Ann")
    forum = echoing.forum("Forum", ann)
    topic = forum.topic("Gadgets", by=ann)
    answer = await ann.says(forum, "/worth x", topic=topic).reply()
    assert answer.topic is topic
    general = await ann.says(forum, "/worth y").reply()
    assert general.topic is None


async def test_a_deep_link_starts_the_bot(echoing: TelegramModel) -> None:
    """A link from a button carries its payload into /start."""
    ann = echoing.user("Ann", started=False)
    with pytest.raises(CannotDo):
        ann.says(ann.private, "hello")
    answer = await ann.follows("https://t.me/HypecheckBot?start=ask_7").reply()
    assert answer.text == "/start ask_7"
    with pytest.raises(CannotDo):
        ann.follows("https://t.me/HypecheckBot?start=a.b")


async def test_inline_results_are_shown_cached_and_sent(echoing: TelegramModel) -> None:
    """The list is seen, kept for its time, and its message has buttons that work."""
    ann, ben = echoing.user("Ann"), echoing.user("Ben")
    elsewhere = echoing.group("Elsewhere", ann, bot=False)
    asked = ann.inline("x" * 300, chat=elsewhere)
    found = await asked.results()
    assert [each.title for each in found] == ["Title 1", "Title 2"]
    assert len(asked.query) == 256
    assert ben.inline("x" * 256).cached
    sent = asked.chooses(1)
    assert (sent.text, sent.via_bot, sent.sender) == ("words", echoing.bot, ann)
    await ann.taps(sent, "More").answer()
    await sent.changes()
    assert sent.text == "more"


async def test_guests_are_answered(echoing: TelegramModel) -> None:
    """A mention in a chat that the bot is not in is a guest query."""
    ann = echoing.user("Ann")
    answer = await ann.says(echoing.group("Far", ann, bot=False), "@HypecheckBot x?").reply()
    assert (answer.text, answer.labels) == ("words", ["More"])


async def test_anonymous_administrators_speak_as_the_group(
    telegram: TelegramModel, heard: list[Update]
) -> None:
    """Their messages have the group as sender, and a made-up person."""
    ann, ben = telegram.user("Ann"), telegram.user("Ben")
    lab = telegram.supergroup("Lab", ann, ben)
    lab.promote(ben, anonymous=True)
    ben.says(lab, "/kb_add")
    message = (await hears(telegram, heard, 1)).message
    assert message is not None
    assert message.sender_chat is not None
    assert message.from_user is not None
    assert (message.sender_chat.id, message.from_user.id) == (lab.id, 1087968824)


async def test_administrators_change(
    telegram: TelegramModel, bot: Bot, heard: list[Update]
) -> None:
    """An administrator bot is told of promotions; anyone may ask who they are."""
    ann, ben = telegram.user("Ann"), telegram.user("Ben")
    lab = telegram.supergroup("Lab", ann, ben, admin=True)
    lab.promote(ben, "can_delete_messages", by=ann)
    change = (await hears(telegram, heard, 1)).chat_member
    assert change is not None
    assert change.new_chat_member.status == "administrator"
    assert {each.user.id for each in await bot.get_chat_administrators(lab.id)} >= {ann.id, ben.id}
    lab.demote(ben)
    assert (await bot.get_chat_member(lab.id, ben.id)).status == "member"
    lab.demote(telegram.bot)
    last = await hears(telegram, heard, 3)
    assert last.my_chat_member is not None


async def test_a_group_grows_into_a_supergroup(
    telegram: TelegramModel, heard: list[Update]
) -> None:
    """Both chats tell where the other is."""
    ann = telegram.user("Ann")
    small = telegram.group("Small", ann)
    grown = small.migrate()
    await hears(telegram, heard, 2)
    old, new = (each.message for each in heard)
    assert old is not None
    assert new is not None
    assert (old.chat.id, old.migrate_to_chat_id) == (small.id, grown.id)
    assert (new.chat.id, new.migrate_from_chat_id) == (grown.id, small.id)
    ann.says(grown, "/worth")
    await hears(telegram, heard, 3)


async def test_channel_posts_reach_the_linked_group(
    telegram: TelegramModel, heard: list[Update]
) -> None:
    """A post is told as such and copied into the group for comments."""
    ann = telegram.user("Ann")
    talk = telegram.supergroup("Talk", ann, admin=True)
    news = telegram.channel("News", ann, linked=talk)
    ann.says(news, "something new")
    await hears(telegram, heard, 2)
    post, copy = heard[0].channel_post, heard[1].message
    assert post is not None
    assert post.sender_chat is not None
    assert copy is not None
    assert copy.is_automatic_forward
    ann.says(talk, "/worth it", reply_to=talk.last)
    comment = (await hears(telegram, heard, 3)).message
    assert comment is not None
    assert (comment.message_thread_id, comment.is_topic_message) == (copy.message_id, None)


async def test_commands_are_offered_per_scope_and_language(
    telegram: TelegramModel, bot: Bot
) -> None:
    """People see the narrowest list, in their language where there is one."""
    ann, eva = telegram.user("Ann"), telegram.user("Eva", "de-AT")
    lab = telegram.supergroup("Lab", ann, eva)

    def one(name: str) -> list[BotCommand]:
        return [BotCommand(name, "Do it")]

    await bot.set_my_commands(one("plain"))
    await bot.set_my_commands(one("deutsch"), AllPrivate(), "de")
    await bot.set_my_commands(one("here"), BotCommandScopeChat(lab.id))
    await bot.set_my_commands(one("rule"), BotCommandScopeChatAdministrators(lab.id))
    assert (ann.menu(ann.private), eva.menu(eva.private)) == (["plain"], ["deutsch"])
    assert (ann.menu(lab), eva.menu(lab)) == (["rule"], ["here"])
    assert telegram.commands.names("all_private_chats", "de") == ["deutsch"]
    await bot.delete_my_commands(AllPrivate(), "de")
    assert eva.menu(eva.private) == ["plain"]
    assert [each.command for each in await bot.get_my_commands()] == ["plain"]


async def test_pictures_and_files_go_both_ways(telegram: TelegramModel, bot: Bot) -> None:
    """A picture has its words as caption; a person's file can be fetched."""
    ann = telegram.user("Ann")
    chat: Chat = ann.private
    sent = await bot.send_photo(chat.id, PNG, "<b>nice</b>", parse_mode="HTML")
    shown = chat.last
    assert shown.file is not None
    assert (shown.file.content, shown.text, shown.spans("bold")) == (PNG, "nice", ["nice"])
    await sent.edit_caption("nicer", reply_markup=keys(("a", "b")))
    assert (shown.text, shown.labels) == ("nicer", ["a"])
    said = ann.says(chat, "mine", file=telegram.file("list.csv", b"a,b"))
    assert said.file is not None
    fetched = await bot.get_file(said.file.file_id)
    assert bytes(await fetched.download_as_bytearray()) == b"a,b"
    assert await bot.delete_message(chat.id, sent.message_id)
    assert shown.deleted
    assert not telegram.violations


async def test_previews_and_quotes_are_seen(telegram: TelegramModel, bot: Bot) -> None:
    """Whether a link shows a preview, and what folds away, is visible."""
    ann = telegram.user("Ann")
    loud = await say(bot, ann.private, "see https://example.org")
    quiet = await say(bot, ann.private, "see https://example.org", disable_web_page_preview=True)
    assert (loud.link_preview, quiet.link_preview) == (True, False)
    html = "A&amp;B<blockquote expandable>😀 <a href='https://e.org'>long</a></blockquote>"
    folded = await say(bot, ann.private, html, parse_mode="HTML")
    assert folded.text == "A&B😀 long"
    assert folded.spans("expandable_blockquote") == ["😀 long"]
    assert folded.spans("text_link") == ["long"]
