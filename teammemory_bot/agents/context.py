"""Which issues does this pull request work on, and what else was done for them?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.pull_keys import keys_of_pull
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Link,
    Phrase,
    Quoted,
    Report,
    Severity,
    Words,
    found,
    phrase,
)
from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import KeyKind
from teammemory_bot.domain.key_habit import kind_of_key
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.questions.context import KnownIssue

NAME: Final = "context"
TITLE: Final = "Linked work"
RULE: Final = "linked-issue"
MAX_ISSUES: Final = 3
"""Issues that are shown; a pull request that names more is a release or a merge."""
MAX_RELATED: Final = 5


def run(pr: PullRequest, memory: Memory) -> Report:
    """Return the issues that the pull request names, with their status and their other changes.

    An issue of which nothing else is known says nothing that the title does not say already.
    """
    keys = keys_of_pull(pr, memory).distinct
    findings = (_finding(key, pr, memory) for key in keys[:MAX_ISSUES])
    return found(NAME, tuple(finding for finding in findings if finding))


def _finding(key: IssueKey, pr: PullRequest, memory: Memory) -> Finding | None:
    issue = memory.issue_of(key) if kind_of_key(key) is not KeyKind.PATTERN else None
    related = tuple(_related(key, pr, memory))
    if issue is None and not related:
        return None
    linked = Evidence(kind=EvidenceKind.ISSUE, reference=key)
    return Finding(
        rule=RULE,
        severity=Severity.INFO,
        confidence=Confidence.HIGH,
        phrase=phrase(Link(linked), *_about(issue)),
        facts=(_listed(related),) if related else (),
        evidence=(linked, *related),
    )


def _about(issue: KnownIssue | None) -> Phrase:
    if issue is None:
        return ()
    summary = phrase(" ", Quoted(issue.summary)) if issue.summary else ()
    said = [phrase(" · ", Quoted(text)) for text in (issue.status, issue.priority) if text]
    moved = phrase(" · moved to ", Code(issue.moved_to)) if issue.moved_to else ()
    return phrase(*summary, *(part for words in said for part in words), *moved)


def _related(key: IssueKey, pr: PullRequest, memory: Memory) -> Iterator[Evidence]:
    """Yield what landed for the issue before, the newest first: pull requests, else commits."""
    pulls = [pull for pull in memory.pulls_naming(key, until=pr.as_of) if pull.seq is not None]
    others = [pull for pull in pulls if pull.number != pr.number][:MAX_RELATED]
    for pull in others:
        yield Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(pull.number))
    landed = {pull.seq for pull in pulls}
    commits = [c for c in memory.commits_naming(key) if c.seq not in landed and not c.is_merge]
    for commit in commits[: MAX_RELATED - len(others)]:
        yield Evidence(kind=EvidenceKind.COMMIT, reference=commit.sha)


def _listed(related: tuple[Evidence, ...]) -> Phrase:
    parts: list[Words | Link] = [Words("related:")]
    for evidence in related:
        parts += [Words(" "), Link(evidence)]
    return tuple(parts)
