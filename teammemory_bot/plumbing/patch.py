"""Which lines does a diff take and give? The one reader of patches that git writes with `-p -U0`.

It goes by the counts in the hunks' headers, so no line of a file is mistaken for a header. Where the list
of files comes NUL-separated in front (`--raw -z`), the header that each file must have is looked for, and
no name is parsed out of a patch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from teammemory_bot.plumbing.log_stream import Row, rows_of

_HUNK: Final = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_FILE: Final = b"diff --git "
_NO_LINE_FEED: Final = [b"\\ No newline at end of file"]

_NEEDS_QUOTES: Final = re.compile(rb'[\x00-\x1f\x7f"\\]')
_ESCAPES: Final = {
    b"\a": b"\\a", b"\b": b"\\b", b"\t": b"\\t", b"\n": b"\\n", b"\v": b"\\v", b"\f": b"\\f",
    b"\r": b"\\r", b'"': b'\\"', b"\\": b"\\\\",
}  # fmt: skip
_ESCAPED: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_BYTES: Final = {escape[1:]: byte for byte, escape in _ESCAPES.items()}


@dataclass(frozen=True, slots=True)
class Hunk:
    """The lines of the old file that go, and the new ones in their place; lines count from 1."""

    old_first: int
    """The first line that goes; where none goes, the line before which the new ones come."""
    deleted: list[bytes]
    new_first: int
    added: list[bytes]


@dataclass(slots=True)
class FilePatch:
    """What a diff does to one file, line by line; without hunks: nothing, white space aside."""

    header: bytes = b""
    old_path: bytes | None = None
    """As the patch names it; None where the file did not exist, or no line of it is shown."""
    new_path: bytes | None = None
    is_binary: bool = False
    hunks: list[Hunk] = field(default_factory=list)

    @property
    def added(self) -> int:
        """How many lines are new."""
        return sum([len(hunk.added) for hunk in self.hunks])

    @property
    def deleted(self) -> int:
        """How many lines go."""
        return sum([len(hunk.deleted) for hunk in self.hunks])

    @property
    def added_lines(self) -> list[bytes]:
        """The new lines, without the diff's mark."""
        return [line for hunk in self.hunks for line in hunk.added]

    @property
    def replaced(self) -> list[tuple[int, int]]:
        """First and last line of each range of the old file that goes or is replaced."""
        return [
            (hunk.old_first, hunk.old_first + len(hunk.deleted) - 1)
            for hunk in self.hunks
            if hunk.deleted
        ]

    @property
    def written(self) -> list[tuple[int, int]]:
        """First and last line of each range of the new file that is new."""
        return [
            (hunk.new_first, hunk.new_first + len(hunk.added) - 1)
            for hunk in self.hunks
            if hunk.added
        ]


def parts_of(patch: bytes) -> Iterator[FilePatch]:
    """Yield the parts of a patch, one a file; a change of type has two: a removal and an addition."""
    lines = patch.split(b"\n")
    position, end = 0, len(lines)
    while position < end:
        line = lines[position]
        position += 1
        if line.startswith(_FILE):
            file = FilePatch(line)
            position = _read_file(file, lines, position)
            yield file


def split_raw_and_patch(diff: bytes) -> tuple[list[Row], bytes]:
    """Part the NUL-separated rows from the patch that follows them behind an empty field."""
    rows, _, patch = diff.partition(b"\0\0")
    return rows_of(rows + b"\0"), patch


def file_patches(rows: list[Row], patch: bytes) -> Iterator[tuple[Row, FilePatch]]:
    """Yield what happens to each file; those that differ in white space only change no line."""
    parts = parts_of(patch)
    part = next(parts, None)
    for row in rows:
        file = FilePatch(_header(row))
        while part is not None and part.header == file.header:
            file.hunks += part.hunks
            file.is_binary |= part.is_binary
            part = next(parts, None)
        yield row, file


def _header(row: Row) -> bytes:
    previous = row.path if row.previous is None else row.previous
    return _FILE + _quoted(b"a/" + previous) + b" " + _quoted(b"b/" + row.path)


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
    while position < end:
        line = lines[position]
        start = line[:4]
        if start == b"diff":
            break
        position += 1
        if start == b"@@ -":
            hunk = _HUNK.match(line)
            if hunk is not None:
                position = _read_hunk(file, lines, position, hunk)
        elif start == b"--- ":
            file.old_path = _path(line[4:], b"a/")
        elif start == b"+++ ":
            file.new_path = _path(line[4:], b"b/")
        elif start == b"rena":
            _read_rename(file, line)
        elif start in {b"Bina", b"GIT "}:
            file.is_binary |= line.startswith((b"Binary files ", b"GIT binary patch"))
    return position


def _read_rename(file: FilePatch, line: bytes) -> None:
    if line.startswith(b"rename from "):
        file.old_path = _unquoted(line.removeprefix(b"rename from "))
    elif line.startswith(b"rename to "):
        file.new_path = _unquoted(line.removeprefix(b"rename to "))


def _read_hunk(file: FilePatch, lines: list[bytes], position: int, hunk: re.Match[bytes]) -> int:
    first, deleted, new_first, added = hunk.groups()
    old = [line[1:] for line in lines[position : position + _count(deleted)]]
    position += len(old)
    position += lines[position : position + 1] == _NO_LINE_FEED
    new = [line[1:] for line in lines[position : position + _count(added)]]
    position += len(new)
    position += lines[position : position + 1] == _NO_LINE_FEED
    # Without old lines, git names the line before: the new ones come after it.
    file.hunks.append(Hunk(int(first) if old else int(first) + 1, old, int(new_first), new))
    return position


def _count(group: bytes | None) -> int:
    return 1 if group is None else int(group)


def _path(raw: bytes, prefix: bytes) -> bytes | None:
    # git ends a path that holds a space with a tab here.
    path = _unquoted(raw.rstrip(b"\t"))
    return path.removeprefix(prefix) if path != b"/dev/null" else None


def _unquoted(raw: bytes) -> bytes:
    if not (len(raw) > 1 and raw.startswith(b'"') and raw.endswith(b'"')):
        return raw
    return _ESCAPED.sub(_byte_of_escape, raw[1:-1])


def _byte_of_escape(escape: re.Match[bytes]) -> bytes:
    text: bytes = escape[1]
    return bytes((int(text, 8),)) if len(text) == 3 else _BYTES.get(text, text)
