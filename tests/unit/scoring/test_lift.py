from __future__ import annotations

from math import log2

import pytest
from hypothesis import given

from teammemory_bot.domain.past_change import PastChange, ReviewQuestion
from teammemory_bot.scoring.lift import LOAD_WEIGHT, LiftRanking, Weights
from teammemory_bot.scoring.review_evidence import ReviewLedger
from tests.unit.scoring.histories import change, histories, question, questions
from tests.unit.scoring.lift_by_the_book import Book


def ranking(
    history: list[PastChange], asked: ReviewQuestion, weights: Weights | None = None
) -> LiftRanking:
    ledger = ReviewLedger()
    for landed in history:
        ledger.learn(landed)
    return LiftRanking(asked, ledger.at(asked.now), weights or Weights())


@given(histories, questions)
def test_lift__equals_the_formula_read_from_the_book(
    history: list[PastChange], asked: ReviewQuestion
) -> None:
    expected = Book(history, asked).ranking()
    actual = ranking(history, asked).ranked()
    scores = {person: score for score, person in expected}
    assert {one.person for one in actual} == scores.keys()
    for one in actual:
        assert one.score == pytest.approx(scores[one.person], abs=2e-6)


@given(histories, questions)
def test_lift__terms_add_up_to_the_score(history: list[PastChange], asked: ReviewQuestion) -> None:
    lift = ranking(history, asked, Weights(load=LOAD_WEIGHT))
    for one in lift.ranked():
        assert sum(t.points for t in lift.explain(one.person)) == pytest.approx(one.score, abs=1e-6)


@given(histories, questions)
def test_lift__never_ranks_the_author(history: list[PastChange], asked: ReviewQuestion) -> None:
    assert asked.author not in {one.person for one in ranking(history, asked).ranked()}


def test_lift__of_an_empty_history_ranks_nobody() -> None:
    assert ranking([], question(1, by=1)).ranked() == []


def test_lift__prefers_who_reviews_this_author() -> None:
    history = [
        change(1, by=1, reviewed_by=[2], paths=["a.py"]),
        change(1, by=4, reviewed_by=[3], paths=["a.py"]),
    ]
    assert ranking(history, question(2, by=1, paths=["a.py"])).ranked()[0].person == 2
    assert ranking(history, question(2, by=4, paths=["a.py"])).ranked()[0].person == 3


def test_lift__equal_people_are_ranked_by_number() -> None:
    history = [change(1, by=1, reviewed_by=[7, 3, 5])]
    people = [one.person for one in ranking(history, question(2, by=1)).ranked()]
    assert people == [3, 5, 7]


def test_lift__a_signal_without_evidence_adds_nothing() -> None:
    history = [change(1, by=1, reviewed_by=[2, 3], paths=["src/a.py"], title="Rework the parser")]
    asked = question(2, by=9, paths=[], title="")
    points = {term.name: term.points for term in ranking(history, asked).explain(2)}
    for name in ("files", "commits", "author", "title", "words"):
        assert points[name] == pytest.approx(0.0, abs=1e-12), name


def test_lift__a_change_of_more_than_200_files_is_no_evidence() -> None:
    history = [change(1, by=1, reviewed_by=[2], n_files=201)]
    assert ranking(history, question(2, by=3)).ranked() == []


def test_lift__load_costs_a_quarter_point_per_doubling() -> None:
    history = [change(1, by=1, reviewed_by=[2])]
    asked = question(1, by=1)
    plain = ranking(history, asked).score(2)
    loaded = ranking(history, asked, Weights(load=LOAD_WEIGHT)).score(2)
    assert loaded == pytest.approx(plain - LOAD_WEIGHT * log2(2.0), abs=1e-6)


def test_lift__idle_days_count_from_the_last_event_of_any_kind() -> None:
    history = [change(1, by=2), change(5, by=1, reviewed_by=[2])]
    lift = ranking(history, question(11, by=1))
    assert lift.idle_days(2) == pytest.approx(6.0)
    assert lift.idle_days(99) is None
