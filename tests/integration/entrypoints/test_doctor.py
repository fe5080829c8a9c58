"""Does the doctor name what is limited, what is broken, and what to do?"""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from teammemory_bot.config.reading import read_config
from teammemory_bot.entrypoints.cli import main
from testing.repo_builder import RepoBuilder


def run(repo: RepoBuilder, *words: str) -> Result:
    memory = str(repo.path.parent / "memory.sqlite")
    return CliRunner().invoke(main, ["--repo", str(repo.path), "--memory", memory, *words])


def states(done: Result) -> dict[str, str]:
    return {check["what"]: check["state"] for check in json.loads(done.stdout)}


def test_doctor__finds_a_whole_repository_fine(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "a = 1\n"})
    done = run(repo, "doctor", "--json")
    assert done.exit_code == 0, done.output
    found = states(done)
    assert [found[name] for name in ("Python", "SQLite", "git", "repository", "history")] == [
        "fine"
    ] * 5
    assert found["configuration"] == "fine"
    assert found["GitHub"] == found["Jira"] == found["links"] == "limited"


def test_doctor__names_a_broken_configuration_with_its_place(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({".github/teammemory.yml": "fial_on: []\n"})
    done = run(repo, "doctor")
    assert done.exit_code == 2
    assert "✖ configuration: .github/teammemory.yml:1:1: unknown key `fial_on`" in done.stdout


def test_doctor__says_how_to_mend_a_shallow_clone(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    for number in range(3):
        repo.commit({"a.py": f"a = {number}\n"})
    shallow = RepoBuilder(tmp_path / "shallow")
    shallow.git("fetch", "--quiet", "--depth=1", repo.path.as_uri(), "main:other")
    shallow.switch("other")
    done = run(shallow, "doctor")
    assert "! history: shallow" in done.stdout
    assert "fetch-depth: 0" in done.stdout


def test_doctor__says_so_where_there_is_no_repository(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--repo", str(tmp_path), "doctor"])
    assert done.exit_code == 2
    assert "✖ repository: " in done.stdout


def test_config_init__is_fitted_and_right(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    for number in range(1, 9):
        repo.commit({"src/auth/a.py": f"a = {number}\n"}, subject=f"PROJ-{number} Step")
    done = run(repo, "config", "init")
    assert done.exit_code == 0, done.output
    assert read_config(done.stdout.encode()).issue_keys.projects == ["PROJ"]
    assert "8 of the last 8 changes name an issue" in done.stdout
    assert "#  auth: ['src/auth/**']" in done.stdout or '#  auth: ["src/auth/**"]' in done.stdout
    assert "#base_branches: [main]" in done.stdout
