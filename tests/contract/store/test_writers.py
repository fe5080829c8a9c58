"""May several processes write one memory at once? Each delivery counts once, whoever brought it."""

from __future__ import annotations

from pathlib import Path

import pytest

from teammemory_bot.store.store import Store
from testing.memory_rows import facts_of
from testing.other_writer import ABOUT, deliveries, start
from tests.contract.store.conftest import Place

WRITERS = 4


@pytest.mark.parametrize("count", [8, pytest.param(1_000, marks=pytest.mark.prove)])
def test_writers__together_make_the_memory_of_one(place: Place, count: int, tmp_path: Path) -> None:
    writers = [start("deliver", place, number, count) for number in range(WRITERS)]
    for writer in writers:
        told, _ = writer.communicate(timeout=3_000)
        assert writer.returncode == 0, told
    with Store.open(tmp_path / "alone.sqlite", ABOUT) as alone, alone.writing():
        for number in range(WRITERS):
            for batch in deliveries(number, count):
                alone.save(batch)
        expected = facts_of(alone.database)
    with Store.open(place, ABOUT) as store:
        found = facts_of(store.database)
    assert found == expected
    assert len(found["reviews"]) == len(found["issue_comments"]) == WRITERS * count


def test_writer__learns_what_another_one_wrote_meanwhile(place: Place) -> None:
    """Two open stores by turns: the numbers of people and issues must not be given twice."""
    with Store.open(place, ABOUT) as one, Store.open(place, ABOUT) as other:
        for ours, theirs in zip(deliveries(1, 12), deliveries(2, 12), strict=True):
            one.save(ours)
            other.save(theirs)
        ((people, logins),) = one.database.execute(
            "SELECT COUNT(*), COUNT(DISTINCT LOWER(login)) FROM developers"
        )
        assert people == logins > 9
