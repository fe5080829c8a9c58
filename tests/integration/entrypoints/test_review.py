"""`teammemory review`, run as a user runs it."""

from __future__ import annotations

import json
import shutil

import pytest

from testing.command_line import teammemory
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder


@pytest.fixture
def repo(tmp_path):
    """A small team: two people, three pull requests, one still open."""
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"src/auth/token.py": "x = 1\n", "README.md": "hello\n"}, subject="Begin", by=ANA)
    for number in range(1, 4):
        repo.branch(f"topic-{number}")
        repo.commit(
            {"src/auth/token.py": "".join(f"x = {n}\n" for n in range(number + 2))},
            subject=f"PROJ-{number} Handle case {number}",
            by=CHI if number == 2 else ANA,
        )
        repo.switch("main")
        repo.merge(f"topic-{number}", number=number, title=f"PROJ-{number} Handle case {number}")
    repo.branch("open-work")
    repo.commit({"src/auth/session.py": "if x:\n    y = 2\n"}, subject="Try a session", by=BEN)
    repo.switch("main")
    return repo


def review(repo, tmp_path, *words, **surroundings):
    memory = tmp_path / "memory.sqlite"
    return teammemory(
        "--repo", repo.path, "--memory", memory, "review", *words, environ=surroundings
    )


def test_review__takes_the_last_merged_change_when_nothing_is_said(repo, tmp_path):
    ended = review(repo, tmp_path, "--json")
    assert ended.code == 0, ended.err
    change = json.loads(ended.out)["change"]
    assert (change["number"], change["title"]) == (3, "PROJ-3 Handle case 3")
    assert change["base"] == repo.git("rev-parse", "HEAD^1").strip()
    assert change["head"] == repo.git("rev-parse", "HEAD^2").strip()


def test_review__counts_nothing_that_landed_after_the_base(repo, tmp_path):
    ended = review(repo, tmp_path, "--json")
    held = json.loads(ended.out)["memory"]
    assert held["commits"] == int(repo.git("rev-list", "--count", "HEAD^1"))
    assert held["pull_requests"] == 2


@pytest.mark.parametrize(
    ("words", "head", "base"),
    [
        (("--head", "open-work"), "open-work", "main"),
        (("--base", "main~1", "--head", "open-work"), "open-work", "main~1"),
        (("--pull", "2"), "main~1^2", "main~2"),
        (("--head", "main~1"), "main~1^2", "main~2"),
    ],
)
def test_review__takes_any_range(repo, tmp_path, words, head, base):
    ended = review(repo, tmp_path, "--json", *words)
    assert ended.code == 0, ended.err
    change = json.loads(ended.out)["change"]
    assert change["head"] == repo.git("rev-parse", head).strip()
    assert change["base"] == repo.git("rev-parse", base).strip()


def test_review__reads_the_issue_from_the_name_of_the_branch(repo, tmp_path):
    repo.git("branch", "PROJ-77-session", "open-work")
    for words, found in (
        (("--base", "main", "--head", "open-work"), False),
        (("--base", "main", "--head", "PROJ-77-session"), True),
        (("--base", "main", "--head", "PROJ-77-session~0"), False),
    ):
        ended = review(repo, tmp_path, "--json", *words)
        assert ended.code == 0, ended.err
        assert (json.loads(ended.out)["change"]["issue_keys"] == ["PROJ-77"]) is found
    repo.switch("PROJ-77-session")
    assert json.loads(review(repo, tmp_path, "--json", "--base", "main").out)["change"][
        "issue_keys"
    ] == ["PROJ-77"]


def test_review__works_on_a_detached_head(repo, tmp_path):
    repo.git("checkout", "--quiet", "--detach", "open-work")
    repo.git("branch", "-D", "open-work")
    ended = review(repo, tmp_path, "--json", "--base", "main")
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["change"]["head"] == repo.head()


