"""Every way of asking on Telegram, and who sees the answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.telegram.commands import lists, name
from adapters.telegram.members import TelegramMembers
from bot.chat.facts import Facts
from bot.chat.reply import Note, Reply
from bot.chat.request import Author, Place
from bot.chat.words import Words
from tests.wire.telegram_model import TelegramModel, find_spec
from tests.wire.telegram_talk import Remembering, Time, running, starter_base, unlimited
from tests.wire.telegram_toy import Toy


@pytest.fixture
async def model() -> AsyncIterator[TelegramModel]:
    """Open a Telegram in which, at the end, nothing forbidden was done."""
    async with TelegramModel(find_spec()) as opened:
        opened.flood.off()
        yield opened
        assert not opened.violations
        assert not opened.unanswered


async def test_every_command_has_a_telegram_form(model: TelegramModel, tmp_path: Path) -> None:
    """Parity: each spec of the catalogue stands in a list, and answers under its name."""
    base = await starter_base(tmp_path)
    maya = model.user("Maya")
    group = model.supergroup("Home", maya)
    members = TelegramMembers(Time())
    dispatcher = unlimited(base, members)
    async with running(model, dispatcher, members=members):
        await model.until(lambda: len(model.called("setMyCommands")) >= 3)
        for spec in dispatcher.catalogue:
            assert name(spec) in maya.menu(group), spec.path
            given = " ".join("stanley cup" for _ in spec.required)
            said = maya.says(group, f"/{name(spec)}{model.bot.mention} {given}")
            assert (await said.reply()).text
    await base.close()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/worth airwrap", "airwrap |"),
        ("/WORTH@{bot} airwrap", "airwrap |"),
        ("{mention} airwrap?", "airwrap? |"),
        ("is this, {mention}, worth it", "worth it |"),
    ],
)
async def test_questions_in_a_group_are_answered(
    model: TelegramModel, text: str, shown: str
) -> None:
    """A command and one with the bot's name are questions; a mention is where it comes through.

    Telegram brings a mention to administrators alone.
    """
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann, admin="{mention}" in text)
    async with running(model, Toy().dispatcher()):
        said = ann.says(lab, text.format(bot=model.bot.username, mention=model.bot.mention))
        answer = await said.reply()
        assert shown in answer.text
        assert answer.reply_to is said


async def test_a_bare_command_asks_about_what_it_replies_to(model: TelegramModel) -> None:
    """A reply with only the command takes the words of the message; so does a mention."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann, admin=True)
    async with running(model, Toy().dispatcher()):
        first = ann.says(lab, "just bought the airwrap")
        answer = await ann.says(lab, "/worth", reply_to=first).reply()
        assert "worth it? | just bought the airwrap" in answer.text
        follow = await ann.says(lab, "and for travel?", reply_to=answer).reply()
        assert "and for travel? | Answer" in follow.text


async def test_who_asks_too_often_is_told_once(model: TelegramModel) -> None:
    """A flood is not answered by a flood: one line, then silence, and others are served."""
    ann, ben = model.user("Ann"), model.user("Ben")
    lab = model.supergroup("Lab", ann, ben)
    async with running(model, Toy().dispatcher(limit=1)):
        for _ in range(5):
            ann.says(lab, "/worth x")
        assert "x |" in (await ben.says(lab, "/worth x").reply()).text
        await model.until(lambda: ann.private.from_bot)
    assert ["Ask again in" in said.text for said in ann.private.from_bot] == [True]
    assert len(lab.from_bot) <= 3  # two answers and the line about Ann's, perhaps joined


