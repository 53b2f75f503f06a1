"""Forms as guided questions: one message, edited, that survives mis-taps and restarts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.telegram.forms import Filling, answered
from bot.chat.form import Field, FieldKind, Form
from bot.chat.request import Place
from bot.i18n.translator import translator
from tests.wire.telegram_model import Message, TelegramModel, User, find_spec
from tests.wire.telegram_talk import Remembering, running, starter_base, unlimited
from tests.wire.telegram_toy import Toy


@pytest.fixture
async def model() -> AsyncIterator[TelegramModel]:
    """Open a Telegram in which, at the end, nothing forbidden was done."""
    async with TelegramModel(find_spec()) as opened:
        opened.flood.off()
        yield opened
        assert not opened.violations
        assert not opened.unanswered


class Held:
    """Hold every message back while told to."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.is_held = False

    def wait(self, chat: int) -> float:
        """Return the seconds to wait."""
        return float(self.is_held)

    def take(self, chat: int) -> None:
        """Count nothing."""

    def hold(self, chat: int, seconds: float) -> None:
        """Hold nothing."""


async def _tap(user: User, message: Message, label: str) -> None:
    before = message.text, message.labels
    await user.taps(message, label).answer()
    await message.chat.world.bell.until(
        lambda: (message.text, message.labels) != before, 5.0, lambda: message.text
    )


async def test_a_form_is_one_message_from_field_to_field(model: TelegramModel) -> None:
    """Choices are tapped, words are written, and what comes back takes the question's place."""
    toy, ann = Toy(), model.user("Ann")
    async with running(model, toy.dispatcher()):
        form = await ann.says(ann.private, "/mine").reply()
        assert "Which way?" in form.text
        await _tap(ann, form, "skip")
        await _tap(ann, form, "reason 1")
        await _tap(ann, form, "reason 3")
        assert "✓ reason 3" in form.labels
        await _tap(ann, form, "Done")
        ann.says(ann.private, "hm")
        await model.until(lambda: "too short" in form.text)
        await _tap(ann, form, "Keep")
        await _tap(ann, form, "Done")
        ann.says(ann.private, "far too dear")
        await model.until(lambda: form.text == "saved")
    assert toy.saved == [{"stance": "skip", "reasons": "r1,r3", "text": "far too dear"}]
    assert len(ann.private.from_bot) == 1


async def test_a_form_survives_a_restart_and_a_mis_tap(model: TelegramModel) -> None:
    """The next start goes on where the person was; a button of an earlier step changes nothing."""
    toy, ann, remembered = Toy(), model.user("Ann"), Remembering()
    async with running(model, toy.dispatcher(), remembered):
        form = await ann.says(ann.private, "/mine").reply()
        old = form.button("skip").data or ""
        await _tap(ann, form, "skip")
    async with running(model, toy.dispatcher(), remembered):
        said = await ann.taps(form, old, stale=True).answer()
        assert "answered already" in said.text
        await _tap(ann, form, "Back")
        assert "Which way?" in form.text
        await _tap(ann, form, "worth it")
        await _tap(ann, form, "Skip")
        ann.says(ann.private, "x" * 60)
        await model.until(lambda: "at most 50" in form.text)
        ann.says(ann.private, "used daily")
        await model.until(lambda: form.text == "saved")
    assert toy.saved == [{"stance": "worth", "text": "used daily"}]


