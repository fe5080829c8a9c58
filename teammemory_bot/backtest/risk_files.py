"""Would the hot spots of the past have named the files that then needed a fix?

Protocol (docs/risk.md): cut-offs every half year, backwards from 180 days before the last change, at
most 16, none in the first two years, none with fewer than five right files; candidates are the source files that exist then; right is a
file that a bug fix touches within 90 days. Mean over cut-offs of AUC and of precision at 20.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Final

from teammemory_bot.backtest.auc import auc, share_of_top
from teammemory_bot.backtest.risk_ledger import FileRecord, RiskLedger, is_counted_fix
from teammemory_bot.domain.risk_history import FileId, HistoryStep
from teammemory_bot.support.clock import SECONDS_PER_DAY

STEP_SECONDS: Final = 365 * SECONDS_PER_DAY // 2
LOOK_AHEAD_SECONDS: Final = 90 * SECONDS_PER_DAY
LEFT_AT_THE_END: Final = 180 * SECONDS_PER_DAY
WARM_UP: Final = 730 * SECONDS_PER_DAY
MAX_CUTOFFS: Final = 16
TOP: Final = 20
MIN_FIXED: Final = 5
"""With fewer fixed files a cut-off says more about chance than about a method."""

FileScore = Callable[[FileRecord, RiskLedger, int], float]
METHODS: Final[Mapping[str, FileScore]] = {
    "evidence": lambda record, _, now: record.heat(now).score,
    "classic": lambda record, _, __: record.classic(),
    "loc": lambda record, _, __: float(record.lines),
    "churn": lambda record, _, __: float(record.churn),
    "bugspots": lambda record, ledger, now: record.bugspots(ledger.started_at, now),
    "hotspot": lambda record, _, __: float(len(record.change_times) * record.lines),
}


@dataclass(slots=True)
class FileScores:
    """The figures of one method over all cut-offs so far."""

    aucs: list[float] = field(default_factory=list)
    top_shares: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, float | None]:
        """Return the means; None where no cut-off could be judged."""
        return {"auc": _mean(self.aucs), "p20": _mean(self.top_shares)}


def cutoffs_of(changes: Sequence[HistoryStep]) -> list[int]:
    """Return the moments asked about, oldest first."""
    if not changes:
        return []
    first, last = changes[0].at + WARM_UP, changes[-1].at - LEFT_AT_THE_END
    moments = (last - number * STEP_SECONDS for number in range(MAX_CUTOFFS))
    return sorted(moment for moment in moments if moment >= first)


def replay_files(changes: Sequence[HistoryStep]) -> tuple[int, Mapping[str, FileScores]]:
    """Return how many cut-offs could be judged, and each method's figures."""
    scores = {name: FileScores() for name in METHODS}
    fixed_at = _fix_times(changes)
    judged = 0
    for moment, ledger in _moments(changes):
        files = list(ledger.living_source())
        right = [_is_fixed(fixed_at[file], moment) for file, _ in files]
        if sum(right) < MIN_FIXED or all(right):
            continue
        judged += 1
        for name, method in METHODS.items():
            _judge(scores[name], [method(record, ledger, moment) for _, record in files], right)
    return judged, scores


def _moments(changes: Sequence[HistoryStep]) -> Iterator[tuple[int, RiskLedger]]:
    ledger = RiskLedger()
    learned = 0
    for moment in cutoffs_of(changes):
        while learned < len(changes) and changes[learned].at < moment:
            ledger.learn(changes[learned])
            learned += 1
        yield moment, ledger


def _fix_times(changes: Sequence[HistoryStep]) -> Mapping[FileId, list[int]]:
    times: defaultdict[FileId, list[int]] = defaultdict(list)
    for change in filter(is_counted_fix, changes):
        for file in change.source_files:
            times[file.file].append(change.at)
    return times


def _is_fixed(times: Sequence[int], moment: int) -> bool:
    """Tell whether one of the times is within 90 days after the moment (or at it)."""
    place = bisect_right(times, moment - 1)
    return place < len(times) and times[place] <= moment + LOOK_AHEAD_SECONDS


def _judge(scores: FileScores, values: Sequence[float], right: Sequence[bool]) -> None:
    parted = auc(values, right)
    if parted is not None:
        scores.aucs.append(parted)
    order = sorted(range(len(values)), key=lambda place: (-values[place], place))
    scores.top_shares.append(share_of_top([right[place] for place in order], TOP))


def _mean(values: Sequence[float]) -> float | None:
    return round(fsum(values) / len(values), 6) if values else None
