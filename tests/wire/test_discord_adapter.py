"""Every way of asking on Discord, and who sees the answer."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import discord
from adapters.discord.members import DiscordMembers
from bot.chat.facts import Facts
from bot.chat.request import Author, Place
from knowledge.community import Space
from tests.wire.discord_model import DiscordModel
from tests.wire.discord_model.messages import Message
from tests.wire.discord_model.world import walk
from tests.wire.discord_talk import (
    SPEC,
    Remembering,
    Waits,
    running,
    shown,
    starter_base,
    unlimited,
)
from tests.wire.discord_toy import Toy


@pytest.fixture
async def model() -> AsyncIterator[DiscordModel]:
    """Open a Discord in which, at the end, nothing forbidden was done."""
    async with DiscordModel(SPEC) as opened:
        yield opened
        assert not opened.violations
        assert not [each for each in opened.unanswered if each.kind != 4]


async def test_a_mention_is_answered_and_chatter_is_not(model: DiscordModel) -> None:
    """Only a message that names the bot gets an answer, a reply that pings nobody."""
    toy = Toy()
    guild = model.guild("Home")
    channel, maya, bot = guild.channel("shop"), model.user("Maya"), model.bot
    async with running(model, toy.dispatcher()):
        maya.says(channel, "just chatting about cups")
        maya.says(channel, "@everyone look")
        reply = await maya.says(channel, f"{bot.mention} the cup <:yes:123456789012345678>").reply()
        assert "the cup yes |" in shown(reply.text)
        assert reply.reference is not None
        assert not reply.pings
        await maya.says(channel, f"{bot.mention} last").reply()
        assert len(toy.asked) == 2


async def test_a_reply_to_an_answer_is_taken_as_asked_of_the_bot(model: DiscordModel) -> None:
    """A follow-up needs no mention: its ping is one; "thanks!" is told from a question."""
    toy = Toy()
    channel, maya, bot = model.guild("Home").channel("shop"), model.user("Maya"), model.bot
    async with running(model, toy.dispatcher()):
        answer = await maya.says(channel, f"{bot.mention} the cup").reply()
        more = await maya.says(channel, "and for travel?", answer).reply()
        assert "and for travel? | Answer" in shown(more.text)
        maya.says(channel, "a secret, thanks!", answer)
        maya.says(channel, "we missed it", answer)
        command = await maya.slash(channel, "worth", question="the cup").reply()
        maya.says(channel, "Discord shows bots no words of this", command)
        maya.says(channel, "nor of this, which pings nobody", answer, ping=False)
        said = len(channel.messages)
        await maya.says(channel, f"{bot.mention} last").reply()
        assert [each.author for each in channel.messages[said:]] == [maya, bot]
        assert [call.get("question") for call in toy.asked[1:]] == [
            "and for travel?", "a secret, thanks!", "we missed it", "the cup", "last",
        ]  # fmt: skip
        missed = await maya.says(channel, "and the missed one?", answer).reply()
        assert missed.buttons == ["Show me"]


async def test_a_reply_that_asks_nothing_is_not_answered(
    model: DiscordModel, tmp_path: Path
) -> None:
    """The core tells thanks from questions about what is replied to; only these are answered."""
    base = await starter_base(tmp_path)
    channel, maya, bot = model.guild("Home").channel("shop"), model.user("Maya"), model.bot
    async with running(model, unlimited(base)):
        answer = await maya.says(channel, f"{bot.mention} airwrap").reply()
        for text in ("thank you so much", "ok thanks", "no thanks", "yes please", "so much"):
            maya.says(channel, text, answer)
        for text in ("worth it?", "is it worth it"):
            assert "Airwrap" in (await maya.says(channel, text, answer).reply()).text
        other = await maya.says(channel, "and the supersonic?", answer).reply()
        assert "Supersonic" in other.text
        assert len([each for each in channel.messages if each.author is bot]) == 4
    await base.close()


async def test_who_asks_too_often_is_told_once(model: DiscordModel) -> None:
    """A flood is not answered by a flood; a command, which must be answered, is, in private."""
    channel, maya, ben = model.guild("Home").channel("shop"), model.user("Maya"), model.user("Ben")
    async with running(model, Toy().dispatcher(limit=1)):
        for _ in range(5):
            maya.says(channel, f"{model.bot.mention} cup")
        await ben.says(channel, f"{model.bot.mention} cup").reply()
        command = await maya.slash(channel, "worth", question="cup").reply()
        assert "Ask again in" in command.text
        assert command.ephemeral
        assert len([m for m in channel.messages if m.author is model.bot and not m.ephemeral]) == 3


async def test_a_reply_takes_the_message_it_replies_to(model: DiscordModel) -> None:
    """Where Discord shows that message its words go along; where not, the menu is named."""
    toy = Toy()
    channel, maya, ben = model.guild("Home").channel("shop"), model.user("Maya"), model.user("Ben")
    async with running(model, toy.dispatcher()):
        said = ben.says(channel, "I bought the cup").message
        model.referenced_content = True
        assert "worth it? | I bought the cup" in await _mention(model, maya, channel, "", said)
        model.referenced_content = False
        blind = await _mention(model, maya, channel, "secret?", said)
        assert "Apps, Worth it?" in blind
        menu = await maya.context_menu(channel, "Worth it?", said).reply()
        assert "worth it? | I bought the cup" in shown(menu.text)


async def test_the_menu_reads_embeds(model: DiscordModel) -> None:
    """A link's title and address count as the message's words."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    async with running(model, Toy().dispatcher()):
        said = maya.says(channel, "look").message
        said.embeds = [{"type": "link", "title": "A Cup", "url": "https://shop.example/cup"}]
        reply = await maya.context_menu(channel, "Worth it?", said).reply()
        assert "look A Cup <https://shop.example/cup>" in reply.text


