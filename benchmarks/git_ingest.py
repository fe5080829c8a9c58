"""What does reading a history cost, beside what git alone needs for it in the same run?

    python benchmarks/git_ingest.py [--runs 3] [--peers] REPOSITORY [REPOSITORY ...]

Figures are CPU seconds (user and system, children included; medians of runs that alternate between git
and us, since machines are shared) and ratios to `git log --raw -z -M` and `git log --numstat -z -M`.
`--peers` reads all commits by PyDriller and pygit2 too, which takes them minutes for ten thousand:
`pip install pydriller pygit2` first.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from teammemory_bot.domain.identity import Sha
from teammemory_bot.ingest import git_history
from teammemory_bot.plumbing.checkout import find_checkout, resolve
from teammemory_bot.plumbing.history import count_commits, first_parents, mainline_root
from teammemory_bot.plumbing.own_repository import OwnRepository, open_own_repository
from teammemory_bot.store.inspection import known_origin
from teammemory_bot.store.store import RepositoryIdentity, Store
from teammemory_bot.support.clock import SECONDS_PER_DAY
from teammemory_bot.support.garbage import no_search_for_cycles

if TYPE_CHECKING:  # an update does without
    from teammemory_bot.domain.risk_history import FileId
    from teammemory_bot.store.memory import StoredMemory

_METADATA: Final = "--format=%x00%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%B"
_GIT: Final = {
    "git log, metadata alone": (),
    "git log --raw": ("--raw", "-z", "-M"),
    "git log --numstat": ("--numstat", "-z", "-M"),
}
RAW, NUMSTAT = "git log --raw", "git log --numstat"
_MODES: Final = {
    "names": "ours, names and paths",
    "window": "ours, and two years of lines",
    "lines": "ours, all lines",
    "single": "ours, all lines, one git process",
    "full": "ours, all lines and decision tokens",
}
_UPDATE: Final = 100
"""Commits of an update."""
_FILES: Final = 50
_YEAR: Final = 365 * SECONDS_PER_DAY
_RISK_SECONDS: Final = 90 * SECONDS_PER_DAY
_REPEATS: Final = 15
_SAID: Final = "of-the-child:"


class Cost(NamedTuple):
    """What one run took; megabytes are our own process's peak, without git's."""

    cpu: float
    wall: float
    git: float = 0.0
    """What of the CPU time is git's."""
    megabytes: float = 0.0


