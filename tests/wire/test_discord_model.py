"""The model of Discord, against the real client library with a small bot on it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.wire.discord_model import CannotDo, DiscordModel, File
from tests.wire.discord_model.small_bot import (
    Asked,
    Room,
    SmallBot,
    discord,
    open_room,
    running,
    ui,
)
from tests.wire.discord_model.world import PERMISSIONS


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """Open the room and let the bot in."""
    async with open_room() as found:
        yield found


def codes(model: DiscordModel) -> list[int]:
    """Give the codes of all violations."""
    return [each.code for each in model.violations]


async def ask(room: Room, name: str, *answers: Any) -> Any:
    """Register a command that awaits the given coroutine functions, and use it."""

    @room.bot.tree.command(name=name, description="x")
    async def command(interaction: Asked) -> None:
        for answer in answers:
            await answer(interaction)

    await room.bot.tree.sync()
    return room.ann.slash(room.lab, name)


async def test_a_slash_command_is_answered_by_a_card(room: Room) -> None:
    """Show the text, the buttons and the sync; nothing is held against the bot."""
    answer = await room.ann.slash(room.lab, "worth", product="ai").reply()
    assert (answer.text, answer.buttons) == ("## ai\nIt depends.", ["Why?"])
    assert room.lab.messages == [answer]
    assert {each["name"] for each in room.model.commands} >= {"worth", "kb", "Worth it?"}
    assert room.model.violations == []


async def test_a_button_answers_only_to_who_pressed_it(room: Room) -> None:
    """Keep an ephemeral answer from everybody else."""
    card = await room.ann.slash(room.lab, "worth", product="ai").reply()
    why = await room.bob.press(card, "Why?").reply()
    assert (why.text, why.ephemeral_to) == ("because ai", room.bob)
    assert room.lab.seen_by(room.ann) == [card]
    with pytest.raises(CannotDo, match="does not see"):
        room.ann.press(why, "Why?")


async def test_a_button_outlives_its_process(room: Room) -> None:
    """Let another client answer a press on an old message."""
    card = await room.ann.slash(room.lab, "worth", product="ai").reply()
    await room.bot.close()
    async with running(SmallBot(), room.model):
        assert (await room.bob.press(card, "why:ai").reply()).text == "because ai"


async def test_autocomplete_gives_choices(room: Room) -> None:
    """Bring an unfinished option to the bot and its suggestions back."""
    choices = await room.ann.autocomplete(room.lab, "worth", "product", "a")
    assert (choices[0].name, choices[0].value, len(choices)) == ("a-0", "a0", 3)


async def test_the_client_of_a_person_checks_options(room: Room) -> None:
    """Refuse what Discord's own client would not send."""
    room.guild.member(room.ann, permissions="manage_messages")
    assert (await room.ann.slash(room.lab, "kb add", name="x", price=3).reply()).text == "x for 3"
    for path, options in (
        ("nothing", {}),
        ("kb", {}),
        ("kb add", {"name": "x"}),
        ("kb add", {"name": "x", "price": 10}),
        ("kb add", {"name": 1, "price": 3}),
        ("kb add", {"name": "x", "price": 3, "other": 1}),
    ):
        with pytest.raises(CannotDo):
            room.ann.slash(room.lab, path, **options)


async def test_a_command_is_hidden_without_its_permissions_until_opened(room: Room) -> None:
    """Take default member permissions as the hint that they are."""
    with pytest.raises(CannotDo, match="permissions"):
        room.bob.slash(room.lab, "kb add", name="x", price=3)
    room.guild.open_command("kb")
    assert await room.bob.slash(room.lab, "kb add", name="x", price=3).reply()


async def test_the_context_menu_brings_the_whole_message(room: Room) -> None:
    """Give content that the bot could not read otherwise."""
    said = room.bob.says(room.lab, "is this any good").message
    answer = await room.ann.context_menu(room.lab, "Worth it?", said).reply()
    assert answer.text == "about is this any good"


