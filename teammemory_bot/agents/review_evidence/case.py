"""What is looked at when a reviewer is looked for: the change, its past, and everybody's rank."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Final

from teammemory_bot.domain.change import ChangedFile, Identity
from teammemory_bot.domain.finding import Band
from teammemory_bot.domain.identity import Developer, DeveloperId, RepoPath
from teammemory_bot.domain.past_change import MAX_FILES, FileKey, ReviewQuestion
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.questions.routing import EvidenceKeys, ReviewPast
from teammemory_bot.scoring.confidence_band import band_of, standings
from teammemory_bot.scoring.lift import DEFAULT_WEIGHTS, LOAD_WEIGHT, LiftRanking, Ranked
from teammemory_bot.scoring.nodes import ROOT, directories_of
from teammemory_bot.scoring.past_evidence import PastEvidence
from teammemory_bot.scoring.words import counted_path_words, title_words
from teammemory_bot.support.clock import SECONDS_PER_DAY

LAST_REVIEWED: Final = 20
"""How many of the newest reviewed changes a sentence looks at."""
LAST_OF_ALL: Final = 100
YEAR_DAYS: Final = 365

_NOREPLY: Final = "users.noreply.github.com"


class RoutingCase:
    """One change before the memory. Everything is computed once, when first asked for."""

    def __init__(self, pr: PullRequest, memory: Memory) -> None:
        self.pr: Final = pr
        self.memory: Final = memory

    @cached_property
    def author(self) -> Developer | None:
        """Who wrote the change: the account that the API names, else git's author."""
        if self.pr.author_login:
            account = Identity("", f"{self.pr.author_login}@{_NOREPLY}")
            return self.memory.developer_of(account)
        return self.memory.developer_of(self.pr.author)

    @cached_property
    def writers(self) -> frozenset[DeveloperId]:
        """Everybody who has a part in the change: no eyes of their own on it."""
        named = [*(commit.author for commit in self.pr.commits), *self.pr.co_authors]
        known = [self.author, *(self.memory.developer_of(who) for who in named)]
        return frozenset(who.id for who in known if who is not None)

    @cached_property
    def files(self) -> tuple[ChangedFile, ...]:
        """The files that are looked at, in the order of their paths."""
        return tuple(sorted(self.pr.files, key=lambda file: file.path)[:MAX_FILES])

    @cached_property
    def numbers(self) -> Mapping[RepoPath, int]:
        """The memory's files by their name at the base; new ones are missing."""
        return self.memory.file_keys(map(name_at_base, self.files))

    @cached_property
    def question(self) -> ReviewQuestion:
        """The change as the ranking asks about it."""
        return ReviewQuestion(
            now=self.pr.as_of,
            author=None if self.author is None else self.author.id,
            title=self.pr.title,
            paths=tuple(file.path for file in self.files),
            files=tuple(self._key_of(file) for file in self.files),
        )

    @cached_property
    def past(self) -> ReviewPast:
        """The past as far as it bears on the change."""
        asked = self.question
        above = (one for path in asked.paths for one in directories_of(path) if one != ROOT)
        keys = EvidenceKeys(
            title_words=title_words(asked.title),
            path_words=tuple(counted_path_words(asked.paths)),
            directories=tuple(dict.fromkeys(above)),
            files=asked.files,
        )
        return self.memory.review_past(keys)

    @cached_property
    def lift(self) -> LiftRanking:
        """Everybody's shares."""
        weights = DEFAULT_WEIGHTS
        if self.pr.policy.reviewers.spread_load:
            weights = weights._replace(load=LOAD_WEIGHT)
        evidence = PastEvidence(self.past, now=self.question.now)
        return LiftRanking(self.question, evidence, weights)

    @cached_property
    def ranked(self) -> tuple[Ranked, ...]:
        """All candidates, best first; equals by handle, which no database can change."""
        ranked = [(one, self.person(one.person).handle) for one in self.lift.ranked()]
        return tuple(one for one, _ in sorted(ranked, key=lambda pair: (-pair[0].score, pair[1])))

    @cached_property
    def bands(self) -> Mapping[DeveloperId, Band]:
        """How well each candidate fits."""
        scores = standings([one.score for one in self.ranked])
        return {
            one.person: band_of(standing) for one, standing in zip(self.ranked, scores, strict=True)
        }

    def person(self, number: DeveloperId) -> Developer:
        """Return who has this number."""
        return self.memory.developer(number)

    def newest_reviewed(self, changes: Sequence[int], *, most: int) -> list[int]:
        """Return the newest of the (ascending) changes that somebody reviewed, newest first."""
        counts = self.past.n_reviewers
        return list(islice((one for one in reversed(changes) if counts[one]), most))

    @cached_property
    def reviewed_places(self) -> Mapping[RepoPath, Sequence[int]]:
        """Per file and folder (`places`) the newest changes that somebody reviewed, newest first."""
        return {
            place: self.newest_reviewed(changes, most=LAST_REVIEWED)
            for place, changes in self.places.items()
        }

    @cached_property
    def reviewers_at(self) -> Mapping[RepoPath, frozenset[DeveloperId]]:
        """Per file and folder who reviewed one of those changes."""
        past = self.past
        return {
            place: frozenset(who for change in changes for who in past.reviewers_of(change))
            for place, changes in self.reviewed_places.items()
        }

    @cached_property
    def written_of_late(self) -> Mapping[RepoPath, Sequence[int]]:
        """Per file and folder the changes of the last 365 days, ascending."""
        at, since = self.past.at.__getitem__, self.pr.as_of - YEAR_DAYS * SECONDS_PER_DAY
        return {
            place: changes[bisect_left(changes, since, key=at) :]
            for place, changes in self.places.items()
        }

    @cached_property
    def newest_reviewed_of_all(self) -> Sequence[int]:
        """The newest changes of the repository that somebody reviewed, newest first."""
        return self.newest_reviewed(range(len(self.past.at)), most=LAST_OF_ALL)

    @cached_property
    def touched(self) -> frozenset[int]:
        """The changes that touched a file of this one."""
        numbers = self.numbers.values()
        return frozenset(one for number in numbers for one in self.past.touching[number])

    @cached_property
    def places(self) -> Mapping[RepoPath, Sequence[int]]:
        """Per file of the change, and per folder above one, the changes that touched it."""
        past, places = self.past, dict[RepoPath, Sequence[int]]()
        for file in self.files:
            number = self.numbers.get(name_at_base(file))
            if number is not None:
                places[name_at_base(file)] = past.touching.get(number, ())
        places |= {RepoPath(folder): changes for folder, changes in past.below.items()}
        return places

    def _key_of(self, file: ChangedFile) -> FileKey:
        return self.numbers.get(name_at_base(file), file.path)


def name_at_base(file: ChangedFile) -> RepoPath:
    """Return what a file is called at the base: the name that the memory knows."""
    return file.previous_path or file.path
