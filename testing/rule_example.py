"""How does a rule's example become a real case? A repository, its memory, and a pull request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.rule import Example
from teammemory_bot.domain.change import ChangedFile, ChangeStatus, CommitSummary, Identity
from teammemory_bot.domain.identity import IssueKey, PullNumber, RepoPath, Sha
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.records import Batch, Cursor, IssueRecord, Tracker
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.repo_builder import RepoBuilder

AUTHOR: Final = Identity(name="Ana Silva", email="ana@example.com")
_DONE: Final = frozenset(("done", "closed"))


class ExampleWorlds:
    """The repositories of examples; those with the same past share one."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder: Final = folder
        self._stack: Final = stack
        self._stores: dict[object, Store] = {}

    def case_of(self, example: Example) -> PullCase:
        """Return the example as the rules see it."""
        return PullCase(pr=pull_of(example), memory=self.store_of(example).memory_at())

    def store_of(self, example: Example) -> Store:
        """Return the memory of the example, to be told more."""
        past = (example.history, example.issues)
        if past not in self._stores:
            path = self._folder / str(len(self._stores))
            store = self._stack.enter_context(_remembered(path, example.history))
            store.save(_tracker(example.issues))
            self._stores[past] = store
        return self._stores[past]


@contextmanager
def example_worlds(folder: Path) -> Iterator[ExampleWorlds]:
    """Give worlds whose memories are closed at the end."""
    with ExitStack() as stack:
        yield ExampleWorlds(folder, stack)


def pull_of(example: Example) -> PullRequest:
    """Return the example's pull request, number 42."""
    return PullRequest(
        base=_sha("base"),
        head=_sha("head"),
        merge_base=_sha("base"),
        as_of=1_767_268_800,
        author=AUTHOR,
        title=example.title,
        body=example.body,
        branch=example.branch,
        base_branch=example.base_branch,
        labels=example.labels,
        number=PullNumber(42),
        is_local=False,
        files=tuple(_file(*file) for file in example.files),
        commits=(
            *(_commit(subject, is_merge=True) for subject in example.merges),
            *(_commit(subject, is_merge=False) for subject in example.commits),
        ),
        policy=Policy(hygiene=example.policy, issue_projects=example.projects),
    )


@contextmanager
def _remembered(path: Path, titles: tuple[str, ...]) -> Iterator[Store]:
    repo = RepoBuilder(path / "repo")
    for number, title in enumerate(titles or ("Begin",)):
        repo.commit({"src/session.py": f"age = {number}\n"}, subject=title)
    with remember(repo, path / "memory.sqlite") as store:
        yield store


def _tracker(issues: tuple[tuple[str, str], ...]) -> Batch:
    records = tuple(
        IssueRecord(
            key=IssueKey(key),
            tracker=Tracker.JIRA,
            summary="Tell the session's age",
            status=status,
            status_category="done" if status.lower() in _DONE else "indeterminate",
            created_at=1_767_225_600,
            updated_at=1_767_225_600,
        )
        for key, status in issues
    )
    complete = Cursor(source="jira", name="back-fill", position='{"done":true}')
    return Batch(source="jira", cursors=(complete,) if issues else (), records=records)


def _file(path: str, added: int, deleted: int) -> ChangedFile:
    return ChangedFile(
        path=RepoPath(path),
        status=ChangeStatus.MODIFIED,
        kind=kind_of_path(RepoPath(path)),
        added=added,
        deleted=deleted,
    )


def _commit(subject: str, *, is_merge: bool) -> CommitSummary:
    return CommitSummary(sha=_sha(subject), subject=subject, author=AUTHOR, is_merge=is_merge)


def _sha(text: str) -> Sha:
    return Sha(hashlib.sha256(text.encode()).hexdigest()[:40])
