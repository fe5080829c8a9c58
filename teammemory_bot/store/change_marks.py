"""What has to be known of a change beside each file that it touched? For all changes at once, in columns.

A file that changed a thousand times would join as many rows: most of the time that its past takes.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from teammemory_bot.store.database import Database
from teammemory_bot.store.packing import packed, passing, passing_long

RULES: Final = ("", "issue_type", "label", "prefix", "keyword", "commits")
"""Every `FixRule` by the number that is kept for it. Memories hold these: never renumber, only add."""
_NUMBERS: Final = {rule: number for number, rule in enumerate(RULES)}

FIX_RULE: Final = tuple(rule for rule in RULES for _ in range(2))
"""By which rule a change of this mark is a bug fix; empty: by none."""
IS_REVERT: Final = (False, True) * len(RULES)
"""Whether a change of this mark is a revert."""


@dataclass(slots=True)
class ChangeMarks:
    """Consecutive changes from the first one on, one entry each."""

    at: array[int] = field(default_factory=partial(array, "q"))
    n_files: array[int] = field(default_factory=partial(array, "I"))
    writers: array[int] = field(default_factory=partial(array, "I"))
    """Whose the change is by git's word."""
    n_source_files: array[int] = field(default_factory=partial(array, "I"))
    marks: bytearray = field(default_factory=bytearray)
    """What `FIX_RULE` and `IS_REVERT` have an answer to."""

    def append(self, other: ChangeMarks) -> None:
        """Add the changes that follow."""
        self.at += other.at
        self.n_files += other.n_files
        self.writers += other.writers
        self.n_source_files += other.n_source_files
        self.marks += other.marks

    def cut(self, size: int) -> None:
        """Leave out what follows the first changes."""
        del self.at[size:], self.n_files[size:], self.writers[size:], self.n_source_files[size:]
        del self.marks[size:]

    def values(self) -> tuple[bytes, bytes, bytes]:
        """Return what `of_values` is given, `at` and `n_files` aside."""
        return packed(self.writers), packed(self.n_source_files), bytes(self.marks)

    @classmethod
    def of_values(
        cls, at: bytes, n_files: bytes, writers: bytes, n_source_files: bytes, marks: bytes
    ) -> ChangeMarks:
        """Return the changes of a packed block."""
        return cls(
            passing_long(at),
            passing(n_files),
            passing(writers),
            passing(n_source_files),
            bytearray(marks),
        )


def read_marks(database: Database, *, first: int, last: int) -> ChangeMarks:
    """Read changes from the rows."""
    found = ChangeMarks()
    for at, n_files, writer, n_source_files, rule, is_revert in database.ask(
        "risk.marks", first=first, seq=last
    ):
        found.at.append(at)
        found.n_files.append(n_files)
        found.writers.append(writer)
        found.n_source_files.append(n_source_files)
        found.marks.append(_NUMBERS[rule] * 2 + is_revert)
    return found
