"""Telegram's limits are kept, and nobody is left without knowing why."""

import asyncio
import itertools
from typing import Any

from adapters.telegram.joining import Outgoing, join
from adapters.telegram.outbound import MAX_TEXT, Rendered, button
from adapters.telegram.pacing import Pacer
from bot.i18n.translator import translator
from tests.wire.telegram_model import TelegramModel, find_spec
from tests.wire.telegram_talk import Time, running
from tests.wire.telegram_toy import Toy

T = translator("en")


def _sends(pacer: Pacer, time: Time, chats: list[int], seconds: float) -> list[tuple[float, int]]:
    """Send to chats in turn, as fast as the pacer lets."""
    sent: list[tuple[float, int]] = []
    end = time.now + seconds
    for chat in itertools.cycle(chats):
        time.now += pacer.wait(chat)
        if time.now >= end:
            return sent
        pacer.take(chat)
        sent.append((time.now, chat))
    return sent


def _most(times: list[float], window: float) -> int:
    return max(sum(start <= at < start + window for at in times) for start in times)


def test_a_group_gets_twenty_messages_a_minute() -> None:
    """In no minute are there more, and the last asker of a busy one does not wait for the next."""
    time = Time()
    times = [at for at, _ in _sends(Pacer(time), time, [-5], 600)]
    assert _most(times, 60) == 20
    assert max(later - at for at, later in itertools.pairwise(times)) < 12
    assert min(later - at for at, later in itertools.pairwise(times)) >= 1


def test_a_person_gets_one_message_a_second() -> None:
    """A person's chat is slowed, and not further."""
    time = Time()
    assert 50 <= len(_sends(Pacer(time), time, [5], 60)) <= 60


def test_all_chats_together_get_thirty_a_second() -> None:
    """However many chats there are."""
    time = Time()
    times = [at for at, _ in _sends(Pacer(time), time, list(range(1, 200)), 20)]
    assert 20 < _most(times, 1) <= 30


def test_a_chat_that_telegram_holds_is_held() -> None:
    """After a 429 nothing goes out until Telegram takes it."""
    time = Time()
    pacer = Pacer(time)
    pacer.hold(5, 7)
    assert pacer.wait(5) == 7
    assert pacer.wait(6) == 0


def _waiting(name: str, text: str = "answer", thread: int | None = None) -> Outgoing:
    rendered = Rendered(text, ((button("Why?", "1|why"),),), size=len(text))
    return Outgoing(-5, rendered, T, thread, 1, name=name, joins=True)


def test_waiting_answers_are_joined_under_their_askers() -> None:
    """Each answer keeps its asker and its buttons; other topics and what is too long wait."""
    group = join([_waiting("Ann"), _waiting("B<n"), _waiting("Cy", thread=9)], [], 3)
    assert group.count == 2
    assert "<b>1. Ann</b>\nanswer\n\n<b>2. B&lt;n</b>" in group.message.rendered.html
    labels = [each.text for row in group.message.rendered.rows for each in row]
    assert labels == ["1. Why?", "2. Why?"]
    long = join([_waiting("Ann", "x" * 2500), _waiting("Ben", "y" * 2500)], [], 3)
    assert long.count == 1
    assert long.message.rendered.size <= MAX_TEXT


def test_who_is_left_out_is_told() -> None:
    """By name, with when to come back; in an own message when it fits in no other."""
    left = [_waiting("Ann"), _waiting("Ben")]
    told = join([_waiting("Cy")], left, 12.2)
    assert "Ann, Ben: too many questions at once here. Ask me again in 13 seconds." in (
        told.message.rendered.html
    )
    assert told.tells
    assert not join([_waiting("Cy", "x" * 4090)], left, 12).tells
    assert join([], left, 12).message.rendered.html.startswith("Ann, Ben")


async def test_a_hundred_questions_in_a_minute() -> None:
    """They stay within 20 sends, Telegram refuses none, and all askers are answered by name."""
    time = Time()
    async with TelegramModel(find_spec(), clock=time.date) as model:
        people = [model.user(f"Asker{number}") for number in range(100)]
        lab = model.supergroup("Lab", *people)
        pace = Pacer(time)
        more: dict[str, Any] = {"pace": pace, "clock": time, "sleep": time.sleep}
        async with running(model, Toy().dispatcher(), **more) as adapter:
            time.watch(adapter)
            for person in people:
                person.says(lab, f"/worth thing {person.name}.")
                await time.go(0.6)
            sent = [each for each in model.called("sendMessage") if each.ok]
            assert len(sent) <= 20
            await asyncio.wait_for(_quiet(model, time), 10)
        words = "\n".join(message.text for message in lab.from_bot)
        assert all(f"thing {person.name}." in words for person in people)
        assert model.flood.refused == 0
        assert not model.violations


async def test_a_reply_to_joined_answers_is_about_the_first() -> None:
    """Their first line names who asked, which is nothing to be asked about."""
    time = Time()
    async with TelegramModel(find_spec(), clock=time.date) as model:
        ann, ben = model.user("Ann"), model.user("Ben")
        lab = model.supergroup("Lab", ann, ben)
        more: dict[str, Any] = {"pace": Pacer(time), "clock": time, "sleep": time.sleep}
        async with running(model, Toy().dispatcher(), **more) as adapter:
            time.watch(adapter)
            for person in (ann, ann, ben):
                person.says(lab, "/worth thing")
            await asyncio.wait_for(_quiet(model, time), 10)
            joined = lab.from_bot[-1]
            assert joined.text.startswith("1. Ann\nAnswer")
            ben.says(lab, "and for travel?", reply_to=joined)
            await asyncio.wait_for(_quiet(model, time), 10)
        assert "and for travel? | Answer" in lab.from_bot[-1].text


async def test_a_flood_says_who_was_left_out() -> None:
    """When more wait than would come in time, they are named and told when to ask again."""
    time = Time()
    async with TelegramModel(find_spec(), clock=time.date) as model:
        people = [model.user(f"Asker{number}") for number in range(120)]
        lab = model.supergroup("Lab", *people)
        pace = Pacer(time)
        more: dict[str, Any] = {"pace": pace, "clock": time, "sleep": time.sleep}
        async with running(model, Toy().dispatcher(), **more) as adapter:
            time.watch(adapter)
            for person in people:
                person.says(lab, f"/worth thing {person.name}.")
            await model.quiet()
            await asyncio.wait_for(_quiet(model, time), 10)
        words = "\n".join(message.text for message in lab.from_bot)
        assert "too many questions at once here. Ask me again in" in words
        assert len(lab.from_bot) <= 20
        assert model.flood.refused == 0


async def _quiet(model: TelegramModel, time: Time) -> None:
    """Let time pass until nothing more is sent."""
    count = -1
    while count != len(model.called("sendMessage")):
        count = len(model.called("sendMessage"))
        await time.go(70)
