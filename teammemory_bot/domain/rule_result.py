"""What became of one rule on one pull request, and of the check as a whole?

Four results and no fifth: *unknown* is never shown as *pass*, and *skip* always has its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """The result of a rule, and of the gate."""

    PASS = "pass"  # noqa: S105  # a word of the contract, no password
    FAIL = "fail"
    UNKNOWN = "unknown"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """One rule's result with its reason: what was looked at and what was found."""

    rule: str
    result: Result
    reason: str = ""
    is_bypassed: bool = False
    """The rule failed, and the team's bypass label lets it pass."""


def overall(
    results: Sequence[RuleResult], *, fail_on: frozenset[str], fails_when_unknown: bool
) -> Result:
    """Return the result of the check: decided by the rules of `fail_on` alone.

    Without `fail_on` nothing can fail. All of them skipped is a skip; one unknown among passes is
    unknown, and a failure where the team says so.
    """
    decisive = [r for r in results if r.rule in fail_on and not r.is_bypassed]
    found = {r.result for r in decisive}
    if Result.FAIL in found or (Result.UNKNOWN in found and fails_when_unknown):
        return Result.FAIL
    if Result.UNKNOWN in found:
        return Result.UNKNOWN
    return Result.SKIP if found == {Result.SKIP} else Result.PASS
