"""How alike are two paths, and how alike are a path and every file of a tree of directories?

Four similarities of path components, after Thongtanunam et al., "Who Should Review My Code?", SANER
2015: shared at the start, at the end, in a row, and in order; each divided by the longer length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple


class Similarity(NamedTuple):
    """Four shares between 0 and 1."""

    prefix: float
    suffix: float
    run: float
    subsequence: float


def similarity(one: Sequence[str], other: Sequence[str]) -> Similarity:
    """Return the similarities of two paths, given as their components."""
    longer = max(len(one), len(other))
    lengths = [[0] * (len(other) + 1)]
    runs = [[0] * (len(other) + 1)]
    for part in one:
        above, run_above = lengths[-1], runs[-1]
        row, run_row = [0], [0]
        for j, against in enumerate(other):
            same = part == against
            row.append(above[j] + 1 if same else max(above[j + 1], row[j]))
            run_row.append(run_above[j] + 1 if same else 0)
        lengths.append(row)
        runs.append(run_row)
    return Similarity(
        _common_prefix(one, other) / longer,
        _common_prefix(one[::-1], other[::-1]) / longer,
        max(map(max, runs)) / longer,
        lengths[-1][-1] / longer,
    )


def _common_prefix(one: Sequence[str], other: Sequence[str]) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


class DirectoryTree:
    """Directories, each after its parent, so that one pass compares a path with all of them."""

    def __init__(self) -> None:
        self._numbers: Final[dict[str, int]] = {"": 0}
        self._names: Final = [""]
        self._parents: Final = [0]
        self._depths: Final = [0]

    def number(self, directory: str) -> int:
        """Return the directory's number, adding it and what is above it where new."""
        known = self._numbers.get(directory)
        if known is not None:
            return known
        above, _, name = directory.rpartition("/")
        parent = self.number(above)
        self._numbers[directory] = number = len(self._names)
        self._names.append(name)
        self._parents.append(parent)
        self._depths.append(self._depths[parent] + 1)
        return number

    def similarities(self, asked: Sequence[str]) -> list[Similarity]:
        """Return, by number, how alike the asked path is to a file of the directory.

        The file's own name is taken to occur nowhere in the asked path. Rows of the usual tables of
        dynamic programming are bits of one integer: bit j stands for the asked component j.
        """
        size = len(asked)
        bits: dict[str, int] = {}
        for position, part in enumerate(asked):
            bits[part] = bits.get(part, 0) | 1 << position
        all_bits = (1 << size) - 1
        states: list[tuple[int, int, tuple[int, ...], int]] = [(0, 0, (), all_bits)]
        for number in range(1, len(self._names)):
            parent = self._parents[number]
            prefix, run, ending, unused = states[parent]
            same = bits.get(self._names[number], 0)
            if not same:
                states.append((prefix, run, (), unused))
                continue
            depth = self._depths[parent]
            if prefix == depth and same >> depth & 1:
                prefix += 1
            ending = _extended(ending, same)
            # bit-parallel longest common subsequence: Hyyrö 2004, a cleared bit is a matched one
            matched = unused & same
            unused = ((unused + matched) | (unused - matched)) & all_bits
            states.append((prefix, max(run, len(ending)), ending, unused))
        return [
            _over(max(size, depth + 1), prefix, run, size - unused.bit_count())
            for depth, (prefix, run, _, unused) in zip(self._depths, states, strict=True)
        ]


def _extended(ending: tuple[int, ...], same: int) -> tuple[int, ...]:
    """Return where runs of length 1, 2, ... end, after one more component."""
    runs = [same]
    for positions in ending:
        longer = positions << 1 & same
        if not longer:
            break
        runs.append(longer)
    return tuple(runs)


def _over(longer: int, prefix: int, run: int, subsequence: int) -> Similarity:
    return Similarity(prefix / longer, 0.0, run / longer, subsequence / longer)
