"""Which lines did the tests run? One coverage report, whatever tool wrote it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from teammemory_bot.domain.identity import RepoPath

Span = tuple[int, int]
"""First and last line."""


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """The lines of one file that can run: those that did, and those that did not."""

    run: frozenset[int]
    missed: frozenset[int]


@dataclass(frozen=True)
class Coverage:
    """A report by the file names it uses: absolute, or relative to some folder."""

    files: Mapping[str, FileCoverage]

    @cached_property
    def _names(self) -> Mapping[str, Sequence[str]]:
        """The names by their last level: a report of a stranger may hold very many."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.files:
            names[_last_level(name)].append(name)
        return names

    def of(self, path: RepoPath) -> FileCoverage | None:
        """Return what the report says of a file of the repository.

        None where it names no such file, or where its names fit more than one way.
        """
        exact = self.files.get(path)
        if exact is not None:
            return exact
        alike = self._names.get(_last_level(path), ())
        named = [name for name in alike if _is_end_of(name, path) or _is_end_of(path, name)]
        return self.files[named[0]] if len(named) == 1 else None

    def missed(self, path: RepoPath, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Return those of the lines that can run and did not, as spans in their order."""
        found = self.of(path)
        if found is None:
            return ()
        wanted = {line for first, last in spans for line in range(first, last + 1)}
        return _spans(sorted(found.missed & wanted))


def _last_level(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _is_end_of(longer: str, shorter: str) -> bool:
    """Tell whether one name ends with the other, folder by folder."""
    return longer.replace("\\", "/").endswith(f"/{shorter}")


def _spans(lines: Iterable[int]) -> tuple[Span, ...]:
    spans = []
    for _, group in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0]):
        numbers = [line for _, line in group]
        spans.append((numbers[0], numbers[-1]))
    return tuple(spans)
