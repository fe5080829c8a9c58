"""Are the revisions that a team's `.git-blame-ignore-revs` names looked through, by the base's word only?"""

from __future__ import annotations

from pathlib import Path

import pytest

from teammemory_bot.domain.identity import Sha
from teammemory_bot.ingest.local_range import LocalRange, assemble
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.own_repository import open_own_repository
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder

LIST = ".git-blame-ignore-revs"


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "repo")


def origins(repo: RepoBuilder) -> set[Sha]:
    """Return who last wrote the line that the branch `work` changes."""
    base, head = (Sha(repo.git("rev-parse", name).strip()) for name in ("main", "work"))
    with open_own_repository(find_checkout(repo.path)) as own:
        pr = assemble(own, LocalRange(base=base, head=head))
    (file,) = (file for file in pr.files if file.path == "a.py")
    return {origin.sha for origin in file.origins}


def swept(repo: RepoBuilder) -> tuple[Sha, Sha]:
    """Let Ana write a line and Ben reformat it; return both commits."""
    wrote = repo.commit({"a.py": "x = 1\n"}, by=ANA)
    sweep = repo.commit({"a.py": "x = 1  # formatted\n"}, by=BEN)
    return Sha(wrote), Sha(sweep)


def test_list_of_the_base__is_looked_through(repo: RepoBuilder) -> None:
    wrote, sweep = swept(repo)
    repo.commit({LIST: f"# a sweep\n{sweep}  # by a tool\n"})
    repo.branch("work")
    repo.commit({"a.py": "x = 2\n"}, by=CHI)
    assert origins(repo) == {wrote}


def test_list_of_the_head__has_no_say(repo: RepoBuilder) -> None:
    _, sweep = swept(repo)
    repo.branch("work")
    repo.commit({"a.py": "x = 2\n", LIST: f"{sweep}\n"}, by=CHI)
    assert origins(repo) == {sweep}


def test_list__in_which_git_would_choke_still_tells_the_rest(repo: RepoBuilder) -> None:
    """Short, unknown and made-up names, and the name of a blob: git blame ends at each of them."""
    wrote, sweep = swept(repo)
    blob = repo.git("rev-parse", "HEAD:a.py").strip()
    rubbish = f"{sweep[:10]}\n{'0' * 40}\n{blob}\nHEAD\n--output=evil\n\xff\n{sweep} x\n"
    repo.commit({LIST: f"{rubbish}{sweep}\r\n{sweep}\n"})
    repo.branch("work")
    repo.commit({"a.py": "x = 2\n"}, by=CHI)
    assert origins(repo) == {wrote}


def test_list__that_is_a_link_is_not_followed(repo: RepoBuilder, tmp_path: Path) -> None:
    _, sweep = swept(repo)
    outside = tmp_path / "outside"
    outside.write_text(f"{sweep}\n")
    (repo.path / LIST).symlink_to(outside)
    repo.commit()
    repo.branch("work")
    repo.commit({"a.py": "x = 2\n"}, by=CHI)
    assert origins(repo) == {sweep}
