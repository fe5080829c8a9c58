"""Does git, asked a second way, say what happened? Held against the memory on made-up histories."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from teammemory_bot.domain.change import LineRange
from teammemory_bot.domain.identity import RepoPath, Sha, path_from_bytes
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.git_facts import PlumbedFacts
from teammemory_bot.plumbing.own_repository import open_own_repository
from testing.memory_builder import remember
from testing.random_history import TEN, random_history
from testing.repo_builder import ANA, BEN, RepoBuilder


@contextmanager
def facts_of(
    repo: RepoBuilder, *, base: str = "HEAD", head: str = "HEAD"
) -> Iterator[PlumbedFacts]:
    tip = Sha(repo.git("rev-parse", base).strip())
    with open_own_repository(find_checkout(repo.path)) as own:
        own.use_mailmap_of(tip)
        yield PlumbedFacts(
            own, tip=tip, base=tip, merge_base=tip, head=Sha(repo.git("rev-parse", head).strip())
        )


@pytest.fixture
def repo(tmp_path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "repo")


@pytest.mark.parametrize("seed", range(6))
def test_steps_touching__any_history__as_the_memory_says(repo, tmp_path, seed) -> None:
    random_history(repo, random.Random(seed))  # noqa: S311  # repeatable on purpose
    paths = repo.git("ls-files").splitlines()
    with remember(repo, tmp_path / "memory.sqlite") as store, facts_of(repo) as facts:
        memory = store.memory_at()
        chain = [memory.change_at(seq) for seq in range(memory.seq + 1)]
        assert [step.sha for step in reversed(facts.steps(since=0))] == [c.sha for c in chain if c]
        for path in map(RepoPath, paths):
            for since in (0, chain[len(chain) // 2].at):
                told = [(c.sha, c.at) for c in memory.changes_of(path, since=since)]
                found = [(s.sha, s.at) for s in facts.steps_touching(path, since=since)]
                assert found == told, path


def test_steps_touching__last__the_newest_only(repo) -> None:
    for number in range(4):
        repo.commit({"a.py": f"{number}\n"})
    with facts_of(repo) as facts:
        every = facts.steps_touching(RepoPath("a.py"))
        assert len(every) == 4
        assert facts.steps_touching(RepoPath("a.py"), last=2) == every[:2]


def test_steps_touching__folder__all_below_it(repo) -> None:
    repo.commit({"src/a/x.py": "1\n", "src/ab.py": "1\n"})
    repo.commit({"src/a/y.py": "1\n"})
    repo.commit({"src/ab.py": "2\n"})
    repo.commit({"src/a/z.py": TEN})
    repo.rename("src/a/z.py", "src/z.py")
    with facts_of(repo) as facts:
        assert len(facts.steps_touching(RepoPath("src/a/"))) == 3  # moving out is no change there
        assert len(facts.steps_touching(RepoPath("/"))) == 5


def test_steps_touching__name_taken_by_another_file__only_the_new_one(repo) -> None:
    repo.commit({"a.py": TEN})
    repo.commit({"a.py": TEN + "more\n"})
    repo.rename("a.py", "b.py")
    repo.commit({"a.py": "quite another file\n"})
    with facts_of(repo) as facts:
        assert len(facts.steps_touching(RepoPath("a.py"))) == 1
        assert len(facts.steps_touching(RepoPath("b.py"))) == 3


def test_steps__merge__holds_what_it_landed_and_its_message(repo) -> None:
    repo.commit({"a.py": "1\n"})
    repo.branch("topic")
    repo.commit({"a.py": "2\n"}, subject="Fix one", by=BEN)
    repo.commit({"a.py": "3\n"}, subject="Fix two", by=BEN)
    repo.switch("main")
    repo.merge("topic", number=7, title="Fix both")
    with facts_of(repo) as facts:
        step = facts.steps(since=0)[0]
        subjects = [commit.message.split("\n")[0] for commit in step.commits]
        assert subjects == ["Fix one", "Fix two", "Merge pull request #7 from someone/topic"]
        assert step.own.is_merge
        assert [facts.paths_of(step)] == [("a.py",)]


ODD_NAMES = [
    "plain.py",
    "with space.py",
    'quo"te.py',
    "tab\tname.py",
    "line\nbreak.py",
    "b/b/deep.py",
    "ünïcode.py",
    "back\\slash.py",
    ":(glob)*.py",
    "--output=x.py",
    "star*.py",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_facts__odd_names__every_question_finds_the_file(repo, name) -> None:
    repo.commit({name: "one\ntwo\n"}, by=ANA)
    repo.branch("work")
    repo.commit({name: "one\nTWO\nthree\n+++ b/four\n"}, by=BEN)
    path = path_from_bytes(name.encode())
    with facts_of(repo, base="main", head="work") as facts:
        assert len(facts.steps_touching(path)) == 1
        assert facts.line_counts() == {path: (3, 1)}
        assert facts.added_lines(path) == [b"TWO", b"three", b"+++ b/four"]
        writers = facts.writers_of(path, [LineRange(first=1, last=2)])
        assert writers is not None
        assert {commit.author.name for commit in writers} == {ANA.name}
        if "\n" not in name:
            assert facts.lines_of(path) == 2
            assert facts.has_file(path, at=Sha(repo.git("rev-parse", "main").strip()))


def test_line_counts__white_space_binary_and_renames__as_the_change_is_assembled(repo) -> None:
    repo.commit({"a.py": TEN, "b.py": "if x:\n  y\n", "c.bin": b"\0\1", "d.py": TEN + "d\n"})
    repo.branch("work")
    repo.commit({"a.py": TEN + "new\n", "b.py": "if x:\n      y\n", "c.bin": b"\0\2"})
    repo.rename("d.py", "e.py")
    with facts_of(repo, base="main", head="work") as facts:
        assert facts.line_counts() == {
            "a.py": (1, 0),
            "b.py": (0, 0),
            "c.bin": (None, None),
            "e.py": (0, 0),
        }
        assert facts.added_lines(RepoPath("b.py")) == []
        assert facts.added_lines(RepoPath("nowhere.py")) is None


def test_facts__what_does_not_exist__is_not_there(repo) -> None:
    first = repo.commit({"a.py": "1\n", "empty.py": "", "c.bin": b"\0", "open.py": "1\n2"})
    repo.branch("elsewhere")
    stray = repo.commit({"a.py": "2\n"})
    repo.switch("main")
    with facts_of(repo) as facts:
        assert facts.has_landed(Sha(first))
        assert not facts.has_landed(Sha(stray))
        assert not facts.has_landed(Sha("0" * 40))
        assert not facts.has_landed(Sha("main"))
        assert not facts.has_file(RepoPath("b.py"), at=Sha(first))
        assert not facts.has_file(RepoPath("a.py"), at=Sha("main"))
        assert not facts.has_file(RepoPath("a\n.py"), at=Sha(first))
        assert facts.lines_of(RepoPath("b.py")) is None
        assert facts.lines_of(RepoPath("c.bin")) is None
        assert facts.lines_of(RepoPath("empty.py")) == 0
        assert facts.lines_of(RepoPath("open.py")) == 2
        assert facts.writers_of(RepoPath("a.py"), [LineRange(first=5, last=9)]) is None
        assert facts.steps_touching(RepoPath("b.py")) == ()
        assert facts.commits_of_change() == ()


def test_writers_of__revisions_that_blame_ignores__looks_through_them(repo) -> None:
    wrote = repo.commit({"a.py": "x = 1\n"}, by=ANA)
    sweep = repo.commit({"a.py": "x = 1  # formatted\n"}, by=BEN)
    repo.commit({".git-blame-ignore-revs": f"{sweep}\n"}, by=BEN)
    with facts_of(repo) as facts:
        writers = facts.writers_of(RepoPath("a.py"), [LineRange(first=1, last=1)])
        assert [commit.sha for commit in writers or ()] == [wrote]


def test_writers_of__twice__the_same_answer(repo) -> None:
    repo.commit({"a.py": "x = 1\n"}, by=ANA)
    with facts_of(repo) as facts:
        first = facts.writers_of(RepoPath("a.py"), [LineRange(first=1, last=1)])
        assert facts.writers_of(RepoPath("a.py"), [LineRange(first=1, last=1)]) == first
