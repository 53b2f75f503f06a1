"""Write names and questions the same way, so that words agree when people would say they do."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

LIMIT = 300  # characters read of any text; no name of a product is longer
SHORTEST_SPELLED = 4  # letters of a word that may be mistyped

_ARTICLES = frozenset({"the", "a", "an"})
_SMALL = frozenset(
    {"and", "of", "for", "with", "in", "on", "to", "by", "from", "at", "or"}
    | {"my", "your", "our", "its", "it", "is", "this", "that", "new"}
)
_SHADES = frozenset(  # of one product, not other products
    {"black", "white", "grey", "gray", "silver", "gold", "pink", "red", "blue", "navy", "green"}
    | {"purple", "lilac", "lavender", "yellow", "orange", "brown", "beige", "teal", "rose", "tan"}
    | {"turquoise", "taupe", "chestnut", "olive", "khaki", "ivory", "burgundy", "maroon", "mauve"}
    | {"magenta", "fuchsia", "camel", "cobalt", "pistachio", "graphite", "starlight"}
    | {"schwarz", "weiss", "grau", "silber", "rosa", "rot", "blau", "grun", "gelb", "lila", "braun"}
    | {"turkis", "hellblau", "dunkelblau", "hellgrun", "dunkelgrun", "dunkelgrau", "hellgrau"}
)
_UNITS = frozenset(
    {"gb", "tb", "mb", "oz", "ml", "cl", "l", "litre", "liter", "inch", "in", "cm", "mm", "ft"}
    | {"zoll", "stuck"}  # German
    | {"g", "kg", "lb", "lbs", "quart", "qt", "gallon", "ounce", "pack", "count", "ct", "pc", "pcs"}
)
_FITS = frozenset({"small", "medium", "large", "xs", "xxl"})
_EDITIONS = frozenset(  # of one line of products, other products
    {"pro", "max", "mini", "plus", "ultra", "lite", "se", "fe", "nc", "air", "slim", "neo", "nano"}
    | {"deluxe", "elite", "premium", "premiere", "premier", "standard", "professional", "essential"}
    | {"essentials", "elements", "oled", "lcd", "classic", "digital", "advanced", "basic", "home"}
    | {
        "gen",
        "generation",
        "series",
        "sery",
        "version",
        "mk",
        "mark",
        "upgrade",
        "expansion",
        "remastered",
    }
)
_ACCESSORIES = frozenset(
    {"case", "cover", "charger", "cable", "adapter", "adaptor", "cord", "battery"}
    | {"mount", "stand", "strap", "protector", "sleeve", "holder", "dock", "stylus"}
    | {"microphone", "refill", "part", "replacement", "filter", "pouch", "cap"}
    | {"bracket", "faceplate", "sticker", "decal", "manual"}
)
VOWELS = frozenset("aeiouy")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_OTHER_NUMERAL = _ROMAN | {number: roman for roman, number in _ROMAN.items()}
_SHORT = {  # how shops write words; each stands for the other
    "pro": "professional", "std": "standard", "dlx": "deluxe", "ed": "edition", "win": "windows",
    "mac": "macintosh", "v": "version", "ver": "version", "prem": "premium", "upgrd": "upgrade",
    "upg": "upgrade", "acad": "academic", "lic": "license", "lics": "license", "sec": "security",
    "intl": "international", "yr": "year", "pk": "pack", "ct": "count", "in": "inch", "lb": "pound",
    "gen": "generation", "w": "with", "sw": "software", "sys": "system",
    "qt": "quart", "oz": "ounce", "mtn": "mountain", "assn": "association", "co": "company",
}  # fmt: skip
_OTHER_FORM = {**_SHORT, **{full: short for short, full in reversed(_SHORT.items())}}
# Letters that NFKD does not take apart.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'"})
_POSSESSIVE = re.compile(r"(?<=\w)'s(?!\w)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_PLUS = re.compile(r"(?<=[\w+])\+(?!\w)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_POINT_ZERO = re.compile(r"(?<=\d)\.0+(?!\w)(?!\.\d)")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_MARKS = re.compile(r"\((?:r|tm)\)|[™℠]", re.IGNORECASE)  # of who owns a name
_SEVERAL = re.compile(r"([^\W\d_]*\d{2,}|[^\W\d_]{2,}\d)s")  # "552s", "xm5s"; a "3s" is a model
_NOT_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return a text in the one spelling that names are compared in.

    Lower case, no accents, one width; "&" is "and", "PS+" is "ps plus", "Lay's" is "lay",
    "e.l.f." is "elf", "7.0" is "7", "EE(TM)" is "ee"; all other punctuation is a space. Empty when
    no word is left.
    """
    text = text[:LIMIT]
    if "(" in text or not text.isascii():
        text = _MARKS.sub(" ", text)
    if not text.isascii():
        text = _plain(text)
    text = text.casefold()
    if text.isalnum():
        return text
    if "'" in text:
        text = _APOSTROPHE.sub("", _POSSESSIVE.sub("", text))
    if "." in text:
        text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
        text = _POINT_ZERO.sub("", text)
    if "+" in text:
        text = _PLUS.sub(" plus ", text)
    text = _THOUSANDS.sub("", text).replace("&", " and ")
    return _NOT_WORDS.sub(" ", text).strip()


