"""What the model refuses, request by request."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.wire.discord_model import DiscordModel
from tests.wire.discord_model.limits import check_choices, check_modal
from tests.wire.discord_model.refusal import Refusal
from tests.wire.discord_model.small_bot import SPEC, Room, discord, open_room
from tests.wire.discord_model.world import Json

V2 = 1 << 15


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """Open the room and let the bot in."""
    async with open_room() as found:
        yield found


def text(content: str) -> Json:
    """Build a text display."""
    return {"type": 10, "content": content}


def button(**more: Any) -> Json:
    """Build a button, changed at will."""
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | more


def row(*inner: Json) -> Json:
    """Build an action row."""
    return {"type": 1, "components": list(inner)}


def select(count: int) -> Json:
    """Build a select with that many options."""
    options = [{"label": f"{n}", "value": f"{n}"} for n in range(count)]
    return row({"type": 3, "custom_id": "s", "options": options})


def v2(*components: Json, **more: Any) -> Json:
    """Build a message of the new kind."""
    return {"flags": V2, "components": list(components)} | more


def gallery(url: str) -> Json:
    """Build a gallery of one picture."""
    return {"type": 12, "items": [{"media": {"url": url}}]}


GOOD: list[Json] = [
    {"content": "x" * 2000},
    {"embeds": [{"title": "x" * 256, "description": "x" * 4096}]},
    {"components": [row(button())], "content": "x"},
    v2(text("x" * 4000)),
    v2(*(text("x") for _ in range(40))),
    v2({"type": 17, "components": [text("a"), {"type": 14}, row(button()), select(25)]}),
    v2({"type": 9, "components": [text("a")], "accessory": button()}),
    v2(gallery("https://example.org/a.png")),
]
BAD: list[tuple[Json, str]] = [
    ({"content": "x" * 2001}, "content"),
    ({"content": ""}, "empty"),
    ({"embeds": [{"title": "x" * 257}]}, "title"),
    ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]}, "6000"),
    ({"embeds": [{"fields": [{"name": "a", "value": "x" * 1025}]}]}, "value"),
    ({"components": [text("x")]}, "type"),
    ({"components": [row(button(custom_id=f"{n}")) for n in range(6)], "content": "x"}, "length"),
    (v2(text("x"), content="x"), "content"),
    (v2(text("x" * 2001), text("x" * 2000)), "4000"),
    (v2(*(text("x") for _ in range(41))), "40"),
    (v2(row(*(button(custom_id=f"{n}") for n in range(6)))), "length"),
    (v2(row(button(), button())), "duplicated"),
    (v2(row(button(custom_id="x" * 101))), "custom_id"),
    (v2(row(button(custom_id=""))), "custom_id"),
    (v2(row(button(label="x" * 81))), "label"),
    (v2(row(button(label="", emoji=None))), "emoji"),
    (v2(row(button(style=5))), "url"),
    (v2(row({"type": 2, "style": 5, "label": "x", "url": "ftp://x.y"})), "Scheme"),
    (v2(select(26)), "options"),
    (v2(gallery("file:///etc/passwd")), "Scheme"),
    (v2(gallery("attachment://a.png")), "attachment"),
    (v2({"type": 9, "components": [text("a")]}), "accessory"),
    (v2({"type": 17, "components": [{"type": 17, "components": [text("a")]}]}), "type"),
]


async def post(room: Room, body: Json) -> tuple[int, str]:
    """Send a message as no library would let us."""
    head = {"Authorization": f"Bot {room.model.token}"}
    url = f"{room.model.api_base}/channels/{room.lab.id}/messages"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, headers=head) as answer,
    ):
        return answer.status, await answer.text()


@pytest.mark.parametrize("described", [True, False])
async def test_messages_within_the_limits_pass_and_others_do_not(
    room: Room, described: bool
) -> None:
    """Check every limit by the model's own rules, and beside Discord's description if there."""
    if not described:
        room.model.schema = None
    room.model.global_limit = 1000
    for body in GOOD:
        assert (await post(room, body))[0] == 200
    assert room.model.violations == []
    for body, word in BAD:
        status, told = await post(room, body)
        assert status == 400
        assert word in told or (described and SPEC.exists()), (body, told)
    assert len(room.model.violations) == len(BAD)


async def test_a_body_that_discord_does_not_describe_is_refused() -> None:
    """Read Discord's description where it is."""
    if not SPEC.exists():
        pytest.skip("Discord's description is not here")
    async with open_room() as room:
        status, told = await post(room, {"content": "x", "tts": "yes"})
        assert status == 400
        assert "body.tts" in told


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ({"name": "Worth"}, "name"),
        ({"name": "a b"}, "name"),
        ({"description": "x" * 101}, "description"),
        ({"description": ""}, "description"),
        ({"options": [{"type": 3, "name": f"o{n}", "description": "x"} for n in range(26)]}, "26"),
        (
            {
                "options": [
                    {"type": 3, "name": "a", "description": "x"},
                    {"type": 3, "name": "b", "description": "x", "required": True},
                ]
            },
            "REQUIRED",
        ),
        (
            {
                "options": [
                    {
                        "type": 3,
                        "name": f"a{n}",
                        "description": "x" * 100,
                        "choices": [
                            {"name": "y" * 40 + f"{i}", "value": "z" * 40 + f"{i}"}
                            for i in range(25)
                        ],
                    }
                    for n in range(5)
                ]
            },
            "TOO_LARGE",
        ),
        ({"name_localizations": {"xx": "a"}}, "locale"),
    ],
)
async def test_commands_beyond_the_limits_are_not_registered(
    room: Room, command: Json, word: str
) -> None:
    """Refuse the whole list for one bad command."""
    room.model.schema = None
    body = {"name": "good", "description": "x", "type": 1} | command
    with pytest.raises(discord.HTTPException) as caught:
        await room.bot.http.bulk_upsert_global_commands(int(room.model.bot.id), [body])
    assert caught.value.code == 50035
    assert word in str(room.model.violations[0])


