"""Do the verbs about hot files know who owns them by declaration?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.command_line import teammemory
from testing.repo_builder import RepoBuilder


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    repo = RepoBuilder(tmp_path_factory.mktemp("owned") / "repo")
    repo.commit({"CODEOWNERS": "/src/owned.py @acme/core\n"}, subject="Declare owners")
    for number in range(6):
        repo.commit(
            {"src/owned.py": f"x = {number}\n", "src/bare.py": f"y = {number}\n"},
            subject=f"Fix crash {number}",
        )
    return repo


def facts_of(repo: RepoBuilder, *words: str) -> dict[str, str]:
    memory: Path = repo.path.parent / "memory.sqlite"
    ended = teammemory("--repo", repo.path, "--memory", memory, "-q", *words, "--json")
    assert ended.code == 0, ended.err
    answer = json.loads(ended.out)["answer"]
    return {one["path"]: json.dumps(one) for one in answer["findings"]}


@pytest.mark.parametrize("words", [("hotspots",), ("component-risk", "src")])
def test_hot_files__without_a_declared_owner_say_so(
    repo: RepoBuilder, words: tuple[str, ...]
) -> None:
    facts = facts_of(repo, *words)
    assert "no declared owner" in facts["src/bare.py"]
    assert "no declared owner" not in facts["src/owned.py"]


def test_component_risk__takes_a_declared_owner_for_a_name(repo: RepoBuilder) -> None:
    assert facts_of(repo, "component-risk", "@acme/core").keys() == {"src/owned.py"}
