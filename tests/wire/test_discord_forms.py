"""Forms on Discord: modals, what comes back, and that nothing typed is lost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from discord.ui import TextInput

from adapters.discord import forms, submits
from adapters.discord.files import fetched
from adapters.discord.forms import Kept, is_form, modal
from adapters.discord.submits import read
from bot.chat.form import MAX_FILE, BadFile, Choice, Field, FieldKind, Form
from bot.i18n.translator import translator
from tests.wire.discord_model import DiscordModel
from tests.wire.discord_model.messages import File, Modal
from tests.wire.discord_model.people import User
from tests.wire.discord_model.places import Channel
from tests.wire.discord_talk import SPEC, Remembering, running
from tests.wire.discord_toy import Toy

T = translator("en")
TYPED: dict[str, Any] = {
    "stance": "skip",
    "reasons": ["r1", "r11"],
    "owned": [],
    "text": "It broke after a week. Never again.",
    "price": "$45",
}


@pytest.fixture
async def model() -> AsyncIterator[DiscordModel]:
    """Open a Discord in which, at the end, nothing forbidden was done."""
    async with DiscordModel(SPEC) as opened:
        yield opened
        assert not opened.violations
        assert not opened.unanswered


def _people(model: DiscordModel) -> tuple[Channel, User]:
    return model.guild("Home").channel("shop"), model.user("Maya")


def test_what_does_not_fit_is_not_cut_short() -> None:
    """A value that is longer than its field would come back cut, and take the whole one's place."""
    names = ", ".join(f"name {number}" for number in range(100))
    field = Field("aliases", "Other names", FieldKind.LONG_TEXT, value=names, max_length=200)
    short, long = (replace(field, max_length=most) for most in (len(names) - 1, len(names)))
    shown = [forms._input(each) for each in (short, long)]
    assert [each.default for each in shown if isinstance(each, TextInput)] == [None, names]


async def test_a_form_opens_and_saves(model: DiscordModel) -> None:
    """Each kind of field has its own input, and all that was given arrives once."""
    toy = Toy()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher()):
        form = await maya.slash(channel, "mine").modal()
        assert form.title == "Your verdict"
        kinds = [form.fields[label]["type"] for label in form.fields]
        assert kinds == [21, 3, 22, 4, 4]
        saved = await maya.submits(form, TYPED).reply()
        assert saved.ephemeral
        assert toy.saved == [
            {
                "stance": "skip",
                "reasons": "r1,r11",
                "text": TYPED["text"],
                "price": "$45",
                "note": "nnnnn",
            }
        ]


async def test_a_form_outlives_the_process(model: DiscordModel) -> None:
    """A form that was open over a restart is saved as if nothing had been."""
    remembered, toy = Remembering(), Toy()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher(), remembered):
        form = await maya.slash(channel, "mine").modal()
    async with running(model, toy.dispatcher(), remembered):
        assert "saved" in (await maya.submits(form, TYPED).reply()).text
    assert len(toy.saved) == 1


async def test_a_refused_form_keeps_what_was_typed(model: DiscordModel) -> None:
    """The error comes with the words, and a button that opens the form with them in it."""
    toy = Toy()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher()):
        form = await maya.slash(channel, "mine").modal()
        refused = await maya.submits(form, TYPED | {"text": "no"}).reply()
        assert refused.ephemeral
        assert "That is too short." in refused.text
        assert "reason 1, reason 11" in refused.text
        for _ in range(2):  # closed without sending, it opens again
            form = await maya.press(refused, "Try again").modal()
        assert _filled(form) == {"text": "no", "price": "$45", "stance": "skip"}
        assert "That is too short." in form.text
        await maya.submits(form, TYPED).reply()
        assert toy.saved[0]["text"] == TYPED["text"]


async def test_who_is_forgotten_leaves_no_form_behind(model: DiscordModel) -> None:
    """What was typed into a refused form does not come back; other people's still does."""
    channel, maya = _people(model)
    ben, refused = model.user("Ben"), {}
    async with running(model, Toy().dispatcher()):
        for person in (maya, ben):
            form = await person.slash(channel, "mine").modal()
            sent = person.submits(form, TYPED | {"text": "no"})
            refused[person] = await sent.reply()
        await maya.slash(channel, "forget").reply()
        assert _filled(await maya.press(refused[maya], "Try again").modal()) == {}
        again = await ben.press(refused[ben], "Try again").modal()
        assert _filled(again)["text"] == "no"


async def test_a_refused_form_asks_anew_after_a_restart(model: DiscordModel) -> None:
    """The words stand in the message; the button then opens the form empty."""
    remembered, toy = Remembering(), Toy()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher(), remembered):
        form = await maya.slash(channel, "mine").modal()
        refused = await maya.submits(form, TYPED | {"text": "no"}).reply()
    async with running(model, toy.dispatcher(), remembered):
        assert (await maya.press(refused, "Try again").modal()).title == "Your verdict"


async def test_a_form_that_comes_late_waits_behind_a_button(model: DiscordModel) -> None:
    """After a deferral no modal may open by itself."""
    toy = Toy()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher()):
        late = await maya.slash(channel, "mine_slow").reply(nth=1)
        form = await maya.press(late, "Open the form").modal()
        assert "saved" in (await maya.submits(form, TYPED).reply(nth=0)).text