async def test_everywhere_a_person_can_be(model: DiscordModel) -> None:
    """Direct messages, a server without the bot, and a group of people, by a person's own app."""
    toy = Toy()
    ann, ben = model.user("Ann", installed=True), model.user("Ben")
    strange = model.guild("Elsewhere", bot=False).channel("talk")
    async with running(model, toy.dispatcher()):
        await ben.says(ben.dm, "the cup").reply()
        await ann.slash(strange, "worth", question="the cup").reply()
        await ann.slash(model.group_dm(ann, ben), "worth", question="the cup").reply()
        places = [call.request.place for call in toy.asked]
        assert [place.is_private for place in places] == [True, False, False]
        assert [bool(place.space) for place in places] == [True, True, True]


async def test_what_is_for_one_is_a_line_for_all(model: DiscordModel) -> None:
    """A private answer to a message hides behind a button; floods get no more lines."""
    channel, maya, bot = model.guild("Home").channel("shop"), model.user("Maya"), model.bot
    async with running(model, Toy().dispatcher()):
        line = await maya.says(channel, f"{bot.mention} secret").reply()
        assert "secret" not in line.text
        alone = await maya.press(line, "Show me").reply()
        assert alone.ephemeral
        assert "secret" in alone.text
        long = await maya.says(channel, f"{bot.mention} secret {'x' * 80}").reply()
        assert "/worth" in long.text
        for _ in range(6):
            maya.says(channel, f"{bot.mention} secret")
        await maya.says(channel, f"{bot.mention} open").reply()
        await model.until(lambda: any("open" in each.text for each in channel.messages[-2:]))
        lines = [each for each in channel.messages if each.author is bot and not each.ephemeral]
        assert len(lines) == 5 + 1


async def test_a_line_goes_when_its_space_says_so(model: DiscordModel) -> None:
    """Where misses are to fade, the public line is taken away again."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    toy = Toy()
    toy.space = Space("discord", "home", fade_misses=0)
    async with running(model, toy.dispatcher()):
        line = await maya.says(channel, f"{model.bot.mention} secret").reply()
        await model.until(lambda: line.deleted)


async def test_a_line_goes_though_the_bot_was_restarted(model: DiscordModel) -> None:
    """What was to fade fades after a restart at its time, and is then forgotten."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    toy, remembered, now = Toy(), Remembering(), 1000.0
    toy.space = Space("discord", "home", fade_misses=60)
    never = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await (never.wait() if seconds > 5 else asyncio.sleep(0))

    more: dict[str, Any] = {"sleep": sleep, "wall": lambda: now}
    async with running(model, toy.dispatcher(), remembered, **more):
        line = await maya.says(channel, f"{model.bot.mention} secret").reply()
        await model.until(lambda: any(line.id in each for each in remembered.kept.values()))
    assert not line.deleted
    now += 60
    async with running(model, toy.dispatcher(), remembered, **more):
        await model.until(lambda: line.deleted)
        await model.until(lambda: not any(line.id in each for each in remembered.kept.values()))


