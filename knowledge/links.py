"""Links by which somebody earns: found in a text, cleaned where that needs no network.

What the networks' links look like is data (`links.toml`). A link is cleaned when the shop's plain
address stands in it; what a shortener hides cannot be known here.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from knowledge.errors import BadInput, Wording

# Begins only where a word does, so that a long text without blanks is read once.
_LINK = re.compile(
    r"https?://[^\s<>\"]+|(?<![\w.@/-])(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,18}(?:[/?][^\s<>\"]*)",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"https?(?::|%3a|%253a)(?:/|%2f|%252f){2}.+", re.IGNORECASE)
_AFTER = ".,;:!?'’”*_~|)]}"  # what a sentence puts behind a link
_PROGRAMME = Wording("a partner programme")
_AMAZON = "Amazon Associates"
_NESTED = 4  # links in links that are followed
_SHOP_PAGES = re.compile(r"/(?:shop|hz/wishlist|storefront)/", re.IGNORECASE)
_OLD_TAG = re.compile(r"(/ASIN/[A-Z0-9]{10})/[\w.-]+-\d\d\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Earning:
    """Be a link in a text by which somebody earns, or may earn.

    `network` pays; None when a short link hides where it leads. `plain` is the same page without
    it; None when only the network knows that page.
    """

    url: str
    start: int
    end: int
    network: str | None
    plain: str | None


class _Known(NamedTuple):
    """Hold `links.toml` as it is looked up: networks by host, and names of tags by host."""

    networks: dict[str, str]
    tags: dict[str, dict[str, str | None]]  # None: goes along
    apart: frozenset[str]
    wrappers: frozenset[str]
    shorteners: frozenset[str]
    media: frozenset[str]
    sources: frozenset[str]
    targets: tuple[str, ...]


class _Read(NamedTuple):
    """Say what one address came to: who pays, if somebody does, and the plain address."""

    earns: bool
    network: str | None
    plain: str | None


def earning(text: str) -> list[Earning]:
    """Find the links of a text by which somebody earns, or that hide whether they do."""
    if "." not in text or not ("/" in text or "?" in text):
        return []
    found = []
    for match in _LINK.finditer(text):
        url = match[0].rstrip(_AFTER)
        if url.count("(") > url.count(")"):
            url += ")" * match[0][len(url) :].startswith(")")
        read = _read(url, 0)
        if read.earns:
            end = match.start() + len(url)
            found.append(Earning(url, match.start(), end, read.network, read.plain))
    return found


def plain(text: str) -> str:
    """Return a text with its links cleaned; raise BadInput when one cannot be."""
    for link in reversed(earning(text)):
        if link.plain is None:
            raise _refusal(link)
        text = text[: link.start] + link.plain + text[link.end :]
    return text


def masked(text: str, mask: str) -> str:
    """Return a text with its links cleaned, and a mask in the place of those that cannot be."""
    for link in reversed(earning(text)):
        text = text[: link.start] + (link.plain or mask) + text[link.end :]
    return text


def in_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return what JSON can hold with every text in it changed, such as by `plain`."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [in_texts(each, change) for each in value]
    if isinstance(value, dict):
        return {name: in_texts(each, change) for name, each in value.items()}
    return value


def _refusal(link: Earning) -> BadInput:
    if link.network is None:
        return BadInput("A short link hides where it leads. Give the shop's own address, or none.")
    return BadInput(
        "Somebody earns by a link of {network}, and the page behind it does not stand in it."
        " Give the shop's own address, or none.",
        network=link.network,
    )


def _read(url: str, depth: int) -> _Read:
    """Read one address; what is no address earns nothing."""
    clear = _Read(earns=False, network=None, plain=url)
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        hosts = _hosts(parts.hostname or "")
    except ValueError:
        return clear
    known = _known()
    if depth > _NESTED:
        return _Read(earns=True, network=None, plain=None)
    network = _first(known.networks, hosts)
    is_wrapper = not known.wrappers.isdisjoint(hosts)
    if network or is_wrapper:
        inner = _inner(parts, depth)
        if network:
            return _Read(earns=True, network=network, plain=inner.plain if inner else None)
        return inner if inner and inner.earns else clear
    if not known.shorteners.isdisjoint(hosts):
        return _Read(earns=True, network=None, plain=None)
    return _untagged(url, parts, hosts)


def _inner(parts: SplitResult, depth: int) -> _Read | None:
    """Read the address that a redirect carries; None when it carries none."""
    values = {name.lower(): unquote(value) for name, value in _pairs(parts.query)}
    carried = [values[name] for name in _known().targets if name in values]
    query = f"?{parts.query}" if parts.query else ""
    embedded = [found[0] for found in (_INSIDE.search(parts.path),) if found]
    embedded = [each + query if "://" in each else each for each in embedded]
    for each in (*carried, *embedded):
        target = each
        for _ in range(_NESTED):
            if not target.startswith(("http:", "https:")):
                target = unquote(target)
        if not target.startswith(("http:", "https:")) and _LINK.fullmatch(target):
            target = f"https://{target}"
        if target.startswith(("http://", "https://")):
            return _read(target, depth + 1)
    return None


def _untagged(url: str, parts: SplitResult, hosts: list[str]) -> _Read:
    """Take the tags off a shop's own address."""
    tags = _tags(hosts)
    in_fragment = "=" in parts.fragment
    pairs = _pairs(parts.query) + (_pairs(parts.fragment) if in_fragment else [])
    paid = (tags.get(name.lower()) for name, value in pairs if value)
    partner = _partner(pairs)
    path, path_pays = _path(parts.path, hosts)
    network = next(filter(None, paid), None) or path_pays or partner
    if network is None:
        return _Read(earns=False, network=None, plain=url)
    if not path:
        return _Read(earns=True, network=network, plain=None)

    def kept(text: str) -> str:
        each = text.split("&")
        return "&".join(p for p in each if not _goes(p, tags, with_utm=partner is not None))

    fragment = kept(parts.fragment) if in_fragment else parts.fragment
    cleaned = urlunsplit(parts._replace(path=path, query=kept(parts.query), fragment=fragment))
    return _Read(
        earns=True, network=network, plain=cleaned[0 if "://" in url else len("https://") :]
    )


