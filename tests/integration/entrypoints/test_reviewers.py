"""Do the verbs about reviewers say what the comment says?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testing.command_line import teammemory
from testing.repo_builder import RepoBuilder
from tests.integration.agents.review_case import team_history


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reviewers") / "repo"
    team_history(RepoBuilder(path))
    return path


def asked(repo: Path, *words: str) -> str:
    ended = teammemory("--repo", repo, "--memory", repo.parent / "memory.sqlite", "-q", *words)
    assert ended.code == 0, ended.err
    return ended.out


def test_comment_suggestion_and_explanation__name_the_same_people(repo: Path) -> None:
    comment = json.loads(asked(repo, "review", "--pull", "16", "--json"))
    in_comment = [
        finding["person"]["name"]
        for answer in comment["answers"]
        for finding in answer["findings"]
        if finding["rule"] == "suggested-reviewer"
    ]
    suggested = json.loads(asked(repo, "review-suggest", "16", "--json"))
    explained = json.loads(asked(repo, "explain", "16", "--json"))
    items = [item for item in explained["lists"]["items"] if item["suggested"]]
    assert in_comment[0] == "Ben Olsen"
    assert [one["name"] for one in next(iter(suggested["lists"].values()))] == in_comment
    assert [item["name"] for item in items] == in_comment
    assert items[0]["score"] == pytest.approx(
        sum(value for name, value in items[0].items() if name.startswith("points: ")), abs=1e-5
    )


def test_explain__of_one_person__says_why_not(repo: Path) -> None:
    said = asked(repo, "explain", "16", "--person", "Old Timer")
    assert "not suggested: did nothing here for more than a year" in said


def test_backtest__replays_the_memory(repo: Path) -> None:
    found = json.loads(asked(repo, "backtest", "reviewers", "--last", "5", "--json"))
    assert found["evaluated"] == 5
    assert 0.5 < found["methods"]["lift"]["mrr"] <= 1.0
    assert found == json.loads(asked(repo, "backtest", "reviewers", "--last", "5", "--json"))


def test_backtest__refuses_a_chart_without_a_folder_before_it_begins(repo: Path) -> None:
    chart = repo / "no" / "such" / "chart.svg"
    ended = teammemory("--repo", repo, "backtest", "reviewers", "--chart", chart)
    assert ended.code == 2
    assert "there is no folder" in ended.err
