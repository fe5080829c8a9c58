"""Who wrote and reviewed what? The questions behind review routing and expertise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

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
    reviews: Sequence[tuple[DeveloperId, int]]
    """Who reviewed which change, by change and person; no bots, and nobody's own."""
    bots: frozenset[DeveloperId] = frozenset()
    titled: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Per title word the changes whose title holds it."""
    pathed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Per path word the changes with it in one of their first sixty paths."""
    below: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Per directory the changes that touched a file below it, as paths were then."""
    touching: Mapping[FileKey, Sequence[int]] = field(default_factory=dict)
    """Per file the changes that touched it, under any of its names."""

    @cached_property
    def reviewed(self) -> Mapping[DeveloperId, Sequence[int]]:
        """Return per person the changes reviewed."""
        by_person: dict[DeveloperId, list[int]] = {}
        for person, change in self.reviews:
            by_person.setdefault(person, []).append(change)
        return by_person


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