async def test_a_groups_name_alone_lists_its_commands(model: TelegramModel) -> None:
    """The name of a group of commands is a command too, also in a group and by itself."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann, admin=True)
    lab.promote(ann)
    members = TelegramMembers(Time())
    async with running(model, Toy().dispatcher(members), members=members):
        ann.says(lab, "/kb")
        await model.until(lambda: ann.private.from_bot)
    assert "/kb add" in ann.private.from_bot[0].text


async def test_ordinary_chatter_causes_no_call(model: TelegramModel) -> None:
    """Even where Telegram shows the bot everything, it says nothing when not asked."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann, admin=True)
    async with running(model, Toy().dispatcher()):
        await model.until(lambda: len(model.called("setMyCommands")) >= 3)
        before = len(model.requests)
        for text in (
            "is it worth it?",
            "@someone hi",
            "/unknown",
            "/worth@other_bot x",
            "a /worth",
        ):
            ann.says(lab, text)
        await model.quiet()
        assert len(model.requests) == before


async def test_deep_links_ask(model: TelegramModel) -> None:
    """A link with a product asks about it; Start alone shows the help."""
    ann = model.user("Ann", started=False)
    async with running(model, Toy().dispatcher()):
        assert "stanley cup |" in (await ann.starts("ask_stanley-cup").reply()).text
        assert "help" in (await ann.starts().reply()).text
        assert "too old" in (await ann.starts("k_gone").reply()).text


async def test_a_private_answer_goes_to_the_asker_alone(model: TelegramModel) -> None:
    """Who has started the bot gets a direct message, and the group a line that is taken away."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with running(model, Toy().dispatcher()):
        stub = await ann.says(lab, "/worth secret").reply()
        assert "secret" not in stub.text
        assert "Ann" in stub.text
        await stub.vanishes()
        assert "secret" in ann.private.messages[-1].text


async def test_who_never_started_the_bot_is_told_how(model: TelegramModel) -> None:
    """The line has a link; pressing it, and Start, brings the answer, for that person's rights."""
    ann = model.user("Ann", started=False)
    lab = model.supergroup("Lab", ann)
    time = Time()
    async with running(model, Toy().dispatcher(), sleep=time.sleep):
        stub = await ann.says(lab, "/worth secret").reply()
        url = stub.button("Show me").url or ""
        answer = await ann.starts(url.partition("start=")[2]).reply()
        assert "secret" in answer.text
        again = ann.taps(await ann.says(lab, "/worth x").reply(), "Again")
        assert (await again.answer()).text


async def test_a_press_for_one_person_leads_to_their_chat(model: TelegramModel) -> None:
    """More than a sentence goes to the presser's own chat, or Telegram opens it."""
    ann, ben = model.user("Ann"), model.user("Ben", started=False)
    lab = model.supergroup("Lab", ann, ben)
    async with running(model, Toy().dispatcher()):
        answer = await ann.says(lab, "/worth x").reply()
        assert "in private" in (await ann.taps(answer, "Again").answer()).text
        assert "secret long" in ann.private.messages[-1].text
        url = (await ben.taps(answer, "Again").answer()).url or ""
        assert "secret long" in (await ben.starts(url.partition("start=")[2]).reply()).text


async def test_pages_are_turned_in_place(model: TelegramModel) -> None:
    """A page takes the place of the one before; the same page again is no error."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        page = await ann.says(ann.private, "/pages").reply()
        await ann.taps(page, "Next").answer()
        await page.changes(1)
        assert "2/9" in page.text
        await ann.taps(page, "Same").answer()
        assert len(ann.private.from_bot) == 1


async def test_old_buttons_are_answered_politely(model: TelegramModel) -> None:
    """A button of another version says that it is old, whatever it carries."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        answer = await ann.says(ann.private, "/worth x").reply()
        for data in ("0|gone", "nonsense", "f|x|0|1"):
            await ann.taps(answer, data, stale=True).answer()
        assert "older message" in (await model.until(lambda: ann.private.messages[-1])).text


