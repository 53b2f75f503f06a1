"""What the adapter knows survives a restart: answers, links, lines to take away, updates."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.wire.telegram_model import TelegramModel, find_spec
from tests.wire.telegram_talk import Remembering, Time, running
from tests.wire.telegram_toy import Toy


@pytest.fixture
async def model() -> AsyncIterator[TelegramModel]:
    """Open a Telegram in which, at the end, nothing forbidden was done."""
    async with TelegramModel(find_spec()) as opened:
        opened.flood.off()
        yield opened
        assert not opened.violations
        assert not opened.unanswered


class _Starts:
    """Start the adapter again and again on what it remembers."""

    def __init__(self, model: TelegramModel) -> None:
        self.model, self.toy, self.remembered, self.time = model, Toy(), Remembering(), Time()

    @asynccontextmanager
    async def start(self) -> AsyncIterator[None]:
        more = {"sleep": self.time.sleep, "clock": self.time, "now": self.time}
        async with running(self.model, self.toy.dispatcher(), self.remembered, **more):
            yield


def _named(model: TelegramModel, name: str) -> str:
    return f"telegram.{model.bot.id}.{name}"


async def test_an_edit_after_a_restart_edits_the_answer(model: TelegramModel) -> None:
    """The answer to a question is known for as long as Telegram lets it be edited."""
    starts, ann = _Starts(model), model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with starts.start():
        said = ann.says(lab, "/worth airwrp")
        answer = await said.reply()
    async with starts.start():
        ann.edits(said, "/worth airwrap")
        await answer.changes(1)
        assert "airwrap |" in answer.text
    starts.time.now += 48 * 3600
    async with starts.start():
        ann.edits(said, "/worth something else")
        await model.quiet()
    assert len(starts.toy.asked) == 2


async def test_an_update_is_handled_once_over_restarts(model: TelegramModel) -> None:
    """Telegram may bring one again that it was not told to be done with."""
    starts, ann = _Starts(model), model.user("Ann")
    async with starts.start():
        await ann.says(ann.private, "/worth x").reply()
    model.redeliver()
    async with starts.start():
        await model.quiet()
        await ann.says(ann.private, "/worth y").reply()
    assert len(starts.toy.asked) == 2


async def test_a_link_leads_to_the_answer_after_a_restart(model: TelegramModel) -> None:
    """For an hour; then it is too old."""
    starts, ann = _Starts(model), model.user("Ann", started=False)
    lab = model.supergroup("Lab", ann)
    async with starts.start():
        line = await ann.says(lab, "/worth secret").reply()
        url = line.button("Show me").url
    async with starts.start():
        assert "secret" in (await ann.follows(url).reply()).text
        starts.time.now += 3600
        assert "too old" in (await ann.follows(url).reply()).text


async def test_a_line_left_by_a_stop_is_taken_away_at_the_next_start(model: TelegramModel) -> None:
    """At its time, not before."""
    starts, ann = _Starts(model), model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with starts.start():
        line = await ann.says(lab, "/worth secret").reply()
    async with starts.start():
        await starts.time.go(30)
        assert not line.deleted
        await starts.time.go(40)
        await line.vanishes()
    assert starts.remembered.kept[_named(model, "lines")] == ""


async def test_buttons_in_private_speak_of_the_group_after_a_restart(model: TelegramModel) -> None:
    """The place that a direct message came from is known for as long as its buttons are pressed."""
    starts, ann = _Starts(model), model.user("Ann")
    lab = model.supergroup("Lab", ann)
    async with starts.start():
        await ann.says(lab, "/worth secret").reply()
    async with starts.start():
        await ann.taps(ann.private.messages[-1], "Again").answer()
    assert starts.toy.asked[-1].request.place.space == str(lab.id)


async def test_what_another_version_wrote_is_no_trouble(model: TelegramModel) -> None:
    """It is forgotten, and the bot answers."""
    starts, ann = _Starts(model), model.user("Ann")
    for name in ("answers", "lines", "links", "origins", "handled"):
        starts.remembered.kept[_named(model, name)] = '{"odd": 1}'
    starts.remembered.kept[f"telegram.form.{ann.id}"] = "odd"
    async with starts.start():
        assert (await ann.says(ann.private, "/worth x").reply()).text


async def test_many_answers_cost_few_writes(model: TelegramModel) -> None:
    """What is known is written down once for all that happened in a moment."""
    starts, ann = _Starts(model), model.user("Ann")
    async with starts.start():
        await model.until(lambda: len(model.called("setMyCommands")) >= 3)
        before = starts.remembered.puts
        for number in range(20):
            await ann.says(ann.private, f"/worth {number}").reply()
        await starts.time.go(5)
        assert starts.remembered.puts - before <= 4


class _Full(Remembering):
    """Be a memory whose disk is full for a while."""

    is_full = True

    async def put(self, name: str, value: str, lasts: timedelta | None = None) -> None:
        if self.is_full:
            raise OSError
        await super().put(name, value, lasts)


async def test_a_full_disk_costs_no_answer(model: TelegramModel) -> None:
    """The bot answers, and writes down what it knows once there is room again."""
    starts, ann = _Starts(model), model.user("Ann")
    starts.remembered = full = _Full()
    async with starts.start():
        assert (await ann.says(ann.private, "/worth x").reply()).text
        await starts.time.go(5)
        assert (await ann.says(ann.private, "/worth y").reply()).text
        full.is_full = False
        await ann.says(ann.private, "/worth z").reply()
        await starts.time.go(5)
        assert full.kept[_named(model, "answers")].count("said") == 3
