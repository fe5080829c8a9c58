"""What does the design's demo consist of? A small invented history with its issues and reviews.

The people, keys and hashes are those of the design's examples: PROJ-1247 "Token refresh race condition",
pull request #382, commits f00ba47 and b91c0de, `src/auth/token_service.py`. Nothing here is real.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, RepoPath, Sha
from teammemory_bot.domain.issue_key import Place, find_keys
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    Batch,
    BodyState,
    Cursor,
    GitChange,
    GitCommit,
    IssueCommentRecord,
    IssueMention,
    IssueRecord,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    ReviewState,
    Signature,
    Tracker,
)
from teammemory_bot.scoring.bug_fix import fix_rule, is_revert

NAME: Final = "demo"
BRANCH: Final = "main"
ROOTS: Final = (Sha(hashlib.sha1(b"TeamMemory demo", usedforsecurity=False).hexdigest()),)
"""What tells the demo's memory from every repository's."""

MEHMET: Final = "Mehmet Turac"
AYSE: Final = "Ayşe Demir"
BURAK: Final = "Burak Kaya"
_LOGINS: Final = {MEHMET: "mturac", AYSE: "ademir", BURAK: "bkaya"}
_EMAILS: Final = {
    MEHMET: "mehmet@example.com",
    AYSE: "ayse@example.com",
    BURAK: "burak@example.com",
}

_TOKENS: Final = "src/auth/token_service.py"
_SESSIONS: Final = "src/auth/session_manager.py"
_TEST: Final = "tests/auth/test_token_refresh.py"
_CARDS: Final = "src/payment/card_gateway.py"
_INVOICES: Final = "src/payment/invoice.py"
_DEPLOY: Final = "infra/deploy.yml"

Files = tuple[tuple[str, int, int], ...]
"""Paths with lines added and removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Commit:
    author: str
    subject: str
    files: Files
    sha: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Landed:
    """A pull request that landed, or a direct commit where it has no number."""

    day: str
    commits: tuple[_Commit, ...]
    number: int | None = None
    title: str = ""
    body: BodyState = BodyState.PRESENT
    reviews: tuple[tuple[str, ReviewState, int], ...] = ()
    """Who, what, and how many comments."""
    merged_by: str = BURAK


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issue:
    key: str
    summary: str
    type: str
    status: str
    category: str
    priority: str
    component: str
    comments: tuple[tuple[str, str], ...] = ()
    """Who, and on which day."""


def _one(author: str, subject: str, *files: tuple[str, int, int]) -> tuple[_Commit, ...]:
    return (_Commit(author=author, subject=subject, files=files),)


_APPROVED: Final = ReviewState.APPROVED
_COMMENTED: Final = ReviewState.COMMENTED

