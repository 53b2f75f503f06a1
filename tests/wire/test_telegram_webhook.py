"""Webhook mode: Telegram brings the updates, each takes effect once, strangers bring none."""

import asyncio
import socket

import aiohttp
import pytest

from adapters.telegram.app import WebhookAddress
from bot.chat.adapter import Refused
from tests.wire.telegram_model import TelegramModel, find_spec
from tests.wire.telegram_talk import adapter_for, running
from tests.wire.telegram_toy import Toy

_SECRET = "told-to-telegram-alone"  # noqa: S105  # of a test
_HEADERS = {"X-Telegram-Bot-Api-Secret-Token": _SECRET}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _address() -> WebhookAddress:
    listen = f"127.0.0.1:{_free_port()}"
    return WebhookAddress.read(f"http://{listen}/telegram", listen, _SECRET)


async def test_updates_are_brought_and_answered_once() -> None:
    """The same update brought twice is answered once."""
    toy = Toy()
    async with TelegramModel(find_spec()) as model:
        model.flood.off()
        ann = model.user("Ann")
        async with running(model, toy.dispatcher(), webhook=_address()) as adapter:
            await model.until(lambda: adapter.health().connected)
            await ann.says(ann.private, "/worth x").reply()
            model.redeliver()
            await ann.says(ann.private, "/worth y").reply()
            await model.quiet()
        assert not adapter.health().connected
        assert len(toy.asked) == 2
        assert not model.called("getUpdates")
        assert not model.violations


async def test_one_under_way_is_acknowledged_when_it_is_handled() -> None:
    """Brought a second time meanwhile it waits for the first, so that a crash loses neither."""
    toy, address = Toy(), _address()
    toy.disk.clear()
    async with TelegramModel(find_spec()) as model:
        model.flood.off()
        ann = model.user("Ann")
        async with (
            running(model, toy.dispatcher(), webhook=address),
            aiohttp.ClientSession() as web,
        ):
            ann.says(ann.private, "/stall")
            await model.until(lambda: model.updates.log[-1].delivered)
            raw = model.updates.log[-1].payload()
            again = asyncio.create_task(web.post(address.url, json=raw, headers=_HEADERS))
            for _ in range(2):  # what came later is answered, so this one is there and waits
                async with web.post(address.url, data=b"{}", headers=_HEADERS) as later:
                    assert later.status == 200
            assert not again.done()
            assert model.updates.pending
            toy.disk.set()
            assert (await again).status == 200
            await model.quiet()
        assert len(ann.private.from_bot) == 1


async def test_strangers_bring_nothing() -> None:
    """Without the secret nothing is taken; nonsense is taken and dropped."""
    toy, address = Toy(), _address()
    async with (
        TelegramModel(find_spec()) as model,
        running(model, toy.dispatcher(), webhook=address),
        aiohttp.ClientSession() as session,
    ):
        async with session.post(address.url, json={"update_id": 1}) as response:
            assert response.status == 403
        for nonsense in (b"nonsense", b"[]", b"{}", b'{"update_id": "x"}'):
            async with session.post(address.url, data=nonsense, headers=_HEADERS) as response:
                assert response.status == 200
    assert not toy.asked


def test_a_secret_is_made_when_none_is_set() -> None:
    """Anybody could bring updates otherwise; it is never printed."""
    made = [
        WebhookAddress.read("https://x.org/hook", "0.0.0.0:80") for _ in range(2)
    ]  # behind a proxy
    assert made[0].secret != made[1].secret
    assert len(made[0].secret) >= 32
    assert made[0].path == "/hook"
    assert made[0].secret not in repr(made[0])


@pytest.mark.parametrize(
    ("url", "listen", "secret", "named"),
    [
        ("example.org/x", "127.0.0.1:80", "", "https://"),
        ("https://example.org/?a=1", "127.0.0.1:80", "", "https://"),
        ("https://example.org/", "8080", "", "127.0.0.1:"),
        ("https://example.org/", "localhost:port", "", "127.0.0.1:"),
        ("https://example.org/", "127.0.0.1:80", "short", "16 to 256"),
        ("https://example.org/", "127.0.0.1:80", "with blanks is no good", "16 to 256"),
    ],
)
def test_wrong_settings_say_what_is_wrong(url: str, listen: str, secret: str, named: str) -> None:
    """Before anything is started."""
    with pytest.raises(ValueError, match=named):
        WebhookAddress.read(url, listen, secret)


async def test_trouble_with_the_webhook_is_waited_out_or_told() -> None:
    """Telegram being down is waited for; a port or an address not to be had is the admin's."""
    async with TelegramModel(find_spec()) as model:
        model.fail(7, "setWebhook", 502)
        address = _address()
        async with running(model, Toy().dispatcher(), webhook=address):
            assert len(model.called("setWebhook")) == 8
            with pytest.raises(Refused, match="HYPECHECK_TELEGRAM_WEBHOOK_LISTEN"):
                await adapter_for(model, Toy().dispatcher(), webhook=address).run()
        odd = WebhookAddress.read("http://example.org/", f"127.0.0.1:{_free_port()}", _SECRET)
        with pytest.raises(Refused, match="HYPECHECK_TELEGRAM_WEBHOOK_URL"):
            await adapter_for(model, Toy().dispatcher(), webhook=odd).run()
