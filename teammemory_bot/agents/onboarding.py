"""Does somebody change this part of the code for the first time, and what should they read?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.answers.component_past import (
    ComponentPast,
    component_map,
    component_past,
)
from teammemory_bot.agents.answers.reading import Reading, readings_of
from teammemory_bot.agents.hygiene_rules.exemption import is_bot
from teammemory_bot.domain import claims
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.finding import (
    Claim,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Link,
    Phrase,
    Quoted,
    Report,
    Severity,
    found,
    not_applicable,
    phrase,
)
from teammemory_bot.domain.issue_key import without_number
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest

NAME: Final = "onboarding"
TITLE: Final = "New here? Worth reading"
RULE: Final = "onboarding-reading"
MAX_READ: Final = 3
SETTLED: Final = 3
"""Changes after which nobody is a newcomer to the repository any more."""
LEAST_CHANGES: Final = 20
"""Changes that a component must have seen before one of them is called worth reading."""


def run(pr: PullRequest, memory: Memory) -> Report:
    """Return what to read, for a newcomer who has never changed this component.

    Silent for everybody else, for bots, and in components without a past worth reading.
    """
    if is_bot(pr):
        return not_applicable(NAME)
    author = memory.developer_of(pr.author)
    if author is not None and memory.changes_written_by(author.id, most=SETTLED) >= SETTLED:
        return not_applicable(NAME)
    past = _past(pr, memory)
    if past is None or len(past.steps) < LEAST_CHANGES:
        return not_applicable(NAME)
    if author is not None and any(step.author == author.id for step in past.steps):
        return not_applicable(NAME)
    readings = readings_of(past, memory, now=pr.as_of)
    return found(NAME, tuple(_finding(reading) for reading in readings[:MAX_READ]))


def _past(pr: PullRequest, memory: Memory) -> ComponentPast | None:
    """Return the past of the component that most of the change's source files belong to."""
    components = component_map(memory, pr.policy.components)
    known = {components.of(file.path) for file in memory.files_now()}
    names = [components.of(f.path) for f in pr.files if f.kind is FileKind.SOURCE]
    names = [name for name in names if name and name in known]
    if not names:
        return None
    name = min(set(names), key=lambda one: (-names.count(one), one))
    return component_past(name, memory, since=0, configured=pr.policy.components)


def _finding(reading: Reading) -> Finding:
    step = reading.step
    if step.pull is None:
        read = Evidence(kind=EvidenceKind.COMMIT, reference=step.sha)
    else:
        read = Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(step.pull))
    return Finding(
        rule=RULE,
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM,
        phrase=phrase(Link(read), " ", Quoted(without_number(step.title, step.pull))),
        facts=(_why(reading),),
        claims=tuple(_claims(reading, read)),
        evidence=(read,),
        score=reading.value,
    )


def _claims(reading: Reading, read: Evidence) -> Iterator[Claim]:
    if reading.facts.is_fix:
        yield claims.change_is_fix(read)
    if reading.facts.is_revert:
        yield claims.change_is_revert(read)


def _why(reading: Reading) -> Phrase:
    """Return why, without counts: what the comment counts, it must be able to derive again."""
    facts = reading.facts
    reasons = [
        word
        for holds, word in (
            (facts.is_revert, "takes an earlier change back"),
            (facts.comments > 0, "was discussed"),
            (facts.reviewers > 1, "reviewed by several people"),
            (facts.is_fix, "fixed a bug"),
        )
        if holds
    ]
    return phrase(", ".join(reasons) or "touched much of this part")
