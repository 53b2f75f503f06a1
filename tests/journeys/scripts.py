"""The journeys as scripts: what people say, and what the bot shows and never shows.

Every platform plays the same scripts. A step is what a person does (a message, a typed command,
or the press of a button by its label) and what the reply holds, in this order, as plain words.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.draft import CHOICES


@dataclass(frozen=True, slots=True)
class Step:
    """Do one thing, fill the form in that it opens, and look at the reply.

    A row of a list is pressed by how its title begins. `fills` are the form's fields in order,
    each with a code or words, or nothing to leave it out.
    """

    says: str = ""
    presses: str = ""
    about: str = ""
    shows: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    private: bool = False
    fills: tuple[tuple[str, str], ...] = ()


def label(field: str, code: str) -> str:
    """Return what a form shows for a code of one of its fields; words stand for themselves."""
    labels = {choice.value: choice.label for choice in CHOICES.get(field, ())}
    return labels.get(code, code)


@dataclass(frozen=True, slots=True)
class Script:
    """Play steps over the starter pack and the verdicts named."""

    name: str
    steps: tuple[Step, ...]
    verdicts: tuple[dict[str, Any], ...] = field(default=())
    proposals: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()  # words, and the product that somebody meant by them
    moderates: bool = False  # the one who speaks has a moderator's grant


def _verdict(number: int, stance: str, *reasons: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "verdict",
        "product": "stanley-quencher-h2-0",
        "member": f"member {number}",
        "stance": stance,
        "reasons": list(reasons),
        "tie": "none",
        "acquired": "bought",
        "months": 8,
        "at": "2026-05-03",
        **more,
    }


ELEVEN = (
    *(_verdict(number, "skip", "overpriced", "unneeded") for number in range(5)),
    *(_verdict(number, "skip", "overpriced") for number in range(5, 7)),
    _verdict(7, "skip", "not-for-me", acquired="gifted", text="Got it free and would not buy it"),
    _verdict(8, "depends", "good-value", text="Fine in the car, too big for my bag"),
    _verdict(9, "depends", acquired="gifted"),
    _verdict(10, "worth", "used-often", months=14),
)
HEADLINES = ("SKIP", "WORTH IT", "DEPENDS", "SPLIT")
NOT_KNOWN = (*HEADLINES, "EDITORIAL", "Instead", "$")

SCRIPTS = (
    Script(
        "1. a member asks in a shop",
        (
            Step(
                says="is the stanley cup worth it??",
                shows=(
                    "Stanley Quencher H2.0",
                    "40 oz insulated tumbler",
                    "SKIP",
                    "8 of 11 owners, fairly sure",
                    "Why",
                    "overpriced (7)",
                    "unneeded (5)",
                    "Worth it if",
                    "Skip if",
                    "$45",
                    "worth it to 1 of 9 who paid",
                    "Instead",
                    "the bottle in your cupboard",
                    "Owala FreeSip",
                    "9 bought, 2 gifted",
                    "median 8 months of use",
                    "last report May 2026",
                    "community opinion",
                ),
                never=("http", "EDITORIAL"),
                buttons=("Why?", "Alternatives", "Already bought it", "Add mine", "Report"),
            ),
            Step(
                presses="Already bought it",
                shows=(
                    "Stanley Quencher H2.0",
                    "what you have already costs the least",
                    "It serves you if",
                    "What people who used it like",
                    "good value (1)",
                    "What they ran into",
                    "overpriced (7)",
                    "depends – owned it, bought, 8 months of use, no tie",
                    "Fine in the car",
                    "use it",
                    "send it back",
                ),
                never=("http", "$", "would not buy it", "Instead"),
                buttons=("Back to the answer",),
                private=True,
            ),
            Step(
                says="is the stanley cup worth it for the car",
                shows=("SKIP", "bought, 8 months of use, no tie", "Fine in the car"),
            ),
            Step(
                says="is the stanley cup worth it for hiking",
                shows=("No report here speaks of “hiking” yet.",),
            ),
            Step(
                says="is the stanley cup worth $60?",
                shows=("SKIP", "You ask about $60; on record: $45"),
            ),
            Step(says="is the stanley cup overhyped", shows=("SKIP", "Overhyped: 0 of 11")),
            Step(
                says="worth it?",
                about="just ordered the stanley cup!!",
                shows=("Stanley Quencher", "SKIP"),
            ),
            Step(says="#stanleycup", shows=("Stanley Quencher", "SKIP")),
        ),
        ELEVEN,
    ),
    Script(
        "1. nobody has reported yet",
        (
            Step(
                says="flawless filter?",
                shows=(
                    "Charlotte Tilbury Hollywood Flawless Filter",
                    "EDITORIAL NOTE",
                    "no member has reported yet",
                    "no member votes",
                ),
                never=HEADLINES,
                buttons=("Why?", "Alternatives"),
            ),
            Step(
                says="is charcoal toothpaste worth it",
                shows=("EDITORIAL NOTE", "Opinions, not medical advice."),
            ),
        ),
    ),
    Script(
        "1. too few reports make no headline",
        (
            Step(
                says="stanley cup?",
                shows=("TOO FEW TO CALL", "2 reports so far"),
                never=(*HEADLINES, "EDITORIAL"),
            ),
        ),
        ELEVEN[:2],
    ),
    Script(
        "1. two things side by side, and what else would do",
        (
            Step(
                says="airwrap or supersonic?",
                shows=("Dyson Airwrap", "EDITORIAL NOTE", "Dyson Supersonic", "EDITORIAL NOTE"),
                buttons=("Dyson Airwrap", "Dyson Supersonic hair dryer"),
            ),
            Step(
                says="a dupe for the dior lip oil",
                shows=("Instead of Dior", "use what you have", "e.l.f. Glow Reviver", "cheaper"),
            ),
            Step(
                says="airwrap or glowpop 3000",
                shows=("Dyson Airwrap", "Nobody here has reported on “glowpop 3000” yet."),
            ),
        ),
    ),
    Script(
        "2. the bot is not sure what is meant",
        (
            Step(
                says="worth it prime?",
                shows=("Which one do you mean?",),
                never=NOT_KNOWN,
                buttons=("Amazon Prime", "Prime Energy", "Prime Hydration", "None of these"),
                private=True,
            ),
            Step(presses="Prime Hydration", shows=("Prime Hydration", "EDITORIAL NOTE")),
            Step(says="worth it prime?", buttons=("None of these",), private=True),
            Step(
                presses="None of these",
                shows=("do not know it yet",),
                never=NOT_KNOWN,
                private=True,
            ),
        ),
    ),
    Script(
        "2. the bot does not know, and invents nothing",
        (
            Step(
                says="thoughts on the glowpop 3000",
                shows=("Nobody here has reported on “glowpop 3000” yet.",),
                never=NOT_KNOWN,
                buttons=("Ask for verdicts", "I own one"),
                private=True,
            ),
            Step(presses="Ask for verdicts", shows=("Counted", "glowpop 3000"), private=True),
            Step(says="thoughts on the glowpop 3000", buttons=("I own one",), private=True),
            Step(
                presses="I own one",
                fills=(("name", "GlowPop 3000"), ("brand", ""), ("what", "popcorn maker")),
                shows=("Thank you. Moderators look at “GlowPop 3000”",),
                private=True,
            ),
            Step(says="/wanted", shows=("glowpop 3000", "you alone so far"), private=True),
        ),
    ),
    Script(
        "2. somebody earns by the link in a question",
        (
            Step(
                says="is https://www.amazon.com/Owala-FreeSip/dp/B0C1?tag=maya-20 worth it",
                shows=("Somebody earns", "Amazon Associates", "Owala FreeSip", "EDITORIAL"),
                never=("maya-20", "http"),
                private=True,
            ),
        ),
    ),
    Script(
        "3. a member adds what they know",
        (
            Step(says="stanley cup?", shows=("EDITORIAL NOTE",), buttons=("Add mine",)),
            Step(
                presses="Add mine",
                fills=(
                    *(("stance", "skip"), ("experience", "owned"), ("acquired", "gifted")),
                    *(("tie", "none"), ("reasons", "overpriced")),
                ),
                shows=("Your verdict on Stanley", "skip", "overpriced", "gifted, no tie", "Kept."),
                buttons=("Add words", "Change", "Withdraw"),
                private=True,
            ),
            Step(
                presses="Add words",
                fills=(
                    *(("text", "Too heavy for me"), ("months", "8 months"), ("again", "no")),
                    *(("alternative", ""), ("paid", "45 EUR")),
                ),
                shows=("gifted, 8 months of use, no tie", "Too heavy for me", "€45", "not buy it"),
                buttons=("Change the words",),
                private=True,
            ),
            Step(says="stanley cup?", shows=("TOO FEW TO CALL", "1 report so far", "1 gifted")),
            Step(
                presses="Add mine",
                fills=(
                    *(("stance", "depends"), ("experience", "owned"), ("acquired", "bought")),
                    *(("tie", "family"), ("reasons", "")),
                ),
                shows=("depends", "bought, 8 months of use, family of the brand", "Too heavy"),
                private=True,
            ),
            Step(says="stanley cup?", shows=("1 report so far",), buttons=("Report",)),
            Step(presses="Report", shows=("What people say of Stanley", "depends"), private=True),
            Step(says="/verdict mine", shows=("Your verdicts", "Stanley", "depends"), private=True),
            Step(
                says="/verdict withdraw product:quencher",
                shows=("Your verdict on Stanley", "is withdrawn"),
                private=True,
            ),
            Step(says="stanley cup?", shows=("EDITORIAL NOTE",)),
        ),
    ),
    Script(
        "3. a member answers what others said",
        (
            Step(says="stanley cup?", buttons=("Report",)),
            Step(
                says="/verdict list product:quencher",
                shows=(
                    "What people say of Stanley",
                    "depends: owned it, bought",
                    "Fine in the car",
                ),
                private=True,
            ),
            Step(
                presses="depends: owned it",
                shows=("Stanley", "depends", "bought, 8 months of use, no tie", "Fine in the car"),
                buttons=("Helpful", "I disagree", "Same here", "Report"),
                private=True,
            ),
            Step(presses="Helpful", shows=("Noted as helpful",), private=True),
            Step(
                presses="Same here",
                fills=(
                    *(("stance", "depends"), ("experience", "tried"), ("acquired", "borrowed")),
                    *(("tie", "none"), ("reasons", "")),
                ),
                shows=("Your verdict on Stanley", "depends", "tried it, borrowed, no tie"),
                private=True,
            ),
            Step(says="/report product:quencher", shows=("What people say",), private=True),
            Step(
                presses="depends: owned it",
                fills=(("kind", "spam"), ("text", "")),
                shows=("Thank you. Moderators will look at it",),
                private=True,
            ),
            Step(
                says="/suggest name:quench of:quencher",
                shows=("whether “quench” is another name for Stanley",),
                private=True,
            ),
        ),
        ELEVEN[8:9],
    ),
    Script(
        "3. without the tie answered nothing is kept",
        (
            Step(
                says="/verdict add product:quencher stance:skip experience:owned",
                fills=(
                    *(("stance", "skip"), ("experience", "owned"), ("acquired", "bought")),
                    *(("tie", "competitor"), ("reasons", "")),
                ),
                shows=("skip", "owned it, bought, has a tie to a competitor"),
                private=True,
            ),
            Step(says="stanley cup?", shows=("1 report so far",)),
        ),
    ),
    Script(
        "2. some questions are none of the bot's",
        (
            Step(says="is college worth it", shows=("not about a product",), private=True),
            Step(says="i want to die is it worth it", shows=("talk to somebody",), private=True),
            Step(
                says="what keyboard should I buy",
                shows=("I do not pick products.",),
                buttons=("Browse: Tech",),
                private=True,
            ),
            Step(says="is this worth it?", shows=("Which product do you mean?",), private=True),
        ),
    ),
    Script(
        "4. a sceptic asks why",
        (
            Step(says="stanley cup?", shows=("SKIP",), buttons=("Why?",)),
            Step(
                presses="Why?",
                shows=(
                    "SKIP",
                    "8 of 11 owners",
                    "worth it",
                    "1",
                    "depends",
                    "2",
                    "skip",
                    "8",
                    "counted in all",
                    "11",
                    "bought it",
                    "9",
                    "were gifted it",
                    "2",
                    "worth it: 1 person at 100% × 81%",
                    "depends: 1 person at 70% × 81%",
                    "skip: 8 people at 100% × 81%",
                    "weight for",
                    "1.50",
                    "weight against",
                    "7.15",
                    "chance that support is below 40%",
                    "92%",
                    "without the strongest tenth of those who say so",
                    "gifted, 8 months of use, no tie",
                    "Got it free and would not buy it",
                    "it counts nothing",
                    "https://torchonline.com/",
                ),
                private=True,
            ),
            Step(presses="Back to the answer", shows=("SKIP", "8 of 11 owners")),
        ),
        ELEVEN,
    ),
    Script(
        "5. a moderator at midnight",
        (
            Step(
                says="/queue",
                shows=("Glow Pop 3000", "a product is proposed", "1 entry waits"),
                buttons=("Approve", "Edit", "Reject", "Next"),
                private=True,
            ),
            Step(
                presses="Approve",
                shows=("Approved: Glow Pop 3000",),
                buttons=("Next", "Undo"),
                private=True,
            ),
            Step(says="/queue", shows=("Nothing waits in the queue.",), private=True),
            Step(says="is the glow pop 3000 worth it?", shows=("Glow Pop 3000", "Nobody here")),
            Step(
                says='/kb add name:"Popper Deluxe" brand:Glowpop aliases:"popper"',
                shows=("Added: Glowpop Popper Deluxe",),
                private=True,
            ),
            Step(
                says='/kb merge product:"Glow Pop 3000" into:"Glowpop Popper Deluxe"',
                shows=("Glow Pop 3000 is one with Glowpop Popper Deluxe now.",),
                private=True,
            ),
            Step(says="is the glow pop 3000 worth it?", shows=("Glowpop Popper Deluxe",)),
            Step(
                says='/kb hold product:"stanley quencher"',
                shows=("under review",),
                private=True,
            ),
            Step(says="stanley cup?", shows=("Stanley Quencher", "Under review", "SKIP")),
            Step(
                says="/log",
                shows=("product hold", "product merge", "product add", "proposal approve"),
                private=True,
            ),
            Step(says="/undo last:2", shows=("2 operations undone.",), private=True),
            Step(says="stanley cup?", shows=("SKIP", "8 of 11"), never=("Under review",)),
            Step(says="is the glow pop 3000 worth it?", shows=("Glow Pop 3000", "Nobody here")),
        ),
        ELEVEN,
        proposals=("Glow Pop 3000",),
        moderates=True,
    ),
    Script(
        "5. what people choose becomes a name",
        (
            Step(
                says="is the lululemon bag worth it",
                shows=("Nobody here has reported on “lululemon bag” yet.", "Did you mean this?"),
                never=NOT_KNOWN,
                buttons=("lululemon Everywhere Belt Bag",),
                private=True,
            ),
            Step(
                presses="lululemon Everywhere Belt Bag",
                shows=("lululemon Everywhere Belt Bag", "EDITORIAL NOTE"),
            ),
            Step(
                says="/queue",
                shows=(
                    "“lululemon bag” for lululemon Everywhere Belt Bag",
                    "a name is proposed",
                    "people who chose it when asked",
                    "1 entry waits",
                ),
                buttons=("Approve", "Reject", "Next"),
                private=True,
            ),
            Step(
                presses="Approve",
                shows=("Approved: lululemon Everywhere Belt Bag.",),
                buttons=("Next", "Undo"),
                private=True,
            ),
            Step(
                says="is the lululemon bag worth it",
                shows=("lululemon Everywhere Belt Bag", "EDITORIAL NOTE"),
                never=("Did you mean",),
            ),
        ),
        choices=(("lululemon bag", "lululemon-everywhere-belt-bag"),) * 2,
        moderates=True,
    ),
    Script(
        "6. the bot says what it is",
        (
            Step(says="/about", shows=("run by", "not declared", "96 products", "never counts")),
            Step(
                says="/privacy",
                shows=("answered and forgotten, never logged", "/mydata", "/forgetme"),
                private=True,
            ),
            Step(says="/help", shows=("/worth question", "/browse"), private=True),
            Step(
                says="/browse category:drinkware",
                shows=("3 products", "Hydro Flask", "Owala", "Stanley"),
            ),
            Step(says="/browse stance:wait", shows=("2 products", "Apple Vision Pro")),
        ),
    ),
    Script(
        "8. it is their data",
        (
            Step(says="/mydata", shows=("Nothing is kept of you.",), private=True),
            Step(
                says="/verdict add product:quencher stance:skip experience:owned tie:none",
                shows=("Your verdict on Stanley",),
                private=True,
            ),
            Step(says="/mydata", shows=("rows are kept of you", "Everything kept"), private=True),
            Step(
                says="/forgetme",
                shows=("Forget me?", "goes", "stays, with nobody's name", "cannot be undone"),
                buttons=("Forget me",),
                private=True,
            ),
            Step(presses="Forget me", shows=("nothing here leads to you",), private=True),
            Step(says="/mydata", shows=("Nothing is kept of you.",), private=True),
            Step(says="stanley cup?", shows=("TOO FEW TO CALL", "1 report so far")),
        ),
    ),
)
