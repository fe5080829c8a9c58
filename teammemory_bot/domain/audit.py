"""What does an audit say? Per rule: how much was looked at, how much fails, where and since when.

A tool for improving the memory, not for blame: numbers are about records, months and components, and
no value here ranks people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from teammemory_bot.domain.finding import Evidence, Phrase, Severity
from teammemory_bot.domain.identity import RepoPath, Sha


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditExample:
    """One record that breaks a rule."""

    evidence: Evidence
    says: Phrase
    at: int
    component: str


class Tally(NamedTuple):
    """How many records of a group were judged, and how many of them break the rule."""

    group: str
    judged: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAudit:
    """What became of one rule over the whole memory."""

    rule: str
    title: str
    severity: Severity
    remedy: str
    judged: int = 0
    """Records that pass or fail."""
    failed: int = 0
    skipped: int = 0
    unknown: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    """Why records were skipped or could not be judged, the commonest first."""
    by_month: tuple[Tally, ...] = ()
    """Oldest first; months as 2026-05; only records that have a time."""
    by_component: tuple[Tally, ...] = ()
    """Most failures first."""
    examples: tuple[AuditExample, ...] = ()
    """The newest failures."""
    failed_before: int | None = None
    judged_before: int | None = None
    """What the last audit counted; None: it did not."""

    @property
    def percent(self) -> str:
        """The share as text with one decimal; a rule that failed at all never reads as 0."""
        percent = 100 * (self.share or 0)
        return "< 0.1 %" if 0 < percent < 0.05 else f"{percent:.1f} %"  # rounding

    @property
    def share(self) -> float | None:
        """The share of judged records that fail; None where nothing was judged."""
        return self.failed / self.judged if self.judged else None

    @property
    def trend(self) -> float | None:
        """How the share changed since the last audit, in percentage points; None: not known."""
        if self.share is None or self.failed_before is None or not self.judged_before:
            return None
        return 100.0 * (self.share - self.failed_before / self.judged_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpot:
    """A file that is likely to need a bug fix soon."""

    path: RepoPath
    percentile: int
    changes: int
    """In the last year."""
    fixes: int
    """In the last year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LonelyFile:
    """A file that only one active person has changed in the window."""

    path: RepoPath
    component: str
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerGap:
    """What CODEOWNERS declares for files, against who changes them."""

    pattern: str
    declared: tuple[str, ...]
    files: int
    changes: int
    by_declared: int
    """Changes in the window that the declared owners wrote or reviewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """One method's figure in a back-test of this repository."""

    what: str
    method: str
    measure: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The whole audit."""

    tip: Sha
    as_of: int
    """UTC seconds of the newest change."""
    commits: int
    changes: int
    pull_requests: int
    issues: int
    rules: tuple[RuleAudit, ...]
    hot_spots: tuple[HotSpot, ...] = ()
    lonely_files: tuple[LonelyFile, ...] = ()
    n_lonely: int = 0
    """All of them; the list is cut."""
    owner_gaps: tuple[OwnerGap, ...] = ()
    accuracy: tuple[Accuracy, ...] = ()
    previous_at: int | None = None
    """When the audit that trends compare with was made; None: there was none."""
    remarks: tuple[str, ...] = ()
    """What the audit could not look at."""
