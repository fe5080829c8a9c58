from __future__ import annotations

from teammemory_bot.backtest.review_data import ReviewHistory
from teammemory_bot.backtest.reviewer_methods import METHODS
from teammemory_bot.backtest.reviewers import evaluated_changes, replay
from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import PastChange, ReviewQuestion
from tests.unit.scoring.histories import change


class Spy:
    """Remembers what it was taught before each question; always names person 7."""

    def __init__(self) -> None:
        self.known: list[PastChange] = []
        self.asked: list[tuple[ReviewQuestion, int]] = []

    def learn(self, landed: PastChange) -> None:
        self.known.append(landed)

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        self.asked.append((question, len(self.known)))
        return [DeveloperId(7)]


def history(*changes: PastChange) -> ReviewHistory:
    return ReviewHistory(changes=changes, handles={})


def test_replay__shows_only_what_landed_more_than_a_day_before() -> None:
    spy = Spy()
    past = [change(day, by=1, reviewed_by=[7]) for day in (0, 1, 1.5, 2.5, 3)]
    replay(history(*past), last=1, methods={"spy": lambda: spy})
    ((question, known),) = spy.asked
    assert question.now == past[-1].at
    assert known == 3  # day 2.5 is half a day before; day 2 exactly would not count either


def test_replay__a_change_exactly_one_day_before_is_not_visible() -> None:
    spy = Spy()
    past = [change(day, by=1, reviewed_by=[7]) for day in (0, 1, 2)]
    replay(history(*past), last=1, methods={"spy": lambda: spy})
    assert spy.asked[0][1] == 1


def test_replay__judges_by_who_reviewed() -> None:
    past = [change(0, by=1, reviewed_by=[7]), change(2, by=1, reviewed_by=[8])]
    result = replay(history(*past), last=2, methods={"spy": Spy})
    assert result.as_json() == {
        "changes": 2,
        "evaluated": 2,
        "methods": {"spy": {"top1": 0.5, "top3": 0.5, "top5": 0.5, "mrr": 0.5, "evaluated": 2}},
    }


def test_evaluated_changes__are_the_last_sixty_percent_that_others_reviewed() -> None:
    past = [change(day, by=1, reviewed_by=[2]) for day in range(10)]
    unreviewed = [change(20, by=1), change(21, by=1, reviewed_by=[1])]
    huge = [change(22, by=1, reviewed_by=[2], n_files=201)]
    assert evaluated_changes([*past, *unreviewed, *huge]) == past[4:]


def test_evaluated_changes__are_at_most_the_last_four_thousand() -> None:
    past = [change(0, by=1, reviewed_by=[2])] * 10_000
    assert len(evaluated_changes(past)) == 4_000


def test_evaluated_changes__can_be_the_last_few() -> None:
    past = [change(day, by=1, reviewed_by=[2]) for day in range(10)]
    assert evaluated_changes(past, last=3) == past[-3:]
    assert evaluated_changes(past, last=99) == past
    assert evaluated_changes(past, last=0) == []


def test_replay__of_an_empty_history_asks_nothing() -> None:
    result = replay(history())
    assert (result.changes, result.evaluated) == (0, 0)
    assert set(result.scores) == set(METHODS)


def test_replay__asks_slow_methods_about_evenly_spaced_changes() -> None:
    spy = Spy()
    past = [change(day, by=1, reviewed_by=[7]) for day in range(1000)]
    result = replay(history(*past), last=800, methods={"revfinder": lambda: spy})
    assert result.evaluated == 800
    assert result.scores["revfinder"].judged == 400
    assert [q.now for q, _ in spy.asked] == [one.at for one in past[200::2]]


def test_replay__tells_how_far_it_is() -> None:
    seen: list[tuple[int, int]] = []
    past = [change(day, by=1, reviewed_by=[7]) for day in range(10)]
    replay(
        history(*past),
        methods={"a": Spy, "b": Spy},
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(done, 12) for done in range(1, 13)]
