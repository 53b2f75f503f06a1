"""Tell where a name ends and which one of the product begins: its colour, its size."""

from collections.abc import Mapping, Sequence

Options = Mapping[str, frozenset[str]]  # the table [options] of a language file


def before_option(options: Options, keys: Sequence[str], start: int, end: int) -> int:
    """Return where "in pink", "size 8" or "the 40 oz one" begins, `end` where none closes a name.

    At least one word of those at [start, end) is left as the name.
    """
    cut, one = end, keys[end - 1] in options["last"]
    openers = options["alone" if one else "openers"]
    for at in range(end - 1 - one, start, -1):
        if not _is_option(options, keys[at]):
            break
        if keys[at - 1] in openers and at - 1 > start:
            cut = at - 1
        elif keys[at] in options["sizes"] and not one:
            cut = at
    return cut


def _is_option(options: Options, key: str) -> bool:
    """Tell whether a word is a colour, a size, a unit or an amount of one: "256gb"."""
    if any(key in options[name] for name in ("words", "units", "sizes")):
        return True
    return key[:1].isdecimal() and (key.isdecimal() or key.lstrip("0123456789") in options["units"])
