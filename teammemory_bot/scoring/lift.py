"""Who should review this change? Shares of past reviewing, each against the person's usual share.

Formula, constants and measured accuracy: docs/review-routing.md. Every addend is one number per
person that a reader can be shown; a signal without evidence adds exactly nothing, because its share
falls back to the usual one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import e, exp2, log, log2, sqrt
from typing import Final, NamedTuple

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import ReviewQuestion
from teammemory_bot.scoring.nodes import ROOT
from teammemory_bot.scoring.place_spread import PLACE_PRIOR, PlaceTree
from teammemory_bot.scoring.review_evidence import EvidenceKey, ReviewEvidence, Signal
from teammemory_bot.scoring.spread import (
    ALL_PRIOR,
    Spread,
    plain_shares,
    smoothed,
    smoothed_mean,
)
from teammemory_bot.scoring.words import counted_path_words, title_words
from teammemory_bot.support.clock import SECONDS_PER_DAY

FLOOR: Final = 0.003
"""Added to every share, so that nobody is ruled out by never having done something."""

IDLE_DAYS: Final = 30.0
IDLE_FLOOR: Final = 0.01

MIN_USUAL: Final = 0.000_001
MIN_WRITING: Final = 0.001
"""A candidate does more than this share of the reviewing, or writes more than this share."""

BURST_PRIOR: Final = 5.0
AUTHOR_PRIOR: Final = 2.0
WORD_PRIOR: Final = 5.0
"""How many events of everybody's usual share are mixed into the counted ones."""


class Weights(NamedTuple):
    """Points per doubling of each share. Load is off unless the team wants it spread."""

    usual: float = 1.20
    burst: float = 0.30
    files: float = 0.30
    commits: float = 0.25
    author: float = 0.55
    title: float = 0.65
    words: float = 0.30
    idle: float = 0.75
    load: float = 0.0


DEFAULT_WEIGHTS: Final = Weights()
LOAD_WEIGHT: Final = 0.25
"""The weight of the load term where it is on: nearly free in accuracy; 1.0 costs .07 MRR."""


class Ranked(NamedTuple):
    """One candidate in order."""

    person: DeveloperId
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPoints:
    """One addend of a person's score: its points, the share behind it, the usual share."""

    name: str
    points: float
    share: float | None = None
    usual: float | None = None


class LiftRanking:
    """All shares for one question; ranks candidates and explains each to the last point."""

    def __init__(
        self,
        question: ReviewQuestion,
        evidence: ReviewEvidence,
        weights: Weights = DEFAULT_WEIGHTS,
    ) -> None:
        self._weights = weights
        self._now = question.now
        self._last_seen = evidence.last_seen
        self._usual = plain_shares(evidence, Signal.USUAL)
        self._writing = plain_shares(evidence, Signal.WRITING)
        self._burst = smoothed(evidence, Signal.BURST, prior=BURST_PRIOR)
        self._author = _author_spread(question, evidence)
        self._title = _title_spread(question, evidence)
        self._words = _words_spread(question, evidence)
        places = PlaceTree(question)
        self._files = places.spread(evidence, Signal.AROUND)
        self._commits_root = smoothed(evidence, Signal.WRITTEN, ROOT, prior=PLACE_PRIOR)
        self._commits = (
            places.spread(evidence, Signal.WRITTEN) if question.paths else self._commits_root
        )
        self._load = evidence.combined(Signal.LOAD, {None: 1.0}) if weights.load else {}
        self._excluded = question.author

    def candidates(self) -> list[DeveloperId]:
        """Return everybody who could be ranked: not the author, and not long forgotten."""
        return [
            person
            for person, usual in self._usual.items()
            if person != self._excluded
            and (usual > MIN_USUAL or self._writing.get(person, 0.0) > MIN_WRITING)
        ]

    def ranked(self) -> list[Ranked]:
        """Return all candidates, best first; ties go to the lower person number."""
        scored = [Ranked(p, self.score(p)) for p in self.candidates()]
        return sorted(scored, key=lambda one: (-one.score, one.person))

    def score(self, person: DeveloperId) -> float:
        """Return the sum of the person's points, rounded to six decimals."""
        return round(sum(self._points(person)), 6)

    def explain(self, person: DeveloperId) -> tuple[TermPoints, ...]:
        """Return every addend of the person's score with the shares behind it."""
        usual = self._usual.get(person, 0.0)
        shares = (usual, *self._placed(person, usual))
        compared = (None, usual, usual, self._root_share(person), usual, usual, usual)
        points = self._points(person)
        shown = [
            TermPoints(name=name, points=p, share=share, usual=against)
            for name, p, share, against in zip(
                Weights._fields[:7], points[:7], shares, compared, strict=True
            )
        ]
        shown.append(TermPoints(name="idle", points=points[7]))
        if self._weights.load:
            shown.append(TermPoints(name="load", points=points[8]))
        return tuple(shown)

    def idle_days(self, person: DeveloperId) -> float | None:
        """Return the days since the person's last visible event; None: never seen."""
        last = self._last_seen(person)
        return None if last is None else (self._now - last) / SECONDS_PER_DAY

    def _points(self, person: DeveloperId) -> tuple[float, ...]:
        w = self._weights
        usual = self._usual.get(person, 0.0)
        burst, files, commits, author, title, words = self._placed(person, usual)
        base = log2(usual + FLOOR)
        return (
            w.usual * base,
            w.burst * (log2(burst + FLOOR) - base),
            w.files * (log2(files + FLOOR) - base),
            w.commits * (log2(commits + FLOOR) - log2(self._root_share(person) + FLOOR)),
            w.author * (log2(author + FLOOR) - base),
            w.title * (log2(title + FLOOR) - base),
            w.words * (log2(words + FLOOR) - base),
            w.idle * self._liveliness(person),
            -w.load * self._load_points(person) if w.load else 0.0,
        )

    def _placed(self, person: DeveloperId, usual: float) -> tuple[float, ...]:
        writing = self._writing.get(person, 0.0)
        return (
            self._burst.share(person, usual),
            self._files.share(person, usual),
            self._commits.share(person, writing),
            self._author.share(person, usual),
            self._title.share(person, usual),
            self._words.share(person, usual),
        )

    def _root_share(self, person: DeveloperId) -> float:
        return self._commits_root.share(person, self._writing.get(person, 0.0))

    def _liveliness(self, person: DeveloperId) -> float:
        idle = self.idle_days(person)
        return log2((exp2(-idle / IDLE_DAYS) if idle is not None else 0.0) + IDLE_FLOOR)

    def _load_points(self, person: DeveloperId) -> float:
        return log2(1.0 + self._load.get(person, 0.0))


def _author_spread(question: ReviewQuestion, evidence: ReviewEvidence) -> Spread:
    if question.author is None:
        return ALL_PRIOR
    return smoothed(evidence, Signal.AUTHOR, question.author, prior=AUTHOR_PRIOR)


def _title_spread(question: ReviewQuestion, evidence: ReviewEvidence) -> Spread:
    words: dict[EvidenceKey, float] = dict.fromkeys(title_words(question.title), 1.0)
    return smoothed_mean(evidence, Signal.TITLED, words, prior=WORD_PRIOR)


def _words_spread(question: ReviewQuestion, evidence: ReviewEvidence) -> Spread:
    weights: dict[EvidenceKey, float] = {
        word: sqrt(paths) / log(e + evidence.total(Signal.PATHED, word))
        for word, paths in counted_path_words(question.paths).items()
    }
    return smoothed_mean(evidence, Signal.PATHED, weights, prior=WORD_PRIOR)
