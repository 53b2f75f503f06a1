"""The journeys on Discord: the real adapter and client over sockets, from the same scripts."""

import shlex
from pathlib import Path

import pytest

from tests.journeys.scripts import SCRIPTS, Script, Step
from tests.journeys.seeding import seed
from tests.wire.discord_model import DiscordModel
from tests.wire.discord_model.interactions import Interaction
from tests.wire.discord_model.messages import Message
from tests.wire.discord_model.people import User
from tests.wire.discord_model.places import Channel
from tests.wire.discord_talk import SPEC, running, shown, starter_base, unlimited


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
@pytest.mark.parametrize("way", ["slash", "mention", "direct"])
async def test_the_journey_works_on_discord(script: Script, way: str, tmp_path: Path) -> None:
    """What the journey promises is on the card, in its order, seen by whom it should be."""
    base = await starter_base(tmp_path)
    try:
        async with DiscordModel(SPEC) as model:
            model.referenced_content = True
            home, maya = model.guild("Home"), model.user("Maya")
            channel = home.channel("shop")
            if way == "mention":  # in a thread, by the rules of its channel
                channel = home.thread(channel, "this week")
            if script.moderates:  # or Discord hides the commands
                home.member(maya, permissions=["manage_guild", "manage_messages"])
            await seed(base, script, "discord", maya.id)
            async with running(model, unlimited(base)):
                talk = _Talk(maya, maya.dm if way == "direct" else channel, way, model)
                for step in script.steps:
                    _look(step, await talk.play(step), is_alone=way == "direct")
            assert not model.violations
    finally:
        await base.close()


class _Talk:
    """Speak with the bot in one place and in one way."""

    def __init__(self, user: User, channel: Channel, way: str, model: DiscordModel) -> None:
        self._user, self._channel, self._way, self._model = user, channel, way, model
        self._last: Message | None = None

    async def play(self, step: Step) -> Message:
        self._last = await self._do(step)
        return self._last

    async def _do(self, step: Step) -> Message:
        if step.presses:
            assert self._last is not None
            label = step.presses if step.presses in self._last.buttons else "Show"
            return await self._filled(self._user.press(self._last, label), step)
        if step.says.startswith("/"):
            words = shlex.split(step.says[1:])
            path = " ".join(word for word in words if ":" not in word)
            options = (word.split(":", 1) for word in words if ":" in word)
            given = {name: int(text) if text.isdigit() else text for name, text in options}
            return await self._filled(self._user.slash(self._channel, path, **given), step)
        if self._way == "slash" and not step.about:
            return await self._user.slash(self._channel, "worth", question=step.says).reply()
        return await self._write(step)

    async def _filled(self, asked: Interaction, step: Step) -> Message:
        if not step.fills:
            return await asked.reply()
        form = await asked.modal()
        given = {name: code.split(",") if name == "reasons" else code for name, code in step.fills}
        return await self._user.submits(form, {n: v for n, v in given.items() if any(v)}).reply()

    async def _write(self, step: Step) -> Message:
        about = None
        if step.about:
            about = self._user.says(self._channel, step.about).message
            if self._way == "slash":
                return await self._user.context_menu(self._channel, "Worth it?", about).reply()
        bot = self._model.bot
        text = step.says if self._way == "direct" else f"{bot.mention} {step.says}"
        said = await self._user.says(self._channel, text, about).reply()
        if "Show me" in said.buttons:
            return await self._user.press(said, "Show me").reply()
        if "Ask with /worth" in said.text:
            return await self._user.slash(self._channel, "worth", question=step.says).reply()
        return said


def _look(step: Step, message: Message, *, is_alone: bool) -> None:
    text = shown(message.text)
    place = 0
    for words in step.shows:
        found = text.find(words, place)
        assert found >= 0, f"{words!r} is not in {text[place:]!r}"
        place = found + len(words)
    for words in step.never:
        assert words not in text
    for label in step.buttons:
        assert label in message.buttons
    assert message.ephemeral is (step.private and not is_alone)
    assert not message.pings
