"""What is left of a batch whose process was killed? Nothing, and the next run makes up for it."""

from __future__ import annotations

import signal
from collections.abc import Sequence

import pytest

from teammemory_bot.domain.records import Batch
from teammemory_bot.store.store import Store
from testing.memory_rows import Rows, rows_of
from testing.other_writer import ABOUT, BEFORE_COMMIT, deliveries, history_batch, start
from testing.repo_builder import RepoBuilder
from tests.contract.store.conftest import Place

CALLS = (2, 14, 26, BEFORE_COMMIT)
"""Early, in the middle, late: a batch of the rich repository takes more than thirty calls."""


@pytest.fixture(scope="session")
def uninterrupted(
    rich_repo: RepoBuilder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Batch, Rows]:
    """A whole history, and the rows that it makes when nothing comes between."""
    batch = history_batch(rich_repo.path)
    with Store.open(tmp_path_factory.mktemp("uninterrupted") / "memory.sqlite", ABOUT) as store:
        _begin(store)
        store.save(batch)
        return batch, rows_of(store.database)


@pytest.mark.parametrize("calls", [CALLS, pytest.param(range(32), marks=pytest.mark.prove)])
def test_batch__of_a_killed_process_is_not_there_and_comes_again(
    place: Place,
    calls: Sequence[int],
    rich_repo: RepoBuilder,
    uninterrupted: tuple[Batch, Rows],
) -> None:
    batch, expected = uninterrupted
    with Store.open(place, ABOUT) as store:
        _begin(store)
        before = rows_of(store.database)
    for call in calls:
        killed = start("die", place, rich_repo.path, call)
        told, _ = killed.communicate(timeout=60)
        assert killed.returncode == -signal.SIGKILL, f"call {call}: {told}"
        with Store.open(place, ABOUT) as store:
            assert rows_of(store.database) == before, f"call {call}"
            assert store.cursor("git", "history") is None
    with Store.open(place, ABOUT) as store:
        store.save(batch)
        assert rows_of(store.database) == expected


def test_batch__that_fails_leaves_a_store_that_goes_on(
    place: Place, uninterrupted: tuple[Batch, Rows]
) -> None:
    batch, expected = uninterrupted
    half = Batch(source="git", changes=(*batch.changes[:5], None), kinds=batch.kinds)  # type: ignore[arg-type]
    with Store.open(place, ABOUT) as store:
        _begin(store)
        before = rows_of(store.database)
        with pytest.raises(AttributeError):
            store.save(half)
        assert rows_of(store.database) == before
        store.save(batch)
        assert rows_of(store.database) == expected


def _begin(store: Store) -> None:
    for batch in deliveries(0, 3):
        store.save(batch)