class Noting(DiscordMembers):
    """Note what was told."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.told: list[Facts] = []

    async def facts(self, author: Author, place: Place) -> Facts:
        """Tell it, and note it."""
        found = await super().facts(author, place)
        self.told.append(found)
        return found


async def test_moderators_are_known_by_their_permissions(model: DiscordModel) -> None:
    """Facts come with the interaction, only where the bot is installed, and go with it."""
    members = Noting()
    home = model.guild("Home")
    channel, maya = home.channel("shop"), model.user("Maya", installed=True)
    own = model.guild("Own", bot=False, owner=maya)
    home.open_command("kb")
    async with running(model, Toy().dispatcher(members), members=members):
        refused = await maya.slash(channel, "kb add", name="cup").reply()
        assert refused.ephemeral
        home.member(maya, permissions="manage_guild")
        assert "added cup" in (await maya.slash(channel, "kb add", name="cup").reply()).text
        there = await maya.slash(own.channel("x"), "kb add", name="cup").reply()
        assert "added" not in there.text
    refused_then, facts, there_then = members.told
    assert (refused_then.is_admin, facts.is_admin, there_then.is_admin) == (False, True, False)
    assert facts.account_created_at == discord.utils.snowflake_time(int(maya.id))
    assert facts.joined_at is not None
    here = Place("discord", str(home.id))
    assert await members.facts(Author("discord", str(maya.id), ""), here) == Facts()


async def test_threads_and_posts_of_forums_are_answered_in(model: DiscordModel) -> None:
    """Each is a place in its channel, whether it was there before the bot or came later."""
    toy, maya, bot = Toy(), model.user("Maya"), model.bot
    home = model.guild("Home")
    channel, forum = home.channel("shop"), home.forum("advice")
    threads = [home.thread(channel, "early"), home.thread(forum, "a post")]
    async with running(model, toy.dispatcher()):
        threads += [home.thread(channel, "late"), home.thread(forum, "another post")]
        for thread in threads:
            await maya.slash(thread, "worth", question="the cup").reply()
            await maya.says(thread, f"{bot.mention} the cup").reply()
        assert {(call.request.place.channel, call.request.place.thread) for call in toy.asked} == {
            (str(each.parent and each.parent.id), each.id) for each in threads
        }
        assert len(toy.asked) == 2 * len(threads)
        awakened = home.thread(channel, "asleep when the bot came", told=False)
        assert "the cup" in (await maya.says(awakened, f"{bot.mention} the cup").reply()).text


async def test_closed_threads_are_borne(model: DiscordModel) -> None:
    """Without the permission for threads, or in a locked one, it is silent; a command works."""
    home, maya = model.guild("Home"), model.user("Maya")
    channel = home.channel("shop")
    shut, locked = home.thread(channel, "shut"), home.thread(channel, "locked")
    locked.locked = True
    channel.deny_bot("send_messages_in_threads")
    async with running(model, Toy().dispatcher()):
        maya.says(shut, f"{model.bot.mention} the cup")
        assert "the cup" in (await maya.slash(shut, "worth", question="the cup").reply()).text
        channel.allow_bot("send_messages_in_threads")
        maya.says(locked, f"{model.bot.mention} the cup")
        await maya.says(channel, f"{model.bot.mention} the cup").reply()
        assert [each.author for each in locked.messages] == [maya]
        assert [each.interaction is None for each in shut.messages] == [True, False]


async def test_buttons_outlive_the_process(model: DiscordModel) -> None:
    """An old message's button works after a restart; a stranger's says it is from long ago."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    remembered = Remembering()
    async with running(model, Toy().dispatcher(), remembered):
        old = await maya.slash(channel, "worth", question="the cup").reply()
    async with running(model, Toy().dispatcher(), remembered):
        assert "again" in (await maya.press(old, "Again").reply()).text
        assert "again" in (await maya.press(old, "Again").reply()).text
        for custom_id in ("h:9|worth", "h:~gone~1|worth|question=kept", "of another bot's making"):
            _button(old)["custom_id"] = custom_id
            assert (await maya.press(old, "Again").reply()).text


async def test_pages_turn_in_place_for_who_asked(model: DiscordModel) -> None:
    """Turning a page edits the list; somebody else gets their own copy."""
    channel, maya, ben = model.guild("Home").channel("shop"), model.user("Maya"), model.user("Ben")
    async with running(model, Toy().dispatcher()):
        listed = await maya.slash(channel, "pages").reply()
        assert len(listed.buttons) == 11
        turned = await maya.press(listed, "Next").reply()
        assert turned is listed
        assert "row 2.0" in listed.text
        copy = await ben.press(listed, "Next").reply()
        assert copy.ephemeral
        assert "row 3.0" in copy.text
        assert "row 2.0" in listed.text


async def test_a_picture_has_words(model: DiscordModel) -> None:
    """The picture is attached with its description, and said in words."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    async with running(model, Toy().dispatcher(), sleep=Waits()):
        message = await maya.slash(channel, "picture").reply()
        gallery = next(each for each in walk(message.components) if each["type"] == 12)
        assert gallery["items"][0]["description"] == "prices rise"
        assert "prices rise" in message.text


def _button(message: Message) -> dict[str, Any]:
    return message.control("Again", {2})


async def _mention(model: DiscordModel, who: Any, channel: Any, text: str, said: Message) -> str:
    reply = await who.says(channel, f"{model.bot.mention} {text}", said).reply()
    return shown(reply.text)
