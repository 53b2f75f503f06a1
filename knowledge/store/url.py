"""URLs of PostgreSQL servers, as a base's name; nothing here needs the driver.

What is written wrong is read as well: nothing of a password may be shown then either.
"""

import re
from urllib.parse import unquote, unquote_plus, urlsplit

_SCHEMES = ("postgresql", "postgres")
_OPTIONS = re.compile(r"\?[a-z_]+=")
_SECRET = re.compile(r"[?&](?:ssl)?password=([^&#]*)")


def is_url(database: str) -> bool:
    """Say whether a base is named by a URL, right or wrong, and not by a file's path."""
    return "://" in database


def fault(url: str) -> str:
    """Say what is wrong with a URL that cannot be read, without its words; empty: nothing."""
    if url.partition("://")[0].lower() not in _SCHEMES:
        return "a base is a file, or it is at postgresql://user:password@host:5432/name"
    try:
        urlsplit(url)
    except ValueError:  # its words would hold the password
        return "the URL cannot be read. In user and password write [ as %5B, ] as %5D, @ as %40"
    return ""


def shown(url: str) -> str:
    """Return a URL for people to see: without password and options."""
    scheme, _, rest = url.partition("://")
    head, *options = _OPTIONS.split(rest, maxsplit=1)
    login, at, host = head.rpartition("@")
    if not at and "@" in "".join(options):  # a password may have been taken for options
        login, host = host, ""
    user = re.split("[:/?#]", login)[0]
    return f"{scheme.lower()}://{user}{at}{re.split('[?#]', host)[0]}"


def passwords(url: str) -> tuple[str, ...]:
    """Return what of a URL must never be shown, in each way in which it may be written."""
    rest = url.partition("://")[2]
    logins = (rest.partition("?")[0].rpartition("@")[0], rest.rpartition("@")[0])
    known = [*(login.partition(":")[2] for login in logins), *_SECRET.findall(url)]
    ways = (way for one in known for way in (one, unquote(one), unquote_plus(one)))
    return tuple(dict.fromkeys(way for way in ways if way))
