"""Does the pull request leave the links that the memory is made of?

Each rule gives exactly one result. A rule of the policy's `fail_on` decides the check; all others only
inform. What exempts a pull request turns every result into a *skip* with that reason; the team's bypass
label lets failures pass, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.exemption import find_exemption
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.registry import PULL_RULES
from teammemory_bot.agents.hygiene_rules.rule import Checked, PullRule, skips
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Outcome,
    Report,
    Severity,
    phrase,
)
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.rule_result import Result, RuleResult

NAME: Final = "hygiene"
TITLE: Final = "Hygiene"
BYPASS: Final = "bypass"
"""Id under which a used bypass is shown; it is no rule and cannot fail."""


def run(pr: PullRequest, memory: Memory) -> Report:
    """Judge one pull request by every rule that the team has not switched off."""
    case = PullCase(pr=pr, memory=memory)
    exemption = find_exemption(pr, case.policy.exemptions)
    rules = [rule for rule in PULL_RULES if rule.RULE.id not in case.policy.disabled_rules]
    checked = [(rule, skips(exemption) if exemption else rule.check(case)) for rule in rules]
    bypass = _bypass_label(case)
    results = tuple(_result(rule, said, is_bypassed=bool(bypass)) for rule, said in checked)
    findings = [said.finding for _, said in checked if said.finding]
    if bypass and any(result.is_bypassed for result in results):
        findings.insert(0, _bypass_finding(pr, bypass))
    return Report(
        agent=NAME,
        outcome=Outcome.FOUND if findings else Outcome.NOTHING_TO_SAY,
        findings=tuple(findings),
        reason=exemption or "",
        not_seen=tuple(_not_seen(results)),
        results=results,
    )


def _result(rule: PullRule, said: Checked, *, is_bypassed: bool) -> RuleResult:
    return RuleResult(
        rule=rule.RULE.id,
        result=said.result,
        reason=said.reason,
        is_bypassed=is_bypassed and said.result in {Result.FAIL, Result.UNKNOWN},
    )


def _bypass_label(case: PullCase) -> str:
    wanted = case.policy.bypass_label
    return next((label for label in case.pr.labels if wanted and label.lower() == wanted), "")


def _bypass_finding(pr: PullRequest, label: str) -> Finding:
    return Finding(
        rule=BYPASS,
        severity=Severity.LOW,
        confidence=Confidence.HIGH,
        phrase=phrase("The label ", Code(label), " lets the rules pass"),
        facts=(phrase("what they found stands here all the same"),),
        evidence=(Evidence(kind=EvidenceKind.DIFF, reference=f"{pr.merge_base}..{pr.head}"),),
    )


def _not_seen(results: Iterable[RuleResult]) -> Iterator[str]:
    """Yield why rules could not be judged, each reason once."""
    yield from dict.fromkeys(r.reason for r in results if r.result is Result.UNKNOWN)
