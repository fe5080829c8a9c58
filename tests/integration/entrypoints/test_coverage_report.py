"""Do the lines that no test ran reach the answer, whatever tool wrote the report?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.action_stage import checkout, step, world_of
from testing.command_line import Ended, teammemory
from testing.github_server import github_server
from testing.repo_builder import ANA, RepoBuilder

ADDED = "".join(f"if a{n} and b{n}:\n    call({n})\n" for n in range(40))
REPORTS = {
    "coverage.json": json.dumps({
        "meta": {"format": 3},
        "files": {"src/hot.py": {"executed_lines": [1], "missing_lines": [2, 3, 90]}},
    }),
    "lcov.info": "SF:/build/src/hot.py\nDA:1,4\nDA:2,0\nDA:3,0\nend_of_record\n",
    "cobertura.xml": (
        '<coverage><packages><package><classes><class filename="src/hot.py"><lines>'
        '<line number="1" hits="4"/><line number="2" hits="0"/><line number="3" hits="0"/>'
        "</lines></class></classes></package></packages></coverage>"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    """Sixty small changes, and a large one that is not merged."""
    repo = RepoBuilder(tmp_path_factory.mktemp("covered") / "repo")
    for number in range(60):
        repo.commit({f"src/part{number % 5}.py": f"x = {number}\n"}, subject=f"Change {number}")
    repo.branch("work")
    repo.commit({"src/hot.py": ADDED}, subject="Add much", by=ANA)
    repo.switch("main")
    return repo


def reviewed(repo: RepoBuilder, report: Path) -> Ended:
    memory = repo.path.parent / "memory.sqlite"
    words = ("review", "--base", "main", "--head", "work", "--coverage", report, "--json")
    return teammemory("--repo", repo.path, "--memory", memory, "-q", *words)


@pytest.mark.parametrize("name", REPORTS)
def test_review__says_which_new_lines_no_test_ran(repo: RepoBuilder, name: str) -> None:
    report = repo.path.parent / name
    report.write_text(REPORTS[name], encoding="utf-8")
    ended = reviewed(repo, report)
    assert ended.code == 0, ended.err
    answers = json.loads(ended.out)["answers"]
    found = [f for a in answers for f in a["findings"] if f["rule"] == "untested-lines"]
    (finding,) = found
    assert finding["evidence"][0]["reference"] == "src/hot.py:2-3"


def test_review__takes_the_report_that_the_file_names_where_the_change_is_checked_out(
    repo: RepoBuilder,
) -> None:
    config = repo.path.parent / "teammemory.yml"
    config.write_text("risk: {coverage: 'out/*.info'}", encoding="utf-8")
    (repo.path / "out").mkdir()
    (repo.path / "out" / "lcov.info").write_text(REPORTS["lcov.info"], encoding="utf-8")
    memory = repo.path.parent / "memory.sqlite"
    words = ("review", "--base", "main", "--head", "work", "--config", config, "--json")
    said = []
    for branch in ("work", "main"):
        repo.switch(branch)
        ended = teammemory("--repo", repo.path, "--memory", memory, *words)
        assert ended.code == 0, ended.err
        said.append("src/hot.py:2-3" in ended.out)
    assert said == [True, False]  # on `main`, a build of something else left the report


def test_review__refuses_a_report_that_is_none(repo: RepoBuilder) -> None:
    report = repo.path.parent / "broken.xml"
    report.write_text("<coverage>", encoding="utf-8")
    ended = reviewed(repo, report)
    assert ended.code != 0
    assert "is damaged" in ended.err


def test_action__warns_of_a_report_that_is_none_and_answers_all_the_same(tmp_path: Path) -> None:
    stage = checkout(tmp_path / "workspace")
    (stage.path / "report.xml").write_text("<coverage>", encoding="utf-8")
    with github_server(world=world_of(stage)) as github:
        ended = step(stage, github, coverage_report="**/report.*")
    assert ended.is_green, (ended.log, ended.errors)
    assert "which lines the tests ran is not known" in str(ended.log)
    assert "is damaged" in str(ended.log)


def test_action__reads_no_report_outside_the_workspace(tmp_path: Path) -> None:
    stage = checkout(tmp_path / "workspace")
    with github_server(world=world_of(stage)) as github:
        ended = step(stage, github, coverage_report="../secret.json")
    assert not ended.is_green
    assert "outside the workspace" in str(ended.log)
