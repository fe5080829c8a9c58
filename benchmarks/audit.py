"""How long does an audit take of a memory of 50,000 commits, and how much memory does it need?

    python benchmarks/audit.py                          a made-up history of which everything is known
    python benchmarks/audit.py --memory FILE            a memory that is there, such as one of a clone

The made-up one holds 50,000 commits in 25,000 changes, as many pull requests with reviews, and 15,000 Jira
issues; four of five commits name one. Times are CPU seconds beside a fixed loop of the same run, memory is
the growth of the process's peak while it audits and writes the five files.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

from teammemory_bot.agents.audit.whole import audit
from teammemory_bot.domain.audit import Audit
from teammemory_bot.domain.codeowners import parse_codeowners
from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, RepoPath, Sha
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    Batch,
    BodyState,
    Cursor,
    GitChange,
    GitCommit,
    IssueMention,
    IssueRecord,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    TouchedPath,
    Tracker,
)
from teammemory_bot.entrypoints.written_files import save_audit
from teammemory_bot.render.links import Links
from teammemory_bot.store.store import RepositoryIdentity, Store

COMMITS = 50_000
PULLS = COMMITS // 2
ISSUES = 15_000
PEOPLE = 200
BATCH = 2_500
START = 1_500_000_000
STEP = 8_000
"""Seconds between two changes."""
OWNERS = "".join(f"/src/part{part}/ @dev-{part}\n" for part in range(40))


def main() -> None:
    """Audit, write the files, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", type=Path)
    given: Path | None = parser.parse_args().memory
    with tempfile.TemporaryDirectory() as folder:
        place = given or Path(folder) / "memory.sqlite"
        if given is None:
            # In a process of its own: building would hide the peak of asking.
            builder = get_context("spawn").Process(target=_fill, args=(place,))
            builder.start()
            builder.join()
        with Store.open(place, _identity(place)) as store:
            memory = store.memory_at()
            before = _peak_mib()
            started = time.process_time()
            done = audit(memory, Policy(), codeowners=parse_codeowners(OWNERS))
            assert done is not None
            save_audit(Path(folder) / "audit", done, Links())
            spent = time.process_time() - started
            _tell(done, spent, _peak_mib() - before)


def _tell(done: Audit, seconds: float, mib: float) -> None:
    judged = sum(rule.judged > 0 for rule in done.rules)
    print(
        f"{done.commits:,} commits, {done.pull_requests:,} pull requests, {done.issues:,} issues; "
        f"{judged} of {len(done.rules)} rules had something to judge"
    )
    print(f"audit and its five files: {seconds:.1f} s, peak + {mib:.0f} MiB")
    started = time.process_time()
    total = 0
    for number in range(10_000_000):
        total += number
    print(f"a loop of ten million additions in this run: {time.process_time() - started:.2f} s")


def _peak_mib() -> float:
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _identity(place: Path) -> RepositoryIdentity:
    """Return which repository the memory is of."""
    if place.exists():
        with closing(sqlite3.connect(place)) as database:
            ((roots, branch),) = database.execute("SELECT roots, branch FROM repositories")
        return RepositoryIdentity(roots=tuple(map(Sha, roots.split())), branch=branch)
    return RepositoryIdentity(roots=(Sha("0" * 40),), branch="main")


def _fill(place: Path) -> None:
    with Store.open(place, _identity(place)) as store, store.writing():
        for first in range(0, PULLS, BATCH):
            numbers = range(first, first + BATCH)
            store.save(Batch(source="git", changes=tuple(map(_change, numbers))))
        for first in range(0, PULLS, BATCH):
            records = tuple(r for n in range(first, first + BATCH) for r in _told(n))
            store.save(Batch(source="github", records=records))
        issues = tuple(map(_issue, range(1, ISSUES + 1)))
        whole = tuple(
            Cursor(source=source, name="back-fill", position='{"done":true}')
            for source in ("jira", "github-pulls")
        )
        store.save(Batch(source="jira", records=issues, cursors=whole))


def _change(number: int) -> GitChange:
    folder = number * 7 % 40
    touched: list[TouchedPath] = [
        ("M" if number > 2_400 else "A", path, None, 0, 0, number % 90, 3)
        for path in sorted(
            {
                RepoPath(f"src/part{folder}/module{number % 60}/File{(number * 13 + k) % 40}.py")
                for k in range(number % 5 + 1)
            }
        )
    ]
    ours = _commit(number, 0, touched)
    merge = _commit(number, 1, [])
    return GitChange(
        title=ours.subject,
        commits=(ours, merge),
        touched=[(*row, 1) for row in touched],
        pull=PullNumber(number + 1),
        fix_rule="keyword" if number % 4 == 0 else "",
        is_revert=number % 500 == 0,
        is_counted=True,
    )


def _commit(number: int, nth: int, touched: list[TouchedPath]) -> GitCommit:
    at = START + number * STEP
    who = _signature(number)
    keys = (IssueMention(key=IssueKey(f"PROJ-{number % ISSUES + 1}")),) if number % 5 else ()
    before = (f"{2 * number - 1:040x}",) if number else ()
    return GitCommit(
        sha=f"{2 * number + nth:040x}",
        parents=(*before, f"{2 * number:040x}") if nth else before,
        author=who,
        committer=who,
        authored_at=at,
        committed_at=at,
        subject=f"PROJ-{number % ISSUES + 1} Improve part {number}"
        if keys
        else f"Improve {number}",
        keys=keys,
        touched=touched,
        reviewers=(),
        co_authors=(),
        mentions=(),
        is_counted=True,
    )


def _told(number: int) -> Iterator[ApiRecord]:
    at = START + number * STEP
    author = _account(number)
    pull = PullNumber(number + 1)
    yield PullRequestRecord(
        number=pull,
        title=f"Improve part {number}",
        state=PullState.MERGED,
        author=author,
        created_at=at - 1_000,
        updated_at=at,
        merged_at=at,
        closed_at=at,
        merged_by=author if number % 9 == 0 else _account(number + 3),
        body_state=BodyState.EMPTY if number % 6 == 0 else BodyState.PRESENT,
        base_branch="main",
        head_branch=f"topic-{number}",
        merge_commit_sha=Sha(f"{2 * number + 1:040x}"),
    )
    if number % 8:
        yield ReviewRecord(
            external_id=f"R{number}",
            pull=pull,
            reviewer=_account(number + 1),
            state="APPROVED",
            submitted_at=at - 100,
        )


def _issue(number: int) -> IssueRecord:
    is_done = number % 3 > 0
    return IssueRecord(
        key=IssueKey(f"PROJ-{number}"),
        tracker=Tracker.JIRA,
        summary=f"Part {number} is slow",
        type="Bug" if number % 4 == 0 else "Task",
        status="Done" if is_done else "Open",
        status_category="done" if is_done else "new",
        created_at=START,
        updated_at=START + number,
        resolved_at=START + number * STEP if is_done else None,
    )


def _signature(number: int) -> tuple[str, str]:
    who = number * 3 % PEOPLE
    return f"Person Number{who}", f"dev-{who}@users.noreply.github.com"


def _account(number: int) -> Account:
    return Account(login=Login(f"dev-{number * 3 % PEOPLE}"))


if __name__ == "__main__":
    main()
