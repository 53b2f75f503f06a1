"""The journeys on Telegram: the real adapter over sockets, from the same scripts."""

from functools import partial
from pathlib import Path

import pytest

from bot.draft import CHOICES
from tests.journeys.scripts import SCRIPTS, Script, Step, label
from tests.journeys.seeding import seed
from tests.wire.telegram_model import Chat, Message, TelegramModel, Topic, User, find_spec
from tests.wire.telegram_talk import running, starter_base, unlimited


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
@pytest.mark.parametrize("where", ["private", "group", "topic"])
async def test_the_journey_works_on_telegram(script: Script, where: str, tmp_path: Path) -> None:
    """What the journey promises is in the message, in its order, in the chat where it belongs.

    A group's bot is asked by commands: names reach it only where it is an administrator, as it is
    in the forum.
    """
    base = await starter_base(tmp_path)
    try:
        async with TelegramModel(find_spec()) as model:
            model.flood.off()
            maya = model.user("Maya")
            await seed(base, script, "telegram", str(maya.id))
            talk = _talk(model, maya, where)
            async with running(model, unlimited(base)):
                for step in script.steps:
                    _look(step, await talk.play(step), talk)
            assert not model.violations
            assert not model.unanswered
    finally:
        await base.close()


def _talk(model: TelegramModel, maya: User, where: str) -> "_Talk":
    match where:
        case "private":
            return _Talk(model, maya, maya.private, None)
        case "group":
            return _Talk(model, maya, model.supergroup("Home", maya), None)
    forum = model.forum("Home", maya, admin=True)
    return _Talk(model, maya, forum, forum.topic("shopping"))


class _Talk:
    """Speak with the bot in one place."""

    def __init__(self, model: TelegramModel, user: User, chat: Chat, topic: Topic | None) -> None:
        self.model, self.user, self.chat, self.topic = model, user, chat, topic
        self._last: Message | None = None

    @property
    def is_alone(self) -> bool:
        return self.chat.private

    async def play(self, step: Step) -> Message:
        if step.presses:
            self._last = await self._press(step)
        else:
            self._last = await self._say(step)
        for name, code in step.fills:
            await self._fill(self._last, name, code)
        return self._last

    async def _fill(self, form: Message, name: str, code: str) -> None:
        """Tap or write one answer, and wait for the next question or the end."""
        labels = [label(name, each) for each in code.split(",")] if code else []
        before = form.text, form.labels
        if code and name not in CHOICES:
            self.user.says(self.user.private, code)
        elif name == "reasons":
            for each in labels:
                await self.user.taps(form, each).answer()
                await self.model.until(partial(_is_marked, form, each))
            before = form.text, form.labels
            await self.user.taps(form, "Done").answer()
        else:
            shown = labels[0] if labels else "Skip"
            chosen = f"✓ {shown}" in form.labels
            await self.user.taps(form, f"✓ {shown}" if chosen else shown).answer()
        await self.model.until(lambda: (form.text, form.labels) != before)

    async def _press(self, step: Step) -> Message:
        last = self._last
        assert last is not None
        seen = [len(last.chat.messages), len(self.user.private.messages), last.edits]
        tap = self.user.taps(last, next(b for b in last.labels if b.startswith(step.presses)))
        await tap.answer()
        chat = self.user.private if step.private else last.chat

        def look() -> Message | None:
            if last.edits > seen[2] and not step.private:
                return last
            before = seen[1] if chat is self.user.private else seen[0]
            new = [m for m in chat.messages[before:] if m.sender is self.model.bot]
            if new:
                return new[-1]
            return last if last.edits > seen[2] and last.chat.private else None

        found: Message = await self.model.until(look)
        return found

    async def _say(self, step: Step) -> Message:
        about = None
        if step.about:
            about = self.user.says(self.chat, step.about, topic=self.topic)
            if self.is_alone:
                await about.reply()
        seen = len(self.user.private.messages)
        text = step.says
        if not self.is_alone and not text.startswith("/"):
            name = self.model.bot.mention
            text = f"{name} {text}" if self.topic is not None else f"/worth{name} {text}"
        said = self.user.says(self.chat, text, reply_to=about, topic=self.topic)
        answer = await said.reply()
        assert answer.topic is self.topic
        if not step.private or self.is_alone:
            return answer
        assert "in private" in answer.text
        return self.user.private.messages[seen]


def _is_marked(form: Message, choice: str) -> bool:
    return f"✓ {choice}" in form.labels


def _look(step: Step, message: Message, talk: _Talk) -> None:
    text, place = " ".join(message.text.split()), 0
    for words in step.shows:
        found = text.find(words, place)
        assert found >= 0, f"{words!r} is not in {text[place:]!r}"
        place = found + len(words)
    for words in step.never:
        assert words not in text
    for button in step.buttons:
        assert button in message.labels
    assert not message.link_preview
    if step.private:
        assert message.readers == {talk.user}
