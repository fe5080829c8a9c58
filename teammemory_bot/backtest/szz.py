"""Which changes wrote the lines that a later bug fix deleted? SZZ, forward, by one replay.

Every line's writer is kept while the history goes by, so that all fixes of a large repository are
blamed for the price of reading its patches once. Deleted lines that are blank, comment, import or
only brackets are left out, and so are fixes that delete more than 200 other ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from teammemory_bot.backtest.line_origins import UNKNOWN, LineOrigins
from teammemory_bot.backtest.patch_log import ChangePatch
from teammemory_bot.backtest.risk_ledger import is_counted_fix
from teammemory_bot.domain.identity import RepoPath, path_from_bytes
from teammemory_bot.domain.risk_history import FileId, HistoryStep, StepFile
from teammemory_bot.plumbing.patch import FilePatch
from teammemory_bot.scoring.decision_tokens import is_skipped_line
from teammemory_bot.support.clock import SECONDS_PER_DAY

MAX_BLAMED_LINES: Final = 200
WITHIN_SECONDS: Final = 365 * SECONDS_PER_DAY


class Induced(NamedTuple):
    """A bug fix deleted `lines` lines of a file that an earlier change wrote."""

    fix: int
    writer: int
    file: FileId
    lines: int


@dataclass(frozen=True, slots=True)
class InducedBy:
    """Which changes needed a fix within a year, and in which files."""

    files: Mapping[int, frozenset[FileId]]
    taken_back: frozenset[int]

    def is_inducing(self, seq: int) -> bool:
        """Tell whether a later fix deletes lines of this change, or it is taken back."""
        return seq in self.files or seq in self.taken_back

    def files_of(self, seq: int) -> frozenset[FileId]:
        """Return the files of this change whose lines a later fix deletes."""
        return self.files.get(seq, frozenset())


def induced_links(changes: Sequence[HistoryStep], patches: Iterable[ChangePatch]) -> list[Induced]:
    """Blame every bug fix of the history. `patches` are those of `changes`, in the same order."""
    origins = LineOrigins()
    links: list[Induced] = []
    for change, patch in zip(changes, patches, strict=True):
        if patch.sha != change.sha:
            raise ValueError(f"the patch of {patch.sha} is not that of {change.sha}")
        files = {file.path: file for file in change.source_files}
        blamed = _replay(origins, change, patch, files)
        if 0 < sum(blamed.values()) <= MAX_BLAMED_LINES:
            links.extend(
                Induced(change.seq, writer, file, lines)
                for (writer, file), lines in sorted(blamed.items())
            )
    return links


def within_a_year(changes: Sequence[HistoryStep], links: Iterable[Induced]) -> InducedBy:
    """Keep the links whose fix came within 365 days, and add what was taken back in that time."""
    at = {change.seq: change.at for change in changes}
    files: defaultdict[int, set[FileId]] = defaultdict(set)
    for link in links:
        if at[link.fix] - at[link.writer] <= WITHIN_SECONDS:
            files[link.writer].add(link.file)
    taken_back = {
        seq
        for change in changes
        for seq in change.takes_back
        if seq in at and change.at - at[seq] <= WITHIN_SECONDS
    }
    return InducedBy(
        files={seq: frozenset(blamed) for seq, blamed in files.items()},
        taken_back=frozenset(taken_back),
    )


def _replay(
    origins: LineOrigins,
    change: HistoryStep,
    patch: ChangePatch,
    files: Mapping[RepoPath, StepFile],
) -> dict[tuple[int, FileId], int]:
    is_fix = is_counted_fix(change)
    blamed: defaultdict[tuple[int, FileId], int] = defaultdict(int)
    for part in patch.files:
        if _name(part) not in files:
            origins.forget(part.old_path or part.new_path or b"")
    followed = [part for part in patch.files if _name(part) in files]
    for part, writer, line in origins.apply(followed, change.seq):
        if is_fix and writer != UNKNOWN and not is_skipped_line(line):
            blamed[writer, files[_name(part)].file] += 1
    return blamed


def _name(part: FilePatch) -> RepoPath:
    return path_from_bytes(part.new_path or part.old_path or b"")
