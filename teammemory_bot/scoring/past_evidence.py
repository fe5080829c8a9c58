"""What does the past weigh for one question, straight from the store's columns?

The ledger (`review_evidence.py`) answers every question of a replay; this answers one. Both give the same
sums; a test holds them together. Of what many changes bear on, the store keeps sums of whole blocks, which
have only to be decayed from the block's end to now; the other changes are gone through one by one. What is
older than thirty half-lives weighs less than a billionth and is left out here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import exp2, fsum
from typing import Final

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import MAX_FILES
from teammemory_bot.domain.questions.routing import ReviewPast, SummedBlock
from teammemory_bot.scoring.nodes import ROOT, FileNode
from teammemory_bot.scoring.review_evidence import (
    HALF_LIFE_DAYS,
    WRITER_WEIGHT,
    EvidenceKey,
    Signal,
)
from teammemory_bot.support.clock import SECONDS_PER_DAY

_REVIEWS_ONLY: Final = frozenset((Signal.LOAD, Signal.AUTHOR))
_WRITING_ONLY: Final = frozenset((Signal.WRITING, Signal.WRITTEN))
_BY_PLACE: Final = frozenset((Signal.AROUND, Signal.WRITTEN))
_MAX_HALF_LIVES: Final = 30

_Masses = Mapping[DeveloperId, float]


class PastEvidence:
    """The columns of the past, decayed to one moment (`ReviewEvidence`)."""

    def __init__(self, past: ReviewPast, *, now: int) -> None:
        self._past = past
        self._now = now
        self._masses: dict[tuple[Signal, EvidenceKey], _Masses] = {}

    def total(self, signal: Signal, key: EvidenceKey = None) -> float:
        """Return the decayed sum of one kind of evidence over all persons."""
        return fsum(self.masses(signal, key).values())

    def combined(
        self, signal: Signal, factors: Mapping[EvidenceKey, float]
    ) -> Mapping[DeveloperId, float]:
        """Return per person the sum, over the keys, of factor times decayed sum."""
        people: defaultdict[DeveloperId, float] = defaultdict(float)
        for key, factor in factors.items():
            for person, mass in self.masses(signal, key).items():
                people[person] += factor * mass
        return dict(people)

    def last_seen(self, person: DeveloperId) -> int | None:
        """Return when the person last wrote or reviewed a change, in UTC seconds."""
        newest = self._past.newest.get(person)
        return None if newest is None else self._past.at[newest]

    def masses(self, signal: Signal, key: EvidenceKey = None) -> _Masses:
        """Return the decayed sum of one kind of evidence, per person who has any."""
        masses = self._masses.get((signal, key))
        if masses is None:
            masses = self._masses[signal, key] = self._sum(signal, key)
        return masses

    def _sum(self, signal: Signal, key: EvidenceKey) -> _Masses:
        past, rate = self._past, 1.0 / (HALF_LIFE_DAYS[signal] * SECONDS_PER_DAY)
        oldest = bisect_left(past.at, self._now - _MAX_HALF_LIVES / rate)
        people: defaultdict[DeveloperId, float] = defaultdict(float)
        word = "" if key is None else key
        blocks = past.summed.get((signal.name, word), ()) if isinstance(word, str) else ()
        for block in blocks:
            if block.last >= oldest:
                left = exp2((past.at[block.last] - self._now) * rate)
                for person, mass in zip(block.people, block.masses, strict=True):
                    people[person] += mass * left
        for changes in _outside(blocks, self._changes(signal, key)):
            self._add(people, signal, changes[bisect_left(changes, oldest) :], rate)
        for bot in past.bots:  # writes, and knows nothing
            people.pop(bot, None)
        return people

    def _add(
        self,
        people: defaultdict[DeveloperId, float],
        signal: Signal,
        changes: Sequence[int],
        rate: float,
    ) -> None:
        """Add what the events of some changes weigh."""
        past, now, by_place = self._past, self._now, signal in _BY_PLACE
        at, n_files, authors = past.at, past.n_files, past.authors
        first, reviewers = past.first_reviewer, past.reviewers
        reviews, writing = _weights(signal)
        if signal is Signal.WRITTEN:  # the most events of a large change: by the shortest way
            for change in changes:
                if 0 < n_files[change] <= MAX_FILES:
                    people[authors[change]] += exp2((at[change] - now) * rate) / n_files[change]
            return
        for change in changes:
            parts = n_files[change]
            if parts > MAX_FILES or (by_place and not parts):
                continue
            mass = exp2((at[change] - now) * rate)
            if by_place:
                mass /= parts
            if reviews:
                for person in reviewers[first[change] : first[change + 1]]:
                    people[person] += mass * reviews
            if writing:
                people[authors[change]] += mass * writing

    def _changes(self, signal: Signal, key: EvidenceKey) -> Sequence[int]:
        """Return the changes that a key stands for."""
        past = self._past
        if key is None or (key == ROOT and signal in _BY_PLACE):
            return range(len(past.at))
        if signal is Signal.TITLED:
            return past.titled.get(str(key), ())
        if signal is Signal.PATHED:
            return past.pathed.get(str(key), ())
        match key:
            case FileNode(file):
                return past.touching.get(file, ())
            case str(directory):
                return past.below.get(directory, ())
            case person:
                return past.written(DeveloperId(person))


def _outside(blocks: Sequence[SummedBlock], changes: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the (ascending) changes that are in none of the (ascending) blocks."""
    start = 0
    for block in blocks:
        yield changes[start : bisect_left(changes, block.first, start)]
        start = bisect_left(changes, block.last + 1, start)
    yield changes[start:]


def _weights(signal: Signal) -> tuple[float, float]:
    """Return how much a review and how much the writing of a change counts for a signal."""
    if signal in _WRITING_ONLY:
        return 0.0, 1.0
    return 1.0, 0.0 if signal in _REVIEWS_ONLY else WRITER_WEIGHT
