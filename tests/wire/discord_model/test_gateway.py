"""The model's gateway and its trouble, against the real client library."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest

from tests.wire.discord_model import DiscordModel
from tests.wire.discord_model.small_bot import Room, SmallBot, discord, open_room, running


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """Open the room and let the bot in."""
    async with open_room() as found:
        yield found


async def answers(room: Room) -> bool:
    """Tell whether the bot answers in the end, once more connected."""
    answer = await room.ann.slash(room.lab, "worth", product="ai").reply()
    return answer.text.startswith("## ai")


@pytest.mark.parametrize("trouble", ["reconnect", "close", "cut", "resumable"])
async def test_a_lost_connection_is_resumed_and_what_was_missed_is_replayed(
    room: Room, trouble: str
) -> None:
    """Keep what happens meanwhile for the RESUME."""
    gateway = room.model.gateway
    deeds: dict[str, Callable[[], None]] = {
        "reconnect": gateway.ask_reconnect,
        "close": lambda: gateway.drop(4000),
        "cut": gateway.drop,
        "resumable": lambda: gateway.invalidate(resumable=True),
    }
    deeds[trouble]()
    await room.model.until(lambda: not gateway.connected)
    assert await answers(room)
    assert (len(gateway.identifies), len(gateway.resumes)) == (1, 1)
    assert room.model.violations == []


async def test_an_invalid_session_is_identified_for_anew(room: Room) -> None:
    """Forget the session; what happens before the new READY is lost, as in life."""
    room.model.gateway.invalidate()
    await room.model.until(lambda: len(room.model.gateway.identifies) == 2)
    assert await answers(room)
    assert room.model.gateway.resumes == []


async def test_a_dead_connection_is_noticed_and_resumed(room: Room) -> None:
    """Let nothing through; the library gives the connection up."""
    room.model.gateway.mute()
    assert await answers(room)
    assert len(room.model.gateway.resumes) >= 1


async def test_heartbeats_are_acknowledged() -> None:
    """Ask for beats often and see them come."""
    async with DiscordModel() as model:
        model.gateway.heartbeat_interval = 0.05
        async with running(SmallBot(), model):
            await model.until(lambda: model.gateway.connections[0].heartbeats)


@pytest.mark.parametrize("wrong", ["malformed", "garbage"])
async def test_a_malformed_event_ends_the_library_as_it_does(room: Room, wrong: str) -> None:
    """Bring what the library does not survive by itself."""
    getattr(room.model.gateway, wrong)()
    await asyncio.wait([room.task], timeout=5)
    assert room.task.done()
    assert isinstance(room.task.exception(), (KeyError, ValueError))


async def test_a_refused_connect_is_an_http_error() -> None:
    """Answer 503 before there is any socket."""
    async with DiscordModel() as model, aiohttp.ClientSession() as session:
        model.gateway.refuse(1)
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await session.ws_connect(model.gateway_url)


@pytest.mark.parametrize("compress", [None, "zlib-stream", "zstd-stream"])
async def test_events_come_compressed_as_asked(compress: str | None) -> None:
    """Serve text, zlib and zstd."""
    async with DiscordModel() as model, aiohttp.ClientSession() as session:
        query = f"?v=10&compress={compress}" if compress else "?v=10"
        async with session.ws_connect(model.gateway_url + query) as socket:
            kind = (await socket.receive(5)).type
            text, binary = aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY
            assert kind is (binary if compress else text)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"op": 2, "d": {"token": "no", "intents": 1}}, 4004),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 1 << 15}}, 4014),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 1, "shard": [1, 1]}}, 4010),
        ({"op": 2, "d": {"token": "TOKEN"}}, 4013),
        ({"op": 99}, 4001),
        ({"op": 3}, 4003),
        ([], 4002),
    ],
)
async def test_wrong_payloads_close_with_their_code(payload: object, code: int) -> None:
    """Close as Discord does."""
    async with (
        DiscordModel(token="TOKEN") as model,  # noqa: S106 opens nothing
        aiohttp.ClientSession() as session,
        session.ws_connect(model.gateway_url + "?v=10") as socket,
    ):
        await socket.receive(5)
        await socket.send_json(payload)
        assert (await socket.receive(5)).data == code


@pytest.mark.parametrize(("code", "left"), [(1000, 0), (4000, 1)])
async def test_a_session_ends_if_the_client_says_so(code: int, left: int) -> None:
    """Keep a session for a resume unless the client closed with 1000 or 1001."""
    async with DiscordModel() as model, aiohttp.ClientSession() as session:
        async with session.ws_connect(model.gateway_url + "?v=10") as socket:
            await socket.send_json({"op": 2, "d": {"token": model.token, "intents": 1}})
            await model.connected()
            await socket.close(code=code)
        await model.until(lambda: not model.gateway.connected)
        assert len(model.gateway.sessions) == left


async def test_early_and_too_many_identifies_are_punished() -> None:
    """Answer an early IDENTIFY with op 9; take the token away when the day's are spent."""
    async with DiscordModel() as model, aiohttp.ClientSession() as session:
        model.gateway.identify_interval = 5.0
        token, answers = model.token, []
        for left in (1000, 999, 0):
            model.gateway.start_limit = left
            async with session.ws_connect(model.gateway_url + "?v=10") as socket:
                await socket.receive(5)
                await socket.send_json({"op": 2, "d": {"token": token, "intents": 1}})
                answers.append((await socket.receive(5)).data)
        assert '"READY"' in answers[0]
        assert '"op": 9' in answers[1]
        assert answers[2] == 4004
        assert model.token != token


async def test_shards_get_their_own_servers_only() -> None:
    """Spread servers and events over shards."""
    async with DiscordModel() as model:
        places = [model.guild(f"g{n}").channel("c") for n in range(4)]
        ann = model.user("Ann")

        class Sharded(SmallBot, discord.AutoShardedClient):
            """The small bot on two shards."""

        bot = Sharded(shard_count=2)
        async with running(bot, model):
            await model.until(lambda: len(model.gateway.sessions) == 2)
            for place in places:
                assert await ann.slash(place, "worth", product="ai").reply()
        assert {each["shard"][0] for each in model.gateway.identifies} == {0, 1}


@pytest.mark.parametrize("count", [30, pytest.param(300, marks=pytest.mark.long)])
async def test_many_commands_at_once_are_carried(room: Room, count: int) -> None:
    """Stand in the way of no benchmark."""
    asked = [room.ann.slash(room.lab, "worth", product=f"p{n}") for n in range(count)]
    await asyncio.gather(*(each.reply(10) for each in asked))
    assert all((each.acked_after or 9) < 3 for each in asked)
    assert room.model.unanswered == []


async def test_nothing_is_left_behind() -> None:
    """End with the tasks and threads of the beginning."""
    tasks, threads = asyncio.all_tasks(), threading.active_count()
    async with open_room() as room:
        await answers(room)
    for _ in range(50):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == tasks
    assert threading.active_count() <= threads + 1  # the library's heart ends at its next beat
