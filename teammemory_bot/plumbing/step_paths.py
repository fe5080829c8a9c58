"""Which paths did these steps touch, and which of them moved? A second reader of `git log --raw -z`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from teammemory_bot.plumbing.log_stream import PINNED, RENAMES
from teammemory_bot.plumbing.own_repository import OwnRepository, as_lines
from teammemory_bot.plumbing.process import HISTORY_SECONDS, NO_LIMIT


class Touch(NamedTuple):
    """One path of one diff, with git's letter: A, C, D, M, R, T."""

    letter: str
    path: bytes
    previous: bytes | None


def touches_of(own: OwnRepository, shas: Sequence[str]) -> dict[str, list[Touch]]:
    """Return the diff of each commit against its first parent."""
    if not shas:
        return {}
    output = own.output(
        "log", "--no-walk=unsorted", "--stdin", "-z", "--raw", "--no-abbrev", "--diff-merges=first-parent",
        *PINNED, *RENAMES, "--format=tformat:%x00%H",
        stdin=as_lines(shas), seconds=HISTORY_SECONDS, limit_bytes=NO_LIMIT,
    )  # fmt: skip
    touched: dict[str, list[Touch]] = {}
    tokens = iter(output.split(b"\0"))
    current: list[Touch] = []
    for token in tokens:
        header = token.removeprefix(b"\n")
        if header.startswith(b":"):
            current.append(_touch(header, tokens))
        elif token:
            current = touched[token.decode("ascii")] = []
    return touched


def touches_between(own: OwnRepository, older: str, newer: str) -> list[Touch]:
    """Return the diff between two commits."""
    output = own.output("diff-tree", "-r", "-z", "--raw", *PINNED, *RENAMES, older, newer)
    tokens = iter(output.split(b"\0")[:-1])
    return [_touch(token, tokens) for token in tokens]


def _touch(header: bytes, tokens: Iterator[bytes]) -> Touch:
    """Read a row: the header's last word is the letter, one path follows, two after a move."""
    letter = chr(header.rsplit(b" ", 1)[1][0])
    first = next(tokens)
    return Touch(letter, next(tokens), first) if letter in "RC" else Touch(letter, first, None)
