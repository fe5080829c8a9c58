"""Who should review this change, and why?

The ranking (`scoring/lift.py`) knows who reviewed what; this agent leaves out who cannot or does not
want to be asked, and says of each suggestion what the records say. Declared owners, files that only
one active person knows, and people who left are told in lines of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.review_evidence.candidates import SUGGESTED, Candidates
from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.agents.review_evidence.declared import named_teams, owner_findings
from teammemory_bot.agents.review_evidence.former import former_findings
from teammemory_bot.agents.review_evidence.known_by_one import known_by_one_findings
from teammemory_bot.agents.review_evidence.teams import members_of
from teammemory_bot.domain.finding import (
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Outcome,
    Report,
    Severity,
    not_available,
    phrase,
)
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest

NAME: Final = "review_routing"
TITLE: Final = "Suggested reviewers"
NOBODY: Final = "nobody-fits"


def run(pr: PullRequest, memory: Memory) -> Report:
    """Suggest reviewers for one change."""
    case = RoutingCase(pr, memory)
    if not case.past.at:
        return not_available(NAME, reason="the memory holds nothing from before this change")
    candidates = Candidates(case)
    people = tuple(candidates.findings())
    suggested = [one for one in people if one.rule == SUGGESTED]
    findings = [
        *people,
        *([] if suggested or not candidates.wanted() else [_nobody(case)]),
        *owner_findings(case, candidates.fittest_of),
        *former_findings(case),
        *known_by_one_findings(case, candidates.eligible()),
    ]
    return Report(
        agent=NAME,
        outcome=Outcome.FOUND if findings else Outcome.NOTHING_TO_SAY,
        findings=tuple(findings),
        not_seen=tuple(_not_seen(case)),
    )


def _nobody(case: RoutingCase) -> Finding:
    known = len(case.ranked)
    why = "everybody who knows this code is left out" if known else "no other person is known here"
    return Finding(
        rule=NOBODY,
        severity=Severity.INFO,
        confidence=Confidence.HIGH,
        phrase=phrase(f"Nobody fits: {why}"),
        evidence=(Evidence(kind=EvidenceKind.MEMORY, reference="who wrote and reviewed what"),),
    )


def _not_seen(case: RoutingCase) -> Iterator[str]:
    if not case.past.reviewers:
        yield "this history names no reviewers; only who wrote the code is known"
    if len(case.files) < len(case.pr.files):
        yield f"only the first {len(case.files)} of {len(case.pr.files)} files, by path"
    state = case.pr.live_review
    unknown = [name for name, known in _told_by_github(state) if known is None]
    if unknown:
        *most, last = unknown
        listed = f"{', '.join(most)} and {last}" if most else last
        yield f"{listed}, since GitHub did not say"
    if any(members_of(state, team) is None for team in named_teams(case)):
        yield "who is in the teams that own this code or are asked, since they could not be read"


def _told_by_github(state: LiveReview) -> tuple[tuple[str, object], ...]:
    """Return what GitHub alone knows of people, and what it said of it."""
    return (
        ("open review requests", state.open_requests),
        ("who is busy", state.busy),
        ("who may review here", state.without_access),
    )
