"""Questions in odd wrappings: said to somebody, after a story, as a choice, with a price."""

import pytest

from knowledge.matching.question import NotAQuestion, Question, Understanding


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """Compile the English frames once."""
    return Understanding.load("en")


ASKED = {
    "addressed": (
        "To anyone who owns a {Dyson Ball}: is it worth it?",
        "For those of you that own a {Surface Pro}, do you like it?",
        "people with {invisalign}, was it worth it?",
        "if you own a {thermomix}, is it worth it?",
        "parents of reddit: {nugget couch} worth it?",
        "Owners of the {Sony RX100}, would you buy it again?",
        "What does this sub think of the {Audioengine A2}?",
        "How many of you use {Feedly}?",
    ),
    "told first": (
        "Amazon has {Max Payne 3} for $6, worth it?",
        "my sister swears by {cerave}, worth it?",
        "my trainer told me to take {creatine}, worth it?",
        "my friend returned her {peloton}, is it overrated",
        "I've been offered a {Honda Shadow} for 1500, is it a good deal?",
        "everyone keeps telling me to get a {kindle}, is it worth it?",
        "Curious about the {Steiner T5Xi}, anyone have one?",
        "Looking at a {Savage Axis}. Pros and cons?",
        "First bike - {Ninja 250}? Opinions?",
    ),
    "held back": (
        "stop me from buying the {lego rivendell}",
        "someone talk me out of the {le creuset}",
        "Sell me on {League of Legends}",
        "i have the {ninja creami} in my cart, should i",
        "Would I regret buying a {Smart car}?",
        "did i waste my money on a {peloton}",
        "was it a waste to buy the {always pan}?",
        "did i overpay for an {instant pot}",
        "did we get scammed with the {always pan}",
        "do you think i should get the {hydro flask}",
        "is it bad that i want a {labubu}",
        "Should I wait for the {GTX 800 series}?",
        "Trying to decide whether to get the {Hoyt Charger}",
    ),
    "a push wanted": (
        "am i crazy for liking the {Pontiac Aztek}",
        "on the fence about the {Kindle Oasis}, push me",
        "quick question about the {KitchenAid Artisan}: is it any good?",
        "my dentist is pushing {invisalign}, was it worth it for you",
        "saw the {ninja slushi} all over tiktok, is it any good",
        "{Anova Cooker} users: was it a gimmick?",
    ),
    "a judgement": (
        "{Benefit Porefessional}: HG or overhyped?",
        "Underrated or trash: {Order 1886}",
        "the {Herman Miller Aeron} is not worth it. Change my mind",
        "Is {Tiger Direct} a trustworthy site?",
        "is it just me or is the {instant pot} kinda useless",
        "{olaplex no 3} honest opinions",
        "is the {airwrap i.d.} any better",
        "Is the {HD 650} a big upgrade over the 598?",
        "anyone here switched to {kagi}, worth paying for search?",
        "Is it worth it to try {Freelancer} before Star Citizen?",
    ),
    "a choice": (
        "keep or return: {dyson corrale}",
        "{sol de janeiro} hit or miss?",
        "{new balance 550} cop or nah",
        "{DayZ Standalone} - buy now or wait?",
        "splurge or save: {la mer}?",
        "{dyson airwrap}: 10/10 or trash?",
    ),
    "its price": (
        "is $80 a good price for the {instant pot}",
        "50 bucks for a {Playstation Portable}, good deal?",
        "$600 for a {dyson airwrap}?? is it worth that",
        "paying $30 a month for {peloton app}, is it worth it",
    ),
    "said no to": (
        "should i not bother with {la mer}",
        "tell me not to buy the {dyson airstrait}",
        "why shouldn't i buy the {ember mug}?",
        "would you pay full price for the {hatch restore 2}?",
        "convince me the {medicube booster} isn't a scam",
        "my boyfriend says the {yeti cooler} is overkill for us, is he right",
    ),
    "no pause after the story": (
        "my sister won't shut up about her {shark flexstyle} should i cave",
        "my mom fell for the {medicube} ads, should she send it back",
        "before i hit buy on the {aeron chair} anything i should know",
        "got gifted {airpods max} should i keep or exchange",
        "i feel like {bloom greens} is all marketing am i wrong",
    ),
    "an adverb that other wordings end on": ("is anyone actually happy with their {rivian}",),
    "what it does": (
        "can the {dreame l10} handle dog hair",
        "does the {ordinary niacinamide} break you out",
        "did {hims} work for any of you guys",
        "is the {lego millennium falcon} fun after you build it",
        "why does everyone have a {casper mattress} is it that comfy",
        "can someone explain why {feastables} is so popular",
    ),
    "its worth in other words": (
        "Pros and cons of the {HTC One}?",
        "What's the catch with {Republic Wireless}?",
        "How durable are {Oakley Frogskins}?",
        "Does the {Keurig 2.0} live up to the hype?",
        "Is the {Ibanez TS9} right for metal?",
        "Can anyone vouch for {BangGood}?",
        "why is everyone buying {stanley cups}",
        "am i the only one who thinks {crumbl} is overrated?",
        "is it just me or are {crocs} super uncomfortable",
        "Did {Destiny} ever get better?",
        "What should I know before I buy a {Jeep Wrangler}?",
        "how legit is {stockx}",
        "is the hype around {poppi} real",
        "why does {lululemon} cost so much",
        "would {noom} even work",
        "{rhode lip case}: cute or cash grab",
    ),
}
NOT_ASKED = (
    "Should I ask my crush to prom?",
    "Is a bachelors in psychology worth anything?",
    "Has anyone regretted quitting a PhD?",
    "Thoughts on abortion?",
    "What do you guys think about my band's new song?",
    "Anyone have a good pumpkin pie recipe?",
    "How much beer should I get for a party of 20?",
    "Why should I vote for Obama?",
    "Has anyone else had Skyrim crash on launch?",
    "Should I be worried about my CPU temps?",
    "Anyone know how to clean suede boots?",
    "What kind of guitar should I buy?",
    "Is this game worth it?",
    "Is the Vayne nerf a big deal?",
    "Should I drop my kicker?",
    "not worth it imo",
    "i wouldn't bother",
    "rip my wallet",
    "is it back in stock yet",
    "how much did you pay",
    "anyone up for a game later?",
    "how's your mom doing",
    "Cheat day worth it?",
)


