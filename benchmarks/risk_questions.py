"""How long does the risk part of a change of fifty files take, without blame?

    python benchmarks/risk_questions.py CLONE [--memory FILE]

Asks about the fifty source files of a clone that changed most: the costliest change there can be. Times are
CPU milliseconds, the best and the middle one of seven, beside a fixed loop of the same run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from teammemory_bot.agents import risk
from teammemory_bot.agents.risk_evidence.missing_partner import Names, partners
from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.change import ChangedFile, ChangeStatus, FileKind, Identity
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.pipeline.workplace import Workplace

FILES = 50
QUARTER = 90 * 86_400
_MOST_CHANGED = """
SELECT p.path
  FROM files AS f
  JOIN paths AS p ON p.id = f.path_id
 WHERE f.gone_seq IS NULL AND p.kind = 'source'
 ORDER BY (SELECT COUNT(*) FROM change_files AS c WHERE c.file_id = f.id) DESC, f.id
 LIMIT ?
"""


def main() -> None:
    """Bring the memory up to date, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("clone", type=Path, nargs="?")
    parser.add_argument("--memory", type=Path, help="keep the memory in this file")
    options = parser.parse_args()
    if options.clone is None:
        print("name a clone: `make bench` has none of its own")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = options.memory or Path(folder) / "memory.sqlite"
        with open_workplace(options.clone, memory=file) as place:
            bring_up_to_date(place, on_progress=lambda _done, _total: None)
            ask(place)


def ask(place: Workplace) -> None:
    """Time the questions one by one, and the agent that asks them all."""
    store, memory = place.store, place.store.memory_at()
    newest = memory.change_at(memory.seq)
    assert newest is not None
    paths = [RepoPath(path) for (path,) in store.database.execute(_MOST_CHANGED, (FILES,))]
    pr = PullRequest(
        base=place.branch_tip,
        head=place.branch_tip,
        merge_base=place.branch_tip,
        as_of=newest.at,
        author=Identity("Nobody", "nobody@example.com"),
        title="Let queries and records agree about connections",
        files=tuple(
            ChangedFile(
                path=path,
                status=ChangeStatus.MODIFIED,
                kind=FileKind.SOURCE,
                added=20,
                deleted=5,
                decision_tokens=4,
            )
            for path in paths
        ),
        commits=(),
    )
    files = sorted(memory.file_numbers(paths).values())
    held = memory.holdings()
    print(f"{held.commits:,} commits, {memory.seq + 1:,} changes, {len(files)} files asked about")
    since = newest.at - QUARTER
    tell("the whole risk part", lambda: risk.run(pr, store.memory_at()))
    tell("changes of 90 days", lambda: [memory.touches_of(file, since=since) for file in files])
    tell(
        "co-change",
        lambda: partners(memory, set(files), new=0, now=newest.at, names=Names(memory)),
    )
    tell("a loop of a million additions", _loop)


def tell(what: str, work: Callable[[], object]) -> None:
    """Print how long something takes."""
    times = []
    for _ in range(7):
        started = time.process_time()
        work()
        times.append(1_000 * (time.process_time() - started))
    print(f"{what:<30} {min(times):7.1f} ms, in the middle {median(times):7.1f} ms")


def _loop() -> None:
    total = 0
    for number in range(1_000_000):
        total += number


if __name__ == "__main__":
    main()
