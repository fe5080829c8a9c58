"""Do a memory's lines add up to what `git log --shortstat` says of the same history?

    python benchmarks/history_totals.py REPOSITORY [REPOSITORY ...]

Reads each default branch into a memory that is thrown away, all lines counted, and compares commit by
commit: files changed, lines added, lines removed. Merges have none in either, and pointers to
submodules are left out of both: they are lines to git and nobody's work here. Ends with 1 where
anything differs.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.pipeline.updating import Counts, bring_up_to_date
from teammemory_bot.pipeline.workplace import Workplace

Stat = tuple[int, int, int]
"""Files changed, lines added, lines removed."""

_NOTHING: Final = (0, 0, 0)
_SHOWN: Final = 5
_STAT: Final = re.compile(
    r" (?P<files>\d+) files? changed(?:, (?P<added>\d+) insertions?\(\+\))?(?:, (?P<removed>\d+) deletions?\(-\))?"
)
_OURS: Final = """
SELECT k.sha, COUNT(f.path_id), COALESCE(SUM(f.added), 0), COALESCE(SUM(f.deleted), 0)
  FROM commits AS k
  LEFT JOIN commit_files AS f ON f.commit_id = k.id AND f.mode <> 3
 GROUP BY k.id, k.sha
"""


def git_says(folder: Path, tip: str) -> dict[str, Stat]:
    """Return what plain git counts; asked inside its own folder, where no attribute blinds it."""
    command = ["git", "log", "--shortstat", "-M", "--ignore-submodules=all", "--format=%H", tip]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    stats: dict[str, Stat] = {}
    sha = ""
    for line in told.splitlines():
        found = _STAT.fullmatch(line)
        if found:
            stats[sha] = (int(found["files"]), int(found["added"] or 0), int(found["removed"] or 0))
        elif line:
            sha = line
            stats[sha] = _NOTHING
    return stats


def we_say(place: Workplace) -> dict[str, Stat]:
    """Return what the memory holds."""
    rows = place.store.database.execute(_OURS)
    return {sha: (files, added, removed) for sha, files, added, removed in rows}


def compare(repository: Path, folder: Path) -> bool:
    """Print the totals of both and the first commits that differ; return whether all agree."""
    start = time.monotonic()
    with open_workplace(repository, memory=folder / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None, counts=Counts.LINES)
        ours = we_say(place)
        git = git_says(place.checkout.common_dir, place.branch_tip)
    print(f"{repository} ({time.monotonic() - start:.0f} s)")
    for name, stats in (("git", git), ("memory", ours)):
        files, added, removed = (sum(column) for column in zip(*stats.values(), strict=True))
        print(f"  {name:<7}{len(stats):>9,} commits{files:>11,} files +{added:,} -{removed:,}")
    different = sorted(sha for sha in git.keys() | ours.keys() if git.get(sha) != ours.get(sha))
    print(f"  {len(different):,} commits differ")
    for sha in different[:_SHOWN]:
        print(f"    {sha}: git {git.get(sha)}, memory {ours.get(sha)}")
    return not different


def main() -> int:
    """Compare each repository that is named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("repository", type=Path, nargs="+")
    agree = []
    for repository in parser.parse_args().repository:
        with tempfile.TemporaryDirectory() as folder:
            agree.append(compare(repository, Path(folder)))
    return 0 if all(agree) else 1


if __name__ == "__main__":
    sys.exit(main())
