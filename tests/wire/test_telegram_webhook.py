"""Webhook mode: Telegram brings the updates, each takes effect once, strangers bring none."""

import socket

import aiohttp
import pytest

from adapters.telegram.app import WebhookAddress
from bot.chat.adapter import Refused
from tests.wire.telegram_model import TelegramModel, find_spec
from tests.wire.telegram_talk import adapter_for, running
from tests.wire.telegram_toy import Toy

_SECRET = "told-to-telegram-alone"  # noqa: S105  # of a test


def _address(secret: str) -> WebhookAddress:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/telegram"
    return WebhookAddress(url, secret, port=port)


async def test_updates_are_brought_and_answered_once() -> None:
    """The same update brought twice is answered once."""
    toy = Toy()
    async with TelegramModel(find_spec()) as model:
        model.flood.off()
        ann = model.user("Ann")
        async with running(model, toy.dispatcher(), webhook=_address(_SECRET)) as adapter:
            assert adapter.health().connected
            await ann.says(ann.private, "/worth x").reply()
            model.redeliver()
            await ann.says(ann.private, "/worth y").reply()
            await model.quiet()
        assert len(toy.asked) == 2
        assert not model.called("getUpdates")
        assert not model.violations


async def test_strangers_bring_nothing() -> None:
    """Without the secret nothing is taken."""
    toy, address = Toy(), _address(_SECRET)
    async with (
        TelegramModel(find_spec()) as model,
        running(model, toy.dispatcher(), webhook=address),
        aiohttp.ClientSession() as session,
    ):
        url = address.url
        async with session.post(url, json={"update_id": 1}) as response:
            assert response.status == 403
        headers = {"X-Telegram-Bot-Api-Secret-Token": address.secret}
        async with session.post(url, data=b"nonsense", headers=headers) as response:
            assert response.status == 200


async def test_a_webhook_needs_a_secret() -> None:
    """Anybody could bring updates otherwise."""
    async with TelegramModel(find_spec()) as model:
        with pytest.raises(ValueError, match="secret"):
            adapter_for(model, Toy().dispatcher(), webhook=_address(""))


async def test_trouble_with_the_webhook_is_waited_out_or_told() -> None:
    """Telegram being down is waited for; a port that is taken is the admin's affair."""
    async with TelegramModel(find_spec()) as model:
        model.fail(7, "setWebhook", 502)
        address = _address(_SECRET)
        async with running(model, Toy().dispatcher(), webhook=address):
            assert len(model.called("setWebhook")) == 8
            with pytest.raises(Refused, match="listen"):
                await adapter_for(model, Toy().dispatcher(), webhook=address).run()
