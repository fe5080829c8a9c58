"""How does a rule's example of a whole memory become one? Records saved as sources yield them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.rule import ExampleChange, PastExample
from teammemory_bot.domain.codeowners import parse_codeowners
from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, RepoPath, Sha
from teammemory_bot.domain.issue_key import Place, find_keys
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    Batch,
    Cursor,
    GitChange,
    GitCommit,
    IssueMention,
    IssueRecord,
    LoginProof,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    ReviewState,
    Tracker,
)
from teammemory_bot.scoring.bug_fix import fix_rule, is_revert
from teammemory_bot.store.store import RepositoryIdentity, Store

DAY: Final = 86_400
NOW: Final = 1_777_600_000
_DONE: Final = frozenset(("done", "closed"))
_SOURCES: Final = ("github-pulls", "github-issues", "jira")


@contextmanager
def past_of(example: PastExample, path: Path) -> Iterator[MemoryPast]:
    """Give the example as the rules see it."""
    identity = RepositoryIdentity(roots=(sha_of("root"),), branch="main")
    with Store.open(path, identity) as store:
        save_past(example, store)
        yield MemoryPast(
            memory=store.memory_at(),
            policy=Policy(
                hygiene=example.policy,
                issue_projects=example.projects,
                components=example.components,
            ),
            now=NOW,
            codeowners=parse_codeowners(example.codeowners) if example.codeowners else None,
            requestable=None if example.requestable is None else frozenset(example.requestable),
        )


def save_past(example: PastExample, store: Store) -> None:
    """Write the example into a store, history first."""
    changes = tuple(_change(change, n) for n, change in enumerate(example.changes))
    paths = {RepoPath(path) for change in example.changes for path, _, _ in change.files}
    store.save(Batch(source="git", changes=changes, kinds={p: kind_of_path(p) for p in paths}))
    store.save(Batch(source="github", records=tuple(_records(example))))
    for source in _SOURCES:
        position = f'{{"done":{"false" if source in example.unread else "true"}}}'
        cursor = Cursor(source=source, name="back-fill", position=position)
        store.save(Batch(source=source, cursors=(cursor,)))


def _change(change: ExampleChange, number: int) -> GitChange:
    inner = [_commit(s, change, number, n) for n, s in enumerate(change.commits)]
    inner += [_commit(s, change, number, 50 + n, parents=2) for n, s in enumerate(change.merges)]
    own = _commit(change.title, change, number, 99, parents=2 if inner else 1)
    return GitChange(
        title=change.title,
        commits=[*inner, own],
        touched=[("M", RepoPath(p), None, 0, 0, a, d, 0) for p, a, d in change.files],
        pull=None if change.number is None else PullNumber(change.number),
        fix_rule=fix_rule(change.title) or "",
        is_revert=is_revert(change.title),
        is_counted=True,
    )


def _commit(
    subject: str, change: ExampleChange, number: int, position: int, *, parents: int = 1
) -> GitCommit:
    who = (change.author, _email(change.author))
    keys = find_keys(subject, place=Place.COMMIT)
    at = NOW - change.days_ago * DAY + number
    return GitCommit(
        sha=sha_of(f"{number}-{position}"),
        parents=tuple(sha_of(f"{number}-{position}-{parent}") for parent in range(parents)),
        author=who,
        committer=who,
        authored_at=at,
        committed_at=at,
        subject=subject,
        keys=tuple(IssueMention(key=found.key, tracker=Tracker.JIRA) for found in keys),
        touched=[("M", RepoPath(p), None, 0, 0, a, d) for p, a, d in change.files],
        reviewers=(),
        co_authors=(),
        mentions=(),
        is_counted=True,
    )


def _records(example: PastExample) -> Iterator[ApiRecord]:
    for change in example.changes:
        if change.number is None or not change.is_told:
            continue
        yield LoginProof(change.author, _email(change.author), _login(change.author))
        at = NOW - change.days_ago * DAY
        yield PullRequestRecord(
            number=PullNumber(change.number),
            title=change.title,
            state=PullState.MERGED,
            author=_account(change.author),
            created_at=at - 3 * DAY,
            updated_at=at,
            merged_at=at,
            merged_by=_account(change.merged_by),
            body_state=change.body,
            base_branch=change.base_branch,
        )
        for reviewer in change.reviewers:
            yield ReviewRecord(
                external_id=f"{change.number}-{reviewer}",
                pull=PullNumber(change.number),
                reviewer=_account(reviewer),
                state=ReviewState.APPROVED,
                submitted_at=at - DAY,
            )
    for key, status in example.issues:
        is_done = status.lower() in _DONE
        yield IssueRecord(
            key=IssueKey(key),
            tracker=Tracker.JIRA,
            summary="Show the session's age",
            status=status,
            status_category="done" if is_done else "indeterminate",
            created_at=NOW - 90 * DAY,
            updated_at=NOW - 60 * DAY,
            resolved_at=NOW - 60 * DAY if is_done else None,
        )


def _account(name: str) -> Account:
    return Account(login=Login(_login(name)), name=name, email=_email(name))


def _login(name: str) -> str:
    return name.lower().replace(" ", "-")


def _email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.com"


def sha_of(text: str) -> Sha:
    return Sha(hashlib.sha256(text.encode()).hexdigest()[:40])
