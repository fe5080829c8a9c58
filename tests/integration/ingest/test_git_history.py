"""Does the memory hold what git's history says?"""

from __future__ import annotations

from pathlib import Path

import pytest

from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "repo")


def test_history__knows_which_change_landed_a_commit(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.py": "x = 1\n"}, subject="Add a", by=ANA)
    repo.branch("feature")
    inner = repo.commit({"a.py": "x = 2\n", "b.py": "y = 1\n"}, subject="PROJ-7 speed up", by=CHI)
    repo.switch("main")
    merge = repo.merge("feature", number=12, title="Speed up a", by=BEN)
    with remember(repo, tmp_path / "memory.sqlite") as store:
        memory = store.memory_at()
        assert memory.seq == 1
        assert memory.seq_of(Sha(inner)) == memory.seq_of(Sha(merge)) == 1
        change = memory.change_at(1)
        assert change is not None
        assert (change.title, change.pull, change.author.name) == ("Speed up a", 12, CHI.name)
        assert change.n_source_files == 2


def test_history__does_not_know_what_landed_later(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.py": "x = 1\n"})
    later = repo.commit({"a.py": "x = 2\n"})
    with remember(repo, tmp_path / "memory.sqlite") as store:
        memory = store.memory_at(0)
        assert memory.seq_of(Sha(later)) is None
        assert [c.seq for c in memory.changes_of(RepoPath("a.py"))] == [0]


def test_file__keeps_its_history_across_a_rename(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"old.py": "one\ntwo\nthree\n"})
    repo.rename("old.py", "src/new.py")
    repo.commit({"src/new.py": "one\ntwo\nthree\nfour\n"})
    repo.commit({"old.py": "something else altogether\n"})
    with remember(repo, tmp_path / "memory.sqlite") as store:
        memory = store.memory_at()
        assert [c.seq for c in memory.changes_of(RepoPath("src/new.py"))] == [2, 1, 0]
        assert [c.seq for c in memory.changes_of(RepoPath("old.py"))] == [3]
        file = memory.file_of(RepoPath("src/new.py"))
        assert file is not None
        assert file.former_paths == ("old.py",)
        before = store.memory_at(0).file_of(RepoPath("old.py"))
        assert before is not None
        assert before.born_seq == 0


def test_update__adds_only_what_is_new(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.py": "x = 1\n"})
    with remember(repo, tmp_path / "memory.sqlite") as store:
        assert store.tip_seq() == 0
    head = repo.commit({"a.py": "x = 2\n"})
    with remember(repo, tmp_path / "memory.sqlite") as store:
        assert isinstance(store, Store)
        assert store.tip_seq() == 1
        assert store.cursor("git", "history") == head