async def test_a_form_in_answer_to_a_message_waits_behind_a_button(model: DiscordModel) -> None:
    """A mention without a question is asked for one."""
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()):
        line = await maya.says(channel, model.bot.mention).reply()
        form = await maya.press(line, "Open the form").modal()
        answer = await maya.submits(form, {"question": "the cup"}).reply()
        assert "the cup" in answer.text


async def test_a_file_arrives_as_its_text(model: DiscordModel) -> None:
    """A command that needs a file asks for it; the form outlives a restart."""
    channel, maya = _people(model)
    toy, remembered = Toy(), Remembering()
    async with running(model, toy.dispatcher(), remembered):
        form = await maya.slash(channel, "take", name="mugs").modal()
    async with running(model, toy.dispatcher(), remembered):
        sent = File("pack.csv", "\ufeffname\nÉclair".encode())
        assert "11 characters" in (await maya.submits(form, {"pack": sent}).reply()).text
    assert toy.saved == [{"name": "mugs", "pack": "name\nÉclair"}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * (MAX_FILE + 1), "too big"),
        (b"\xff\xfe\x00n", "not text"),
        (b"PK\x03\x04\x00\x00", "not text"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_refused(
    model: DiscordModel, content: bytes, said: str
) -> None:
    """Size and kind are what the bytes are; it is asked for again and all else is kept."""
    channel, maya = _people(model)
    toy = Toy()
    async with running(model, toy.dispatcher()):
        form = await maya.slash(channel, "take", name="mugs").modal()
        refused = await maya.submits(form, {"pack": File("pack.csv", content)}).reply()
        assert said in refused.text
        again = await maya.press(refused, "Try again").modal()
        assert "1 characters" in (await maya.submits(again, {"pack": File("p", b"x")}).reply()).text
    assert toy.saved == [{"name": "mugs", "pack": "x"}]


async def test_no_more_of_a_file_is_read_than_may_be_taken(model: DiscordModel) -> None:
    """A size that was announced too small does not get a big file in."""
    kept = model.keep(File("pack.csv", b"x" * 3 * MAX_FILE))
    with pytest.raises(BadFile, match="too big"):
        await fetched(submits.File(10, kept.url), T)
    with pytest.raises(BadFile, match="send it again"):
        await fetched(submits.File(10, kept.url.replace(kept.id, "0")), T)


async def test_a_form_whose_purpose_is_lost_gives_the_words_back(model: DiscordModel) -> None:
    """What does not fit in a custom_id is in memory; after a restart the words come back."""
    remembered, toy = Remembering(), Toy()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher(), remembered):
        form = await maya.slash(channel, "mine").modal()
        form.custom_id = "f:~gone"
    async with running(model, toy.dispatcher(), remembered):
        lost = await maya.submits(form, TYPED).reply()
        assert lost.ephemeral
        assert "It broke after a week." in lost.text
        assert not toy.saved


def _filled(form: Modal) -> dict[str, str]:
    found = {}
    for each in form.fields.values():
        options = [option["value"] for option in each.get("options", []) if option.get("default")]
        if each.get("value"):
            found[each["custom_id"]] = each["value"]
        elif len(options) == 1:
            found[each["custom_id"]] = options[0]
    return found


async def test_what_is_known_is_kept_when_it_is_long() -> None:
    """Long arguments go into memory for an hour, short ones into the custom_id for ever."""
    now = 0.0
    kept = Kept(lambda: now)
    field = Field("a", "A label that is far longer than Discord allows for labels in forms")
    short = modal(Form("T", (field,), "mine", {"b": "x"}), kept)
    assert short.custom_id == "f:1|mine|b=x"
    assert is_form(short.custom_id)
    long = modal(Form("T" * 99, (field,), "mine", {"b": "x" * 900}), kept)
    assert len(long.custom_id) < 40
    sent = {"custom_id": long.custom_id, "components": []}
    assert read(sent, kept).known == {"b": "x" * 900}
    now = 3601.0
    assert read(sent, kept).command == ""


async def test_a_choice_gets_the_input_that_holds_it() -> None:
    """Few choices are radios or boxes, more are a select, still more are typed."""
    for count, kind, expected in (
        (1, FieldKind.CHOICE, 3),
        (10, FieldKind.CHOICE, 21),
        (11, FieldKind.CHOICE, 3),
        (26, FieldKind.CHOICE, 4),
        (1, FieldKind.CHOICES, 22),
        (25, FieldKind.CHOICES, 3),
    ):
        choices = tuple(Choice(str(number), "label" * 40) for number in range(count))
        form = Form("T", (Field("a", "A", kind, choices=choices),), "mine")
        built = modal(form, Kept(lambda: 0.0)).to_dict()
        assert built["components"][0]["component"]["type"] == expected


async def test_memory_for_forms_is_bounded() -> None:
    """A flood of forms drops the oldest."""
    kept = Kept(lambda: 0.0)
    first = kept.put(Form("T", (Field("a", "A"),), "mine"))
    for _ in range(2100):
        last = kept.put(Form("T", (Field("a", "A"),), "mine"))
    assert kept.get(first) is None
    assert kept.get(last) is not None
