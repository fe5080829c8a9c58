from __future__ import annotations

import pytest
from pydantic import ValidationError

from teammemory_bot.config.choices import policy_of
from teammemory_bot.config.model import RepositoryConfig
from teammemory_bot.domain.policy import Absence, ReviewerPolicy


def test_policy_of__reviewers__an_absence_ends_with_its_last_day() -> None:
    file = RepositoryConfig.model_validate(
        {
            "reviewers": {
                "away": {"BKaya": "2026-03-01"},
                "max_open_reviews": 6,
                "caps": {"Ademir": 2},
                "spread_load": True,
            }
        }
    )
    assert policy_of(file).reviewers == ReviewerPolicy(
        absences=(Absence(person="bkaya", until=1_772_409_600, last_day="2026-03-01"),),
        max_open_reviews=6,
        caps=(("ademir", 2),),
        spread_load=True,
    )


def test_policy_of__without_a_word_about_reviewers__has_no_limits() -> None:
    assert policy_of(RepositoryConfig()).reviewers == ReviewerPolicy()


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "01.03.2026"])
def test_away__needs_a_real_day(day: str) -> None:
    with pytest.raises(ValidationError, match="2026-03-01"):
        RepositoryConfig.model_validate({"reviewers": {"away": {"bkaya": day}}})
