"""Do F3, R3 and the classic score follow their formulas, and does each term stand for itself?"""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.scoring.change_risk import ChangeRisk, risk_of_files
from teammemory_bot.scoring.classic_risk import classic_risk, classic_score
from teammemory_bot.scoring.decayed_count import decayed_count
from teammemory_bot.scoring.hotspot import Heat
from teammemory_bot.scoring.percentile import RiskLevel, level_of, percentile
from teammemory_bot.support.clock import SECONDS_PER_DAY

DAY = SECONDS_PER_DAY


def test_decayed_count__halves_with_each_half_life() -> None:
    times = [0, 180 * DAY, 360 * DAY]
    assert decayed_count(times, now=360 * DAY, half_life_days=180) == 0.25 + 0.5 + 1.0
    assert decayed_count([], now=0, half_life_days=180) == 0.0


def test_decayed_count__forgets_after_three_years() -> None:
    now = 2_000 * DAY
    times = [now - 1_096 * DAY, now - 1_095 * DAY, now]
    assert decayed_count(times, now=now, half_life_days=365) == 0.125 + 1.0


@given(st.lists(st.integers(0, 1_000 * DAY), max_size=40).map(sorted))
def test_decayed_count__never_exceeds_the_count(times: list[int]) -> None:
    total = decayed_count(times, now=1_000 * DAY, half_life_days=180)
    assert len(times) * 0.5 ** (1_000 / 180) <= total <= len(times) or total == pytest.approx(
        len(times)
    )


def test_heat__is_f3() -> None:
    heat = Heat(changes=3.0, fixes=1.0, lines=255)
    assert heat.score == 7 * 2 + 4 * 1 + 4 * 8
    assert [(term.name, term.share, term.points) for term in heat.terms()] == [
        ("changes", 3.0, 14.0),
        ("bug fixes", 1.0, 4.0),
        ("lines", 255.0, 32.0),
    ]


def test_change_risk__is_r3() -> None:
    risk = ChangeRisk(added=127, tokens=15, fixes=3.0)
    assert risk.score == 3 * 7 + 2 * 4 + 1 * 2


def test_change_risk__without_the_patch_counts_lines_more() -> None:
    assert ChangeRisk(added=127, tokens=None, fixes=3.0).score == 5 * 7 + 2


def test_change_risk__of_files_adds_up_before_the_logarithm() -> None:
    files = [
        ChangeRisk(added=100, tokens=10, fixes=1.0),
        ChangeRisk(added=27, tokens=5, fixes=2.0),
    ]
    assert risk_of_files(files) == ChangeRisk(added=127, tokens=15, fixes=3.0)
    unread = [*files, ChangeRisk(added=0, tokens=None, fixes=0.0)]
    assert risk_of_files(unread).tokens is None


@given(st.integers(0, 10**6), st.integers(0, 10**5), st.floats(0, 1e4))
def test_change_risk__terms_are_the_score(added: int, tokens: int, fixes: float) -> None:
    risk = ChangeRisk(added=added, tokens=tokens, fixes=fixes)
    expected = 3 * log2(1 + added) + 2 * log2(1 + tokens) + log2(1 + fixes)
    assert risk.score == pytest.approx(expected)
    assert sum(term.points for term in risk.terms()) == pytest.approx(risk.score)


def test_classic_risk__is_the_first_formula_as_written() -> None:
    counts = {"churn": 390, "bug_count": 5, "contributor_count": 4, "commit_count": 18}
    assert classic_score(**counts) == 390 + 500 + 100 + 90
    assert sum(term.points for term in classic_risk(**counts)) == 1_080


def test_percentile__counts_what_lies_below_and_half_of_the_ties() -> None:
    scores = [1.0, 2.0, 2.0, 3.0]
    assert percentile(0.5, scores) == 0
    assert percentile(2.0, scores) == 50
    assert percentile(3.0, scores) == 87
    assert percentile(9.0, scores) == 99


def test_level__starts_at_80_and_95() -> None:
    assert [level_of(percent) for percent in (0, 79, 80, 94, 95, 100)] == [
        RiskLevel.USUAL,
        RiskLevel.USUAL,
        RiskLevel.ELEVATED,
        RiskLevel.ELEVATED,
        RiskLevel.HIGH,
        RiskLevel.HIGH,
    ]
