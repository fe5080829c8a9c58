"""Which lines does a diff take and give? A parser of `git diff --raw -z -p -U0`.

The list of files comes NUL-separated in front, so a file's name is never parsed out of a patch: the
header that each file must have is known and looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from teammemory_bot.plumbing.log_stream import Row, rows_of

_HUNK: Final = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


_NEEDS_QUOTES: Final = re.compile(rb'[\x00-\x1f\x7f"\\]')
_ESCAPES: Final = {
    b"\a": b"\\a", b"\b": b"\\b", b"\t": b"\\t", b"\n": b"\\n", b"\v": b"\\v", b"\f": b"\\f",
    b"\r": b"\\r", b'"': b'\\"', b"\\": b"\\\\",
}  # fmt: skip


@dataclass(slots=True)
class FilePatch:
    """What a diff does to one file, line by line."""

    row: Row
    added: int = 0
    deleted: int = 0
    is_binary: bool = False
    added_lines: list[bytes] = field(default_factory=list)
    replaced: list[tuple[int, int]] = field(default_factory=list)
    """First and last line of each range of the old file that goes or is replaced."""
    written: list[tuple[int, int]] = field(default_factory=list)
    """First and last line of each range of the new file that is new."""


def split_raw_and_patch(diff: bytes) -> tuple[list[Row], bytes]:
    """Part the NUL-separated rows from the patch that follows them behind an empty field."""
    rows, _, patch = diff.partition(b"\0\0")
    return rows_of(rows + b"\0"), patch


def file_patches(rows: list[Row], patch: bytes) -> Iterator[FilePatch]:
    """Yield what happens to each file; those that differ in white space only change no line."""
    lines = patch.split(b"\n")
    position = 0
    for row in rows:
        file = FilePatch(row)
        header = _header(row)
        # A change of type is written as a removal and an addition: two parts, one header.
        while position < len(lines) and lines[position] == header:
            position = _read_file(file, lines, position + 1)
        yield file


def _header(row: Row) -> bytes:
    previous = row.path if row.previous is None else row.previous
    return b"diff --git " + _quoted(b"a/" + previous) + b" " + _quoted(b"b/" + row.path)


def _quoted(path: bytes) -> bytes:
    """Return a path as a patch's header shows it with `core.quotePath=false`."""
    if not _NEEDS_QUOTES.search(path):
        return path
    return b'"' + _NEEDS_QUOTES.sub(_escaped, path) + b'"'


def _escaped(match: re.Match[bytes]) -> bytes:
    return _ESCAPES.get(match[0]) or b"\\%03o" % match[0][0]


def _read_file(file: FilePatch, lines: list[bytes], position: int) -> int:
    """Read one file's part of the patch; return where the next one starts."""
    end = len(lines)
    while position < end and not lines[position].startswith(b"diff --git "):
        line = lines[position]
        hunk = _HUNK.match(line) if line[:2] == b"@@" else None
        if hunk is None:
            file.is_binary |= line.startswith((b"Binary files ", b"GIT binary patch"))
            position += 1
            continue
        position = _read_hunk(file, lines, position + 1, hunk)
    return position


def _read_hunk(file: FilePatch, lines: list[bytes], position: int, hunk: re.Match[bytes]) -> int:
    first, deleted, new_first, added = hunk.groups()
    n_deleted = 1 if deleted is None else int(deleted)
    n_added = 1 if added is None else int(added)
    if n_deleted:
        file.replaced.append((int(first), int(first) + n_deleted - 1))
        position += n_deleted
        position += lines[position : position + 1] == [b"\\ No newline at end of file"]
    if n_added:
        file.written.append((int(new_first), int(new_first) + n_added - 1))
    file.added_lines.extend([line[1:] for line in lines[position : position + n_added]])
    position += n_added
    position += lines[position : position + 1] == [b"\\ No newline at end of file"]
    file.added += n_added
    file.deleted += n_deleted
    return position
