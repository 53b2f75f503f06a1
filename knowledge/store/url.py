"""URLs of PostgreSQL servers, as a base's name; nothing here needs the driver."""

from urllib.parse import parse_qs, unquote, urlsplit


def is_url(database: str) -> bool:
    """Say whether a base is named by a server's URL and not by a file's path."""
    return database.startswith(("postgresql://", "postgres://"))


def shown(url: str) -> str:
    """Return a URL for people to see: without password and options."""
    parts = urlsplit(url)
    login, at, host = parts.netloc.rpartition("@")
    return f"{parts.scheme}://{login.partition(':')[0]}{at}{host}{parts.path}"


def passwords(url: str) -> tuple[str, ...]:
    """Return what of a URL must never be shown, in each way in which it may be written."""
    parts = urlsplit(url)
    login, _, _ = parts.netloc.rpartition("@")
    known = [login.partition(":")[2], *parse_qs(parts.query).get("password", [])]
    return tuple(dict.fromkeys(each for one in known if one for each in (one, unquote(one))))
