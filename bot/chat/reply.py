"""What the bot says: blocks of meaning, not markup. Escaping and layout are the adapter's, once.

Every string in a block is finished text in the person's language and may hold what members
typed: an adapter escapes it whole. Words come before icons and colours; a tone only repeats
what the words say.
"""

from dataclasses import dataclass
from enum import Enum

from bot.chat.action import Action
from bot.chat.form import Form

MAX_BUTTONS = 5
MAX_ITEMS = 10


class Tone(Enum):
    """Repeat a verdict's direction for platforms that have colour."""

    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"
    NEUTRAL = "neutral"


class Visibility(Enum):
    """Say who sees a reply."""

    PUBLIC = "public"
    PRIVATE = "private"


class Outcome(Enum):
    """Say what became of a request, for counting; adapters ask only for `Reply.refused`."""

    DONE = "done"
    UNCLEAR = "unclear"  # several could be meant
    UNKNOWN = "unknown"  # no such product in the base
    OFF_TOPIC = "off_topic"  # not a question about a product
    FORM = "form"  # something is still to be filled in
    REFUSED = "refused"  # it could not be served as called
    FORBIDDEN = "forbidden"
    LIMITED = "limited"
    BROKEN = "broken"  # an error of ours


_MISSES = frozenset({Outcome.UNCLEAR, Outcome.UNKNOWN})
_REFUSALS = frozenset({Outcome.REFUSED, Outcome.FORBIDDEN, Outcome.LIMITED, Outcome.BROKEN})


class Mode(Enum):
    """Say whether a reply is a new message or takes the place of the pressed one."""

    NEW = "new"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Heading:
    """Open with what a notification shows: the name, and what the thing is."""

    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """Warn before the verdict: recalled, discontinued, under review."""

    text: str


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """State the verdict: its word first, then by how many and how sure."""

    word: str
    detail: str = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Portion:
    """Be one part of a meter: a label, a count of people, a tone."""

    label: str
    count: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Meter:
    """Show how the counted people split; `text` says the same in words."""

    portions: tuple[Portion, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """List reasons under a label, the most named first; counts are in the texts."""

    label: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """Say for whom it is and for whom not; each part is a label and a clause."""

    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Money:
    """Say the price with its date, and what it comes to."""

    text: str


@dataclass(frozen=True, slots=True)
class Alternatives:
    """List what else would do, no spending first."""

    label: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Say where the answer comes from: bought, gifted, months, last report."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Quote one person; the disclosure stands before the words and survives truncation."""

    disclosure: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Say one thing in a sentence or two."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """Be one row of a list, with what opens it."""

    title: str
    detail: str = ""
    tone: Tone = Tone.NEUTRAL
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """List up to ten rows; `page` reads like 2/5 when there is more than one page."""

    items: tuple[Item, ...]
    page: str = ""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Show numbers one can add up: rows of a label and a value under a title."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Show a picture; `alt` says in words what it shows, and always goes with it."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Hand over a file; `text` says what it is. Only a private reply may hold one."""

    name: str
    content: bytes
    text: str


Block = (
    Heading
    | Status
    | VerdictLine
    | Meter
    | Reasons
    | Fit
    | Money
    | Alternatives
    | Provenance
    | Quote
    | Note
    | Listing
    | Breakdown
    | Picture
    | Attachment
)


@dataclass(frozen=True, slots=True)
class Button:
    """Offer one press: a short label and what it does."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer a request with blocks in reading order, buttons, and a form when one is needed."""

    blocks: tuple[Block, ...] = ()
    actions: tuple[Button, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    mode: Mode = Mode.NEW
    form: Form | None = None
    fades: int | None = None  # seconds after which a private reply may be taken away
    locale: str = ""  # the language it is in; an adapter's own words follow it
    outcome: Outcome = Outcome.DONE
    forgets: bool = False  # the asker was forgotten: what an adapter keeps of them in the base goes
    unasked: bool = False  # of what was replied to, by words that ask nothing: "so much"
    repeats: bool = False  # said a moment ago: to be left out where nothing waits for an answer

    def __post_init__(self) -> None:
        """Refuse what no platform could show in one message."""
        if len(self.actions) > MAX_BUTTONS:
            raise ValueError(f"a reply has at most {MAX_BUTTONS} buttons, not {len(self.actions)}")
        for block in self.blocks:
            if isinstance(block, Listing) and len(block.items) > MAX_ITEMS:
                raise ValueError(f"a page lists at most {MAX_ITEMS} rows, not {len(block.items)}")

    def is_for_aside(self, words: str) -> bool:
        """Say whether to send it to who replied to the bot and called it by no name.

        Much of that is "thanks!". What asks and has an answer for all is answered, and a question
        that misses; a stranger would take anything else for noise.
        """
        if self.form is not None or self.unasked:
            return False
        is_question = words.rstrip().endswith("?") and self.outcome in _MISSES
        return is_question or self.visibility is Visibility.PUBLIC

    @property
    def is_common(self) -> bool:
        """Say whether everybody is sent the very same, so what is made of it may be remembered.

        What is one person's, and any file, is kept nowhere.
        """
        has_file = any(isinstance(block, Picture | Attachment) for block in self.blocks)
        return self.visibility is Visibility.PUBLIC and not has_file

    @property
    def refused(self) -> bool:
        """Say whether what was asked was not done, so that a form's words are kept."""
        return self.outcome in _REFUSALS
