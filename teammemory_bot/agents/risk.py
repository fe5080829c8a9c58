"""What does this change touch, what tends to break, and did anything usual stay away?

R3 puts the change among the last year's (`high` from the 95th percentile, `elevated` from the 80th);
the bottom four fifths get one line at most. Counts, windows and links come from the files' own past.
Nothing is said of persons, and what could not be measured carries no points (docs/risk.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from teammemory_bot.agents.risk_evidence.case import RiskCase
from teammemory_bot.agents.risk_evidence.change_finding import (
    HIGH,
    change_findings,
    file_details,
    standing_out,
    summary_of,
)
from teammemory_bot.agents.risk_evidence.classic import NO_BANDS, classic_findings
from teammemory_bot.agents.risk_evidence.earlier import earlier_findings
from teammemory_bot.agents.risk_evidence.fixed_lines import fixed_line_findings
from teammemory_bot.agents.risk_evidence.missing_partner import partner_findings
from teammemory_bot.agents.risk_evidence.on_record import (
    overlap_findings,
    ownerless_findings,
    record_findings,
    untested_findings,
)
from teammemory_bot.domain.finding import Finding, Outcome, Report
from teammemory_bot.domain.policy import Profile
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.rule_result import Result, RuleResult
from teammemory_bot.scoring.percentile import RiskLevel
from teammemory_bot.scoring.standing import LEAST_COMPARED
from teammemory_bot.support.counted import counted

NAME: Final = "risk"
TITLE: Final = "Risk evidence"


def run(pr: PullRequest, memory: Memory) -> Report:
    """Say what the memory knows about the risk of one change."""
    case = RiskCase(pr, memory)
    if not case.files:
        return _silent(Outcome.NOT_APPLICABLE, "no file was changed by hand", Result.SKIP)
    if not case.source:
        return _without_level(case)
    if pr.policy.profile is Profile.CLASSIC:
        return _classic(case)
    if not case.is_counted:
        reason = "the lines of this change could not be counted"
        return _silent(Outcome.NOT_AVAILABLE, reason, Result.UNKNOWN)
    if case.percentile is None:
        return _silent(Outcome.NOT_AVAILABLE, _too_little(case), Result.UNKNOWN)
    return _scored(case)


def _scored(case: RiskCase) -> Report:
    level = case.level
    is_usual = level is RiskLevel.USUAL
    findings = (
        _one_line([*_context(case), *untested_findings(case)]) if is_usual else list(_full(case))
    )
    has_line = any(not finding.is_detail for finding in findings)
    return Report(
        agent=NAME,
        outcome=Outcome.FOUND if findings else Outcome.NOTHING_TO_SAY,
        findings=tuple(findings),
        summary=() if is_usual and has_line else summary_of(case),
        level=level,
        results=(_result(case),),
    )


def _classic(case: RiskCase) -> Report:
    """Say what the design's first formula says; it has no bands to judge by."""
    findings = (*classic_findings(case), *_context(case))
    return Report(
        agent=NAME,
        outcome=Outcome.FOUND if findings else Outcome.NOTHING_TO_SAY,
        findings=findings,
        results=(RuleResult(rule=HIGH, result=Result.UNKNOWN, reason=NO_BANDS),),
    )


def _full(case: RiskCase) -> Iterator[Finding]:
    """Yield all there is: for the riskiest fifth of the changes."""
    files = standing_out(case)
    yield from change_findings(case)
    yield from _context(case)
    yield from file_details(case)
    yield from record_findings(case, files)
    yield from ownerless_findings(case, files)
    yield from untested_findings(case)


def _context(case: RiskCase) -> Iterator[Finding]:
    """Yield what is worth a line in any change, the most useful first."""
    yield from partner_findings(case)
    yield from fixed_line_findings(case)
    yield from overlap_findings(case)
    yield from earlier_findings(case)


def _without_level(case: RiskCase) -> Report:
    """Ask only what is missing: without a source file there is no score."""
    findings = tuple(_one_line(list(partner_findings(case))))
    return Report(
        agent=NAME,
        outcome=Outcome.FOUND if findings else Outcome.NOT_APPLICABLE,
        findings=findings,
        reason="no source file stays changed",
        results=(RuleResult(rule=HIGH, result=Result.SKIP, reason="no source file stays changed"),),
    )


def _one_line(findings: Sequence[Finding]) -> list[Finding]:
    """Leave the first line where it is, and fold the others."""
    first = next((finding for finding in findings if not finding.is_detail), None)
    return [f if f is first else replace(f, is_detail=True) for f in findings]


def _too_little(case: RiskCase) -> str:
    found = len(case.standing.compared)
    if len({one.seq for one in case.standing.past.recent}) >= LEAST_COMPARED:
        return "the lines of changes this old are not counted; `ingest git --full --tokens` counts them"
    return f"not enough history: {counted(found, 'change')} to compare with, {LEAST_COMPARED} are needed"


def _result(case: RiskCase) -> RuleResult:
    is_high = case.level is RiskLevel.HIGH
    return RuleResult(
        rule=HIGH,
        result=Result.FAIL if is_high else Result.PASS,
        reason=f"riskier than {case.percentile} % of the last year's changes",
    )


def _silent(outcome: Outcome, reason: str, result: Result) -> Report:
    return Report(
        agent=NAME,
        outcome=outcome,
        reason=reason,
        results=(RuleResult(rule=HIGH, result=result, reason=reason),),
    )
