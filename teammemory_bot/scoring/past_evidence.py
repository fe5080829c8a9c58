"""What does the past weigh for one question, straight from the store's columns?

The ledger (`review_evidence.py`) answers every question of a replay; this answers one, in a few
passes over the changes that bear on it. Both give the same sums; a test holds them together. What is
older than thirty half-lives weighs less than a billionth and is left out here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from math import exp2
from operator import mul, sub
from typing import Final

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import MAX_FILES
from teammemory_bot.domain.questions.routing import ReviewPast
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
_FEW: Final = 2
"""One change in so many: below that, changes are gone through one by one."""

_VERY_FEW: Final = 16
"""Below one in so many, even weighing all changes once for totals is not worth it."""

_Spans = list[tuple[float, Sequence[int]]]
"""Factors, and the changes that each of them is for."""
_People = dict[DeveloperId, float]


class PastEvidence:
    """The columns of the past, decayed to one moment (`ReviewEvidence`)."""

    def __init__(self, past: ReviewPast, *, now: int) -> None:
        self._past = past
        self._now = now
        self._size: Final = len(past.at)
        self._decays: dict[tuple[float, bool], list[float]] = {}
        self._amounts: dict[tuple[float, bool, float, float], list[float]] = {}

    def total(self, signal: Signal, key: EvidenceKey = None) -> float:
        """Return the decayed sum of one kind of evidence over all persons."""
        changes = self._changes(signal, key)
        if len(changes) * _VERY_FEW < self._size:
            reviews, writing = _weights(signal)
            counts, wrote, decay = self._review_counts, self._has_writer, self._decay(signal)
            return sum((reviews * counts[n] + writing * wrote[n]) * decay(n) for n in changes)
        amounts = self._amounts_of(signal)
        if isinstance(changes, range):
            return sum(amounts[changes.start :])
        return sum(map(amounts.__getitem__, changes))

    def combined(
        self, signal: Signal, factors: Mapping[EvidenceKey, float]
    ) -> Mapping[DeveloperId, float]:
        """Return per person the sum, over the keys, of factor times decayed sum."""
        spans = [(factor, self._changes(signal, key)) for key, factor in factors.items()]
        if self._are_few(*(changes for _, changes in spans)):
            return self._of_few(signal, spans)
        if len(spans) == 1 and isinstance(spans[0][1], range):
            return self._added_up(signal, self._decays_of(signal), times=spans[0][0])
        return self._added_up(signal, self._weighed(signal, spans), times=1.0)

    def last_seen(self, person: DeveloperId) -> int | None:
        """Return when the person last wrote or reviewed a change, in UTC seconds."""
        last = self._last_change.get(person)
        return None if last is None else self._past.at[last]

    @cached_property
    def _last_change(self) -> Mapping[DeveloperId, int]:
        """Return per person the newest change that is evidence; later entries replace earlier."""
        counted = self._is_counted
        bots = self._past.bots
        wrote = {who: n for n, who in enumerate(self._past.authors) if counted[n]}
        last = {who: n for who, n in self._past.reviews if counted[n]}
        for who, change in wrote.items():
            if who not in bots and change > last.get(who, -1):
                last[who] = change
        return last

    def _weighed(self, signal: Signal, spans: _Spans) -> list[float]:
        """Return what one event of each change weighs, all factors together."""
        values = [0.0] * self._size
        for factor, changes in spans:
            if isinstance(changes, range):
                values[changes.start :] = [value + factor for value in values[changes.start :]]
            else:
                for change in changes:
                    values[change] += factor
        return list(map(mul, values, self._decays_of(signal)))

    def _added_up(self, signal: Signal, values: list[float], *, times: float) -> _People:
        """Add up what each person's events weigh."""
        people: defaultdict[DeveloperId, float] = defaultdict(float)
        reviews, writing = _weights(signal)
        if reviews:
            for person, value in zip(
                self._reviewers, map(values.__getitem__, self._reviewed), strict=True
            ):
                people[person] += value
        wrote: defaultdict[DeveloperId, float] = defaultdict(float)
        if writing:
            for person, value in zip(self._past.authors, values, strict=True):
                wrote[person] += value
        sums = {person: times * reviews * amount for person, amount in people.items()}
        for person, amount in wrote.items():
            if person not in self._past.bots:
                sums[person] = sums.get(person, 0.0) + times * writing * amount
        return {person: amount for person, amount in sums.items() if amount}

    def _of_few(self, signal: Signal, spans: _Spans) -> _People:
        """Go through the changes one by one."""
        factors: defaultdict[int, float] = defaultdict(float)
        for factor, changes in spans:
            for change in changes:
                factors[change] += factor
        decay, (reviews, writing) = self._decay(signal), _weights(signal)
        people: defaultdict[DeveloperId, float] = defaultdict(float)
        reviewers, offsets = self._reviewers, self._offsets
        authors, bots = self._past.authors, self._past.bots
        for change, factor in factors.items():
            value = factor * decay(change)
            if reviews:
                for person in reviewers[offsets[change] : offsets[change + 1]]:
                    people[person] += reviews * value
            if writing and authors[change] not in bots:
                people[authors[change]] += writing * value
        return people

    def _are_few(self, *spans: Sequence[int]) -> bool:
        return sum(map(len, spans)) * _FEW < self._size

    def _changes(self, signal: Signal, key: EvidenceKey) -> Sequence[int]:
        """Return the changes of a key; a range reaches to the newest one."""
        past = self._past
        if signal is Signal.TITLED:
            return past.titled.get(str(key), ())
        if signal is Signal.PATHED:
            return past.pathed.get(str(key), ())
        match key:
            case None:
                return self._all(signal)
            case FileNode(file):
                return past.touching.get(file, ())
            case str(directory):
                return self._all(signal) if directory == ROOT else past.below.get(directory, ())
            case person:
                return [n for n, author in enumerate(past.authors) if author == person]

    def _all(self, signal: Signal) -> range:
        reach = HALF_LIFE_DAYS[signal] * _MAX_HALF_LIVES * SECONDS_PER_DAY
        return range(bisect_left(self._past.at, self._now - reach), self._size)

    @cached_property
    def _reviewers(self) -> list[DeveloperId]:
        return [person for person, _ in self._past.reviews]

    @cached_property
    def _reviewed(self) -> list[int]:
        return [change for _, change in self._past.reviews]

    @cached_property
    def _offsets(self) -> list[int]:
        """Return where each change's reviews begin among all; and at last where they end."""
        counts = [0] * (self._size + 1)
        for change in self._reviewed:
            counts[change + 1] += 1
        return list(accumulate(counts))

    @cached_property
    def _has_writer(self) -> list[float]:
        bots = self._past.bots
        return [0.0 if author in bots else 1.0 for author in self._past.authors]

    @cached_property
    def _review_counts(self) -> list[int]:
        return list(map(sub, self._offsets[1:], self._offsets))

    @cached_property
    def _is_counted(self) -> list[float]:
        """Return 1 for each change that is evidence, 0 for one of too many files."""
        return [1.0 if n <= MAX_FILES else 0.0 for n in self._past.n_files]

    @cached_property
    def _part(self) -> list[float]:
        """Return what each of a change's files gets of it."""
        return [1.0 / n if 0 < n <= MAX_FILES else 0.0 for n in self._past.n_files]

    def _amounts_of(self, signal: Signal) -> list[float]:
        """Return per change what all its events weigh together."""
        reviews, writing = _weights(signal)
        kind = (HALF_LIFE_DAYS[signal], signal in _BY_PLACE, reviews, writing)
        amounts = self._amounts.get(kind)
        if amounts is None:
            pairs = zip(self._review_counts, self._has_writer, self._decays_of(signal), strict=True)
            amounts = self._amounts[kind] = [
                (reviews * count + writing * wrote) * decay for count, wrote, decay in pairs
            ]
        return amounts

    def _decay(self, signal: Signal) -> Callable[[int], float]:
        """Return what says how much is left of one event of a change, for a few changes."""
        decays = self._decays.get((HALF_LIFE_DAYS[signal], signal in _BY_PLACE))
        if decays is not None:
            return decays.__getitem__
        at, now = self._past.at, self._now
        rate = 1.0 / (HALF_LIFE_DAYS[signal] * SECONDS_PER_DAY)
        part = self._part if signal in _BY_PLACE else self._is_counted
        return lambda change: exp2((at[change] - now) * rate) * part[change]

    def _decays_of(self, signal: Signal) -> list[float]:
        """Return per change what is left of one event."""
        kind = (HALF_LIFE_DAYS[signal], signal in _BY_PLACE)
        decays = self._decays.get(kind)
        if decays is None:
            first, now = self._all(signal).start, self._now
            rate = 1.0 / (kind[0] * SECONDS_PER_DAY)
            whole = self._part if kind[1] else self._is_counted
            pairs = zip(self._past.at[first:], whole[first:], strict=True)
            recent = [exp2((then - now) * rate) * part for then, part in pairs]
            decays = self._decays[kind] = [0.0] * first + recent
        return decays


def _weights(signal: Signal) -> tuple[float, float]:
    """Return how much a review and how much the writing of a change counts for a signal."""
    if signal in _WRITING_ONLY:
        return 0.0, 1.0
    return 1.0, 0.0 if signal in _REVIEWS_ONLY else WRITER_WEIGHT