MODAL: Json = {
    "custom_id": "m",
    "title": "t",
    "components": [
        {"type": 10, "content": "read this"},
        {"type": 18, "label": "l", "component": {"type": 4, "custom_id": "a", "style": 1}},
        {"type": 1, "components": [{"type": 4, "custom_id": "b", "style": 2, "label": "l"}]},
    ],
}
FIELD: Json = {"type": 4, "custom_id": "a", "style": 1}


def label(name: str = "l", **more: Any) -> Json:
    """Build a label around a field, changed at will."""
    return {"type": 18, "label": name, "component": FIELD | more}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x" * 46},
        {"custom_id": ""},
        {"components": []},
        {"components": [label(custom_id=f"{n}") for n in range(6)]},
        {"components": [label("x" * 46)]},
        {"components": [label(custom_id="x" * 101)]},
        {"components": [label(max_length=4001)]},
        {"components": [label(min_length=9, max_length=8)]},
        {"components": [label(placeholder="x" * 101)]},
        {"components": [label(), label()]},
        {"components": [row(button())]},
        {"components": [label(type=21, options=[{"label": "a", "value": "a"}])]},
    ],
)
def test_forms_beyond_the_limits_do_not_open(change: Json) -> None:
    """Take the good form, refuse it with any one change."""
    check_modal(MODAL)
    with pytest.raises(Refusal, match="50035"):
        check_modal(MODAL | change)


@pytest.mark.parametrize(
    "choices",
    [
        [{"name": "a", "value": "a"}] * 26,
        [{"name": "a" * 101, "value": "a"}],
        [{"name": "a", "value": "a" * 101}],
        [{"name": "", "value": "a"}],
        None,
    ],
)
def test_suggestions_beyond_the_limits_are_not_shown(choices: object) -> None:
    """Take 25 suggestions of 100 characters, refuse more."""
    check_choices([{"name": "a" * 100, "value": "a" * 100}] * 25)
    with pytest.raises(Refusal, match="50035"):
        check_choices(choices)


async def test_trouble_on_demand_comes_as_often_as_asked(room: Room) -> None:
    """Fail by status, cut before and after the work, and limit the rate."""
    room.model.fail(1, "POST", "/messages$", 503)
    with pytest.raises(discord.DiscordServerError):
        await room.place.send("a")
    for how in ("cut", "cut after"):
        room.model.fail(1, "POST", "/messages$", how)
        with pytest.raises((aiohttp.ClientError, OSError)):
            await room.place.send(how)
    assert [each.text for each in room.lab.messages] == ["cut after"]
    room.model.rate_limit(2, "POST", "/messages$", 0.01)
    await room.place.send("b")
    statuses = [each.status for each in room.model.requests if each.path.endswith("/messages")]
    assert statuses == [503, 0, 200, 429, 429, 200]
    assert room.model.violations == []


async def test_a_wrong_token_is_refused_and_going_on_is_noted() -> None:
    """Answer 401, and hold the second try against the bot."""
    async with DiscordModel() as model, aiohttp.ClientSession() as session:
        for _ in range(2):
            async with session.get(f"{model.api_base}/users/@me") as answer:
                assert answer.status == 401
        assert [each.code for each in model.violations] == [401]


async def test_the_gateway_is_announced(room: Room) -> None:
    """Say where it is and how many sessions are left."""
    shards, url, limit = await room.bot.http.get_bot_gateway()
    assert (shards, url) == (1, room.model.gateway_url)
    assert (limit["remaining"], limit["max_concurrency"]) == (999, 1)