@pytest.mark.parametrize(
    ("format_", "seed", "zone", "locale"),
    [
        ("text", "0", "UTC", "C"),
        ("markdown", "1", "Asia/Tokyo", "C.UTF-8"),
        ("json", "4242", "America/Lima", "POSIX"),
    ],
)
def test_review__says_the_same_bytes_wherever_and_whenever(
    repo, tmp_path, format_, seed, zone, locale
):
    first = review(repo, tmp_path, "--format", format_)
    assert first.code == 0, first.err
    assert first.out
    again = teammemory(
        *("--repo", repo.path, "--memory", tmp_path / "new.sqlite", "review", "--format", format_),
        environ={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LANG": locale},
    )
    assert again.out == first.out
    warm = review(repo, tmp_path, "--format", format_, PYTHONHASHSEED=seed, TZ=zone)
    assert warm.out == first.out


def test_review__reads_only_what_is_new_the_second_time(repo, tmp_path):
    review(repo, tmp_path)
    repo.switch("open-work")
    tip = repo.commit({"README.md": "hello again\n"}, subject="Greet again", by=BEN)
    repo.switch("main")
    repo.squash("open-work", number=4, title="Session")
    warm = review(repo, tmp_path, "--json")
    cold = teammemory("--repo", repo.path, "--memory", tmp_path / "cold.sqlite", "review", "--json")
    assert warm.out == cold.out
    assert json.loads(warm.out)["change"]["number"] == 4
    assert tip not in warm.out


@pytest.mark.parametrize(
    ("prepare", "words", "sentence"),
    [
        (lambda repo: shutil.rmtree(repo.path / ".git"), (), "is not inside a git repository"),
        (lambda repo: shutil.rmtree(repo.path), (), "is not inside a git repository"),
        (lambda _repo: None, ("--base", "no-such-name"), "names no commit of this repository"),
        (lambda _repo: None, ("--base=--output=/tmp/x",), "names no commit of this repository"),
        (lambda _repo: None, ("--pull", "77"), "belongs to pull request #77"),
        (lambda _repo: None, ("--base", "main", "--head", "main"), "holds no commit that"),
        (lambda _repo: None, ("--pull", "0"), "is not in the range"),
        (lambda _repo: None, ("--pull", "1", "--base", "main"), "leave --base and --head out"),
    ],
)
def test_review__ends_bad_input_in_one_sentence(repo, tmp_path, prepare, words, sentence):
    prepare(repo)
    ended = review(repo, tmp_path, *words)
    assert ended.code == 2
    assert ended.out == ""
    assert sentence in ended.err
    assert "Traceback" not in ended.err


def test_review__says_that_nothing_was_committed_yet(tmp_path):
    empty = RepoBuilder(tmp_path / "empty")
    ended = review(empty, tmp_path)
    assert ended.code == 2
    assert "has no commit yet" in ended.err
    assert ended.err.count("\n") == 1


def test_review__says_that_one_commit_has_nothing_before_it(tmp_path):
    young = RepoBuilder(tmp_path / "young")
    young.commit({"a.py": "a = 1\n"})
    ended = review(young, tmp_path)
    assert ended.code == 2
    assert "single commit" in ended.err
    assert ended.err.count("\n") == 1


def test_review__refuses_a_shallow_clone_with_the_remedy(repo, tmp_path):
    shallow = tmp_path / "shallow"
    repo.git("clone", "--quiet", "--depth=2", repo.path.as_uri(), str(shallow))
    ended = teammemory("--repo", shallow, "--memory", tmp_path / "m.sqlite", "review")
    assert ended.code == 2
    assert "fetch-depth: 0" in ended.err
    assert ended.err.count("\n") == 1


def test_review__goes_on_in_a_shallow_clone_whose_base_the_memory_knows(repo, tmp_path):
    full = review(repo, tmp_path, "--json", "--base", "main", "--head", "open-work")
    shallow = tmp_path / "shallow"
    repo.git(
        "clone", "--quiet", "--depth=2", "--no-single-branch", repo.path.as_uri(), str(shallow)
    )
    ended = teammemory(
        *("--repo", shallow, "--memory", tmp_path / "memory.sqlite", "review", "--json"),
        *("--base", "origin/main", "--head", "origin/open-work"),
    )
    assert ended.code == 0, ended.err
    seen, known = json.loads(ended.out), json.loads(full.out)
    assert seen["memory"]["commits"] == known["memory"]["commits"]
    assert any("shallow" in limit for limit in seen["memory"]["limits"])


def test_review__writes_nothing_into_the_repository_it_looks_at(repo, tmp_path):
    def state():
        return {path: path.stat().st_mtime_ns for path in repo.path.rglob("*") if path.is_file()}

    before = state()
    assert review(repo, tmp_path).code == 0
    assert state() == before


def test_review__keeps_the_memory_in_the_cache_folder_unless_told(repo, tmp_path):
    cache = tmp_path / "cache"
    ended = teammemory("--repo", repo.path, "review", environ={"XDG_CACHE_HOME": str(cache)})
    assert ended.code == 0, ended.err
    files = [path.name for path in (cache / "teammemory").iterdir()]
    assert [name for name in files if name.startswith("repo-") and name.endswith(".sqlite")]
