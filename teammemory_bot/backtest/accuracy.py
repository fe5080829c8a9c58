"""What does a replay say in short? The few figures that the audit repeats beside its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from teammemory_bot.backtest.co_change import QuestionScore
from teammemory_bot.backtest.reviewers import ReviewerBacktest
from teammemory_bot.backtest.risk import Figures, RiskBacktest
from teammemory_bot.domain.audit import Accuracy
from teammemory_bot.support.counted import counted

_REVIEWER_METHODS: Final = ("lift", "recent", "classic")
_FILE_METHODS: Final = ("evidence", "classic", "loc")
_CHANGE_METHODS: Final = ("evidence", "classic", "lines_added")


def reviewer_accuracy(result: ReviewerBacktest, *, until: str) -> tuple[Accuracy, ...]:
    """Return how often the suggestion was right, beside the simpler methods; fractions.

    `until` is the day up to which the past was replayed.
    """
    what = f"Reviewers of {counted(result.evaluated, 'change')} until {until}"
    return tuple(
        Accuracy(what=what, method=method, measure=measure, value=figures[measure])
        for method in _REVIEWER_METHODS
        if method in result.scores and result.scores[method].judged
        for figures in [result.scores[method].as_json()]
        for measure in ("top3", "mrr")
    )


def risk_accuracy(result: RiskBacktest, *, until: str) -> tuple[Accuracy, ...]:
    """Return how well risky files and changes were told from others: areas under the curve."""
    files = f"Files that needed a fix, at {result.cutoffs:,} moments until {until}"
    changes = f"Changes that needed a fix, {result.evaluated:,} until {until}"
    return (
        *_areas(files, result.files, _FILE_METHODS),
        *_areas(changes, result.changes, _CHANGE_METHODS),
    )


def co_change_accuracy(scores: Mapping[str, QuestionScore], *, until: str) -> tuple[Accuracy, ...]:
    """Return how often a file that was asked for did belong to the change; fractions."""
    return tuple(
        Accuracy(
            what=f"Files that were missed, until {until}", method=name, measure=measure, value=value
        )
        for name, score in scores.items()
        for measure in ("precision", "recall")
        if (value := score.as_json()[measure]) is not None
    )


def _areas(what: str, figures: Figures, methods: tuple[str, ...]) -> Iterator[Accuracy]:
    for method in methods:
        area = figures.get(method, {}).get("auc")
        if area is not None:
            yield Accuracy(what=what, method=method, measure="auc", value=area)
