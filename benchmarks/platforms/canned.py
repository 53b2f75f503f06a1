"""A core that answers a constant, so that what an adapter alone costs can be measured."""

from bot.chat import reply as blocks
from bot.chat.action import Action
from bot.chat.command import Call, Catalogue, CommandSpec, Parameter
from bot.chat.request import Place
from bot.clock import system
from bot.dispatcher import Dispatcher
from bot.gate import Gate
from bot.limits import Limiter
from knowledge.community import Space

_REPLY = blocks.Reply(
    (
        blocks.Heading("Blemoku Kettle Pro"),
        blocks.VerdictLine("SKIP", "8 of 11 owners, fairly sure", blocks.Tone.BAD),
        blocks.Meter((), "worth it 2, depends 1, skip 8"),
        blocks.Reasons("Why", ("overpriced (7)", "unneeded (5)")),
        blocks.Money("$45"),
        blocks.Alternatives("Instead", ("the bottle you have", "second-hand")),
        blocks.Provenance("9 bought, 2 gifted · median 8 months of use · last report May 2026"),
    ),
    (
        blocks.Button("Why?", Action("why", {"p": "x"})),
        blocks.Button("Alternatives", Action("alternatives", {"p": "x"})),
    ),
)


def dispatcher() -> Dispatcher:
    """Build the core over one command."""
    asked = Parameter("question", "What to ask", required=True)
    spec = CommandSpec("worth", "Is it worth it?", _answer, (asked,))
    return Dispatcher(Catalogue((spec,)), Gate({}), Limiter(system, 0, 0), _space_of, "en")


async def _answer(_call: Call) -> blocks.Reply:
    return _REPLY


async def _space_of(place: Place) -> Space:
    return Space(place.platform, place.space)
