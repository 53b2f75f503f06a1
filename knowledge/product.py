"""Products and categories: what can be asked about."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

MAX_SLUG = 40  # of a category: it must fit in a button beside a page's number
SLUG = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*\Z")


class Status(Enum):
    """Say where a product stands in its life; all but ACTIVE are said before the verdict."""

    ACTIVE = "active"
    CHANGED = "changed"
    DISCONTINUED = "discontinued"
    SHUT_DOWN = "shut-down"
    RECALLED = "recalled"


class Per(Enum):
    """Say what a price buys, when it is not the thing for good."""

    MONTH = "month"
    YEAR = "year"
    PIECE = "piece"


@dataclass(frozen=True, slots=True)
class Price:
    """State a price as it was seen: `as_of` is a year, a month or a day (2026, 2026-10, ...)."""

    amount: Decimal
    currency: str = "USD"
    per: Per | None = None
    as_of: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """Describe one product of a community, or of the base beneath them all (community 0).

    `id` is the curators' own, kept through export and import; `key` is the base's, made by it.
    """

    key: int
    community: int
    id: str
    name: str
    created_at: datetime
    brand: str | None = None
    model: str | None = None
    aliases: tuple[str, ...] = ()
    what: str | None = None
    category: str | None = None
    status: Status = Status.ACTIVE
    worth_if: str | None = None
    skip_if: str | None = None
    price: Price | None = None
    retailers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    pack: str | None = None

    @property
    def title(self) -> str:
        """Return brand and name, the brand once."""
        return title_of(self.brand, self.name)


@dataclass(frozen=True, slots=True)
class Category:
    """Name a kind of product; `notice` is a code such as `health` for one line in answers."""

    community: int
    id: str
    name: str
    notice: str | None = None
    pack: str | None = None


def title_of(brand: str | None, name: str) -> str:
    """Join a brand and a name, the brand once."""
    if brand is None or name.casefold().startswith(brand.casefold()):
        return name
    return f"{brand} {name}"


def slug(text: str, limit: int = 64) -> str:
    """Return an id made of a-z, 0-9 and hyphens for a name; empty when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:limit].strip("-")