async def test_an_edited_question_has_its_answer_edited(model: TelegramModel) -> None:
    """The answer changes with the question, and none is added."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with running(model, Toy().dispatcher()):
        said = ann.says(lab, "/worth airwrp")
        answer = await said.reply()
        ann.edits(said, "/worth airwrap")
        await answer.changes(1)
        assert "airwrap |" in answer.text
        assert len(lab.from_bot) == 1


async def test_an_edit_may_change_who_sees_the_answer(model: TelegramModel) -> None:
    """A slip that is mended turns the line into the answer, and the other way round."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann)
    time = Time()
    async with running(model, Toy().dispatcher(), sleep=time.sleep):
        said = ann.says(lab, "/worth secret")
        line = await said.reply()
        assert "in private" in line.text
        ann.edits(said, "/worth airwrap")
        await line.changes(1)
        assert "airwrap |" in line.text
        await time.go(100)
        assert not line.deleted
        ann.edits(said, "/worth secret again")
        await line.changes(2)
        assert "in private" in line.text
        await time.go(100)
        await line.vanishes()
    assert [m.text.split("|")[0].strip() for m in ann.private.from_bot] == [
        "Answer\nsecret",
        "Answer\nsecret again",
    ]


async def test_thanks_are_not_a_question(model: TelegramModel) -> None:
    """A reply to an answer is answered in public, or when it asks and misses; a mention always."""
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with running(model, Toy().dispatcher()):
        answer = await ann.says(lab, "/worth airwrap").reply()
        ann.says(lab, "secret thanks!", reply_to=answer)
        ann.says(lab, "we missed it", reply_to=answer)
        follow = await ann.says(lab, "and for travel?", reply_to=answer).reply()
        assert follow.text == "Answer\nand for travel? | Answer"
        assert [len(lab.from_bot), len(ann.private.from_bot)] == [2, 0]
        missed = await ann.says(lab, "and the missed one?", reply_to=answer).reply()
        assert "in private" in missed.text
        called = ann.says(lab, f"{model.bot.mention} secret", reply_to=answer)
        assert "in private" in (await called.reply()).text


async def test_a_reply_that_asks_nothing_is_not_answered(
    model: TelegramModel, tmp_path: Path
) -> None:
    """The core tells thanks from questions about what is replied to; only these are answered."""
    base = await starter_base(tmp_path)
    ann = model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with running(model, unlimited(base)):
        answer = await ann.says(lab, "/worth airwrap").reply()
        for text in ("thank you so much", "ok thanks", "no thanks", "yes please", "so much"):
            ann.says(lab, text, reply_to=answer)
        for text in ("worth it?", "is it worth it"):
            again = await ann.says(lab, text, reply_to=answer).reply()
            assert "Airwrap" in again.text.partition("\n")[0]
        other = await ann.says(lab, "and the supersonic?", reply_to=answer).reply()
        assert "Supersonic" in other.text.partition("\n")[0]
        assert [len(lab.from_bot), len(ann.private.from_bot)] == [4, 0]
    await base.close()


async def test_the_adapters_own_words_are_in_the_groups_language(model: TelegramModel) -> None:
    """Also when the asker's Telegram speaks another."""
    ann = model.user("Ann", "en")
    lab = model.supergroup("Lab", ann)
    async with running(model, Toy().dispatcher(german=True), sleep=Time().sleep):
        line = await ann.says(lab, "/worth secret").reply()
        assert line.labels == ["Öffnen"]
        form = await ann.says(ann.private, "/mine").reply()
        assert "Abbrechen" in form.labels


