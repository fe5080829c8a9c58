"""What was known of each file at a moment of the past? Learned change by change, never ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import exp, fsum
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.risk_history import FileId, HistoryStep, StepFile
from teammemory_bot.scoring.bug_fix import MAX_FIX_FILES
from teammemory_bot.scoring.classic_risk import classic_score
from teammemory_bot.scoring.decayed_count import decayed_count
from teammemory_bot.scoring.hotspot import (
    CHANGE_HALF_LIFE_DAYS,
    FIX_HALF_LIFE_DAYS,
    MAX_CHANGE_FILES,
    Heat,
)

_BUGSPOTS_STEEPNESS: Final = 12


class FileRecord:
    """The past of one file: F3's parts, and what the formulas it is compared with count."""

    __slots__ = (
        "authors", "change_times", "churn", "fix_times", "is_alive", "kind", "lines", "path",
    )  # fmt: skip

    def __init__(self) -> None:
        self.change_times: list[int] = []
        self.fix_times: list[int] = []
        self.authors: set[int] = set()
        self.churn = self.lines = 0
        self.is_alive = False
        self.kind = FileKind.OTHER
        self.path = RepoPath("")

    def heat(self, now: int) -> Heat:
        """Return F3's parts as of `now`."""
        return Heat(
            changes=decayed_count(self.change_times, now=now, half_life_days=CHANGE_HALF_LIFE_DAYS),
            fixes=self.fixes(now),
            lines=self.lines,
        )

    def fixes(self, now: int) -> float:
        """Return the decayed bug fixes as of `now`."""
        return decayed_count(self.fix_times, now=now, half_life_days=FIX_HALF_LIFE_DAYS)

    def classic(self) -> float:
        """Return the classic risk score over all that was learned."""
        return classic_score(
            churn=self.churn,
            bug_count=len(self.fix_times),
            contributor_count=len(self.authors),
            commit_count=len(self.change_times),
        )

    def bugspots(self, start: int, now: int) -> float:
        """Return the sum over fixes of 1/(1 + e^(12 - 12t)), t from 0 (first change) to 1 (now)."""
        span = max(now - start, 1)
        return fsum(
            1 / (1 + exp(_BUGSPOTS_STEEPNESS * (1 - (at - start) / span))) for at in self.fix_times
        )


class RiskLedger:
    """All files' records, and the changes learned so far."""

    def __init__(self) -> None:
        self._records: defaultdict[FileId, FileRecord] = defaultdict(FileRecord)
        self.started_at = 0
        self._is_empty = True

    def learn(self, change: HistoryStep) -> None:
        """Take one more change into account: the next one along the branch.

        A file's whole past counts, also what it was before it became source.
        """
        if self._is_empty:
            self.started_at, self._is_empty = change.at, False
        n_source = len(change.source_files)
        is_fix = is_counted_fix(change)
        for file in change.files:
            record = self._records[file.file]
            _learn_state(record, file)
            if n_source <= MAX_CHANGE_FILES:
                record.churn += (file.added or 0) + (file.deleted or 0)
                record.authors.add(change.author)
                record.change_times.append(change.at)
            if is_fix and file.kind is FileKind.SOURCE:
                record.fix_times.append(change.at)

    def record(self, file: FileId) -> FileRecord:
        """Return what is known of a file; of an unknown one, nothing."""
        return self._records.get(file) or FileRecord()

    def living_source(self) -> Iterator[tuple[FileId, FileRecord]]:
        """Yield the source files that exist and have lines, by number."""
        for file, record in sorted(self._records.items()):
            if record.is_alive and record.kind is FileKind.SOURCE and record.lines > 0:
                yield file, record


def is_counted_fix(change: HistoryStep) -> bool:
    """Tell whether a change counts as a bug fix: one that touches 1 to 15 source files."""
    return change.is_fix and 1 <= len(change.source_files) <= MAX_FIX_FILES


def _learn_state(record: FileRecord, file: StepFile) -> None:
    record.path, record.kind = file.path, file.kind
    record.is_alive = file.status != "D"
    record.lines += (file.added or 0) - (file.deleted or 0)