HISTORY: Final = (
    _Landed(
        day="2026-01-12",
        commits=_one(
            BURAK, "Begin the service",
            ("README.md", 20, 0), (_SESSIONS, 120, 0), (_CARDS, 90, 0), (_DEPLOY, 40, 0),
        ),
    ),
    _Landed(
        day="2026-01-26", number=340, title="PROJ-1101 issue access tokens",
        commits=_one(AYSE, "PROJ-1101 issue access tokens", (_TOKENS, 180, 0), (_TEST, 60, 0)),
        reviews=((MEHMET, _APPROVED, 2), (BURAK, _COMMENTED, 3)),
    ),
    _Landed(
        day="2026-02-16", number=350, title="PROJ-1118 rotate refresh tokens",
        commits=_one(MEHMET, "PROJ-1118 rotate refresh tokens", (_TOKENS, 150, 20)),
        reviews=((AYSE, _APPROVED, 4), (BURAK, _APPROVED, 0)),
    ),
    _Landed(
        day="2026-03-02", number=355, title="PROJ-1130 charge saved cards",
        commits=_one(BURAK, "PROJ-1130 charge saved cards", (_CARDS, 70, 12), (_INVOICES, 85, 0)),
        body=BodyState.EMPTY,
    ),
    _Landed(
        day="2026-03-20", number=361, title="PROJ-1180 fix race condition on refresh",
        commits=_one(
            AYSE, "PROJ-1180 fix race condition on refresh", (_TOKENS, 60, 25), (_SESSIONS, 18, 4)
        ),
        reviews=((BURAK, _APPROVED, 6),),
    ),
    _Landed(
        day="2026-03-24", number=365,
        title='Revert "PROJ-1180 fix race condition on refresh"',
        commits=_one(
            AYSE, 'Revert "PROJ-1180 fix race condition on refresh"',
            (_TOKENS, 25, 60), (_SESSIONS, 4, 18),
        ),
        reviews=((BURAK, _APPROVED, 1),),
    ),
    _Landed(
        day="2026-04-13", number=371, title="PROJ-1195 keep the session's device",
        commits=_one(
            MEHMET, "PROJ-1195 keep the session's device", (_TOKENS, 90, 18), (_SESSIONS, 44, 9)
        ),
        reviews=((AYSE, _APPROVED, 3), (BURAK, _COMMENTED, 1)),
    ),
    _Landed(
        day="2026-04-27",
        commits=_one(BURAK, "Raise the memory limit", (_DEPLOY, 3, 3)),
    ),
    _Landed(
        day="2026-05-18", number=382, title="Fix token refresh race condition",
        commits=(
            _Commit(
                author=MEHMET, sha="f00ba47",
                subject="PROJ-1247 guard token refresh with per-session lock",
                files=((_TOKENS, 84, 20), (_SESSIONS, 22, 6)),
            ),
            _Commit(
                author=AYSE, sha="b91c0de",
                subject="PROJ-1247 add regression test for refresh race",
                files=((_TOKENS, 6, 2), (_TEST, 58, 0)),
            ),
        ),
        reviews=((BURAK, _APPROVED, 5),),
    ),
    _Landed(
        day="2026-05-20", number=385, title="PROJ-1251 log conflicting refreshes",
        commits=_one(AYSE, "PROJ-1251 log conflicting refreshes", (_TOKENS, 50, 30)),
        merged_by=AYSE,
    ),
)  # fmt: skip

ISSUES: Final = (
    _Issue(
        key="PROJ-1101", summary="Access tokens for the API", type="Story", status="Done",
        category="done", priority="High", component="auth",
    ),
    _Issue(
        key="PROJ-1118", summary="Refresh tokens must be used once", type="Story", status="Done",
        category="done", priority="High", component="auth",
    ),
    _Issue(
        key="PROJ-1130", summary="Charge saved cards", type="Story", status="Done",
        category="done", priority="Medium", component="payment",
    ),
    _Issue(
        key="PROJ-1180", summary="Race condition on refresh", type="Bug", status="Done",
        category="done", priority="High", component="auth", comments=((AYSE, "2026-03-18"),),
    ),
    _Issue(
        key="PROJ-1195", summary="Sessions forget their device", type="Bug", status="Done",
        category="done", priority="Medium", component="auth",
    ),
    _Issue(
        key="PROJ-1201", summary="Time out idle sessions", type="Story", status="Done",
        category="done", priority="Low", component="auth",
    ),
    _Issue(
        key="PROJ-1247", summary="Token refresh race condition", type="Bug", status="In Progress",
        category="indeterminate", priority="High", component="auth",
        comments=((MEHMET, "2026-05-11"), (MEHMET, "2026-05-14"), (BURAK, "2026-05-15")),
    ),
    _Issue(
        key="PROJ-1251", summary="Make refresh conflicts visible", type="Task", status="In Review",
        category="indeterminate", priority="Low", component="",
    ),
)  # fmt: skip


def batches() -> Iterator[Batch]:
    """Yield the demo as sources yield a real repository: history first, then the conversation."""
    changes = tuple(_change(landed) for landed in HISTORY)
    paths = {RepoPath(path) for landed in HISTORY for c in landed.commits for path, _, _ in c.files}
    kinds: dict[RepoPath, FileKind] = {path: kind_of_path(path) for path in sorted(paths)}
    tip = changes[-1].commits[-1].sha
    yield Batch(
        source=NAME,
        changes=changes,
        kinds=kinds,
        cursors=(Cursor(source=NAME, name="history", position=tip),),
    )
    yield Batch(source=NAME, records=tuple(_records()))
    done = '{"done":true}'
    yield Batch(source="jira", cursors=(Cursor(source="jira", name="back-fill", position=done),))


def now() -> int:
    """Return the moment up to which the demo reaches, in UTC seconds."""
    return _at(HISTORY[-1].day)


