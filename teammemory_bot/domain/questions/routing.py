"""Who wrote and reviewed what? The questions behind review routing and expertise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol

from teammemory_bot.domain.identity import Developer, DeveloperId, RepoPath
from teammemory_bot.domain.past_change import FileKey, PastChange


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKeys:
    """What of the past bears on one change: its words, its directories, its files."""

    title_words: tuple[str, ...] = ()
    path_words: tuple[str, ...] = ()
    directories: tuple[str, ...] = ()
    """Directories below the root, each ending in `/`."""
    files: tuple[FileKey, ...] = ()


class SummedBlock(NamedTuple):
    """What consecutive changes weigh together for each person, decayed to when the last one landed."""

    first: int
    last: int
    people: Sequence[DeveloperId]
    masses: Sequence[float]


def _nothing(_: DeveloperId) -> Sequence[int]:
    return ()


@dataclass(frozen=True, kw_only=True)
class ReviewPast:
    """The past of a branch as columns: entry `n` is the change with the number `n`.

    Lists of changes ascend and name no change twice. Changes of more than 200 files are among them,
    since sentences count them; for scores they weigh nothing.
    """

    at: Sequence[int]
    """When each change landed, UTC seconds."""
    n_files: Sequence[int]
    authors: Sequence[DeveloperId]
    """Who wrote each change: as the API tells, else as git does; bots too."""
    n_reviewers: Sequence[int]
    """By how many people each change was reviewed; no bots, and nobody their own."""
    reviewers: Sequence[DeveloperId]
    """Who reviewed: those of the first change, then those of the second, and so on."""
    newest: Mapping[DeveloperId, int] = field(default_factory=dict)
    """Of everybody, bots too, the newest change of up to 200 files that they wrote or reviewed."""
    written: Callable[[DeveloperId], Sequence[int]] = _nothing
    """Which changes a person, bots too, wrote."""
    reviewed: Callable[[DeveloperId], Sequence[int]] = _nothing
    """Which changes a person reviewed."""
    bots: frozenset[DeveloperId] = frozenset()
    titled: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Per title word the changes whose title holds it, but for those in summed blocks."""
    pathed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Per path word the changes with it in one of their first sixty paths; not in summed blocks."""
    below: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Per directory the changes that touched a file below it, as paths were then."""
    touching: Mapping[FileKey, Sequence[int]] = field(default_factory=dict)
    """Per file the changes that touched it, under any of its names."""
    summed: Mapping[tuple[str, str], Sequence[SummedBlock]] = field(default_factory=dict)
    """Per kind of evidence, and word or directory (empty: all), sums of some blocks, ascending."""

    def reviewers_of(self, change: int) -> Sequence[DeveloperId]:
        """Return who reviewed a change."""
        return self.reviewers[self.first_reviewer[change] : self.first_reviewer[change + 1]]

    @cached_property
    def first_reviewer(self) -> Sequence[int]:
        """Return per change where its people begin among all reviewers; at last, where they end."""
        return [0, *accumulate(self.n_reviewers)]


class RoutingQuestions(Protocol):
    """What review routing and expertise ask."""

    def review_past(self, keys: EvidenceKeys) -> ReviewPast:
        """Return who wrote and reviewed what, with the changes that bear on the keys."""
        ...

    def developer(self, number: DeveloperId) -> Developer:
        """Return who has this number."""
        ...

    def file_keys(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, int]:
        """Return the memory's numbers of the files that are called so; new paths are left out."""
        ...

    def past_changes(self) -> Sequence[PastChange]:
        """Return every landed change as evidence, oldest first: for replays, not for one answer."""
        ...
