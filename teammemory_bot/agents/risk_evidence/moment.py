"""As of when is the memory asked, and in which windows do sentences count?"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from teammemory_bot.domain.identity import Sha
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.risk import FileTouch
from teammemory_bot.domain.risk_history import FileId
from teammemory_bot.scoring.standing import Standing
from teammemory_bot.support.clock import SECONDS_PER_DAY

WINDOWS_DAYS: Final = (90, 180, 365)
"""What sentences count in: the shortest window that holds a bug fix."""
YEAR: Final = WINDOWS_DAYS[-1]


class Moment:
    """The memory with the time that counts as now."""

    def __init__(self, memory: Memory, as_of: int) -> None:
        self.memory: Final = memory
        self.as_of: Final = as_of
        self._years: dict[FileId, tuple[FileTouch, ...]] = {}

    @classmethod
    def newest(cls, memory: Memory) -> Moment:
        """Return the time of the newest change that the memory holds."""
        change = memory.change_at(memory.seq)
        return cls(memory, 0 if change is None else change.at)

    @cached_property
    def tip(self) -> Sha:
        """The newest change that exists here; empty where there is none."""
        change = self.memory.change_at(self.memory.seq)
        return Sha("") if change is None else change.sha

    @cached_property
    def standing(self) -> Standing:
        """Where files and changes stand in this repository."""
        return Standing.ask(self.memory, now=self.as_of)

    def since(self, days: int) -> int:
        """Return the moment so many days before."""
        return self.as_of - days * SECONDS_PER_DAY

    def year_of(self, number: FileId) -> tuple[FileTouch, ...]:
        """Return a file's changes of the last year, newest first; asked for once."""
        if number not in self._years:
            self._years[number] = self.memory.touches_of(number, since=self.since(YEAR))
        return self._years[number]
