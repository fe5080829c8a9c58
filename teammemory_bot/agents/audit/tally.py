"""What do the cases of one rule come to? Counted as they pass by; only the newest failures are kept."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from teammemory_bot.agents.hygiene_rules.record_case import RecordCase
from teammemory_bot.agents.hygiene_rules.rule import Rule
from teammemory_bot.domain.audit import AuditExample, RuleAudit, Tally
from teammemory_bot.domain.finding import Severity
from teammemory_bot.domain.rule_result import Result
from teammemory_bot.support.clock import SECONDS_PER_DAY

MAX_EXAMPLES: Final = 20
"""Failures that are shown one by one, the newest."""
MAX_COMPONENTS: Final = 20
_ELSEWHERE: Final = "(files that are gone)"


def tallied(
    rule: Rule,
    cases: Iterable[RecordCase],
    *,
    severity: Severity,
    before: tuple[int, int] | None = None,
) -> RuleAudit:
    """Return the counts of one rule; `before` is what failed and was judged in the last audit."""
    results: Counter[Result] = Counter()
    reasons: Counter[str] = Counter()
    months: dict[Result, Counter[str]] = {Result.PASS: Counter(), Result.FAIL: Counter()}
    components: dict[Result, Counter[str]] = {Result.PASS: Counter(), Result.FAIL: Counter()}
    newest: list[tuple[int, int, RecordCase]] = []
    for number, case in enumerate(cases):
        results[case.result] += 1
        if case.result not in months:
            reasons[case.reason] += 1
            continue
        if case.at:
            months[case.result][month_of(case.at)] += 1
        components[case.result][case.component or _ELSEWHERE] += 1
        if case.result is Result.FAIL:
            heapq.heappush(newest, (case.at, number, case))
            if len(newest) > MAX_EXAMPLES:
                heapq.heappop(newest)
    return RuleAudit(
        rule=rule.id,
        title=rule.title,
        severity=severity,
        remedy=rule.remedy,
        judged=results[Result.PASS] + results[Result.FAIL],
        failed=results[Result.FAIL],
        skipped=results[Result.SKIP],
        unknown=results[Result.UNKNOWN],
        reasons=tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        by_month=tuple(sorted(_tallies(months))),
        by_component=_most_failing(_tallies(components)),
        examples=tuple(_example(case) for _, _, case in sorted(newest, key=_newest_first)),
        failed_before=before[0] if before else None,
        judged_before=before[1] if before else None,
    )


def month_of(at: int) -> str:
    """Return the month in UTC, as 2026-05."""
    return _month_of_day(at // SECONDS_PER_DAY)


@lru_cache(maxsize=65_536)
def _month_of_day(day: int) -> str:
    """Return the month of a day since 1970; there are far fewer days than records."""
    return datetime.fromtimestamp(day * SECONDS_PER_DAY, UTC).strftime("%Y-%m")


def _tallies(counts: dict[Result, Counter[str]]) -> list[Tally]:
    groups = counts[Result.PASS].keys() | counts[Result.FAIL].keys()
    return [
        Tally(
            group=group,
            judged=counts[Result.PASS][group] + counts[Result.FAIL][group],
            failed=counts[Result.FAIL][group],
        )
        for group in groups
    ]


def _most_failing(tallies: list[Tally]) -> tuple[Tally, ...]:
    ranked = sorted(tallies, key=lambda tally: (-tally.failed, -tally.judged, tally.group))
    named = [tally for tally in ranked if tally.group != _ELSEWHERE]
    # Records without any component say nothing about one.
    return tuple(named[:MAX_COMPONENTS])


def _newest_first(entry: tuple[int, int, RecordCase]) -> tuple[int, int]:
    return (-entry[0], -entry[1])


def _example(case: RecordCase) -> AuditExample:
    assert case.evidence is not None  # noqa: S101  # failures are made by `broken`
    return AuditExample(
        evidence=case.evidence, says=case.says, at=case.at, component=case.component
    )