@pytest.mark.parametrize("kind", ASKED)
def test_the_product_is_found_in_an_odd_wrapping(understanding: Understanding, kind: str) -> None:
    """Of a question in an unusual wording exactly the product's words are taken."""
    for marked in ASKED[kind]:
        message = marked.replace("{", "").replace("}", "")
        name = marked[marked.index("{") + 1 : marked.index("}")]
        said = understanding.read(message)
        assert isinstance(said, Question), message
        assert said.subjects[0].text == name, message


def test_what_is_worded_alike_is_no_question(understanding: Understanding) -> None:
    """Life, chatter, help with a thing and strategy in games are not taken for a product."""
    for message in NOT_ASKED:
        said = understanding.read(message)
        assert isinstance(said, NotAQuestion) or said.doubt, message


@pytest.mark.parametrize(
    "message",
    [
        "Worth upgrading from {Logic 9} to {Logic X}?",
        "Should I trade my {Wii} in for a {PS4}?",
        "should i replace my {vivofit} with a {fitbit charge}",
    ],
)
def test_who_would_switch_asks_about_the_new_one(
    understanding: Understanding, message: str
) -> None:
    """What somebody has already comes second, what it would be given up for first."""
    said = understanding.read(message.replace("{", "").replace("}", ""))
    old, new = (part.partition("}")[0] for part in message.split("{")[1:])
    assert isinstance(said, Question)
    assert [each.text for each in said.subjects] == [new, old]
