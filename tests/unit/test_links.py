"""Links by which somebody earns, as the networks' documentation shows them."""

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import BadInput
from knowledge.links import Earning, earning, masked, plain

CORPUS = tomllib.loads((Path(__file__).parent / "links.toml").read_text("utf-8"))
LINKS: list[dict[str, str]] = CORPUS["link"]


def _ids(entry: dict[str, Any]) -> str:
    return str(entry["url"])[:70]


def test_the_corpus_is_wide() -> None:
    """It holds at least 80 shapes of links, of at least 30 networks."""
    assert len({link["url"] for link in LINKS}) == len(LINKS) >= 80
    assert len({link.get("network") for link in LINKS}) >= 30


@pytest.mark.parametrize("link", LINKS, ids=_ids)
def test_a_link_is_known_and_cleaned_or_refused(link: dict[str, str]) -> None:
    """Who pays is named; the plain page is all that stays, or the text is refused with a reason."""
    url = link["url"]
    text = f"I got it here: {url}, it leaks."
    assert earning(text) == [
        Earning(url, 15, 15 + len(url), link.get("network"), link.get("plain"))
    ]
    if "plain" in link:
        assert plain(text) == f"I got it here: {link['plain']}, it leaks."
        assert earning(link["plain"]) == []
    else:
        with pytest.raises(BadInput, match=r"own address"):
            plain(text)
        assert masked(text, "(link)") == "I got it here: (link), it leaks."


@pytest.mark.parametrize("link", CORPUS["clear"], ids=_ids)
def test_a_plain_link_stays_as_it_is(link: dict[str, str]) -> None:
    """Nobody is accused: what pays nobody is left alone, to the letter."""
    text = f"See ({link['url']})."
    assert earning(text) == []
    assert plain(text) == masked(text, "x") == text


def test_several_links_of_one_text_are_each_cleaned() -> None:
    """The words between them stay."""
    text = "a https://x.com/p?ref=1 b www.amazon.de/dp/B0CJZMP7L1?tag=y-21 c."
    assert plain("a https://shop.net/p?ref=1 b www.amazon.de/dp/B0CJZMP7L1?tag=y-21 c.") == (
        "a https://shop.net/p b www.amazon.de/dp/B0CJZMP7L1 c."
    )
    assert plain(text).startswith("a https://x.com/p?ref=1 b")


@pytest.mark.parametrize(
    "text",
    [
        "a." * 2000 + "/",
        "https://" * 500,
        "https://awin1.com/?ued=" * 200,
        "https://[::1/?tag=1 https://\u0000.io/x https://..../?ref=1",
        "%25" * 1000 + ".pxf.io/?u=" + "%25" * 1000,
    ],
    ids=["dots", "schemes", "nested", "broken", "escapes"],
)
def test_no_text_takes_long(text: str) -> None:
    """Whatever somebody makes up is read in a moment, and never breaks anything."""
    started = time.process_time()
    masked(text, "x")
    assert time.process_time() - started < 0.1