def _tags(hosts: list[str]) -> dict[str, str | None]:
    """Return the names of the tags that a host understands."""
    known = _known()
    tags = {} if not known.apart.isdisjoint(hosts) else dict(known.tags[""])
    for host in reversed(hosts):
        tags |= known.tags.get(host, {})
    return tags


def _path(path: str, hosts: list[str]) -> tuple[str, str | None]:
    """Take a tag out of a path: what is left ("" when no page of a product is), and who pays."""
    if "amazon.*" not in hosts:
        return path or "/", None
    if _SHOP_PAGES.match(path):
        return "", _AMAZON
    page, _, ref = path.partition("/ref=")
    bare = _OLD_TAG.sub(r"\1", page)
    return bare, _AMAZON if bare != page or ref.startswith("as_") else None


def _goes(pair: str, tags: dict[str, str | None], *, with_utm: bool) -> bool:
    name = unquote(pair.partition("=")[0]).removeprefix("amp;").lower()
    return name in tags or (with_utm and name.startswith("utm_"))


def _partner(pairs: list[tuple[str, str]]) -> str | None:
    """Name whoever the campaign marks say is paid, where they say so."""
    known = _known()
    values = {name.lower(): unquote(value).lower() for name, value in pairs}
    source = values.get("utm_source", "")
    if values.get("utm_medium", "") in known.media or source in known.sources:
        return source or _PROGRAMME
    return None


def _pairs(query: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in query.split("&"))
    return [(unquote(name).removeprefix("amp;"), value) for name, _, value in parts if name]


def _hosts(host: str) -> list[str]:
    """Return a host and what it is under, the nearest first, each also as `name.*`."""
    labels = host.lower().rstrip(".").split(".")
    found = [".".join(labels[place:]) for place in range(len(labels) - 1)]
    return found + [f"{label}.*" for label in labels[:-1]]


def _first(table: dict[str, str], names: Iterable[str]) -> str | None:
    return next((table[name] for name in names if name in table), None)


@cache
def _known() -> _Known:
    data = tomllib.loads((files("knowledge") / "links.toml").read_text("utf-8"))
    tags: dict[str, dict[str, str | None]] = {}
    for tag in data["tag"]:
        for host in tag.get("hosts", [""]):
            names = dict.fromkeys(tag.get("along", ())) | dict.fromkeys(
                tag["names"], tag["network"]
            )
            tags[host] = names | tags.get(host, {})
    return _Known(
        networks={host: each["name"] for each in data["network"] for host in each["hosts"]},
        tags=tags,
        apart=frozenset(data["apart"]),
        wrappers=frozenset(host for each in data["wrapper"] for host in each["hosts"]),
        shorteners=frozenset(host for each in data["shortener"] for host in each["hosts"]),
        media=frozenset(data["utm"]["media"]),
        sources=frozenset(data["utm"]["sources"]),
        targets=tuple(data["targets"]),
    )