async def test_pictures_are_captioned(model: TelegramModel) -> None:
    """A picture carries the words that say the same."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        answer = await ann.says(ann.private, "/picture").reply()
        assert answer.file is not None
        assert "prices rise" in answer.text


async def test_administrators_are_moderators(model: TelegramModel) -> None:
    """Rights are asked once, dropped when they change, and hold for who is anonymous too."""
    owner, ann, ben = model.user("Owner"), model.user("Ann"), model.user("Ben")
    lab = model.supergroup("Lab", owner, ann, ben, admin=True)
    lab.promote(ben, anonymous=True)
    members = TelegramMembers(Time())
    async with running(model, Toy().dispatcher(members), members=members):
        for _ in range(2):
            assert "kb add" in (await owner.says(lab, "/kb_add x").reply()).text
        assert len(model.called("getChatAdministrators")) == 1
        assert "kb add" in (await ben.says(lab, "/kb_add x").reply()).text
        assert "in private" in (await ann.says(lab, "/kb_add x").reply()).text
        lab.promote(ann)
        await model.quiet()
        assert "kb add" in (await ann.says(lab, "/kb_add x").reply()).text


async def test_coming_and_going_changes_no_rights(model: TelegramModel) -> None:
    """Who joins or leaves drops nothing that is known of administrators; who is demoted does."""
    owner, ann, ben = model.user("Owner"), model.user("Ann"), model.user("Ben")
    lab = model.supergroup("Lab", owner, ann, admin=True)
    lab.promote(ann)
    members = TelegramMembers(Time())
    async with running(model, Toy().dispatcher(members), members=members):
        assert "kb add" in (await ann.says(lab, "/kb_add x").reply()).text
        lab.add(ben)
        lab.leave(ben)
        await model.quiet()
        assert "kb add" in (await ann.says(lab, "/kb_add x").reply()).text
        assert len(model.called("getChatAdministrators")) == 1
        lab.demote(ann)
        await model.quiet()
        assert "in private" in (await ann.says(lab, "/kb_add x").reply()).text
        assert len(model.called("getChatAdministrators")) == 2


async def test_rights_that_change_while_asked_for_are_asked_anew() -> None:
    """A list that was under way when somebody's rights changed is not kept."""
    members, lists = TelegramMembers(lambda: 0.0), [frozenset({"1"}), frozenset[str]()]
    ann, lab = Author("telegram", "1", "Ann"), Place("telegram", "-5")

    async def ask(space: str) -> frozenset[str]:
        found = lists.pop(0)
        if lists:
            members.drop(space)
        return found

    members.attach(ask)
    assert [(await members.facts(ann, lab)).is_admin for _ in range(3)] == [True, False, False]


async def test_a_bot_without_rights_knows_administrators(model: TelegramModel) -> None:
    """Most bots are plain members; whom a group hides from them they need not ask about."""
    owner, ann = model.user("Owner"), model.user("Ann")
    lab = model.supergroup("Lab", owner, ann)
    time = Time()
    members = TelegramMembers(time)
    async with running(model, Toy().dispatcher(members), members=members):
        assert "kb add" in (await owner.says(lab, "/kb_add@HypecheckBot x").reply()).text
        assert "in private" in (await ann.says(lab, "/kb_add@HypecheckBot x").reply()).text
        lab.promote(ann)  # of which Telegram tells only administrators
        time.now += 301
        assert "kb add" in (await ann.says(lab, "/kb_add@HypecheckBot x").reply()).text


async def test_inline_answers_are_whole(model: TelegramModel) -> None:
    """A result's text is the answer itself; what is for one alone is not offered."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        asked = ann.inline("airwrap")
        results = await asked.results()
        assert 1 < len(results) <= 50
        assert "airwrap |" in results[0].text
        secret = ann.inline("secret")
        assert await secret.results() == []
        assert secret.button


async def test_buttons_under_an_inline_answer_work(model: TelegramModel) -> None:
    """In a chat that the bot is not in: a page takes its place, the rest goes to the presser."""
    ann, ben = model.user("Ann"), model.user("Ben")
    den = model.supergroup("Den", ann, ben, bot=False)
    async with running(model, Toy().dispatcher()):
        asked = ann.inline("airwrap", chat=den)
        await asked.results()
        sent = asked.chooses(0)
        assert "in private" in (await ben.taps(sent, "Again").answer()).text
        assert "secret long" in ben.private.messages[-1].text
        await ann.taps(sent, "Pages").answer()
        await sent.changes(1)
        assert "2/9" in sent.text
        assert not sent.link_preview
        await ann.taps(sent, "Same").answer()


async def test_a_supergroup_is_still_the_same_group(model: TelegramModel) -> None:
    """When a group grows it has another number, and is the same space to the core."""
    ann = model.user("Ann")
    lab, toy, remembered = model.group("Lab", ann), Toy(), Remembering()
    async with running(model, toy.dispatcher(), remembered) as adapter:
        await ann.says(lab, "/worth x").reply()
        grown = lab.migrate()
        await model.quiet()
        await ann.says(grown, "/worth y").reply()
        spaces = {call.request.place.space for call in toy.asked}
        assert spaces == {str(lab.id)}
        assert await adapter.post(Place("telegram", str(lab.id)), Reply((Note("news"),)))
        assert grown.messages[-1].text == "news"


async def test_an_anonymous_admin_is_one_after_the_group_has_grown(model: TelegramModel) -> None:
    """The group's new number is the same voice to the core."""
    ann, ben = model.user("Ann"), model.user("Ben")
    lab = model.group("Lab", ann, ben)
    members = TelegramMembers(Time())
    async with running(model, Toy().dispatcher(members), members=members):
        grown = lab.migrate()
        grown.promote(ben, anonymous=True)
        await model.quiet()
        assert "kb add" in (await ben.says(grown, "/kb_add x").reply()).text
        assert not model.called("getChatAdministrators")


