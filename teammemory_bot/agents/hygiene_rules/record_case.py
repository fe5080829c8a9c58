"""What does a rule say of one record of the memory?"""

from __future__ import annotations

from typing import NamedTuple

from teammemory_bot.domain.finding import Evidence, EvidenceKind, Phrase
from teammemory_bot.domain.identity import IssueKey, PullNumber, RepoPath, Sha
from teammemory_bot.domain.rule_result import Result


class RecordCase(NamedTuple):
    """One record's result. What only a failure needs is made for failures only."""

    result: Result
    at: int = 0
    """When the record was made, UTC seconds; 0: it has no time of its own."""
    component: str = ""
    reason: str = ""
    """Why it was skipped or could not be judged."""
    evidence: Evidence | None = None
    says: Phrase = ()


def kept(at: int = 0, component: str = "") -> RecordCase:
    """Say that a record keeps the rule."""
    return RecordCase(Result.PASS, at, component)


def broken(evidence: Evidence, says: Phrase, *, at: int = 0, component: str = "") -> RecordCase:
    """Say that a record breaks the rule: which one, and what is wrong with it."""
    return RecordCase(Result.FAIL, at, component, "", evidence, says)


def left_aside(reason: str) -> RecordCase:
    """Say that the rule does not apply to a record, or to the whole memory."""
    return RecordCase(Result.SKIP, reason=reason)


def undecided(reason: str) -> RecordCase:
    """Say that a record, or the whole memory, could not be judged."""
    return RecordCase(Result.UNKNOWN, reason=reason)


def the_commit(sha: Sha) -> Evidence:
    """Return a commit as evidence."""
    return Evidence(kind=EvidenceKind.COMMIT, reference=sha)


def the_pull(number: PullNumber) -> Evidence:
    """Return a pull request as evidence."""
    return Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(number))


def the_issue(key: IssueKey) -> Evidence:
    """Return an issue as evidence."""
    return Evidence(kind=EvidenceKind.ISSUE, reference=key)


def the_file(path: RepoPath, *, at: str = "") -> Evidence:
    """Return a file as evidence."""
    return Evidence(kind=EvidenceKind.FILE, reference=path, at=at)
