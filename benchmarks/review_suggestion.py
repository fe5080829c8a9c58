"""How long does one suggestion take from a memory of 20,000 changes?

    python benchmarks/review_suggestion.py [HISTORY.jsonl.gz ...]

The histories (format: docs/review-routing.md; without any, a made-up one) are laid over each other in
time and cut to the newest 20,000 changes, saved into a fresh memory, and asked about fifty of the newest, then about changes
of 30 and of 50 files: the newest of those sizes, or neighbours laid together. Times are CPU milliseconds beside a
fixed loop of the same run, since machines differ.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from teammemory_bot.agents import review_routing
from teammemory_bot.backtest.review_data import ReviewHistory, read_review_data
from teammemory_bot.domain.change import ChangedFile, ChangeStatus, FileKind, Identity
from teammemory_bot.domain.identity import DeveloperId, RepoPath, Sha
from teammemory_bot.domain.past_change import PastChange
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.records import Batch, GitChange, GitCommit, TouchedPath, TrailerReview
from teammemory_bot.pipeline.asking import ask_one
from teammemory_bot.store.memory import StoredMemory
from teammemory_bot.store.store import RepositoryIdentity, Store

CHANGES = 20_000
ASKED = 50
LARGE = (30, 50)
LARGE_ASKED = 10
SHA = Sha("0" * 40)


def main() -> None:
    """Build the memory, ask, print."""
    named = [read_review_data(Path(name)) for name in sys.argv[1:]]
    history = _joined(named) if named else _made_up()
    identity = RepositoryIdentity(roots=(SHA,), branch="main")
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "memory.sqlite", identity) as store,
    ):
        for first in range(0, len(history), 2_000):
            part = history[first : first + 2_000]
            changes = tuple(_landed(n, one) for n, one in enumerate(part, start=first))
            store.save(Batch(source="git", changes=changes))
        print(f"{store.tip_seq() or 0:,} changes in memory after the first")
        memory = store.memory_at()
        _ask("one suggestion", [one for one in history[-ASKED:] if one.n_files <= 200], memory)
        for size in LARGE:
            _ask(f"one suggestion of {size} files", _of_size(history, size), memory)
    print(
        f"a loop of a million additions in this run: {min(_milliseconds(_loop) for _ in range(5)):.1f} ms"
    )


def _ask(name: str, changes: list[PastChange], memory: StoredMemory) -> None:
    times = sorted(min(_milliseconds(_Asking(one, memory)) for _ in range(3)) for one in changes)
    within = times[len(times) * 9 // 10]
    print(f"{name}: median {median(times):.1f} ms, 9 of 10 within {within:.1f}")


def _of_size(history: list[PastChange], size: int) -> list[PastChange]:
    """Return ten changes of so many files: the paths of neighbours, under the newest's title."""
    made: list[PastChange] = []
    paths: dict[RepoPath, None] = {}
    for one in reversed(history):
        paths |= dict.fromkeys(one.paths)
        if len(paths) >= size:
            chosen = tuple(paths)[:size]
            made.append(replace(one, n_files=size, paths=chosen, files=chosen))
            paths = {}
        if len(made) == LARGE_ASKED:
            break
    return made


class _Asking:
    def __init__(self, change: PastChange, memory: StoredMemory) -> None:
        self._change = change
        self._memory = memory

    def __call__(self) -> None:
        files = tuple(
            ChangedFile(path=path, status=ChangeStatus.MODIFIED, kind=FileKind.SOURCE)
            for path in self._change.paths
        )
        pr = PullRequest(
            base=SHA,
            head=SHA,
            merge_base=SHA,
            as_of=self._change.at,
            author=Identity(*_signature(self._change.author or 0)),
            title=self._change.title,
            files=files,
            commits=(),
        )
        assert ask_one(review_routing, pr, self._memory).findings


def _joined(histories: list[ReviewHistory]) -> list[PastChange]:
    """Lay the histories over each other in time, as one busy repository."""
    changes = sorted((c for h in histories for c in h.changes), key=lambda change: change.at)
    return changes[-CHANGES:]


def _made_up() -> list[PastChange]:
    """Five years of 150 people in 40 folders: each has a home, and reviews around it."""
    changes = []
    for number in range(CHANGES):
        folder = number * 7 % 40
        paths = tuple(
            RepoPath(f"src/part{folder % 8}/module{folder}/File{(number * 13 + k) % 60}.py")
            for k in range(number % 7 + 1)
        )
        reviewers = {DeveloperId((folder * 3 + number * k) % 150) for k in range(1, number % 2 + 2)}
        changes.append(
            PastChange(
                at=1_600_000_000 + number * 7_884,
                author=DeveloperId((folder * 5 + number % 4) % 150),
                reviewers=tuple(sorted(reviewers)),
                title=f"Improve module{folder} for case {number % 50}",
                n_files=len(paths),
                paths=paths,
                files=paths,
            )
        )
    return changes


def _landed(number: int, change: PastChange) -> GitChange:
    author = _signature(change.author or 0)
    touched: list[TouchedPath] = [
        ("M", path, None, 0, 0, None, None) for path in sorted(set(change.paths))
    ]
    commit = GitCommit(
        sha=f"{number:040x}",
        parents=(f"{number - 1:040x}",) if number else (),
        author=author,
        committer=author,
        authored_at=change.at,
        committed_at=change.at,
        subject=change.title,
        keys=(),
        touched=touched,
        reviewers=tuple(TrailerReview(_signature(who)) for who in change.reviewers),
        co_authors=(),
        mentions=(),
        is_counted=False,
    )
    return GitChange(
        title=change.title,
        commits=(commit,),
        touched=None,
        pull=None,
        fix_rule="",
        is_revert=False,
        is_counted=False,
    )


def _signature(person: int) -> tuple[str, str]:
    return f"Person Number{person}", f"{person}@example.com"


def _loop() -> None:
    total = 0
    for number in range(1_000_000):
        total += number


def _milliseconds(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return 1_000 * (time.process_time() - started)


if __name__ == "__main__":
    main()