async def test_content_comes_only_where_discord_delivers_it(room: Room) -> None:
    """Empty other people's words; open mentions, direct messages and pinging replies."""
    bot = room.model.bot
    room.ann.says(room.lab, "nobody hears")
    first = await room.ann.says(room.lab, f"{bot.mention} hi").reply()
    await room.bob.says(room.lab, "and me", reply_to=first).reply()
    await room.ann.says(room.ann.dm, "quietly").reply()
    room.ann.says(room.lab, "no ping", reply_to=first, ping=False)
    card = await room.ann.slash(room.lab, "worth", product="ai").reply()
    room.ann.says(room.lab, "to a response", reply_to=card)
    await room.ann.says(room.ann.dm, "all came").reply()
    theirs = [each.content for each in room.bot.heard if not each.author.bot]
    assert theirs == ["", f"{bot.mention} hi", "and me", "quietly", "", "", "all came"]


async def test_a_form_is_filled_in_by_labels(room: Room) -> None:
    """Open, check, submit and answer a modal."""
    modal = await room.ann.slash(room.lab, "judge").modal()
    assert list(modal.fields) == ["Worth it?", "Why?"]
    for values in ({"Why?": "x"}, {"stance": "maybe", "why": "x"}, {"stance": "Yes", "why": ""}):
        with pytest.raises(CannotDo):
            room.ann.submits(modal, values)
    with pytest.raises(CannotDo, match="open for Ann"):
        room.bob.submits(modal, {})
    answer = await room.ann.submits(modal, {"Worth it?": "Yes", "why": "it is"}).reply()
    assert answer.text == "yes: it is"


async def test_a_deferred_answer_keeps_its_visibility_and_more_can_follow(room: Room) -> None:
    """Fill the waiting message first, then add messages."""
    asked = room.ann.slash(room.lab, "slow")
    first, second = await asked.reply(), await asked.reply(nth=1)
    assert (first.text, first.ephemeral_to, second.ephemeral_to) == ("thought", room.ann, None)
    assert asked.ack == 5
    assert asked.acked_after is not None


async def test_selects_and_files_reach_the_bot(room: Room) -> None:
    """Choose from a select; upload in a form and download again."""
    got: list[bytes] = []

    class Upload(ui.Modal, title="Import"):
        file: ui.Label[Any] = ui.Label(text="File", component=ui.FileUpload(custom_id="f"))

        async def on_submit(self, interaction: Asked, /) -> None:
            field = self.file.component
            assert isinstance(field, ui.FileUpload)
            got.append(await field.values[0].read())
            await interaction.response.edit_message(content="imported", view=None)

    class Pick(ui.View):
        @ui.select(options=[discord.SelectOption(label="A", value="a")], custom_id="pick")
        async def pick(self, interaction: Asked, select: ui.Select[Any]) -> None:
            await interaction.response.send_modal(Upload())

    asked = await ask(room, "pick", lambda i: i.response.send_message("pick", view=Pick()))
    message = await asked.reply()
    with pytest.raises(CannotDo, match="not among"):
        room.ann.chooses(message, "pick", "B")
    modal = await room.ann.chooses(message, "pick", "A").modal()
    edited = await room.ann.submits(modal, {"File": File("a.csv", b"a,b")}).reply()
    assert (edited, edited.text, edited.edits, got) == (message, "imported", 1, [b"a,b"])


async def test_an_app_of_a_person_works_where_the_bot_is_not(room: Room) -> None:
    """Answer in a group and in a foreign server, only for who installed the app."""
    eve = room.model.user("Eve", installed=True)
    group = room.model.group_dm(eve, room.bob)
    foreign = room.model.guild("Elsewhere", bot=False).channel("general")
    for place in (group, foreign):
        said = room.bob.says(place, "a thing").message
        assert (await eve.context_menu(place, "Worth it?", said).reply()).text == "about a thing"
        with pytest.raises(CannotDo, match="installation"):
            room.bob.context_menu(place, "Worth it?", said)
    with pytest.raises(CannotDo, match="installation"):
        eve.slash(foreign, "worth", product="ai")


async def test_late_and_double_answers_are_refused(room: Room) -> None:
    """Know 10062 after three seconds, 40060 for the second answer, 50027 after the token's time."""
    seen: list[int] = []

    async def late(interaction: Asked) -> None:
        room.model.clock.advance(3.1)
        await send(interaction)

    async def send(interaction: Asked) -> None:
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("x")
        except discord.HTTPException as error:
            seen.append(error.code)

    async def old(interaction: Asked) -> None:
        room.model.clock.advance(901)
        with pytest.raises(discord.HTTPException) as caught:
            await interaction.edit_original_response(content="y")
        seen.append(caught.value.code)

    failed = await ask(room, "late", late)
    await room.model.until(lambda: len(seen) == 1)
    assert failed.failed
    await (await ask(room, "twice", send, send, old)).reply()
    await room.model.until(lambda: len(seen) == 3)
    assert seen == [10062, 40060, 50027] == codes(room.model)


