"""Finding products, side by side with the search engines that a bot could have used."""

import os


def run() -> None:
    """Print quality on the development sets, then cost by size; BENCH_MILLION=1 adds a million."""
    from benchmarks import fit_linker
    from benchmarks.matching import cost, quality

    if fit_linker.DATA.is_dir():
        quality.run(fit_linker.DATA)
    else:
        print(f"The development sets are not at {fit_linker.DATA}: no quality without them.")
    cost.run(million=os.environ.get("BENCH_MILLION") == "1")
