"""What is a hygiene rule? Its card for the reader, its check, and the values they are made of.

A rule is one module with `RULE` and `check`, and one line in `registry.py`. Its page in docs/rules.md
is written from `RULE`, and its two examples are run by the tests: the first must trigger the rule,
the second must not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.record_case import RecordCase
from teammemory_bot.domain.finding import (
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Number,
    Phrase,
    Severity,
)
from teammemory_bot.domain.policy import Component, HygienePolicy
from teammemory_bot.domain.records import BodyState
from teammemory_bot.domain.rule_result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A pull request and the repository around it, as far as a rule looks at them.

    `history` holds titles of changes that landed before, the oldest first.
    """

    title: str = "Show the session's age"
    body: str | None = "Support asked for it; the age helps to tell stale sessions."
    branch: str = "session-age"
    base_branch: str = "main"
    commits: tuple[str, ...] = ("Show the session's age",)
    merges: tuple[str, ...] = ()
    """Subjects of merge commits in the branch."""
    files: tuple[tuple[str, int, int], ...] = (("src/session.py", 12, 3),)
    """Paths with lines added and removed."""
    labels: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    issues: tuple[tuple[str, str], ...] = ()
    """Keys and statuses of the issues that the tracker, read a moment ago, told of."""
    policy: HygienePolicy = field(default_factory=HygienePolicy)
    projects: frozenset[str] = frozenset()
    """The configured Jira projects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleChange:
    """A change that landed, as a past's example tells it. Without a number it is a direct commit."""

    title: str
    number: int | None = None
    author: str = "Ana Silva"
    reviewers: tuple[str, ...] = ()
    """Who approved it."""
    merged_by: str = "Ben Olsen"
    body: BodyState = BodyState.PRESENT
    commits: tuple[str, ...] = ()
    """Subjects of the commits that it merged; empty: it is one commit of this title."""
    merges: tuple[str, ...] = ()
    """Subjects of merge commits among them."""
    files: tuple[tuple[str, int, int], ...] = (("src/auth/session.py", 12, 3),)
    base_branch: str = "main"
    days_ago: int = 10
    is_told: bool = True
    """The API told of the pull request; else only the history shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastExample:
    """A memory, as far as a rule looks at it when it judges the whole."""

    changes: tuple[ExampleChange, ...]
    """The oldest first."""
    issues: tuple[tuple[str, str], ...] = ()
    """Keys and statuses of the issues that the tracker told of."""
    codeowners: str = ""
    requestable: tuple[str, ...] | None = None
    """Who can be asked for a review; None: not known."""
    components: tuple[Component, ...] = ()
    projects: frozenset[str] = frozenset()
    policy: HygienePolicy = field(default_factory=HygienePolicy)
    unread: tuple[str, ...] = ()
    """Sources that were not read back to their beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule's card: everything that a reader needs to agree with it or to switch it off."""

    id: str
    severity: Severity
    title: str
    """What the rule asks for, as a short statement."""
    why: str
    remedy: str
    """The one thing to do."""
    triggers: Example | None = None
    """A pull request that breaks it; None: it judges only whole memories."""
    quiet: Example | None = None
    past_triggers: PastExample | None = None
    """A memory that breaks it; None: it judges only pull requests."""
    past_quiet: PastExample | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a rule says of one pull request: exactly one result, its reason, and its finding."""

    result: Result
    reason: str
    finding: Finding | None = None


class PullRule(Protocol):
    """A rule about the pull request under review: a module with these two names."""

    RULE: Rule

    def check(self, case: PullCase) -> Checked:
        """Judge one pull request; pure."""
        ...


class MemoryRule(Protocol):
    """A rule about the whole memory: a module with these two names."""

    RULE: Rule

    def audit(self, past: MemoryPast) -> Iterator[RecordCase]:
        """Judge every record that the rule is about; pure."""
        ...


def passes(reason: str) -> Checked:
    """Say that the rule is kept, and what was looked at."""
    return Checked(result=Result.PASS, reason=reason)


def skips(reason: str) -> Checked:
    """Say that the rule does not apply here, and why."""
    return Checked(result=Result.SKIP, reason=reason)


def is_unknown(reason: str) -> Checked:
    """Say that the rule could not be judged, and why."""
    return Checked(result=Result.UNKNOWN, reason=reason)


def fails(
    rule: Rule,
    case: PullCase,
    says: Phrase,
    *,
    asks: Phrase,
    reason: str,
    facts: tuple[Phrase, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    confidence: Confidence = Confidence.HIGH,
    is_detail: bool = False,
) -> Checked:
    """Say that the rule is broken: what was found, where, and the one thing to do."""
    pr = case.pr
    diff = Evidence(kind=EvidenceKind.DIFF, reference=f"{pr.merge_base}..{pr.head}", at=pr.head)
    finding = Finding(
        rule=rule.id,
        severity=dict(case.policy.severities).get(rule.id, rule.severity),
        confidence=confidence,
        phrase=says,
        facts=facts,
        asks=asks,
        evidence=evidence or (diff,),
        claims=tuple(
            part.claim
            for phrase in (says, *facts, asks)
            for part in phrase
            if isinstance(part, Number) and part.claim
        ),
        is_detail=is_detail and rule.id not in pr.policy.fail_on,
    )
    return Checked(result=Result.FAIL, reason=reason, finding=finding)
