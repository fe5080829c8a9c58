"""What must be known of the past to rank reviewers by lift? Nine kinds of decayed sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from typing import Final, Protocol

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import MAX_FILES, PastChange
from teammemory_bot.scoring.decay import DecayedSums
from teammemory_bot.scoring.nodes import FileNode, touched_nodes
from teammemory_bot.scoring.words import counted_path_words, title_words

EvidenceKey = str | FileNode | int | None
"""What sums are kept by: a word or directory, a file, a person, or nothing."""

WRITER_WEIGHT: Final = 0.3
"""What writing a change weighs as knowledge of reviewing it; a review weighs 1."""


class Signal(Enum):
    """One kind of evidence; in brackets what its sums are kept by."""

    USUAL = auto()
    """All that a person reviewed and wrote [None]."""
    BURST = auto()
    """The same of late: who is about just now [None]."""
    LOAD = auto()
    """Reviews alone, of late [None]."""
    WRITING = auto()
    """Changes written [None]."""
    AUTHOR = auto()
    """Reviews of the changes of one author [person]."""
    AROUND = auto()
    """Reviews and writing at a file or below a directory [node]."""
    WRITTEN = auto()
    """Changes written at a file or below a directory [node]."""
    TITLED = auto()
    """Reviews and writing of changes whose title holds a word [word]."""
    PATHED = auto()
    """Reviews and writing of changes with a word in a path [word]."""


HALF_LIFE_DAYS: Final[Mapping[Signal, float]] = {
    Signal.USUAL: 180.0,
    Signal.BURST: 14.0,
    Signal.LOAD: 14.0,
    Signal.WRITING: 180.0,
    Signal.AUTHOR: 45.0,
    Signal.AROUND: 60.0,
    Signal.WRITTEN: 365.0,
    Signal.TITLED: 180.0,
    Signal.PATHED: 180.0,
}
"""Within .005 of the best MRR on both development histories (docs/review-routing.md)."""


class ReviewEvidence(Protocol):
    """The visible past, decayed to the moment of a question."""

    def last_seen(self, person: DeveloperId) -> int | None:
        """Return when the person last wrote or reviewed a visible change, in UTC seconds."""

    def total(self, signal: Signal, key: EvidenceKey = None) -> float:
        """Return the decayed sum of one kind of evidence over all persons."""

    def combined(
        self, signal: Signal, factors: Mapping[EvidenceKey, float]
    ) -> Mapping[DeveloperId, float]:
        """Return per person the sum, over the keys, of factor times decayed sum."""


class ReviewLedger:
    """Evidence kept up change by change: `learn` in time order, ask `at` a moment."""

    def __init__(self) -> None:
        self._sums: Final = {
            signal: DecayedSums[EvidenceKey](days) for signal, days in HALF_LIFE_DAYS.items()
        }
        self._last_seen: Final[dict[DeveloperId, int]] = {}

    def learn(self, change: PastChange) -> None:
        """Take a landed change as evidence."""
        if change.n_files > MAX_FILES:
            return
        reviews = [(reviewer, 1.0) for reviewer in change.reviewers]
        wrote = [] if change.writer is None else [(change.writer, 1.0)]
        events = reviews + [(person, WRITER_WEIGHT) for person, _ in wrote]
        for person, _ in events:
            self._last_seen[person] = max(change.at, self._last_seen.get(person, change.at))

        whole = (None,)
        self._add(Signal.USUAL, whole, events, at=change.at)
        self._add(Signal.BURST, whole, events, at=change.at)
        self._add(Signal.LOAD, whole, reviews, at=change.at)
        self._add(Signal.WRITING, whole, wrote, at=change.at)
        if change.author is not None:
            self._add(Signal.AUTHOR, (change.author,), reviews, at=change.at)
        self._add(Signal.TITLED, title_words(change.title), events, at=change.at)
        self._add(Signal.PATHED, counted_path_words(change.paths), events, at=change.at)

        nodes = touched_nodes(change.paths, change.files)
        parts = max(change.n_files, 1)
        self._add(Signal.AROUND, nodes, events, at=change.at, parts=parts)
        self._add(Signal.WRITTEN, nodes, wrote, at=change.at, parts=parts)

    def at(self, now: int) -> ReviewEvidence:
        """Return the evidence as it weighs at a time."""
        return _LedgerAt(self, now)

    def last_seen(self, person: DeveloperId) -> int | None:
        """Return when the person last wrote or reviewed a change, in UTC seconds."""
        return self._last_seen.get(person)

    def sums(self, signal: Signal) -> DecayedSums[EvidenceKey]:
        """Return the sums of one kind of evidence."""
        return self._sums[signal]

    def _add(
        self,
        signal: Signal,
        keys: Iterable[EvidenceKey],
        events: list[tuple[DeveloperId, float]],
        *,
        at: int,
        parts: int = 1,
    ) -> None:
        if events:
            sums = self._sums[signal]
            weight = sums.weight(at) / parts
            sums.add(keys, [(person, x * weight) for person, x in events])


class _LedgerAt:
    """A ledger as it weighs at one moment."""

    def __init__(self, ledger: ReviewLedger, now: int) -> None:
        self._ledger = ledger
        self._now = now

    def last_seen(self, person: DeveloperId) -> int | None:
        return self._ledger.last_seen(person)

    def total(self, signal: Signal, key: EvidenceKey = None) -> float:
        return self._ledger.sums(signal).total(key, now=self._now)

    def combined(
        self, signal: Signal, factors: Mapping[EvidenceKey, float]
    ) -> Mapping[DeveloperId, float]:
        return self._ledger.sums(signal).combined(factors, now=self._now)
