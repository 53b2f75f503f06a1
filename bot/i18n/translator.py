"""One language's words, numbers, dates and money."""

import gettext
import re
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"
_KEPT = 2048  # numbers, prices, months and days remembered, of each language
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}\Z")


class Translator:
    """Turn a message of the code, which is English, into the person's language.

    `values` are put in by name, after the translation; a translation that asks for a name
    which is not there falls back to English rather than failing in somebody's chat.
    """

    def __init__(self, locale: Locale, catalogue: gettext.NullTranslations) -> None:
        """Take the locale for numbers and dates and the catalogue for words."""
        self.locale = locale
        self._catalogue = catalogue
        # An answer has a dozen small numbers, a price and a month; each costs 20 to 200
        # microseconds to write, and they are mostly the ones of the answers before.
        keep = lru_cache(maxsize=_KEPT)
        self._number = keep(partial(format_decimal, locale=locale))
        self._money = keep(partial(_money, locale=locale))
        self._month = keep(partial(format_skeleton, "yMMM", locale=locale))
        self._day = keep(partial(format_date, format="medium", locale=locale))

    def __call__(self, message: str, **values: object) -> str:
        """Translate a message and put the values in."""
        return _fill(self._catalogue.gettext(message), message, values)

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """Translate a message that depends on a count, available in it as {count}."""
        english = one if count == 1 else many
        text = self._catalogue.ngettext(one, many, count)
        return _fill(text, english, {"count": self.number(count), **values})

    def number(self, value: int | Decimal) -> str:
        """Write a number with the language's separators."""
        return self._number(value)

    def fixed(self, value: float) -> str:
        """Write a number with two decimals."""
        return format_decimal(value, "0.00", locale=self.locale)

    def percent(self, share: float) -> str:
        """Write a share from 0 to 1 in percent."""
        return format_percent(share, locale=self.locale)

    def money(self, amount: Decimal, currency: str) -> str:
        """Write an amount of money, without cents when there are none."""
        return self._money(amount, currency)

    def month(self, day: date) -> str:
        """Write a month and year, such as May 2026."""
        return self._month(day)

    def day(self, day: date) -> str:
        """Write a whole date."""
        return self._day(day)

    def either(self, parts: list[str]) -> str:
        """Join names with the language's word for or."""
        return format_list(parts, style="or", locale=self.locale)


def _money(amount: Decimal, currency: str, *, locale: Locale) -> str:
    whole = amount == amount.to_integral_value()
    pattern = "¤#,##0" if whole else None
    if pattern and locale.language != DEFAULT:
        pattern = "#,##0 ¤"
    return format_currency(amount, currency, pattern, locale=locale, currency_digits=not whole)


def _fill(text: str, english: str, values: dict[str, object]) -> str:
    if not values:
        return text
    try:
        return text.format(**values)
    except (KeyError, IndexError, ValueError):
        return english.format(**values)


def available(folder: Path = LOCALES) -> tuple[str, ...]:
    """Name the languages that have a catalogue, English among them."""
    return tuple(sorted({DEFAULT, *(path.stem for path in folder.glob("*.po"))}))


@lru_cache(maxsize=64)
def translator(tag: str, folder: Path = LOCALES) -> Translator:
    """Return the words for a language tag such as de-AT, falling back to de, then to English."""
    if not _TAG.match(tag):
        tag = DEFAULT
    for name in (tag.replace("-", "_"), tag.replace("_", "-").split("-")[0]):
        path = folder / f"{name}.po"
        if path.is_file():
            return Translator(_locale(tag, name), _compile(path))
    return Translator(_locale(tag if tag.startswith(DEFAULT) else DEFAULT, DEFAULT), _english())


def _english() -> gettext.NullTranslations:
    return gettext.NullTranslations()


def _locale(tag: str, fallback: str) -> Locale:
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse(fallback)


def _compile(path: Path) -> gettext.NullTranslations:
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.stem)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
