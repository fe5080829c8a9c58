"""What does the past weigh for one question, straight from the store's columns?

The ledger (`review_evidence.py`) answers every question of a replay; this answers one, in a few
passes over the changes that bear on it. Both give the same sums; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import repeat
from math import exp2
from typing import Final

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import MAX_FILES, SECONDS_PER_DAY
from teammemory_bot.domain.questions.routing import ReviewPast
from teammemory_bot.scoring.nodes import ROOT, FileNode
from teammemory_bot.scoring.review_evidence import (
    HALF_LIFE_DAYS,
    WRITER_WEIGHT,
    EvidenceKey,
    Signal,
)

_REVIEWS_ONLY: Final = frozenset((Signal.LOAD, Signal.AUTHOR))
_WRITING_ONLY: Final = frozenset((Signal.WRITING, Signal.WRITTEN))
_BY_PLACE: Final = frozenset((Signal.AROUND, Signal.WRITTEN))

_Events = Mapping[DeveloperId, Sequence[int]]
"""Per person the changes, ascending."""


class PastEvidence:
    """The columns of the past, decayed to one moment (`ReviewEvidence`)."""

    def __init__(self, past: ReviewPast, *, now: int) -> None:
        self._past = past
        self._now = now
        self._decays: dict[tuple[float, bool], list[float]] = {}
        self._amounts: dict[Signal, list[float]] = {}

    def total(self, signal: Signal, key: EvidenceKey = None) -> float:
        """Return the decayed sum of one kind of evidence over all persons."""
        amounts = self._amounts.get(signal)
        if amounts is None:
            amounts = self._amounts[signal] = self._amounts_of(signal)
        return sum(map(amounts.__getitem__, self._changes(signal, key)))

    def combined(
        self, signal: Signal, factors: Mapping[EvidenceKey, float]
    ) -> Mapping[DeveloperId, float]:
        """Return per person the sum, over the keys, of factor times decayed sum."""
        by_change = [0.0] * len(self._past.at)
        for key, factor in factors.items():
            for change in self._changes(signal, key):
                by_change[change] += factor
        decays = self._decays_of(signal)
        values = [factor * decay for factor, decay in zip(by_change, decays, strict=True)]
        people: dict[DeveloperId, float] = {}
        for events, weight in self._events(signal):
            for person, changes in events.items():
                amount = weight * sum(map(values.__getitem__, changes))
                if amount:
                    people[person] = people.get(person, 0.0) + amount
        return people

    @cached_property
    def last_seen(self) -> Mapping[DeveloperId, int]:
        """When each person last wrote or reviewed a change, in UTC seconds."""
        seen: dict[DeveloperId, int] = {}
        at, n_files = self._past.at, self._past.n_files
        for events in (self._past.reviewed, self._written):
            for person, changes in events.items():
                last = next((n for n in reversed(changes) if n_files[n] <= MAX_FILES), None)
                if last is not None:
                    seen[person] = max(seen.get(person, 0), at[last])
        return seen

    @cached_property
    def _by_author(self) -> _Events:
        written: dict[DeveloperId, list[int]] = {}
        for change, author in enumerate(self._past.authors):
            written.setdefault(author, []).append(change)
        return written

    @cached_property
    def _written(self) -> _Events:
        bots = self._past.bots
        return {who: changes for who, changes in self._by_author.items() if who not in bots}

    @cached_property
    def _placed(self) -> Sequence[int]:
        return [change for change, n in enumerate(self._past.n_files) if n]

    def _changes(self, signal: Signal, key: EvidenceKey) -> Sequence[int]:
        past = self._past
        if signal is Signal.TITLED:
            return past.titled.get(str(key), ())
        if signal is Signal.PATHED:
            return past.pathed.get(str(key), ())
        match key:
            case None:
                return range(len(past.at))
            case FileNode(file):
                return past.touching.get(file, ())
            case str(directory):
                return self._placed if directory == ROOT else past.below.get(directory, ())
            case person:
                return self._by_author.get(DeveloperId(person), ())

    def _events(self, signal: Signal) -> list[tuple[_Events, float]]:
        """Return who counts for a signal, and how much of a change's weight they get."""
        if signal in _WRITING_ONLY:
            return [(self._written, 1.0)]
        reviews: tuple[_Events, float] = (self._past.reviewed, 1.0)
        return [reviews] if signal in _REVIEWS_ONLY else [reviews, (self._written, WRITER_WEIGHT)]

    def _amounts_of(self, signal: Signal) -> list[float]:
        """Return per change what all its events weigh together."""
        counts = [0.0] * len(self._past.at)
        for events, weight in self._events(signal):
            for changes in events.values():
                for change in changes:
                    counts[change] += weight
        return [count * decay for count, decay in zip(counts, self._decays_of(signal), strict=True)]

    def _decays_of(self, signal: Signal) -> list[float]:
        """Return per change what is left of one event; nothing of a change of too many files."""
        kind = (HALF_LIFE_DAYS[signal], signal in _BY_PLACE)
        decays = self._decays.get(kind)
        if decays is None:
            per_second = 1.0 / (kind[0] * SECONDS_PER_DAY)
            now = self._now
            parts = self._past.n_files if kind[1] else repeat(1)
            decays = [
                exp2((at - now) * per_second) / (part or 1) if n <= MAX_FILES else 0.0
                for at, n, part in zip(self._past.at, self._past.n_files, parts, strict=False)
            ]
            self._decays[kind] = decays
        return decays