def terms(folded: str) -> list[str]:
    """Split a folded text into words as they are indexed: no articles, no plurals."""
    return [word if word[-1] != "s" else singular(word) for word in spoken(folded)]


def spoken(folded: str) -> list[str]:
    """Split a folded text into words without articles, which stay where nothing else is there.

    "The The" is a name.
    """
    words = folded.split()
    return [word for word in words if word not in _ARTICLES] or words


def singular(word: str) -> str:
    """Take off a plural's ending: lightly, since a wrong stem joins two different products."""
    if word[-1] != "s" or len(word) < 4 or not word.isalpha() or word[-2] in "sui":
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def plurals(term: str) -> tuple[str, ...]:
    """Return what `singular` may have made a term of, the usual ones."""
    if term.endswith("y"):
        return (term[:-1] + "ies",)
    return (term + "es",) if term.endswith(("s", "x", "z", "ch", "sh")) else (term + "s",)


def is_small(term: str) -> bool:
    """Tell whether a word says next to nothing about which product is meant."""
    return term in _SMALL


def is_shade(term: str) -> bool:
    """Tell whether a word is a colour, which one product may have many of."""
    return term in _SHADES


def variants(spoken_words: Sequence[str]) -> set[int]:
    """Say which words are a colour or a size: a product has these in one family.

    "pink", "small", "256gb", and both of "40 oz" and "size 8".
    """
    found: set[int] = set()
    for at, word in enumerate(spoken_words):
        amount = word.rstrip("abcdefghijklmnopqrstuvwxyz")
        before = spoken_words[at - 1] if at else ""
        is_amount = amount.isdigit() and word[len(amount) :] in _UNITS
        if is_shade(word) or word in _FITS or is_amount:
            found.add(at)
        elif (word in _UNITS and before.isdigit()) or (word.isdigit() and before == "size"):
            found.update((at - 1, at))
    return found


def is_edition(term: str) -> bool:
    """Tell whether a word tells products of one line apart: "pro", "deluxe"; numbers do as well."""
    return term in _EDITIONS or term in _ROMAN or term + "s" in _EDITIONS


def accessories(terms_: Iterable[str]) -> frozenset[str]:
    """Return which words name what goes with another product: "case", "charger"."""
    return _ACCESSORIES.intersection(terms_)


def other_numeral(term: str) -> str | None:
    """Return a small number the other way, Roman or not: "2" for "ii"; None for other words."""
    return _OTHER_NUMERAL.get(term)


def other_form(term: str) -> str | None:
    """Return what a word is written short as, or is short for; None for other words."""
    return _OTHER_FORM.get(term)


def one_of_several(term: str) -> str | None:
    """Return a model number without a plural's ending, "552" of "552s"; None for other words."""
    return term[:-1] if _SEVERAL.fullmatch(term) else None


def has_digit(term: str) -> bool:
    """Tell whether a word is a number or part of a model number."""
    return not term.isalpha() and any(letter.isdigit() for letter in term)


def is_spelled(term: str) -> bool:
    """Tell whether a word may be mistyped: four letters or more, never a digit among them."""
    return len(term) >= SHORTEST_SPELLED and term.isalpha()


def spelled_and_numbers(terms_: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return which words may be mistyped (`is_spelled`), and which have digits (`has_digit`)."""
    spelled, numbers = [], []
    for term in terms_:
        if term.isalpha():
            if len(term) >= SHORTEST_SPELLED:
                spelled.append(term)
        elif has_digit(term):
            numbers.append(term)
    return spelled, numbers


def is_code(term: str) -> bool:
    """Tell whether letters are a code rather than a word: none of them is a vowel."""
    return term.isascii() and VOWELS.isdisjoint(term)


def cuts(term: str) -> set[str]:
    """Return the word with each one of its letters left out."""
    return {term[:at] + term[at + 1 :] for at in range(len(term))}


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).translate(_QUOTES)
    text = "".join(each for each in text if unicodedata.category(each)[0] != "M")
    text = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    return text[:LIMIT]