async def test_a_file_is_sent_as_a_document(model: TelegramModel) -> None:
    """One that is no text, too big or lost on its way is asked for again; the next is taken."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        form = await ann.says(ann.private, "/take").reply()
        assert "Send the file here" in form.text
        for name, content, said in (
            ("odd.bin", b"\xff\x00", "not text"),
            ("big.csv", b"x" * 1_000_001, "too big"),
        ):
            ann.says(ann.private, "", file=model.file(name, content))
            await model.until(lambda said=said: said in form.text)  # type: ignore[misc]  # bound here
        assert len(model.called("getFile")) == 1  # the big one was not fetched
        model.fail(1, "getFile", 400)
        ann.says(ann.private, "", file=model.file("pack.csv", b"a,b"))
        await model.until(lambda: "did not come through" in form.text)
        ann.says(ann.private, "", file=model.file("pack.csv", b"a,b"))
        await model.until(lambda: "{'pack': 'a,b'}" in form.text)


async def test_a_tap_is_heard_at_once(model: TelegramModel) -> None:
    """The next question may have to wait for its turn; that the tap was heard is shown before."""
    ann, pace = model.user("Ann"), Held()
    async with running(model, Toy().dispatcher(), pace=pace):
        form = await ann.says(ann.private, "/mine").reply()
        pace.is_held = True
        await ann.taps(form, "skip").answer()
        assert "Which way?" in form.text
        pace.is_held = False
        await model.until(lambda: "Why?" in form.text)


async def test_a_form_of_another_version_is_left_out_aloud(
    model: TelegramModel, caplog: pytest.LogCaptureFixture
) -> None:
    """Its person is answered as everybody is, and the admin reads why the form was lost."""
    ann, remembered = model.user("Ann"), Remembering()
    remembered.kept[f"telegram.form.{ann.id}"] = '{"of": "another version"}'
    async with running(model, Toy().dispatcher(), remembered):
        assert "is it? |" in (await ann.says(ann.private, "is it?").reply()).text
    assert "a half-filled form of another version was left out" in caplog.text
    assert str(ann.id) not in caplog.text


async def test_who_is_forgotten_leaves_no_form_behind(model: TelegramModel, tmp_path: Path) -> None:
    """What was typed into it, and which chats were asked for, go with everything else."""
    ann, remembered = model.user("Ann"), Remembering()
    lab = model.supergroup("Lab", ann)
    base = await starter_base(tmp_path)
    async with running(model, unlimited(base), remembered):
        form = await ann.says(ann.private, "/verdict_add airwrap").reply()
        await _tap(ann, form, "skip")
        await ann.says(lab, "/why airwrap").reply()  # its numbers come in private, with buttons
        await ann.taps(await ann.says(ann.private, "/forgetme").reply(), "Forget me").answer()
        await model.until(lambda: "Nothing is kept" in ann.private.from_bot[-1].text)
        assert "closed" in (await ann.taps(form, form.labels[0]).answer()).text
    await base.close()
    assert not remembered.kept[f"telegram.form.{ann.id}"]
    assert not [each for each in remembered.kept.values() if f'"{ann.id}.' in each]


async def test_cancel_works_in_a_group_too(model: TelegramModel) -> None:
    """Who has a form open leaves it from anywhere; to all others the command says nothing."""
    ann, ben = model.user("Ann"), model.user("Ben")
    lab = model.supergroup("Lab", ann, ben)
    async with running(model, Toy().dispatcher()):
        form = await ann.says(ann.private, "/mine").reply()
        await _tap(ann, form, "depends")
        ben.says(lab, "/cancel")
        ann.says(lab, "/cancel")
        await model.until(lambda: "Which way?: depends" in form.text)
        assert not lab.from_bot


async def test_a_question_in_a_form_is_asked_about(model: TelegramModel, tmp_path: Path) -> None:
    """It is not taken for a product's name: the form says how to leave, or to send it again."""
    ann, base = model.user("Ann"), await starter_base(tmp_path)
    async with running(model, unlimited(base)):
        form = await ann.says(ann.private, "/suggest").reply()
        ann.says(ann.private, "thots on teh stanley cupp?")
        await model.until(lambda: "Is that a question to me? /cancel leaves" in form.text)
        ann.says(ann.private, "/cancel")
        await model.until(lambda: "You left the form." in form.text)
        asked = await ann.says(ann.private, "thots on teh stanley cupp?").reply()
        assert "Stanley Quencher" in asked.text
        again = await ann.says(ann.private, "/suggest").reply()
        for _ in range(2):
            ann.says(ann.private, "Who Is It?")
        await model.until(lambda: "Moderators look at “Who Is It?”" in again.text)
    await base.close()