def _at(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp())


def _change(landed: _Landed) -> GitChange:
    commits = [_commit(commit, landed) for commit in landed.commits]
    title = landed.title or landed.commits[0].subject
    if len(commits) > 1:
        subject = f"Merge pull request #{landed.number} from mturac/token-refresh"
        merged = _Commit(author=landed.merged_by, subject=subject, files=())
        commits.append(_commit(merged, landed, parents=2))
    return GitChange(
        title=title,
        commits=commits,
        touched=[
            ("M", RepoPath(path), None, 0, 0, added, deleted, 0)
            for path, (added, deleted) in _summed(landed).items()
        ],
        pull=None if landed.number is None else PullNumber(landed.number),
        fix_rule=fix_rule(title) or "",
        is_revert=is_revert(title),
        is_counted=True,
    )


def _summed(landed: _Landed) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for commit in landed.commits:
        for path, added, deleted in commit.files:
            before = sums.get(path, (0, 0))
            sums[path] = (before[0] + added, before[1] + deleted)
    return sums


def _commit(commit: _Commit, landed: _Landed, *, parents: int = 1) -> GitCommit:
    who: Signature = (commit.author, _EMAILS[commit.author])
    return GitCommit(
        sha=_sha(commit.sha, commit.subject),
        parents=tuple(_sha("", f"parent {n} of {commit.subject}") for n in range(parents)),
        author=who,
        committer=who,
        authored_at=_at(landed.day),
        committed_at=_at(landed.day),
        subject=commit.subject,
        keys=_mentions(commit.subject),
        touched=[("M", RepoPath(p), None, 0, 0, a, d) for p, a, d in commit.files],
        reviewers=(),
        co_authors=(),
        mentions=(),
        is_counted=True,
    )


def _sha(prefix: str, text: str) -> Sha:
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    return Sha((prefix + digest)[:40])


def _mentions(text: str) -> tuple[IssueMention, ...]:
    found = find_keys(text, place=Place.COMMIT)
    return tuple(IssueMention(key=key.key, tracker=Tracker.JIRA) for key in found)


def _records() -> Iterator[ApiRecord]:
    for landed in HISTORY:
        if landed.number is not None:
            yield _pull(landed)
            yield from _reviews(landed)
    for issue in ISSUES:
        yield _issue(issue)
        for number, (who, day) in enumerate(issue.comments):
            yield IssueCommentRecord(
                external_id=f"{issue.key}-{number}",
                tracker=Tracker.JIRA,
                author=_account(who),
                created_at=_at(day),
                issue=IssueKey(issue.key),
            )


def _pull(landed: _Landed) -> PullRequestRecord:
    texts = [landed.title, *(commit.subject for commit in landed.commits)]
    keys = dict.fromkeys(mention for text in texts for mention in _mentions(text))
    return PullRequestRecord(
        number=PullNumber(landed.number or 0),
        title=landed.title,
        state=PullState.MERGED,
        author=_account(landed.commits[0].author),
        created_at=_at(landed.day) - 3 * 86_400,
        updated_at=_at(landed.day),
        merged_at=_at(landed.day),
        closed_at=_at(landed.day),
        merged_by=_account(landed.merged_by),
        body_state=landed.body,
        base_branch=BRANCH,
        issues=tuple(keys),
    )


def _reviews(landed: _Landed) -> Iterator[ReviewRecord]:
    for number, (who, state, comments) in enumerate(landed.reviews):
        yield ReviewRecord(
            external_id=f"{landed.number}-{number}",
            pull=PullNumber(landed.number or 0),
            reviewer=_account(who),
            state=state,
            submitted_at=_at(landed.day) - 3_600,
            n_comments=comments,
        )


def _issue(issue: _Issue) -> IssueRecord:
    return IssueRecord(
        key=IssueKey(issue.key),
        tracker=Tracker.JIRA,
        summary=issue.summary,
        type=issue.type,
        status=issue.status,
        status_category=issue.category,
        priority=issue.priority,
        components=(issue.component,) if issue.component else (),
        created_at=_at("2026-01-05"),
        updated_at=now(),
        resolved_at=now() if issue.category == "done" else None,
    )


def _account(name: str) -> Account:
    return Account(login=Login(_LOGINS[name]), name=name, email=_EMAILS[name])