def main() -> None:
    """Measure each repository and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("repositories", nargs="*", metavar="REPOSITORY")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--modes", default=",".join(_MODES), help="of " + ", ".join(_MODES))
    parser.add_argument("--child", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _CHILDREN[options.child[0]](*options.child[1:])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
        print(_SAID, _cpu_of(resource.getrusage(resource.RUSAGE_CHILDREN)), peak, file=sys.stderr)
        return
    if not options.repositories:
        print("name one or more repositories to measure")
    for name in options.repositories:
        _measure(Path(name).resolve(), options)


def _measure(repository: Path, options: argparse.Namespace) -> None:
    modes = options.modes.split(",")
    costs: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory(prefix="teammemory-benchmark-") as folder:
        memories = {mode: Path(folder) / f"{mode}.sqlite" for mode in modes}
        for _ in range(options.runs):
            for label, arguments in _GIT.items():
                costs.setdefault(label, []).append(_git_log(repository, arguments))
            for mode, memory in memories.items():
                for part in memory.parent.glob(f"{memory.name}*"):
                    part.unlink()
                costs.setdefault(_MODES[mode], []).append(
                    _child("ingest", mode, repository, memory)
                )
        print(f"\n{repository}")
        _print_costs({label: _middle(runs) for label, runs in costs.items()})
        newest = memories.get("window") or next(iter(memories.values()))
        _print_size(newest)
        if "window" in memories:
            _print_update(repository, Path(folder), options.runs)
            print(_child_says("questions", newest, repository))
        if options.peers:
            _print_peers(repository, _middle(costs[_MODES["lines"]]))


def _print_costs(costs: dict[str, Cost]) -> None:
    raw, numstat = costs[RAW], costs[NUMSTAT]
    print(
        f"{'':38}{'CPU s':>8}{'wall s':>8}{'x raw':>8}{'x numstat':>10}{'wall x numstat':>16}{'git s':>8}{'MB':>6}"
    )
    for label, cost in costs.items():
        ours = f"{cost.git:8.2f}{cost.megabytes:6.0f}" if cost.megabytes else ""
        print(
            f"{label:38}{cost.cpu:8.2f}{cost.wall:8.2f}{cost.cpu / raw.cpu:8.2f}"
            f"{cost.cpu / numstat.cpu:10.2f}{cost.wall / numstat.wall:16.2f}{ours}"
        )


def _print_size(memory: Path) -> None:
    rows = _child_says("count", memory).split()
    commits, touched = int(rows[0]), int(rows[1])
    plain = memory.stat().st_size
    bar = 80 * commits + 45 * touched
    print(
        f"{commits:,} commits, {touched:,} changed paths; the memory: {plain / commits:.0f} bytes a commit",
        end="",
    )
    if shutil.which("zstd"):
        zstd = subprocess.run(["zstd", "-3", "-q", "-c", memory], capture_output=True, check=True)
        packed = len(zstd.stdout)
        print(
            f", {packed / commits:.0f} after zstd -3: {packed / bar:.2f} of 80 a commit + 45 a path"
        )
    else:
        print(" (zstd is not installed: no figure for the cache)")


def _print_update(repository: Path, folder: Path, runs: int) -> None:
    before = folder / "before.sqlite"
    _child("ingest", "before", repository, before)
    costs = []
    for number in range(runs):
        memory = folder / f"update-{number}.sqlite"
        for part in folder.glob("before.sqlite*"):
            shutil.copy(part, folder / part.name.replace("before", f"update-{number}"))
        costs.append(_child("ingest", "window", repository, memory))
    start = _middle([_run([sys.executable, "-c", "import sqlite3"]) for _ in range(runs)])
    cost = _middle(costs)
    new = _child_says("count", folder / "update-0.sqlite").split()
    old = _child_says("count", before).split()
    print(
        f"+{int(new[0]) - int(old[0])} commits: {cost.wall - start.wall:.2f} s beyond interpreter start "
        f"(CPU {cost.cpu - start.cpu:.2f})"
    )


def _print_peers(repository: Path, ours: Cost) -> None:
    for peer in ("pydriller", "pygit2"):
        try:
            cost = _child(peer, repository)
        except subprocess.CalledProcessError:
            print(f"{peer}: not measured; is it installed?")
        else:
            times = cost.cpu / ours.cpu
            print(f"{peer}: {cost.cpu:.1f} s CPU, {times:.1f} times ours with all lines")


# In processes of their own, so that each is charged for what it alone takes.


def _ingest(mode: str, repository: str, memory: str) -> None:
    if mode == "single":
        os.cpu_count = lambda: 1  # so many read lines
    with _opened(repository, Path(memory)) as (own, store, tip):
        window = git_history.window_start(own, tip)
        end = _before_the_newest(own, tip) if mode == "before" else tip
        lines_alone = mode in {"lines", "single"}
        since = None if lines_alone or mode == "names" else 0 if mode == "full" else window
        _save_all(own, store, end, since=since, has_lines=lines_alone)


def _before_the_newest(own: OwnRepository, tip: Sha) -> Sha:
    """Return the newest step of the branch behind which a hundred commits or more have come."""
    steps = iter(first_parents(own, tip, limit=_UPDATE + 1))
    return next(sha for sha in steps if count_commits(own, tip, after=sha) >= _UPDATE)


def _save_all(
    own: OwnRepository,
    store: Store,
    tip: Sha,
    *,
    since: int | None,
    has_lines: bool,
    after: Sha | None = None,
) -> None:
    known = store.cursor(git_history.NAME, git_history.HISTORY)
    with store.writing(), no_search_for_cycles():
        for batch in git_history.fetch(
            own,
            tip,
            after=Sha(known) if known else after,
            counted_since=since,
            counts_all_lines=has_lines,
            known_until=store.newest_at(),
        ):
            store.save(batch)


def _count(memory: str) -> None:
    raw = sqlite3.connect(memory)
    (commits,) = raw.execute("SELECT COUNT(*) FROM commits").fetchone()
    (files,) = raw.execute("SELECT COUNT(*) FROM change_files").fetchone()
    (branch_files,) = raw.execute("SELECT COUNT(*) FROM branch_commit_files").fetchone()
    print(commits, files + branch_files)


_FILES_BY: Final = (
    "SELECT f.file_id FROM change_files AS f JOIN changes AS h ON h.seq = f.seq "
    "WHERE h.at >= ? AND h.n_files <= 200 GROUP BY f.file_id ORDER BY {} DESC LIMIT ?"
)
_ORDERS: Final = {"hottest files of a year": "COUNT(*)", "files changed last": "MAX(f.seq)"}
"""The most that can be asked, and what a large change asks."""


def _questions(memory: str, repository: str) -> None:
    """Ask what the agents ask about the files of a change."""
    with _opened(repository, Path(memory)) as (_, store, _):
        now = store.newest_at()
        for name, order in _ORDERS.items():
            rows = store.database.execute(_FILES_BY.format(order), (now - _YEAR, _FILES))
            files = [file for (file,) in rows]
            print(f"{len(files)} {name}, ms: {_asked_about(store, files, now=now)}")


def _asked_about(store: Store, files: list[FileId], *, now: int) -> str:
    asked: dict[str, Callable[[StoredMemory, FileId], object]] = {
        "experts": lambda memory, file: memory.touches_of(file),
        "risk, 90 days": lambda memory, file: memory.touches_of(file, since=now - _RISK_SECONDS),
        "changed together": lambda memory, file: memory.together_with(file, last=50, max_files=30),
    }
    # As in a review, one memory answers all three: what one of them has read, others have too.
    runs = []
    for _ in range(_REPEATS):
        memory = store.memory_at()
        with no_search_for_cycles():  # as around every agent
            runs.append([_milliseconds(ask, memory, files) for ask in asked.values()])
    each = [median(times) for times in zip(*runs, strict=True)]
    told = [f"{name} {time:.1f}" for name, time in zip(asked, each, strict=True)]
    return f"{', '.join(told)}; in all {median(map(sum, runs)):.1f}"


def _milliseconds(
    ask: Callable[[StoredMemory, FileId], object], memory: StoredMemory, files: list[FileId]
) -> float:
    start = time.process_time()
    for file in files:
        ask(memory, file)
    return (time.process_time() - start) * 1_000


def _pydriller(repository: str) -> None:
    from pydriller import Repository  # type: ignore[import-not-found]  # noqa: PLC0415  # optional

    for one in Repository(repository).traverse_commits():
        _ = (one.author.name, one.author.email, one.committer.name, one.msg, one.committer_date)
        for file in one.modified_files:
            _ = (file.old_path, file.new_path, file.change_type, file.added_lines)


def _pygit2(repository: str) -> None:
    import pygit2  # type: ignore[import-not-found]  # noqa: PLC0415  # optional

    opened = pygit2.Repository(repository)
    for name in _commits_of(repository):
        commit = opened[name]
        _ = (commit.author.name, commit.author.email, commit.committer.name, commit.message)
        if len(commit.parents) == 1:
            diff = opened.diff(commit.parents[0], commit, context_lines=0)
            diff.find_similar()
            for patch in diff:
                _ = (patch.delta.old_file.path, patch.delta.new_file.path, patch.line_stats)


def _commits_of(repository: str) -> list[str]:
    answer = subprocess.run(
        ["git", "-C", repository, "rev-list", "HEAD"], capture_output=True, text=True, check=True
    )
    return answer.stdout.split()


@contextmanager
def _opened(repository: str, memory: Path) -> Iterator[tuple[OwnRepository, Store, Sha]]:
    checkout = find_checkout(Path(repository))
    with open_own_repository(checkout) as own:
        tip = resolve(checkout, "HEAD")
        own.use_mailmap_of(tip)
        known = known_origin(memory)  # as the product does: an update walks no whole chain
        roots = known.roots if known else (mainline_root(own, tip),)
        identity = RepositoryIdentity(roots=roots, branch="HEAD")
        with Store.open(memory, identity) as store:
            yield own, store, tip


_CHILDREN: Final[dict[str, Callable[..., None]]] = {
    "ingest": _ingest,
    "count": _count,
    "questions": _questions,
    "pydriller": _pydriller,
    "pygit2": _pygit2,
}


def _child(*arguments: str | Path | int) -> Cost:
    return _run([sys.executable, __file__, "--child", *map(str, arguments)])


def _child_says(*arguments: str | Path) -> str:
    command = [sys.executable, __file__, "--child", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _git_log(repository: Path, arguments: Sequence[str]) -> Cost:
    return _run(["git", "-C", str(repository), "log", _METADATA, *arguments, "HEAD"])


def _run(command: Sequence[str]) -> Cost:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    answer = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = [line.split()[1:] for line in answer.stderr.splitlines() if line.startswith(_SAID)]
    return Cost(_cpu_of(after) - _cpu_of(before), wall, *map(float, said[0] if said else ()))


def _cpu_of(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


def _middle(costs: Sequence[Cost]) -> Cost:
    return Cost(*(median(values) for values in zip(*costs, strict=True)))


if __name__ == "__main__":
    main()