@pytest.mark.parametrize("way", ["/cancel", "Cancel"])
async def test_leaving_gives_the_words_back(model: TelegramModel, way: str) -> None:
    """What was chosen is shown, and the next words are a question again."""
    toy, ann = Toy(), model.user("Ann")
    async with running(model, toy.dispatcher()):
        form = await ann.says(ann.private, "/mine").reply()
        await _tap(ann, form, "depends")
        if way == "Cancel":
            await _tap(ann, form, way)
        else:
            ann.says(ann.private, way)
            await model.until(lambda: "left" in form.text)
        assert "Which way?: depends" in form.text
        assert not form.buttons
        assert "is it? |" in (await ann.says(ann.private, "is it?").reply()).text
        assert "nothing to cancel" in (await ann.says(ann.private, "/cancel").reply()).text


async def test_a_form_wanted_in_a_group_is_filled_in_alone(model: TelegramModel) -> None:
    """It opens in the person's own chat and is sent for the group."""
    toy, ann = Toy(), model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with running(model, toy.dispatcher()):
        assert "in private" in (await ann.says(lab, "/mine").reply()).text
        form = ann.private.messages[-1]
        await _tap(ann, form, "skip")
        await _tap(ann, form, "Skip")
        ann.says(ann.private, "for the group")
        await model.until(lambda: form.text == "saved")
    assert {call.request.place.space for call in toy.asked} == {str(lab.id)}


async def test_a_refused_form_keeps_the_words(model: TelegramModel) -> None:
    """When what it is for cannot be done now, the same can be sent again with one tap."""
    toy, ann = Toy(), model.user("Ann")
    async with running(model, toy.dispatcher()):
        form = await ann.says(ann.private, "/mine").reply()
        await _tap(ann, form, "skip")
        await _tap(ann, form, "Skip")
        ann.says(ann.private, "refuse")
        await model.until(lambda: "the shop is closed" in form.text)
        await _tap(ann, form, "Keep")
        await model.until(lambda: form.text == "saved")
    assert toy.saved[-1] == {"stance": "skip", "text": "refuse"}


async def test_a_second_form_gives_the_words_of_the_first_back(model: TelegramModel) -> None:
    """One form a person; what was said in the one left behind can still be read."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        first = await ann.says(ann.private, "/mine").reply()
        await _tap(ann, first, "depends")
        second = await ann.says(ann.private, "/mine").reply()
        await model.until(lambda: "Which way?: depends" in first.text)
        assert "Which way?" in second.text
        await _tap(ann, second, "skip")


async def test_what_comes_of_a_form_speaks_of_its_group(model: TelegramModel) -> None:
    """Its buttons ask for the group, although they stand in the person's own chat."""
    toy, ann = Toy(), model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with running(model, toy.dispatcher()):
        await ann.says(lab, "/mine").reply()
        form = ann.private.messages[-1]
        await _tap(ann, form, "skip")
        await _tap(ann, form, "Skip")
        ann.says(ann.private, "for the group")
        await model.until(lambda: form.text == "saved")
        await ann.taps(form, "More").answer()
        assert toy.asked[-1].request.place.space == str(lab.id)


async def test_a_form_for_who_never_started_the_bot_opens_by_link(model: TelegramModel) -> None:
    """The line in the group leads there."""
    toy, ann = Toy(), model.user("Ann", started=False)
    lab = model.supergroup("Lab", ann)
    async with running(model, toy.dispatcher()):
        stub = await ann.says(lab, "/mine").reply()
        url = stub.button("Show me").url or ""
        form = await ann.starts(url.partition("start=")[2]).reply()
        assert "Which way?" in form.text
        assert toy.asked[-1].request.place.space == str(lab.id)


def test_a_question_is_doubted_in_each_field() -> None:
    """Words taken in one field, though they ask, are asked about again in the next."""
    fields = tuple(Field(name, name, FieldKind.TEXT) for name in ("one", "two"))
    filling = Filling(Form("Title", fields, "add"), Place("telegram", "1"), "en")
    places = []
    for _ in range(4):
        filling = answered(filling, "why?", translator("en"))
        places.append(filling.at)
    assert places == [0, 1, 1, 2]
