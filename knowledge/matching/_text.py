"""Split a message into words, and tell where its prices, pauses and sentences are."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from knowledge.matching._lexicon import Lexicon
from knowledge.matching._phrases import PRICE, fold

_WORD = re.compile(  # "i.d." is one too
    r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+\.(?!\w)|[^\W_]+(?:['’ʼ`][^\W_]+)*"
)
_DIGIT = re.compile("[0-9]")
# One way to read a number, or none: "1.2345" and "1,23,45" say no price.
_AMOUNT = re.compile(
    r"(?P<plain>[0-9]+)(?:[.,](?P<part>[0-9]{1,2}))?(?P<k>k)?"
    r"|(?P<groups>[0-9]{1,3}(?:(?P<mark>[.,'’ \u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*)"
    r"(?:[.,](?P<cents>[0-9]{1,2}))?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[0-9](?:(?:[.,'’\u00a0\u202f]| (?=[0-9]{3}(?![0-9])))?[0-9])*k?(?!\w)", re.IGNORECASE
)
_SPACED = re.compile(r"(?<![\w.,])[0-9]{1,3} $")
_HASHTAG = re.compile(r"#(\w+)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'", "‘": "’", "`": "`"}
_KEPT = ("+", "%", "®", "™")  # written right after a name, and part of it
_WITHIN_NAMES = "'\"-/.&+#*_%$"
# Letters of the width of a Chinese character, by the plain ones; what steers the direction of text
# and other signs that nobody sees.
_WIDE = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20}
_UNSEEN = {0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010)} | {
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
}
_PLAIN = _WIDE | dict.fromkeys(_UNSEEN)
_NO_PAUSE, _PAUSE, _SENTENCE, _QUESTION = range(4)


@dataclass(frozen=True, slots=True)
class Price:
    """An amount of money; the currency is an ISO code, None when only a number was given."""

    amount: Decimal
    currency: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """A text in words: how frames see each, where it stands, and where clauses begin."""

    text: str
    keys: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    prices: dict[int, Price | None] = field(default_factory=dict)  # by the word; None: unclear
    tags: set[int] = field(default_factory=set)  # words that are hashtags
    pauses: set[int] = field(default_factory=lambda: {0})  # words that follow a pause
    opens: set[int] = field(default_factory=set)  # those, and words after "hey guys" and such
    sentences: list[tuple[int, int, bool]] = field(default_factory=list)  # from, to, asks

    def sentence_start(self, at: int) -> int:
        """Return where the sentence of a word begins."""
        return next((low for low, high, _ in self.sentences if at < high), at)

    def sentence_end(self, at: int) -> int:
        """Return where the sentence ends that has words up to `at`."""
        return next((high for low, high, _ in self.sentences if low < at <= high), at)

    def pause(self, low: int, high: int) -> int:
        """Return the first word from `low` that follows a pause, `high` if none does."""
        return next((at for at in range(low, high) if at in self.pauses), high)

    def quoted(self, start: int, end: int) -> bool:
        """Tell whether exactly these words stand in quotes."""
        if start >= end or not self.starts[start]:
            return False
        after = self.ends[end - 1]
        return self.text[after : after + 1] == _QUOTES.get(self.text[self.starts[start] - 1])

    def within_quotes(self, at: int) -> bool:
        """Tell whether quotes were opened, and not closed, before a word."""
        before = self.text[: self.starts[at]]
        return bool(before.count('"') % 2) or before.count("“") > before.count("”")

    def is_capital(self, start: int, end: int) -> bool:
        """Tell whether words have a capital letter or a digit, as names do."""
        typed = self.text[self.starts[start] : self.ends[end - 1]]
        return typed != typed.lower() or any(map(str.isdigit, typed))

    def opens_name(self, at: int) -> bool:
        """Tell whether an article or price here is part of a name: "the ordinary", "1883"."""
        first = self.starts[at]
        return self.text[first].isdecimal() or (first > 0 and self.text[first - 1] in _QUOTES)

    def number(self, at: int) -> Decimal | None:
        """Read the number that begins with a word; None when it cannot be told."""
        found = _NUMBER.match(self.text, self.starts[at])
        return amount(found[0]) if found else None

    def typed(self, start: int, end: int) -> tuple[str, int, int]:
        """Return words as typed, hashtags spelled out, and their offsets."""
        text, first, last = self.text, self.starts[start], self.ends[end - 1]
        while text[last : last + 1] in _KEPT and last < len(text):
            last += 1
        if text[last : last + 1] == ")" and text.count("(", first, last) > text.count(
            ")", first, last
        ):
            last += 1
        if first and _QUOTES.get(text[first - 1], "\n") in text[first:last]:
            first -= 1  # a quoted part of a longer name
        typed = text[first:last]
        if "#" in text[max(0, first - 1) : last]:
            typed = _HASHTAG.sub(_spell_out, text[max(0, first - 1) : last]).strip()
        return " ".join(typed.split()), first, last


def _spell_out(found: re.Match[str]) -> str:
    return _CAMEL.sub(" ", found[1].replace("_", " "))


def plain(message: str) -> str:
    """Write a message the one way it is read: composed accents, plain width, nothing unseen."""
    if message.isascii():
        return message
    return unicodedata.normalize("NFC", message).translate(_PLAIN)


def split(text: str, lexicon: Lexicon) -> Words:
    """Split a text into words, with prices as one word each."""
    words = Words(text)
    keys, starts, ends = words.keys, words.starts, words.ends
    prices, has_tags, variants = _find_prices(text, lexicon), "#" in text, lexicon.variants
    for found in _WORD.finditer(text):
        start, end = found.span()
        typed = found[0]
        key = typed if typed.isalnum() and typed.islower() else fold(typed)
        if prices or has_tags:
            if ends and start < ends[-1]:
                continue  # the rest of a price
            while prices and start >= prices[0][1]:
                prices.pop(0)
            if prices and start >= prices[0][0]:
                start, end, words.prices[len(keys)] = prices[0]
                key = PRICE
            elif has_tags and text[start - 1 : start] == "#":
                if key in lexicon.trends:
                    continue
                words.tags.add(len(keys))
        known = variants.get(key)
        if known is None:
            keys.append(key)
            starts.append(start)
            ends.append(end)
        else:
            keys += known
            starts += [start] * len(known)
            ends += [end] * len(known)
    _find_sentences(words, lexicon)
    return words


def _find_prices(text: str, lexicon: Lexicon) -> list[tuple[int, int, Price | None]]:
    found = []
    for match in lexicon.price.finditer(text) if _DIGIT.search(text) else ():
        mark, number = match[1] or match[4], match[2] or match[3]
        currency = lexicon.currencies.get(mark) or lexicon.currencies.get(mark.lower())
        lost = len(number) - len(number.rstrip(".,'’ "))
        value = amount(number)
        if match[3] and len(number) == 3 and _SPACED.search(text[: match.start()]):
            value = None  # "iphone 12 500 euros", or 12,500 of them
        price = None if value is None else Price(value, currency)
        found.append((match.start(), match.end() - (lost if match[2] else 0), price))
    return found


def amount(number: str) -> Decimal | None:
    """Read "1,299.99", "1.299,99", "1 299", "400" or "1,5k" as a number; None when in doubt."""
    read = _AMOUNT.fullmatch(number.rstrip(".,'’ "))
    if read is None:
        return None
    whole = re.sub("[^0-9]", "", read["plain"] or read["groups"])
    part = read["part"] or read["cents"]
    value = Decimal(f"{whole}.{part}" if part else whole)
    return Decimal(int(value * 1000)) if read["k"] else value


def _find_sentences(words: Words, lexicon: Lexicon) -> None:
    """Fill in where clauses and sentences begin."""
    keys, starts, ends, text = words.keys, words.starts, words.ends, words.text
    first, count = 0, len(keys)
    for at in range(1, count + 1):
        gap = text[ends[at - 1] : starts[at] if at < count else None]
        if gap == " ":
            continue
        pause = _pause(gap, abbreviated=keys[at - 1] in lexicon.words["abbreviations"])
        pause = pause or _PAUSE * (at - 1 in words.tags and at in words.tags)
        if pause:
            words.pauses.add(at)
        if pause >= _SENTENCE or at == count:
            words.sentences.append((first, at, pause == _QUESTION))
            first = at
    waiting = [at for at in words.pauses if at < count]
    words.opens.update(words.pauses)
    while waiting:
        after = lexicon.fillers.longest(keys, waiting.pop(), count)
        if after not in words.opens:
            words.opens.add(after)
            waiting += [after] * (after < count)


def _pause(gap: str, *, abbreviated: bool) -> int:
    if "\n" in gap and "?" not in gap:
        return _SENTENCE
    if any(mark in gap for mark in "?？؟"):
        return _QUESTION
    if "." in gap and ".." not in gap and gap[-1:].isspace():
        return _NO_PAUSE if abbreviated else _SENTENCE
    paused = ".." in gap or any(not c.isspace() and c not in _WITHIN_NAMES for c in gap)
    return _PAUSE if paused or ("-" in gap and len(gap) > 1) else _NO_PAUSE