async def test_ephemeral_messages_are_reached_by_their_webhook_only(room: Room) -> None:
    """Know no such message in the channel."""
    asked = room.ann.slash(room.lab, "slow")
    first = await asked.reply()
    with pytest.raises(discord.NotFound) as caught:
        await room.place.get_partial_message(int(first.id)).edit(content="z")
    assert caught.value.code == 10008


async def test_permissions_and_closed_dms_are_refused_without_blame(room: Room) -> None:
    """Answer 50013, 50001 and 50007; blame only who asks again."""
    shut = room.model.user("Shut", dms_open=False)
    dm = room.bot.get_partial_messageable(int(shut.dm.id))
    for place, name, code in (
        (room.place, "send_messages", 50013),
        (room.place, "view_channel", 50001),
        (dm, "embed_links", 50007),
    ):
        room.lab.deny_bot(name)
        with pytest.raises(discord.Forbidden) as caught:
            await place.send(f"{code}")
        assert caught.value.code == code
    assert room.model.violations == []
    with pytest.raises(discord.Forbidden):
        await dm.send("50007")
    assert [each.reason for each in room.model.violations] == ["asked again after 403"]


async def test_pings_are_held_against_the_bot(room: Room) -> None:
    """See whom a message pings, as its allowed mentions have it."""
    await room.place.send(f"@everyone {room.ann.mention}")
    assert room.model.violations == []
    await room.place.send("@everyone", allowed_mentions=discord.AllowedMentions.all())
    assert room.lab.messages[-1].pings == {"everyone"}
    assert "pings" in room.model.violations[0].reason


async def test_unchanged_commands_are_not_to_be_synced(room: Room) -> None:
    """Notice a sync that changes nothing."""
    assert room.model.catalogue.syncs == 1
    await room.bot.tree.sync()
    assert "had not changed" in room.model.violations[0].reason


async def test_messages_are_read_edited_and_deleted_by_their_rules(room: Room) -> None:
    """Hide what others wrote, forbid to change it, know no message that is gone."""
    said = room.bob.says(room.lab, "secret").message
    assert (await room.place.fetch_message(int(said.id))).content == ""
    part = room.place.get_partial_message(int(said.id))
    for wrong, code in ((part.edit(content="x"), 50005), (part.delete(), 50013)):
        with pytest.raises(discord.Forbidden) as caught:
            await wrong
        assert caught.value.code == code
    own = await room.place.send("mine")
    await own.edit(content="changed")
    seen = room.lab.messages[-1]
    assert (seen.text, seen.edits) == ("changed", 1)
    room.bob.deletes(seen)
    with pytest.raises(discord.NotFound):
        await own.edit(content="again")
    assert codes(room.model) == [50005]


async def test_a_bot_that_was_lent_to_a_person_cannot_post_on_its_own(room: Room) -> None:
    """Answer 50001 where the bot is not, and show nobody what may not be shown."""
    eve = room.model.user("Eve", installed=True)
    foreign = room.model.guild("Elsewhere", bot=False)
    general = foreign.channel("general")
    with pytest.raises(discord.Forbidden) as caught:
        await room.bot.get_partial_messageable(int(general.id)).send("x")
    assert caught.value.code == 50001
    foreign.everyone.permissions &= ~PERMISSIONS["use_external_apps"]
    said = room.bob.says(general, "a thing").message
    answer = await eve.context_menu(general, "Worth it?", said).reply()
    assert answer.ephemeral_to is eve


async def test_a_deferral_that_was_taken_back_gives_way_to_a_hidden_answer(room: Room) -> None:
    """Delete the public waiting; what follows is a message of its own and may be ephemeral."""

    async def turn(interaction: Asked) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.delete_original_response()
        await interaction.followup.send("for you", ephemeral=True)

    answer = await (await ask(room, "turn", turn)).reply()
    assert (answer.text, answer.ephemeral_to) == ("for you", room.ann)
    assert room.lab.seen_by(room.bob) == []
