"""Do several git processes tell the same as one?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from teammemory_bot.ingest import git_steps
from teammemory_bot.plumbing import log_stream
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.errors import MissingObject
from teammemory_bot.plumbing.log_stream import Selection, read_log, read_log_by_several, shas_of
from teammemory_bot.plumbing.own_repository import open_own_repository
from testing.memory_builder import remember
from testing.memory_rows import rows_of
from testing.repo_builder import RepoBuilder

OPTIONS = ("--raw", "--numstat", *log_stream.RENAMES)


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    made = RepoBuilder(tmp_path / "repo")
    for number in range(5):
        made.commit(
            {"a.py": f"x = {number}\n", f"b{number}.py": "1\n2\n"}, subject=f"Step {number}"
        )
        made.branch(f"work{number}")
        made.commit({f"c{number}.py": "if x:\n    y\n"}, subject="In a branch")
        made.switch("main")
        made.rename(f"b{number}.py", f"moved/b{number}.py")
        made.merge(f"work{number}", number=number + 1, title=f"Merge {number}")
    return made


@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize("block", [1, 3, 7, 1_000])
def test_by_several__tells_what_one_tells(
    repo: RepoBuilder, monkeypatch: pytest.MonkeyPatch, workers: int, block: int
) -> None:
    monkeypatch.setattr(log_stream, "BLOCK_COMMITS", block)
    with open_own_repository(find_checkout(repo.path)) as own:
        walk = Selection.reached(repo.head())
        by_one = list(read_log(own, walk, *OPTIONS))
        by_several = list(read_log_by_several(own, shas_of(own, walk), *OPTIONS, workers=workers))
    assert len(by_one) == 20
    assert by_several == by_one


def test_by_several__a_missing_commit_is_an_error(
    repo: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "BLOCK_COMMITS", 2)
    with open_own_repository(find_checkout(repo.path)) as own:
        shas = [*shas_of(own, Selection.reached(repo.head())), "1" * 40]
        with pytest.raises(MissingObject):
            list(read_log_by_several(own, shas, *OPTIONS, workers=2))


def test_memory__is_the_same_by_blocks(
    repo: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with remember(repo, tmp_path / "by-one.sqlite") as store:
        by_one = rows_of(store.database)
    monkeypatch.setattr(git_steps, "_FEW_COMMITS", 3)
    monkeypatch.setattr(log_stream, "BLOCK_COMMITS", 3)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    with remember(repo, tmp_path / "by-several.sqlite") as store:
        assert rows_of(store.database) == by_one