def test_commands_are_listed_in_the_languages_there_are() -> None:
    """For each scope the bot's own words, and those of each language where they differ."""

    def words(locale: str) -> Words:
        return lambda message, **_: f"{'Hilfe' if locale == 'de' else 'help'} {message}"

    made = list(lists(Toy().dispatcher().catalogue, words, ("de", "en", "pt_BR")))
    assert [(each.scope.type, each.language) for each in made] == [
        (scope, language)
        for scope in ("all_private_chats", "all_group_chats", "all_chat_administrators")
        for language in ("", "de")
    ]


async def test_commands_are_told_once(model: TelegramModel) -> None:
    """A restart with the same commands sets no list; moderators' commands are not for all."""
    remembered, ann = Remembering(), model.user("Ann")
    for _ in range(2):
        async with running(model, Toy().dispatcher(), remembered):
            await model.until(lambda: "telegram.commands." in "".join(remembered.kept))
    assert len(model.called("setMyCommands")) == 3
    assert "kb_add" not in ann.menu(ann.private)


async def test_a_post_that_cannot_be_says_so(model: TelegramModel) -> None:
    """The core hears whether an unasked message arrived."""
    stranger = model.user("Ben", started=False)
    async with running(model, Toy().dispatcher()) as adapter:
        place = Place("telegram", str(stranger.id), is_private=True)
        assert not await adapter.post(place, Reply((Note("news"),)))
        assert not await adapter.post(Place("discord", "1"), Reply())
        assert adapter.health().connected
    assert not adapter.health().connected


async def test_a_post_is_in_the_language_of_its_place(model: TelegramModel) -> None:
    """What is said unasked goes to the topic that is named, in words of the group's language."""
    ann = model.user("Ann", "en")
    forum = model.forum("Lab", ann)
    topic = forum.topic("news")
    async with running(model, Toy().dispatcher(german=True)) as adapter:
        place = Place("telegram", str(forum.id), thread=str(topic.thread_id))
        assert await adapter.post(place, Reply())
        assert forum.messages[-1].topic is topic
        assert forum.messages[-1].text == "Erledigt."
        assert not await adapter.post(Place("telegram", "no number"), Reply())


async def test_a_guest_is_answered_where_it_is_summoned(model: TelegramModel) -> None:
    """In a chat that the bot is not in it gives one answer; a private one only says where."""
    ann = model.user("Ann")
    den, toy = model.supergroup("Den", ann, bot=False), Toy()
    async with running(model, toy.dispatcher()):
        for text, shown in (("airwrap", "airwrap |"), ("secret", "in private")):
            said = ann.says(den, f"{model.bot.mention} {text}")
            assert shown in (await said.reply()).text
    # The chat has no say: it founds no community, and whoever speaks as it is no admin here.
    places = [call.request.place for call in toy.asked]
    assert all(place.is_guest and not place.is_private for place in places)
    host = Author("telegram", places[0].space, "Den")
    assert await TelegramMembers(lambda: 0.0).facts(host, places[0]) == Facts()
