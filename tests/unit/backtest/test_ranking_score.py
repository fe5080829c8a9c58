from __future__ import annotations

from teammemory_bot.backtest.ranking_score import RankingScore


def test_ranking_score__takes_the_best_placed_right_one() -> None:
    score = RankingScore()
    score.judge([5, 7, 9, 1], {9, 1})  # third
    score.judge([5], {5})  # first
    score.judge([5, 6], {4})  # not ranked: counts as wrong
    score.judge([], {4})
    assert score.as_json() == {
        "top1": 0.25,
        "top3": 0.5,
        "top5": 0.5,
        "mrr": round((1 / 3 + 1) / 4, 6),
    }


def test_ranking_score__of_nothing_is_nothing() -> None:
    assert RankingScore().as_json() == {"top1": 0.0, "top3": 0.0, "top5": 0.0, "mrr": 0.0}
