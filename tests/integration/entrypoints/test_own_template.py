"""Does a team's own template place the comment: the base's only, within limits, under the same check?"""

from __future__ import annotations

from pathlib import Path

import pytest

from teammemory_bot.domain.run_record import digest_of_text
from teammemory_bot.pipeline.own_template import TEMPLATE_PATH, layout_digest
from testing.command_line import teammemory
from testing.repo_builder import ANA, BEN, RepoBuilder

OWN = "## House style: {{ headline }}\n\n<sub>{{ footer }}</sub>\n"


@pytest.fixture
def repo(tmp_path):
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "x = 1\n"}, subject="Begin", by=ANA)
    return repo


def review(repo, tmp_path):
    words = ("--memory", tmp_path / "m.sqlite", "review", "-v", "--format", "markdown")
    return teammemory("--repo", repo.path, *words, "--base", "main", "--head", "work")


def work(repo, files):
    repo.branch("work")
    repo.commit(files, subject="Work", by=BEN)
    repo.switch("main")


def test_template__of_the_base_places_the_words(repo, tmp_path):
    repo.commit({TEMPLATE_PATH: OWN}, subject="Lay out", by=ANA)
    work(repo, {"a.py": "x = 2\n", TEMPLATE_PATH: "pwned by {{ headline }}"})
    said = review(repo, tmp_path)
    assert said.code == 0, said.err
    assert said.out.startswith("## House style: Team memory:")
    assert "pwned" not in said.out
    again = teammemory("--repo", repo.path, "--memory", tmp_path / "m.sqlite", "replay", "1")
    assert again.out.startswith("run 1: identical"), again.out + again.err


def test_template__of_a_pull_request_alone_is_not_used(repo, tmp_path):
    work(repo, {"a.py": "x = 2\n", TEMPLATE_PATH: OWN})
    assert "House style" not in review(repo, tmp_path).out


def test_layout__is_told_from_another_by_ours_where_the_team_has_none():
    ours = (Path(__file__).parents[3] / "templates/comment.md.j2").read_text("utf-8")
    assert layout_digest(None) == digest_of_text(ours)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (
            "{% for a in 'x' * 99999 %}{% for b in 'x' * 99999 %}{% endfor %}{% endfor %}",
            "template-failed",
        ),
        ("{{ headline }} @everyone", "live-mention"),
        ("<script>{{ headline }}</script>", "unknown-tag"),
        ("{% include '/etc/passwd' %}", "template-failed"),
    ],
)
def test_template__that_fails_or_is_refused_gives_way_to_ours(repo, tmp_path, source, why):
    repo.commit({TEMPLATE_PATH: source}, subject="Lay out", by=ANA)
    work(repo, {"a.py": "x = 2\n"})
    said = review(repo, tmp_path)
    assert said.code == 0, said.err
    assert said.out.startswith(("### Team memory:", "Team memory:"))
    assert f"refused: {why}" in said.err
