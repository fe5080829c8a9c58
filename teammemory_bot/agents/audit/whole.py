"""Where does the memory leak? The audit: every rule over everything, and what hangs on few people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from teammemory_bot.agents.audit.hot import hot_spots
from teammemory_bot.agents.audit.knowledge import lonely_files, owner_gaps
from teammemory_bot.agents.audit.tally import tallied
from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.registry import MEMORY_RULES
from teammemory_bot.agents.hygiene_rules.rule import MemoryRule
from teammemory_bot.domain.audit import Accuracy, Audit, RuleAudit
from teammemory_bot.domain.codeowners import CodeOwners
from teammemory_bot.domain.identity import Sha
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.rule_result import Result, RuleResult

MAX_LONELY: Final = 20
MAX_GAPS: Final = 10

Before = Mapping[str, tuple[int, int]]
"""Per rule what failed and what was judged in the last audit."""


def audit(
    memory: Memory,
    policy: Policy,
    *,
    codeowners: CodeOwners | None = None,
    requestable: frozenset[str] | None = None,
    before: Before | None = None,
    before_at: int | None = None,
    accuracy: tuple[Accuracy, ...] = (),
) -> Audit | None:
    """Judge the whole memory by every rule that the team has not switched off; None: it is empty."""
    newest = memory.change_at(memory.seq)
    if newest is None:
        return None
    past = MemoryPast(
        memory=memory,
        policy=policy,
        now=newest.at,
        codeowners=codeowners,
        requestable=requestable,
    )
    lonely = lonely_files(past)
    return Audit(
        tip=Sha(newest.sha),
        as_of=newest.at,
        commits=len(past.commits),
        changes=len(past.steps),
        pull_requests=len(past.pulls),
        issues=len(past.issues),
        rules=tuple(_judged(past, before or {})),
        hot_spots=tuple(hot_spots(past)),
        lonely_files=tuple(lonely[:MAX_LONELY]),
        n_lonely=len(lonely),
        owner_gaps=tuple(owner_gaps(past)[:MAX_GAPS]),
        accuracy=accuracy,
        previous_at=before_at,
        remarks=tuple(_remarks(past)),
    )


def results_of(audit: Audit) -> tuple[RuleResult, ...]:
    """Return one result a rule, for the check that `fail-on` decides."""
    return tuple(_result(rule) for rule in audit.rules)


def _judged(past: MemoryPast, before: Before) -> Iterator[RuleAudit]:
    for rule in MEMORY_RULES:
        if rule.RULE.id not in past.hygiene.disabled_rules:
            yield judge(rule, past, before=before.get(rule.RULE.id))


def judge(
    rule: MemoryRule, past: MemoryPast, *, before: tuple[int, int] | None = None
) -> RuleAudit:
    """Judge the whole memory by one rule."""
    card = rule.RULE
    severity = dict(past.hygiene.severities).get(card.id, card.severity)
    return tallied(card, rule.audit(past), severity=severity, before=before)


def _result(rule: RuleAudit) -> RuleResult:
    why = rule.reasons[0][0] if rule.reasons else ""
    if rule.failed:
        said = f"{rule.failed:,} of {rule.judged:,}"
        return RuleResult(rule=rule.rule, result=Result.FAIL, reason=said)
    if rule.judged:
        return RuleResult(rule=rule.rule, result=Result.PASS, reason=f"all of {rule.judged:,}")
    result = Result.UNKNOWN if rule.unknown else Result.SKIP
    return RuleResult(rule=rule.rule, result=result, reason=why)


def _remarks(past: MemoryPast) -> Iterator[str]:
    if not any(pull.is_told for pull in past.pulls):
        yield "GitHub was not read: descriptions, reviews and who merged are not known."
    if not any(issue.is_known for issue in past.issues.values()):
        yield "No tracker was read: issues are known by their keys only."
    if past.codeowners is None:
        yield "There is no CODEOWNERS file to compare with."
