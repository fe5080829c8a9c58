"""Would R3 have named the changes that later needed a fix, and the file in them?

Protocol (docs/risk.md): changes with source files; the first 365 days are only learned from, the
last 365 dropped, since their fixes may be still to come; changes of more than 100 files, and those
that only remove source files, are not asked about. Right is a change whose lines a bug fix
deletes within 365 days, or that is taken back. Inside such a change with two or more source files,
right is a file whose lines were so deleted; `top1` asks whether the first one is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Final

from teammemory_bot.backtest.auc import auc, expected_top_1
from teammemory_bot.backtest.risk_ledger import RiskLedger
from teammemory_bot.backtest.szz import InducedBy
from teammemory_bot.domain.risk_history import HistoryStep, StepFile
from teammemory_bot.scoring.change_risk import ChangeRisk, risk_of_files
from teammemory_bot.support.clock import SECONDS_PER_DAY

WARM_UP: Final = 365 * SECONDS_PER_DAY
LEFT_AT_THE_END: Final = 365 * SECONDS_PER_DAY
MAX_FILES: Final = 100
"""Changes of more files are moves and imports; they are not asked about."""


@dataclass(frozen=True, slots=True)
class FileAtRisk:
    """A source file of a change, with what was known of it just before the change landed."""

    file: StepFile
    risk: ChangeRisk
    lines_before: int
    classic: float
    bugspots: float


CHANGE_METHODS: Final[Mapping[str, Callable[[Sequence[FileAtRisk]], float]]] = {
    "evidence": lambda files: risk_of_files(file.risk for file in files).score,
    "classic": lambda files: fsum(file.classic for file in files),
    "lines_added": lambda files: float(sum(file.risk.added for file in files)),
    "churn": lambda files: float(sum(_churn(file.file) for file in files)),
    "loc": lambda files: float(sum(file.lines_before for file in files)),
    "bugspots": lambda files: fsum(file.bugspots for file in files),
    "random": lambda _: 0.0,
}
FILE_METHODS: Final[Mapping[str, Callable[[FileAtRisk], float]]] = {
    "evidence": lambda file: file.risk.score,
    "classic": lambda file: file.classic,
    "lines_added": lambda file: float(file.risk.added),
    "churn": lambda file: float(_churn(file.file)),
    "loc": lambda file: float(file.lines_before),
    "bugspots": lambda file: file.bugspots,
    "random": lambda _: 0.0,
}


@dataclass(slots=True)
class ChangeScores:
    """What the replay found: per method the score of every judged change, and the hits inside."""

    labels: list[bool] = field(default_factory=list)
    scores: dict[str, list[float]] = field(
        default_factory=lambda: {name: [] for name in CHANGE_METHODS}
    )
    hits: dict[str, list[float]] = field(
        default_factory=lambda: {name: [] for name in FILE_METHODS}
    )

    def changes_as_json(self) -> dict[str, dict[str, float | None]]:
        """Return each method's AUC over the changes."""
        return {
            name: {"auc": _rounded(auc(values, self.labels))}
            for name, values in self.scores.items()
        }

    def in_change_as_json(self) -> dict[str, dict[str, float | None]]:
        """Return how often each method's first file was a right one."""
        return {
            name: {"top1": round(fsum(hits) / len(hits), 6) if hits else None}
            for name, hits in self.hits.items()
        }


def replay_changes(
    changes: Sequence[HistoryStep], induced_by: InducedBy, *, last: int | None = None
) -> ChangeScores:
    """Score each change by what was known before it landed, and judge by what came later.

    `last` leaves only the newest so many to be judged.
    """
    result = ChangeScores()
    asked = list(_at_risk(changes))
    for change, files in asked if last is None else asked[len(asked) - min(last, len(asked)) :]:
        blamed = induced_by.files_of(change.seq)
        is_right = induced_by.is_inducing(change.seq)
        result.labels.append(is_right)
        for name, method in CHANGE_METHODS.items():
            result.scores[name].append(method(files))
        right = [file.file.file in blamed for file in files]
        if len(files) > 1 and any(right):
            for name, score in FILE_METHODS.items():
                result.hits[name].append(expected_top_1([score(file) for file in files], right))
    return result


def _at_risk(
    changes: Sequence[HistoryStep],
) -> Iterator[tuple[HistoryStep, tuple[FileAtRisk, ...]]]:
    if not changes:
        return
    first, last = changes[0].at + WARM_UP, changes[-1].at - LEFT_AT_THE_END
    ledger = RiskLedger()
    for change in changes:
        files = [file for file in change.source_files if file.status != "D"]
        if files and first <= change.at <= last and len(change.files) <= MAX_FILES:
            yield (
                change,
                tuple(_file_at_risk(file, ledger, change.at) for file in files),
            )
        ledger.learn(change)


def _file_at_risk(file: StepFile, ledger: RiskLedger, now: int) -> FileAtRisk:
    record = ledger.record(file.file)
    return FileAtRisk(
        file=file,
        risk=ChangeRisk(added=file.added or 0, tokens=file.tokens, fixes=record.fixes(now)),
        lines_before=record.lines,
        classic=record.classic(),
        bugspots=record.bugspots(ledger.started_at, now),
    )


def _churn(file: StepFile) -> int:
    return (file.added or 0) + (file.deleted or 0)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
