from __future__ import annotations

import pytest

from teammemory_bot.domain.past_change import PastChange
from teammemory_bot.scoring.chrev import CHRev
from teammemory_bot.scoring.classic_expertise import ClassicExpertise
from teammemory_bot.scoring.revfinder import RevFinder
from teammemory_bot.scoring.review_baselines import LastReviewers, MostActive, ReviewerMethod
from teammemory_bot.scoring.whodo import WhoDo
from tests.unit.scoring.histories import change, question

METHODS = (MostActive, LastReviewers, WhoDo, CHRev, RevFinder, ClassicExpertise)


def taught(method: ReviewerMethod, *history: PastChange) -> ReviewerMethod:
    for landed in history:
        method.learn(landed)
    return method


@pytest.mark.parametrize("method", METHODS)
def test_every_method__knows_nobody_at_first(method: type[ReviewerMethod]) -> None:
    assert method().rank(question(1, by=1)) == []


@pytest.mark.parametrize("method", METHODS)
def test_every_method__finds_who_reviewed_the_file_but_not_the_author(
    method: type[ReviewerMethod],
) -> None:
    told = taught(method(), change(1, by=None, reviewed_by=[2, 3], paths=["a/b.py"]))
    assert told.rank(question(2, by=3, paths=["a/b.py"]))[0] == 2
    assert 3 not in told.rank(question(2, by=3, paths=["a/b.py"]))


@pytest.mark.parametrize("method", METHODS)
def test_every_method__takes_no_evidence_from_changes_of_more_than_200_files(
    method: type[ReviewerMethod],
) -> None:
    told = taught(method(), change(1, by=1, reviewed_by=[2], n_files=201))
    assert told.rank(question(2, by=1)) == []


def test_most_active__forgets_after_ninety_days() -> None:
    told = taught(
        MostActive(),
        change(1, by=1, reviewed_by=[2]),
        change(80, by=1, reviewed_by=[3]),
    )
    assert told.rank(question(91, by=1)) == [2, 3]
    assert told.rank(question(92, by=1)) == [3]


def test_last_reviewers__put_the_file_before_its_directory_before_the_root() -> None:
    told = taught(
        LastReviewers(),
        change(1, by=1, reviewed_by=[2], paths=["src/auth/token.py"]),
        change(2, by=1, reviewed_by=[3], paths=["src/auth/other.py"]),
        change(3, by=1, reviewed_by=[4], paths=["README.md"]),
        change(4, by=1, reviewed_by=[5], paths=["src/web.py"]),
    )
    assert told.rank(question(9, by=1, paths=["src/auth/token.py"])) == [2, 3, 5, 4]


def test_whodo__divides_counts_by_days_since_the_last() -> None:
    told = taught(
        WhoDo(),
        change(1, by=1, reviewed_by=[2], paths=["a/b.py"]),
        change(1, by=1, reviewed_by=[2], paths=["a/b.py"]),
        change(9, by=1, reviewed_by=[3], paths=["a/b.py"]),
    )
    # 2 / (1 + 9) against 1 / (1 + 1), twice: for the file and for its directory
    assert told.rank(question(10, by=1, paths=["a/b.py"])) == [3, 2]


def test_chrev__falls_back_to_directories_and_then_to_the_project() -> None:
    told = taught(
        CHRev(),
        change(1, by=1, reviewed_by=[2], paths=["a/b.py"]),
        change(2, by=1, reviewed_by=[3], paths=["c/d.py"]),
    )
    assert told.rank(question(3, by=1, paths=["a/new.py"])) == [2]
    assert told.rank(question(3, by=1, paths=["new/new.py"])) == [3, 2]


def test_revfinder__ranks_by_likeness_of_paths() -> None:
    told = taught(
        RevFinder(),
        change(1, by=1, reviewed_by=[2], paths=["src/web/view.py"]),
        change(1, by=1, reviewed_by=[3], paths=["src/auth/session.py"]),
        change(1, by=1, reviewed_by=[4], paths=["other/place/token.py"]),
    )
    assert told.rank(question(3, by=1, paths=["src/auth/token.py"]))[0] == 3
    assert told.rank(question(3, by=1, paths=["other/token.py"]))[0] == 4


def test_classic__orders_by_the_score_of_the_design() -> None:
    told = taught(
        ClassicExpertise(),
        change(1, by=2, paths=["a.py", "b.py"], churn=[100, 4_000]),  # 10 + 100 / 20 + bonus
        change(1, by=1, reviewed_by=[3, 4], paths=["a.py"]),
        change(2, by=1, reviewed_by=[3], paths=["a.py"]),  # 2 * 8 + bonus
    )
    assert told.rank(question(9, by=1, paths=["a.py"])) == [3, 2, 4]
