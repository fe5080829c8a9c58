"""How is a history read at git's own speed? One streamed `git log`, parsed as bytes.

Records are told apart by a random token between NUL bytes: a message can hold every control
character, but never NUL. Paths come NUL-separated too and may hold any other byte.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from teammemory_bot.plumbing.errors import GitFailed
from teammemory_bot.plumbing.own_repository import OwnRepository, as_lines
from teammemory_bot.plumbing.process import HISTORY_SECONDS

RENAMES: Final = ("-M50%", "-l1000")
EXACT_RENAMES: Final = ("-M100%", "-l1000")
"""Renames that need no file's content: all that a clone without blobs can tell."""

PINNED: Final = (
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-show-signature",
    "--diff-algorithm=myers",
    "--ignore-submodules=none",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
"""What configuration could change about a diff, said explicitly."""

_FIELDS: Final = 9
_FORMAT: Final = "%H%x00%P%x00%aN%x00%aE%x00%at%x00%cN%x00%cE%x00%ct%x00%B"

# The record's fields by position, for those that read many.
SHA, PARENTS, AUTHOR_NAME, AUTHOR_EMAIL, AUTHORED = range(5)
COMMITTER_NAME, COMMITTER_EMAIL, COMMITTED, MESSAGE = range(5, _FIELDS)
DIFF: Final = _FIELDS


class Row(NamedTuple):
    """One path of one diff. Modes are git's octal digits; counts are None where unknown."""

    status: str
    path: bytes
    previous: bytes | None
    old_mode: bytes
    new_mode: bytes
    old_blob: bytes
    new_blob: bytes
    added: int | None = None
    deleted: int | None = None
    is_binary: bool = False


def read_log(own: OwnRepository, shas: Sequence[str], *options: str) -> Iterator[list[bytes]]:
    """Yield the fields of each commit, in the order asked; the last one is its diff (`rows_of`)."""
    token = secrets.token_hex(16).encode()
    mark = b"\0" + token + b"\0"
    if not shas:
        return
    with own.running(
        "log",
        "--no-walk=unsorted",
        "--stdin",
        "-z",
        "--no-abbrev",
        *PINNED,
        *options,
        f"--format=tformat:%x00{token.decode()}%x00{_FORMAT}",
        stdin=as_lines(shas),
        seconds=HISTORY_SECONDS,
    ) as process:
        seen = 0
        for record in _records(process.chunks(), mark):
            seen += 1
            yield record.split(b"\0", _FIELDS)
    if seen != len(shas):
        raise GitFailed("log", 0, f"{seen} commits were written where {len(shas)} were asked for")


def _records(chunks: Iterator[bytes], mark: bytes) -> Iterator[bytes]:
    """Cut a stream at every mark; what stands before the first one is no record."""
    rest = b""
    is_first = True
    for chunk in chunks:
        pieces = (rest + chunk).split(mark)
        rest = pieces.pop()
        if is_first and pieces:
            del pieces[0]
            is_first = False
        yield from pieces
    if not is_first:
        yield rest


def rows_of(diff: bytes) -> list[Row]:
    """Parse the NUL-separated rows of `--raw`, with the counts of `--numstat` where they follow."""
    tokens = diff.split(b"\0")
    rows: list[Row] = []
    position = 0
    end = len(tokens)
    while position < end:
        token = tokens[position]
        if token[:1] == b"\n":
            token = token[1:]
        if token[:1] != b":":
            break
        old_mode, new_mode, old_blob, new_blob, status = token[1:].split(b" ")
        letter = chr(status[0])
        if letter in "RC":
            previous, path = tokens[position + 1], tokens[position + 2]
            position += 3
        else:
            previous, path = None, tokens[position + 1]
            position += 2
        rows.append(Row(letter, path, previous, old_mode, new_mode, old_blob, new_blob))
    if position < end and b"\t" in tokens[position]:
        _add_counts(rows, tokens, position)
    return rows


def _add_counts(rows: list[Row], tokens: list[bytes], position: int) -> None:
    """Put `--numstat`'s counts to the rows; both list the same paths in the same order."""
    for index, row in enumerate(rows):
        added, deleted, _ = tokens[position].split(b"\t", 2)
        position += 3 if row.previous is not None else 1
        if added == b"-":
            rows[index] = row._replace(is_binary=True)
        else:
            rows[index] = row._replace(added=int(added), deleted=int(deleted))
