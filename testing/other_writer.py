"""What does another process do to a memory? It writes deliveries, or it dies while it writes.

    python -m testing.other_writer deliver PLACE WRITER COUNT
    python -m testing.other_writer die PLACE REPOSITORY CALL

The first saves COUNT deliveries of its own, some of them twice, some of them everybody's. The second
reads the repository's history and is killed at the CALLth call to the database; 0: before the commit.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, RepoPath, Sha
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    Batch,
    Cursor,
    IssueCommentRecord,
    IssueMention,
    PullFileRecord,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    Tracker,
)
from teammemory_bot.ingest import git_history
from teammemory_bot.plumbing.checkout import find_checkout, resolve
from teammemory_bot.plumbing.own_repository import open_own_repository
from teammemory_bot.store.store import RepositoryIdentity, Store

ABOUT: Final = RepositoryIdentity(roots=(Sha("e" * 40),), branch="main")
BEFORE_COMMIT: Final = 0
_ROOT: Final = Path(__file__).parent.parent


def start(*arguments: object) -> subprocess.Popen[str]:
    """Start such a process."""
    return subprocess.Popen(
        [sys.executable, "-m", "testing.other_writer", *map(str, arguments)],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def deliveries(writer: int, count: int) -> Iterator[Batch]:
    """Yield what one writer is told: reviews and comments of its own, pull requests of everybody."""
    for number in range(count):
        batch = Batch(
            source=f"writer-{writer}",
            records=(
                *_talk(writer, number),
                _pull(PullNumber(1 + number % 7), at=1_000 * (number + 1)),
            ),
            cursors=(Cursor(source=f"writer-{writer}", name="live", position=str(number)),),
        )
        yield batch
        if number % 5 == 0:
            yield batch


def history_batch(repository: Path) -> Batch:
    """Return the whole history of a small repository."""
    checkout = find_checkout(repository)
    with open_own_repository(checkout) as own:
        (batch,) = git_history.fetch(own, resolve(checkout, "HEAD"), counted_since=0)
    return batch


def _talk(writer: int, number: int) -> list[ApiRecord]:
    somebody = Account(login=Login(f"Person-{number % 9}"), name=f"Person {number % 9}")
    own = Account(login=Login(f"Friend-{writer}-{number % 3}"))
    return [
        ReviewRecord(
            external_id=f"review-{writer}-{number}", pull=PullNumber(1 + number % 7),
            reviewer=somebody, state="APPROVED", submitted_at=number,
        ),
        IssueCommentRecord(
            external_id=f"comment-{writer}-{number}", tracker=Tracker.JIRA, author=own,
            created_at=number, issue=IssueKey(f"PROJ-{1 + number % 11}"),
        ),
    ]  # fmt: skip


def _pull(number: PullNumber, *, at: int) -> PullRequestRecord:
    """Return a state of a pull request: the same for every writer that tells of that time."""
    return PullRequestRecord(
        number=number, title=f"As of {at}", state=PullState.OPEN,
        author=Account(login=Login(f"Person-{number}")), created_at=0, updated_at=at,
        requested_reviewers=(Account(login=Login(f"Person-{at // 1_000 % 9}")),),
        files=(PullFileRecord(path=RepoPath(f"src/{at // 1_000 % 3}.py"), added=at),),
        issues=(IssueMention(key=IssueKey(f"PROJ-{1 + at // 1_000 % 11}"), tracker=Tracker.JIRA),),
    )  # fmt: skip


class _Mortal:
    """A database whose process is killed at a call."""

    def __init__(self, inner: Any, *, last_call: int) -> None:
        self._inner = inner
        self._left = last_call
        self._dies_at_the_end = last_call == BEFORE_COMMIT

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._inner.transaction():
            yield
            if self._dies_at_the_end:
                _die()

    def __getattr__(self, name: str) -> Any:
        if name in {"execute", "many", "insert", "ask"}:
            self._left -= 1
            if self._left == 0:
                _die()
        return getattr(self._inner, name)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _main(verb: str, place_text: str, what: str, number: str) -> None:
    place = place_text if "://" in place_text else Path(place_text)
    with Store.open(place, ABOUT) as store:
        if verb == "deliver":
            for batch in deliveries(int(what), int(number)):
                store.save(batch)
            return
        batch = history_batch(Path(what))
        mortal: Any = _Mortal(store.database, last_call=int(number))
        object.__setattr__(store, "database", mortal)
        store.save(batch)


if __name__ == "__main__":
    _main(*sys.argv[1:])
