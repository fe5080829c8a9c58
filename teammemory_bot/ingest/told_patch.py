"""Which lines does a patch take and give? GitHub's form: hunks with lines of context, no header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.change import LineRange

TokenCount = Callable[[Iterable[bytes]], int]
"""Counts the decision tokens of some lines."""

_HUNK: Final = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patched:
    """What a patch does to its file."""

    added: int
    deleted: int
    decision_tokens: int
    replaced: tuple[LineRange, ...]
    written: tuple[LineRange, ...]


def patched(patch: str, count_tokens: TokenCount) -> Patched:
    """Return what a patch does, counted line by line."""
    old = new = 0
    gone: list[int] = []
    given: list[int] = []
    texts: list[bytes] = []
    for line in patch.split("\n"):
        hunk = _HUNK.match(line)
        if hunk:
            old, new = int(hunk[1]), int(hunk[2])
        elif line.startswith("+"):
            given.append(new)
            texts.append(line[1:].encode("utf-8", "replace"))
            new += 1
        elif line.startswith("-"):
            gone.append(old)
            old += 1
        elif not line.startswith("\\"):
            old, new = old + 1, new + 1
    return Patched(
        added=len(given),
        deleted=len(gone),
        decision_tokens=count_tokens(texts),
        replaced=_ranges(gone),
        written=_ranges(given),
    )


def signed_lines(patch: str, sign: str) -> list[bytes]:
    """Return the lines of a patch that carry a sign, without it: read otherwise than above."""
    body = re.split(r"(?m)^@@[^\n]*$", patch)
    return [
        line[1:].encode("utf-8", "replace")
        for hunk in body[1:]
        for line in hunk.removeprefix("\n").split("\n")
        if line[:1] == sign
    ]


def last_line(patch: str) -> int:
    """Return the highest line of the new file that a patch shows."""
    ends = [
        int(first) + int(count or 1) - 1
        for first, count in re.findall(r"(?m)^@@ -\S+ \+(\d{1,9})(?:,(\d{1,9}))? @@", patch)
    ]
    return max(ends, default=0)


def _ranges(lines: Sequence[int]) -> tuple[LineRange, ...]:
    ranges: list[LineRange] = []
    for number in lines:
        if ranges and ranges[-1].last == number - 1:
            ranges[-1] = LineRange(first=ranges[-1].first, last=number)
        else:
            ranges.append(LineRange(first=number, last=number))
    return tuple(ranges)
