from __future__ import annotations

import pytest

from teammemory_bot.scoring.classic_expertise import ExpertiseCounts, classic_score, recency_bonus

DAY = 86_400
NOW = 1_800_000_000


@pytest.mark.parametrize(
    ("days", "bonus"), [(0, 20), (30, 20), (31, 10), (90, 10), (91, 5), (180, 5), (181, 0)]
)
def test_recency_bonus__falls_in_three_steps(days: int, bonus: float) -> None:
    assert recency_bonus(NOW - days * DAY, now=NOW) == bonus


def test_recency_bonus__of_who_never_touched_it_is_nothing() -> None:
    assert recency_bonus(None, now=NOW) == 0.0


def test_classic_score__is_the_sum_of_the_design() -> None:
    counts = ExpertiseCounts(commits=4, reviews=2, comments=1, churn=430, last_at=NOW - 100 * DAY)
    assert classic_score(counts, now=NOW) == 40 + 16 + 2 + 21.5 + 5
