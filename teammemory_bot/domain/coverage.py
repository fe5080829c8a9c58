"""Which lines did the tests run? One coverage report, whatever tool wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from teammemory_bot.domain.identity import RepoPath

Span = tuple[int, int]
"""First and last line."""


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """The lines of one file that can run: those that did, and those that did not."""

    run: frozenset[int]
    missed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A report by the file names it uses: absolute, or relative to some folder."""

    files: Mapping[str, FileCoverage]

    def of(self, path: RepoPath) -> FileCoverage | None:
        """Return what the report says of a file of the repository.

        None where it names no such file, or where its names fit more than one way.
        """
        exact = self.files.get(path)
        if exact is not None:
            return exact
        named = [name for name in self.files if _is_end_of(name, path) or _is_end_of(path, name)]
        return self.files[named[0]] if len(named) == 1 else None

    def missed(self, path: RepoPath, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Return those of the lines that can run and did not, as spans in their order."""
        found = self.of(path)
        if found is None:
            return ()
        wanted = {line for first, last in spans for line in range(first, last + 1)}
        return _spans(sorted(found.missed & wanted))


def _is_end_of(longer: str, shorter: str) -> bool:
    """Tell whether one name ends with the other, folder by folder."""
    return longer.replace("\\", "/").endswith(f"/{shorter}")


def _spans(lines: Iterable[int]) -> tuple[Span, ...]:
    spans = []
    for _, group in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0]):
        numbers = [line for _, line in group]
        spans.append((numbers[0], numbers[-1]))
    return tuple(spans)
