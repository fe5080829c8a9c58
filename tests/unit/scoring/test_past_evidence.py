from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import MAX_FILES, PastChange, ReviewQuestion
from teammemory_bot.domain.questions.routing import ReviewPast
from teammemory_bot.scoring.lift import LOAD_WEIGHT, LiftRanking, Weights
from teammemory_bot.scoring.nodes import directories_of
from teammemory_bot.scoring.past_evidence import PastEvidence
from teammemory_bot.scoring.review_evidence import ReviewLedger
from teammemory_bot.scoring.words import counted_path_words, title_words
from tests.unit.scoring.histories import change, histories, question, questions

BOT = DeveloperId(90)
NOBODY = DeveloperId(91)


def columns_of(history: list[PastChange]) -> ReviewPast:
    """Lay a history out as the store does; unknown authors are a bot of their own."""
    small = [n for n, landed in enumerate(history) if landed.n_files <= MAX_FILES]

    def index(keys_of: Iterable[tuple[int, Iterable[object]]]) -> dict:
        found: dict[object, list[int]] = {}
        for number, keys in keys_of:
            for key in dict.fromkeys(keys):
                found.setdefault(key, []).append(number)
        return found

    return ReviewPast(
        at=[landed.at for landed in history],
        n_files=[landed.n_files for landed in history],
        authors=[NOBODY if c.author is None else c.author for c in history],
        newest={
            who: n
            for n, c in enumerate(history)
            for who in (*c.reviewers, NOBODY if c.author is None else c.author)
            if n in small
        },
        written=lambda who: [n for n, c in enumerate(history) if c.author == who],
        bots=frozenset({BOT, NOBODY}),
        n_reviewers=[len(landed.reviewers) for landed in history],
        reviewers=[who for landed in history for who in landed.reviewers],
        titled=index((n, title_words(history[n].title)) for n in small),
        pathed=index((n, counted_path_words(history[n].paths)) for n in small),
        below=index(
            (n, (d for path in landed.paths for d in directories_of(path)))
            for n, landed in enumerate(history)
        ),
        touching=index((n, landed.files) for n, landed in enumerate(history)),
    )


def by_ledger(history: list[PastChange], asked: ReviewQuestion, weights: Weights) -> LiftRanking:
    ledger = ReviewLedger()
    for landed in history:
        ledger.learn(landed)
    return LiftRanking(asked, ledger.at(asked.now), weights)


def by_columns(history: list[PastChange], asked: ReviewQuestion, weights: Weights) -> LiftRanking:
    return LiftRanking(asked, PastEvidence(columns_of(history), now=asked.now), weights)


@given(histories, questions, st.sampled_from([0.0, LOAD_WEIGHT]))
def test_columns_and_ledger__give_the_same_scores_and_terms(
    history: list[PastChange], asked: ReviewQuestion, load: float
) -> None:
    history = [replace(c, author=BOT) if c.author_is_bot else c for c in history]
    one = by_ledger(history, asked, Weights(load=load))
    other = by_columns(history, asked, Weights(load=load))
    assert {r.person for r in one.ranked()} == {r.person for r in other.ranked()}
    for ranked in one.ranked():
        assert other.score(ranked.person) == pytest.approx(ranked.score, abs=2e-6)
        for mine, theirs in zip(
            one.explain(ranked.person), other.explain(ranked.person), strict=True
        ):
            assert mine.points == pytest.approx(theirs.points, abs=2e-6)
            assert mine.share == pytest.approx(theirs.share, abs=2e-9)


def test_columns__leave_out_changes_of_more_than_200_files() -> None:
    history = [
        change(1, by=1, reviewed_by=[2]),
        change(2, by=4, reviewed_by=[3], n_files=201),
    ]
    ranked = by_columns(history, question(3, by=9), Weights()).ranked()
    assert [one.person for one in ranked] == [2, 1]


def test_columns__know_when_somebody_was_last_seen() -> None:
    history = [change(1, by=2), change(5, by=1, reviewed_by=[2]), change(7, by=1)]
    lift = by_columns(history, question(11, by=9), Weights())
    assert lift.idle_days(DeveloperId(2)) == pytest.approx(6.0)
    assert lift.idle_days(DeveloperId(1)) == pytest.approx(4.0)
