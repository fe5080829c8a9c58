"""Where do a file and a change stand among their likes in this repository?

F3 of every source file that exists, and R3 of the changes of the last year, from one look at the past.
Everything is as of one moment; what landed later does not exist.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from teammemory_bot.domain.questions.risk import RecentFile, RiskQuestions, SourcePast
from teammemory_bot.domain.risk_history import FileId
from teammemory_bot.scoring.change_risk import ChangeRisk, risk_of_files
from teammemory_bot.scoring.decayed_count import HORIZON_SECONDS, decayed_count
from teammemory_bot.scoring.hotspot import (
    CHANGE_HALF_LIFE_DAYS,
    FIX_HALF_LIFE_DAYS,
    MAX_CHANGE_FILES,
    Heat,
)
from teammemory_bot.scoring.percentile import percentile
from teammemory_bot.support.clock import SECONDS_PER_DAY

YEAR_SECONDS: Final = 365 * SECONDS_PER_DAY
MOST_STEPS: Final = 10_000
"""Changes that scores look back over, at most: more do not move a percentile."""
MOST_RECENT: Final = 500
LEAST_RECENT: Final = 50
"""Changes to compare with: those of the last year, within these limits."""
LEAST_COMPARED: Final = 20
"""With fewer changes to compare with, there is not enough history for a percentile."""
_LEAST_SIZED: Final = 0.9
"""Share of the files whose lines must be known for F3 to look at lines."""


class Standing:
    """The past of the source files, as of one moment."""

    def __init__(self, past: SourcePast, *, now: int) -> None:
        self.past: Final = past
        self._now = now
        self._at = {step.seq: step.at for step in past.steps}
        self._changed_at: defaultdict[FileId, list[int]] = defaultdict(list)
        self._fixed_at: defaultdict[FileId, list[int]] = defaultdict(list)
        sweeps = {s.seq for s in past.steps if s.n_source_files > MAX_CHANGE_FILES}
        fixes = {step.seq for step in past.steps if step.is_fix}
        for seq, file, path in past.touches:
            if seq not in sweeps:
                self._changed_at[file].append(self._at[seq])
            if seq in fixes and path in past.source_paths:
                self._fixed_at[file].append(self._at[seq])

    @classmethod
    def ask(cls, memory: RiskQuestions, *, now: int) -> Standing:
        """Ask the memory for what scores look at."""
        past = memory.source_past(
            since=now - HORIZON_SECONDS,
            most_steps=MOST_STEPS,
            recent_since=now - YEAR_SECONDS,
            least_recent=LEAST_RECENT,
            most_recent=MOST_RECENT,
        )
        return cls(past, now=now)

    def fixes_of(self, file: FileId | None) -> float:
        """Return the decayed bug fixes of a file: F3's and R3's B."""
        return 0.0 if file is None else self._fixes(file, self._now)

    @cached_property
    def has_sizes(self) -> bool:
        """Whether the lines of nearly all files are known; else F3 does without them."""
        living = self.past.living
        known = sum(one.lines is not None for one in living)
        return bool(living) and known >= _LEAST_SIZED * len(living)

    @cached_property
    def heats(self) -> Mapping[FileId, Heat]:
        """F3 of the source files that exist; where sizes are used, of those that have lines."""
        return {
            one.file: self._heat(one.file, one.lines if self.has_sizes else 0)
            for one in self.past.living
            if one.lines or not self.has_sizes
        }

    def percentile_of_file(self, file: FileId | None) -> int | None:
        """Return how many percent of the files are cooler; None where the file has no score."""
        heat = self.heats.get(file) if file is not None else None
        return None if heat is None else percentile(heat.score, self._heat_scores)

    @cached_property
    def compared(self) -> tuple[float, ...]:
        """R3 of the changes to compare with, ascending; those not counted are left out."""
        return tuple(sorted(self._recent_scores()))

    def percentile_of_change(self, risk: ChangeRisk) -> int | None:
        """Return how many percent of the last year's changes score lower; None: too few of them."""
        if len(self.compared) < LEAST_COMPARED:
            return None
        return percentile(risk.score, self.compared)

    @cached_property
    def _heat_scores(self) -> tuple[float, ...]:
        return tuple(sorted(heat.score for heat in self.heats.values()))

    def _heat(self, file: FileId, lines: int | None) -> Heat:
        return Heat(
            changes=decayed_count(
                self._changed_at.get(file, ()), now=self._now, half_life_days=CHANGE_HALF_LIFE_DAYS
            ),
            fixes=self.fixes_of(file),
            lines=lines or 0,
        )

    def _fixes(self, file: FileId, before: int) -> float:
        times = self._fixed_at.get(file, ())
        return decayed_count(times, now=before, half_life_days=FIX_HALF_LIFE_DAYS)

    def _recent_scores(self) -> Iterator[float]:
        by_change: defaultdict[int, list[RecentFile]] = defaultdict(list)
        for one in self.past.recent:
            by_change[one.seq].append(one)
        for seq, files in by_change.items():
            if all(one.added is not None for one in files):
                yield risk_of_files(self._risk(one, self._at[seq]) for one in files).score

    def _risk(self, one: RecentFile, at: int) -> ChangeRisk:
        times = self._fixed_at.get(one.file, ())
        earlier = times[: bisect_left(times, at)]
        return ChangeRisk(
            added=one.added or 0,
            tokens=one.tokens,
            fixes=decayed_count(earlier, now=at, half_life_days=FIX_HALF_LIFE_DAYS),
        )
