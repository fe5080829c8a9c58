"""Does a release point at itself: the action at its image, the examples at its action?"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from testing.repo_builder import RepoBuilder

ROOT = Path(__file__).parents[2]
IMAGE = f"ghcr.io/some/bot@sha256:{'a' * 64}"


@pytest.fixture
def house(tmp_path: Path) -> RepoBuilder:
    """What a release changes, in a repository of its own, with a section in the changelog."""
    repo = RepoBuilder(tmp_path / "house")
    changed = (".ci/stamp", ".github/workflows", "README.md", "action.yml", "docs", "examples")
    for name in (*changed, "pyproject.toml"):
        target = repo.path / name
        target.parent.mkdir(exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target)
        else:
            shutil.copy(ROOT / name, target)
    version = _version(repo)
    repo.commit({"CHANGELOG.md": f"## {version}\n"}, subject="Prepare the release")
    repo.git("config", "user.name", "Ana")
    repo.git("config", "user.email", "ana@example.com")
    return repo


def _version(repo: RepoBuilder) -> str:
    found = re.search(
        r'^version = "(.+)"$', (repo.path / "pyproject.toml").read_text("utf-8"), re.M
    )
    assert found
    return found[1]


def _stamp(repo: RepoBuilder, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [repo.path / ".ci/stamp", *words], capture_output=True, text=True, check=False
    )


def test_stamp__makes_each_part_point_at_the_one_before(house: RepoBuilder) -> None:
    done = _stamp(house, "some/bot", IMAGE)
    assert done.returncode == 0, done.stderr
    tag = f"v{_version(house)}"

    def at(revision: str, path: str) -> str:
        return house.git("show", f"{revision}:{path}")

    assert all("OWNER/" not in at(tag, name) for name in house.git("ls-files", "examples").split())
    assert "OWNER/teammemory-bot" not in at(tag, "docs/recipes.md")
    (action,) = set(re.findall(r"uses: some/bot@(\S+)", at(tag, "examples/review.yml")))
    assert f"image: docker://{IMAGE}\n" in at(action, "action.yml")
    assert f"/team-memory.yml@{action} # {tag}\n" in at(tag, "examples/adopt.yml")
    assert at(tag, "examples/adopt.yml") in at(tag, "README.md")
    assert "uses: $/." in at(action, ".github/workflows/team-memory.yml")
    assert house.git("log", "--format=%s", "main").splitlines()[0] == "Prepare the release"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "usage: "),
        (("bot", IMAGE), "is not OWNER/REPO"),
        (("some/bot", "ghcr.io/some/bot:v1"), "is not an image by digest"),
    ],
)
def test_stamp__refuses_what_it_does_not_understand(
    house: RepoBuilder, words: tuple[str, ...], sentence: str
) -> None:
    done = _stamp(house, *words)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_stamp__refuses_a_release_that_nobody_described(house: RepoBuilder) -> None:
    house.commit({"CHANGELOG.md": "## Unreleased\n"})
    assert "CHANGELOG.md has no section" in _stamp(house, "some/bot", IMAGE).stderr
