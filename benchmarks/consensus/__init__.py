"""How good the consensus is: made-up communities, honest and attacked, and four rivals.

`run` prints the table for the seeds by which the rules were chosen, then for seeds held back
from that. Every method reads the same events; ours reads them as lines of JSON, by the very code
of `hypecheck consensus --jsonl`.
"""

from benchmarks.consensus import cost, judge
from benchmarks.consensus.attacks import ATTACKS, FRESH
from benchmarks.consensus.methods import METHODS
from benchmarks.measure import table

DEVELOPED, HELD_BACK = range(1, 9), range(101, 109)
_HONEST = 4  # of them, for which honest communities of every size are made
SHARES = (0.2, 0.4)
_SIZES = (60, 150, 600)  # beside the 300 of all other tables of attacks
# Columns of what silences; the first, of no check, is that the voices no longer agree enough.
_CHECKS = {
    "not sure": "",
    "spell": "spell",
    "season": "season",
    "joined": "joined",
    "invite": "invite",
    "pushed": "pushed",
    "strongest": "strongest",
}


def run() -> None:
    """Print everything for both sets of seeds, and what updates and answers cost."""
    for title, seeds in (("seeds of development", DEVELOPED), ("seeds held back", HELD_BACK)):
        print(f"\n{title}: {seeds.start} to {seeds.stop - 1}")
        _honest(seeds[:_HONEST])
        for share in SHARES:
            for patient in (False, True):
                _attacked(seeds, share, patient)
    for share in SHARES:
        _sized(share)
    _moderated()
    cost.measure()


def _honest(seeds: range) -> None:
    counts = judge.honest(seeds, judge.SIZES, METHODS)
    rows = []
    for name in METHODS:
        whole = judge.Honest()
        for size in judge.SIZES:
            whole.merge(counts[name, size])
        rows.append((name, *_figures(whole)))
        if name == "Hypecheck":
            rows += [(f"  of {size}", *_figures(counts[name, size])) for size in judge.SIZES]
    header = ("honest communities", "precision", "cal. error", "right of all", "niche", "changed")
    table("stated and right; cal. error is mean confidence minus precision", header, rows)


def _figures(found: judge.Honest) -> tuple[str, ...]:
    values = (found.precision, found.miscalibration, found.coverage, found.of_niche, found.anew)
    return tuple(f"{value:+.3f}" if at == 1 else f"{value:.3f}" for at, value in enumerate(values))


def _attacked(seeds: range, share: float, patient: bool) -> None:
    counts = judge.attacked(seeds, share, METHODS, patient=patient)
    rows = []
    for name in METHODS:
        whole, fresh = judge.Attacked(), judge.Attacked()
        for kind in ATTACKS:
            whole.merge(counts[name, kind])
            if kind in FRESH:
                fresh.merge(counts[name, kind])
        rows.append((name, *_harm(whole), f"{fresh.differing}/{fresh.products}"))
    header = ("13 attacks", "overturned a 1,000", "silenced", "changed by fresh accounts")
    how = "patient attackers, spread over eight months," if patient else "attackers"
    table(f"{how} are {share:.0%} of a product's voices", header, rows)
    ours = [(kind, *_harm(counts["Hypecheck", kind]), *_checks(counts, kind)) for kind in ATTACKS]
    title = f"ours, each attack at {share:.0%}, {how.rstrip(',')}, and which check silences"
    table(title, (*header[:3], *_CHECKS), ours)


def _checks(counts: dict[tuple[str, str], judge.Attacked], kind: str) -> list[str]:
    """Return the share of right answers that each check silences."""
    found = counts["Hypecheck", kind]
    named = [found.withheld[check] for check in _CHECKS.values() if check]
    shares = [sum(found.withheld.values()) - sum(named), *named]
    return [f"{each / max(1, found.right_before):.3f}" for each in shares]


def _sized(share: float) -> None:
    """Print ours beside the reference in communities of several sizes."""
    rows = []
    for size in _SIZES:
        for name in ("the reference", "Hypecheck"):
            whole = judge.Attacked()
            for each in judge.attacked(HELD_BACK, share, (name,), size=size).values():
                whole.merge(each)
            rows.append((f"{name}, {size} members", *_harm(whole)))
    header = ("communities by size", "overturned a 1,000", "silenced")
    table(f"attackers are {share:.0%} of a product's voices, held-back seeds", header, rows)


def _harm(found: judge.Attacked) -> tuple[str, str]:
    return f"{found.overturns:.1f}", f"{found.silence:.3f}"


def _moderated() -> None:
    """Print ours where every verdict is approved by hand, the attackers' too."""
    rows = []
    for size in (50, 500):
        found = judge.honest(HELD_BACK[:_HONEST], (size,), ("Hypecheck",), moderated=True)
        rows.append((f"honest, {size} members", *_figures(found["Hypecheck", size])[:3]))
    for share in SHARES:
        whole = judge.Attacked()
        for found_one in judge.attacked(HELD_BACK, share, ("Hypecheck",), moderated=True).values():
            whole.merge(found_one)
        rows.append((f"attacked at {share:.0%}", *_harm(whole), ""))
    header = ("approved by hand", "precision / overturned", "cal. error / silenced", "right of all")
    table("ours where moderators approve every verdict, held-back seeds", header, rows)
