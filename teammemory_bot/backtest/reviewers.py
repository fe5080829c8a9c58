"""Would our suggestions have been right in the past? A replay of the history, in time order.

Protocol (docs/review-routing.md): a change is suggested for from what had landed a day before its
merge, since patches of one series land minutes apart. Right is who did review, which makes every
figure a lower bound. The author is neither candidate nor right. Changes of more than 200 files, and
those that nobody but the author reviewed, are not asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from teammemory_bot.backtest.ranking_score import RankingScore
from teammemory_bot.backtest.review_data import ReviewHistory
from teammemory_bot.backtest.reviewer_methods import METHODS, SAMPLED
from teammemory_bot.domain.past_change import (
    MAX_FILES,
    PastChange,
    ReviewQuestion,
)
from teammemory_bot.scoring.review_baselines import ReviewerMethod
from teammemory_bot.support.clock import SECONDS_PER_DAY

LAG_SECONDS: Final = SECONDS_PER_DAY
WARM_UP: Final = 0.4
"""The first 40 % of the reviewed changes are only learned from."""
MAX_EVALUATED: Final = 4_000
MAX_SAMPLED: Final = 400

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerBacktest:
    """What the replay found: how many changes there were, how many were asked about, the scores."""

    changes: int
    evaluated: int
    scores: Mapping[str, RankingScore]

    def as_json(self) -> dict[str, object]:
        """Return the figures as fractions, ready for JSON."""
        methods: dict[str, object] = {}
        for name, score in self.scores.items():
            figures = score.as_json()
            known = figures if score.judged else dict.fromkeys(figures)  # not 0: not known
            methods[name] = {**known, "evaluated": score.judged}
        return {"changes": self.changes, "evaluated": self.evaluated, "methods": methods}


def evaluated_changes(
    changes: Sequence[PastChange], *, last: int | None = None
) -> list[PastChange]:
    """Return the changes to ask about: the newest `last` reviewed ones, or as the protocol says."""
    reviewed = [one for one in changes if one.reviewers and one.n_files <= MAX_FILES]
    if last is not None:
        return reviewed[-last:] if last > 0 else []
    return reviewed[int(len(reviewed) * WARM_UP) :][-MAX_EVALUATED:]


def replay(
    history: ReviewHistory,
    *,
    last: int | None = None,
    methods: Mapping[str, Callable[[], ReviewerMethod]] = METHODS,
    progress: Progress | None = None,
) -> ReviewerBacktest:
    """Ask every method about the same past changes, and judge who it named."""
    asked = evaluated_changes(history.changes, last=last)
    scores = {name: RankingScore() for name in methods}
    for number, name in enumerate(methods):
        some = _evenly(asked, MAX_SAMPLED) if name in SAMPLED else asked
        done = len(asked) * number
        for count, (right, ranking) in enumerate(
            _answers(methods[name](), history.changes, some), start=1
        ):
            scores[name].judge(ranking, right.reviewers)
            if progress is not None:
                progress(done + count * len(asked) // len(some), len(asked) * len(methods))
    return ReviewerBacktest(changes=len(history.changes), evaluated=len(asked), scores=scores)


def question_of(change: PastChange) -> ReviewQuestion:
    """Return the question that a past change once was."""
    return ReviewQuestion(
        now=change.at,
        author=change.author,
        title=change.title,
        paths=change.paths,
        files=change.files,
    )


def _answers(
    method: ReviewerMethod, changes: Sequence[PastChange], asked: Iterable[PastChange]
) -> Iterable[tuple[PastChange, list[int]]]:
    learned = 0
    for change in asked:
        while changes[learned].at < change.at - LAG_SECONDS:
            method.learn(changes[learned])
            learned += 1
        yield change, list(method.rank(question_of(change)))


def _evenly(changes: Sequence[PastChange], count: int) -> Sequence[PastChange]:
    if len(changes) <= count:
        return changes
    return [changes[number * len(changes) // count] for number in range(count)]
