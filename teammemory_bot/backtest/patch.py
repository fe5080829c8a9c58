"""Which lines did each change of a branch replace? One pass over `git log -p -U0`.

Only what a replay of line origins needs is kept: per file the hunks, and the text of deleted lines.
The stream is read by the counts in its hunk headers, so that no line of a file can be mistaken for
a header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from teammemory_bot.plumbing.log_stream import PINNED, RENAMES

LOG_OPTIONS: Final = (
    "--no-walk=unsorted",
    "--stdin",
    "--diff-merges=first-parent",
    "-p",
    "-U0",
    "-w",
    *PINNED,
    *RENAMES,
    "--format=tformat:%x00%H",
)
"""What `git log` is asked for; the changes' hashes come by standard input."""

_HUNK: Final = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED: Final = {b"a": 7, b"b": 8, b"t": 9, b"n": 10, b"v": 11, b"f": 12, b"r": 13}


@dataclass(frozen=True, slots=True)
class Hunk:
    """Old lines `old_first`.. (counted from 1) gave way to `added` new ones."""

    old_first: int
    deleted: tuple[bytes, ...]
    added: int


@dataclass(slots=True)
class FilePatch:
    """What a change did to one file. A path is None where the file did not exist."""

    old_path: bytes | None = None
    new_path: bytes | None = None
    hunks: list[Hunk] = field(default_factory=list)
    tokens: int = 0
    """Decision tokens on added lines, where they were asked for."""

    @property
    def added(self) -> int:
        """Lines added."""
        return sum(hunk.added for hunk in self.hunks)

    @property
    def deleted(self) -> int:
        """Lines deleted."""
        return sum(len(hunk.deleted) for hunk in self.hunks)


@dataclass(slots=True)
class ChangePatch:
    """One change: a step along the first parents."""

    sha: str
    files: list[FilePatch] = field(default_factory=list)


def parse_log(
    lines: Iterable[bytes], *, count_tokens: Callable[[Iterable[bytes]], int] | None = None
) -> Iterator[ChangePatch]:
    """Yield the changes of a log written with `LOG_OPTIONS`, in the order asked.

    `lines` come with or without their line feed. `count_tokens` counts on the added lines of each
    hunk, which are not kept.
    """
    change: ChangePatch | None = None
    file: FilePatch | None = None
    stream = iter(lines)
    for raw in stream:
        line = raw[:-1] if raw.endswith(b"\n") else raw
        if line.startswith(b"\0"):
            if change is not None:
                yield change
            change, file = ChangePatch(line[1:].decode("ascii")), None
        elif change is None:
            continue
        elif line.startswith(b"diff --git "):
            file = FilePatch()
            change.files.append(file)
        elif file is not None:
            _read_header(file, line, stream, count_tokens)
    if change is not None:
        yield change


def _read_header(
    file: FilePatch,
    line: bytes,
    stream: Iterator[bytes],
    count_tokens: Callable[[Iterable[bytes]], int] | None,
) -> None:
    if line.startswith(b"@@ "):
        header = _HUNK.match(line)
        if header is not None:
            hunk, added = _read_hunk(header, stream)
            file.hunks.append(hunk)
            file.tokens += count_tokens(added) if count_tokens else 0
    elif line.startswith(b"--- "):
        file.old_path = _path(line[4:], b"a/")
    elif line.startswith(b"+++ "):
        file.new_path = _path(line[4:], b"b/")
    elif line.startswith(b"rename from "):
        file.old_path = _unquoted(line.removeprefix(b"rename from "))
    elif line.startswith(b"rename to "):
        file.new_path = _unquoted(line.removeprefix(b"rename to "))


def _read_hunk(header: re.Match[bytes], stream: Iterator[bytes]) -> tuple[Hunk, list[bytes]]:
    first, deleted, added = int(header[1]), _count(header[2]), _count(header[4])
    # Without old lines, git names the line before: the new ones come after it.
    old_first = first if deleted else first + 1
    removed = tuple([_content(stream) for _ in range(deleted)])
    new = [_content(stream) for _ in range(added)]
    return Hunk(old_first, removed, added), new


def _content(stream: Iterator[bytes]) -> bytes:
    line = next(stream, b"")
    while line.startswith(b"\\"):  # "\ No newline at end of file"
        line = next(stream, b"")
    return line[1:-1] if line.endswith(b"\n") else line[1:]


def _count(group: bytes | None) -> int:
    return 1 if group is None else int(group)


def _path(raw: bytes, prefix: bytes) -> bytes | None:
    # git ends a path that holds a space with a tab here.
    path = _unquoted(raw.rstrip(b"\t"))
    return path.removeprefix(prefix) if path != b"/dev/null" else None


def _unquoted(raw: bytes) -> bytes:
    if not (len(raw) > 1 and raw.startswith(b'"') and raw.endswith(b'"')):
        return raw
    return _ESCAPE.sub(_byte_of_escape, raw[1:-1])


def _byte_of_escape(escape: re.Match[bytes]) -> bytes:
    text: bytes = escape[1]
    if len(text) == 3:
        return bytes((int(text, 8),))
    return bytes((_ESCAPED[text],)) if text in _ESCAPED else text
