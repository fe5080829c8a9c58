"""How much of what the agents claim does the skeptic confirm, over the last pull requests of real repositories?

    python benchmarks/skeptic.py REPOSITORY [REPOSITORY ...] [--pulls 100]

Reads each default branch into a memory that is thrown away, reviews its last pull requests as of their
bases, and counts claims made, confirmed and struck. Each strike is printed with both values: nothing in
these memories is wrong on purpose, so each is either an agent's mistake or one of the skeptic. Ends with
1 where a repository has less than 95 % of its claims confirmed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.pipeline.question import Question
from teammemory_bot.pipeline.story import answer
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.support.errors import TeamMemoryError

_SHOWN: Final = 20
_ENOUGH: Final = 0.95
_LANDED: Final = """
SELECT DISTINCT pull_number, seq FROM changes WHERE pull_number IS NOT NULL ORDER BY seq DESC
"""


def judge(place: Workplace, most: int) -> bool:
    """Review the last pull requests; print the count, and tell whether enough was confirmed."""
    numbers = [number for number, _ in place.store.database.execute(_LANDED)]
    made = confirmed = reviewed = 0
    strikes: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for number in dict.fromkeys(numbers):
        if reviewed == most:
            break
        try:
            said = answer(Question(number=PullNumber(number)), place)
        except TeamMemoryError as error:
            refused[type(error).__name__] += 1
            continue
        reviewed += 1
        if said.verdict is None:
            continue
        made += said.verdict.made
        confirmed += said.verdict.confirmed
        for strike in said.verdict.strikes:
            measure = strike.claim.measure if strike.claim else "a link"
            words = (
                f"{strike.ruling} {strike.rule} ({measure}): {strike.claimed} -> {strike.derived}"
            )
            strikes[words] += 1
            if sum(strikes.values()) <= _SHOWN:
                print(f"    #{number} {words}")
    share = confirmed / made if made else 1.0
    print(
        f"    {reviewed} pull requests, {made:,} claims, {confirmed:,} confirmed ({share:.2%}), "
        f"{sum(strikes.values())} struck; not reviewable: {dict(refused) or 'none'}"
    )
    return share >= _ENOUGH


def main() -> int:
    """Judge each repository."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="*", type=Path, default=[])
    parser.add_argument("--pulls", type=int, default=100)
    given = parser.parse_args()
    is_fine = True
    for path in given.repositories:
        begun = time.perf_counter()
        with (
            tempfile.TemporaryDirectory() as folder,
            open_workplace(path, memory=Path(folder) / "memory.sqlite") as place,
        ):
            print(f"{path.name} at {place.branch_tip[:12]}")
            bring_up_to_date(place, on_progress=lambda _done, _total: None)
            is_fine = judge(place, given.pulls) and is_fine
        print(f"    {time.perf_counter() - begun:.1f} s")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
