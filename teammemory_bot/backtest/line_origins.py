"""Which change wrote each line? Kept while the history is replayed, so that blame costs nothing.

A file's lines are an array of change numbers. A hunk replaces a slice of it; what it replaces names
the changes that wrote the deleted lines.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

from teammemory_bot.plumbing.patch import FilePatch, Hunk

UNKNOWN: Final = -1
"""Origin of lines that were never seen coming: the file was not followed before."""


class LineOrigins:
    """The lines of the followed files, as of the change replayed last."""

    def __init__(self) -> None:
        self._lines: dict[bytes, array[int]] = {}

    def lines_of(self, path: bytes) -> int:
        """Return how many lines the file has, as far as it was followed."""
        return len(self._lines.get(path, ()))

    def apply(
        self, patches: Sequence[FilePatch], change: int
    ) -> Iterator[tuple[FilePatch, int, bytes]]:
        """Yield (file, writer, text) of each line that goes, then write the new ones as `change`.

        The iterator has to be used up. All files are taken before one is written: two may swap
        their names.
        """
        for patch, lines in [(patch, self._taken(patch)) for patch in patches]:
            # From the last hunk to the first, so that line numbers stay those of the old file.
            for hunk in reversed(patch.hunks):
                for writer, text in _replace(lines, hunk, change):
                    yield patch, writer, text
            if patch.new_path is not None:
                self._lines[patch.new_path] = lines

    def forget(self, path: bytes) -> None:
        """Stop following a file."""
        self._lines.pop(path, None)

    def _taken(self, patch: FilePatch) -> array[int]:
        if patch.old_path is None:
            return array("l")
        return self._lines.pop(patch.old_path, None) or array("l")


def _replace(lines: array[int], hunk: Hunk, change: int) -> Iterator[tuple[int, bytes]]:
    start = hunk.old_first - 1
    end = start + len(hunk.deleted)
    if end > len(lines):
        lines.extend(array("l", [UNKNOWN]) * (end - len(lines)))
    yield from zip(lines[start:end], hunk.deleted, strict=True)
    lines[start:end] = array("l", [change]) * len(hunk.added)
