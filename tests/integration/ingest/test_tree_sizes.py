"""Does the hot-spot score know how long files are whose past was not counted?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.ingest import tree_sizes
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.scoring.standing import Standing
from teammemory_bot.store.memory import StoredMemory
from testing.repo_builder import RepoBuilder

OLD, NEW = RepoPath("src/old.py"), RepoPath("src/new.py")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A file that is older than the window of counted lines, and one inside of it."""
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({OLD: "a = 1\n" * 7}, subject="Begin", at="2020-01-01")
    repo.commit({NEW: "b = 1\nb = 2"}, subject="Go on", at="2026-01-01")
    repo.commit({OLD: "a = 1\n" * 9}, subject="Grow", at="2026-01-02")
    with open_workplace(repo.path, memory=tmp_path / "memory.sqlite") as opened:
        bring_up_to_date(opened, on_progress=lambda _done, _total: None)
        yield opened


def sizes(memory: StoredMemory) -> dict[RepoPath, int | None]:
    newest = memory.change_at(memory.seq)
    assert newest is not None
    standing = Standing.ask(memory, now=newest.at)
    assert standing.has_sizes
    return {one.path: one.lines for one in standing.past.living}


def test_sizes__are_those_of_the_contents_at_the_change_asked_about(place: Workplace) -> None:
    assert sizes(place.store.memory_at()) == {OLD: 9, NEW: 2}
    assert sizes(place.store.memory_at(1)) == {OLD: 7, NEW: 2}
    memory = place.store.memory_at()
    number = memory.file_numbers([OLD])[OLD]
    assert memory.lines_of(number) == 9


def test_sizes__of_a_content_are_counted_once(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sizes(place.store.memory_at())
    counted: list[str] = []
    monkeypatch.setattr(
        tree_sizes, "lines_of_blobs", lambda _own, blobs: counted.extend(blobs) or iter(())
    )
    assert sizes(place.store.memory_at()) == first
    assert counted == []


def test_sizes__beyond_what_one_run_may_count_come_with_the_next(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_sizes, "MOST_NEW", 1)
    living = Standing.ask(place.store.memory_at(), now=1_800_000_000).past.living
    assert sorted(one.lines is None for one in living) == [False, True]
    assert sizes(place.store.memory_at()) == {OLD: 9, NEW: 2}
