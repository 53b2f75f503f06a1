"""Telegram's HTML: turned into plain text and entities, or refused in Telegram's words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.wire.telegram_model.entities import trim, units
from tests.wire.telegram_model.refusal import Refusal, wrong
from tests.wire.telegram_model.world import Json

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|([a-z]+));")
ATTRIBUTE = re.compile(r"""\s+([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
START = re.compile(rf"<([^\s>/]*)((?:{ATTRIBUTE.pattern})*)\s*>")
END = re.compile(r"</([^\s>]*)\s*>")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    text: int


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._place = 0
        self._parts: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        while self._place < len(self._source):
            if self._source.startswith("</", self._place):
                self._end_tag()
            elif self._source[self._place] == "<":
                self._start_tag()
            else:
                self._words()
        if self._open:
            tag = self._open[-1].tag
            raise self._refuse(f'Can\'t find end tag corresponding to start tag "{tag}"')
        order = sorted(self._entities, key=lambda each: (each["offset"], -each["length"]))
        return "".join(self._parts), order

    def _words(self) -> None:
        end = self._source.find("<", self._place)
        end = len(self._source) if end < 0 else end
        words = unescape(self._source[self._place : end])
        self._parts.append(words)
        self._length += units(words)
        self._place = end

    def _start_tag(self) -> None:
        match = START.match(self._source, self._place)
        tag = match.group(1).lower() if match else self._source[self._place + 1 :].split(">")[0]
        if match is None and ">" not in self._source[self._place :]:
            raise self._refuse(f"Unclosed start tag at byte offset {self._byte}")
        if match is None or tag not in KINDS:
            raise self._refuse(f'Unsupported start tag "{tag}" at byte offset {self._byte}')
        found = ATTRIBUTE.findall(match.group(2))
        attributes = {name.lower(): unescape(value.strip("\"'")) for name, value in found}
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            words = f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte}'
            raise self._refuse(words)
        self._open.append(_Open(tag, attributes, self._length, len(self._parts)))
        self._place = match.end()

    def _end_tag(self) -> None:
        match = END.match(self._source, self._place)
        if not self._open:
            raise self._refuse(f"Unexpected end tag at byte offset {self._byte}")
        if match is None:
            raise self._refuse(f"Unclosed end tag at byte offset {self._byte}")
        opened, name = self._open.pop(), match.group(1).lower()
        if name and name != opened.tag:
            words = f'expected "</{opened.tag}>", found "</{name}>"'
            raise self._refuse(f"Unmatched end tag at byte offset {self._byte}, {words}")
        self._close(opened)
        self._place = match.end()

    def _close(self, opened: _Open) -> None:
        entity: Json = {"type": KINDS[opened.tag], "offset": opened.offset}
        entity["length"] = self._length - opened.offset
        if opened.tag == "a":
            words = "".join(self._parts[opened.text :])
            entity |= _link(opened.attributes.get("href") or words)
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        if entity["length"] and entity["type"]:
            self._entities.append(entity)

    @property
    def _byte(self) -> int:
        return len(self._source[: self._place].encode())

    def _refuse(self, words: str) -> Refusal:
        return wrong(f"can't parse entities: {words}")


def _link(address: str) -> Json:
    if address.startswith("tg://user?id="):
        return {"type": "text_mention", "user_id": int(address.removeprefix("tg://user?id="))}
    if "." not in address and "://" not in address:
        return {"type": ""}  # no link at all: Telegram shows the words
    return {"url": address if "://" in address else f"http://{address}"}


def unescape(text: str) -> str:
    """Read the few references that Telegram knows; others stay as they are."""

    def one(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name:
            return NAMED.get(name, match.group())
        number = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(number) if 0 < number < 0x110000 else match.group()

    return REFERENCE.sub(one, text)


def parse(source: str, mode: str | None) -> tuple[str, list[Json]]:
    """Turn what a bot wrote into what people read, without white space around it."""
    if not mode:
        return trim(source, [])
    if mode.lower() != "html":
        raise wrong(f"the model reads HTML only, not {mode}")
    return trim(*_Reader(source).read())
