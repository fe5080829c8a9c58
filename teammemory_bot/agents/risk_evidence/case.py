"""What is looked at when the risk of one change is asked about?

Only files whose content somebody changed by hand count: what is generated, vendored, binary, a
submodule or merely moved gets no statement. R3 counts the source files among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from teammemory_bot.agents.risk_evidence.moment import Moment
from teammemory_bot.domain.change import ChangedFile, ChangeStatus, FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.risk_history import FileId
from teammemory_bot.scoring.change_risk import ChangeRisk, risk_of_files
from teammemory_bot.scoring.percentile import RiskLevel, level_of
from teammemory_bot.scoring.standing import Standing

_BY_HAND: Final = frozenset((FileKind.SOURCE, FileKind.TEST, FileKind.DOC, FileKind.OTHER))


@dataclass(frozen=True, slots=True)
class FileAtRisk:
    """A source file of the change with its R3. `number` is None where it is new."""

    file: ChangedFile
    number: FileId | None
    risk: ChangeRisk

    @property
    def old_path(self) -> RepoPath:
        """What the file is called at the base: the name that the memory knows."""
        return name_at_base(self.file)


class RiskCase:
    """One change, the memory, and where the change stands in it."""

    def __init__(self, pr: PullRequest, memory: Memory) -> None:
        self.pr: Final = pr
        self.memory: Final = memory
        self.moment: Final = Moment(memory, pr.as_of)

    @cached_property
    def files(self) -> tuple[ChangedFile, ...]:
        """The files whose content was changed by hand."""
        return tuple(file for file in self.pr.files if is_by_hand(file))

    @cached_property
    def numbers(self) -> dict[RepoPath, FileId]:
        """The memory's files, by their name at the base."""
        return dict(self.memory.file_numbers(map(name_at_base, self.files)))

    @property
    def standing(self) -> Standing:
        """Where files and changes stand in this repository."""
        return self.moment.standing

    @cached_property
    def source(self) -> tuple[FileAtRisk, ...]:
        """The source files that stay, riskiest first, in a total order."""
        staying = (
            file
            for file in self.files
            if file.kind is FileKind.SOURCE and file.status is not ChangeStatus.REMOVED
        )
        ranked = [self._at_risk(file) for file in staying]
        return tuple(sorted(ranked, key=lambda one: (-one.risk.score, one.file.path)))

    @cached_property
    def is_counted(self) -> bool:
        """Whether the lines of all its source files could be counted."""
        return all(one.file.added is not None for one in self.source)

    @cached_property
    def risk(self) -> ChangeRisk:
        """R3 of the whole change."""
        return risk_of_files(one.risk for one in self.source)

    @cached_property
    def percentile(self) -> int | None:
        """How many percent of the last year's changes score lower; None: not enough history."""
        return self.standing.percentile_of_change(self.risk)

    @property
    def level(self) -> RiskLevel:
        """The band of the change. Only where there is a percentile."""
        return level_of(self.percentile or 0)

    def _at_risk(self, file: ChangedFile) -> FileAtRisk:
        number = self.numbers.get(name_at_base(file))
        risk = ChangeRisk(
            added=file.added or 0,
            tokens=file.decision_tokens,
            fixes=self.standing.fixes_of(number),
        )
        return FileAtRisk(file, number, risk)


def name_at_base(file: ChangedFile) -> RepoPath:
    """Return what a file is called at the base."""
    return file.previous_path or file.path


def is_by_hand(file: ChangedFile) -> bool:
    """Tell whether somebody changed the file's content by hand, as far as can be told."""
    is_untouched = file.added == 0 and file.deleted == 0
    return (
        file.kind in _BY_HAND
        and not file.is_binary
        and not file.is_submodule
        and not is_untouched
        and file.status is not ChangeStatus.UNCHANGED
    )
