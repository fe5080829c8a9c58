"""Can a pull request change the rules that it is judged by? Never: they come from the base."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pytest
from click.testing import CliRunner

from teammemory_bot.entrypoints.cli import main
from teammemory_bot.pipeline.own_template import TEMPLATE_PATH
from testing.hostile_text import hostile_configs, hostile_templates
from testing.repo_builder import RepoBuilder

PLACE = ".github/teammemory.yml"
STRICT = "fail_on: [missing-issue-key]\n"


@pytest.mark.parametrize(
    "own_rules",
    [
        "fail_on: []\n",
        "rules: {missing-issue-key: off}\n",
        "exempt: {paths: ['**']}\n",
        "exempt: {authors: ['Ana Silva']}\nfail_on: [missing-issue-key]\n",
        "issue_keys: {required: false}\n",
        "issue_keys: {patterns: ['Show']}\nfail_on: [missing-issue-key]\n",
        "no: [yaml\n",
        None,
    ],
)
def test_pull_request__is_judged_by_the_rules_of_its_base(
    tmp_path: Path, own_rules: str | None
) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({PLACE: STRICT, "src/a.py": "a = 1\n"}, subject="Begin")
    repo.branch("feature")
    repo.commit({PLACE: own_rules, "src/a.py": "a = 2\n"}, subject="Show it")
    repo.switch("main")
    words = ["--repo", str(repo.path), "--memory", str(tmp_path / "m.sqlite")]
    done = CliRunner().invoke(main, [*words, "review", "--base", "main", "--head", "feature"])
    assert done.exit_code == 1, done.output
    assert "No issue key" in done.stdout


@pytest.mark.prove
def test_pull_request__brings_hostile_files__verdict_stays(tmp_path: Path) -> None:
    """Every hostile configuration and template of the corpus, in the branch under review."""
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({PLACE: STRICT, "src/a.py": "a = 1\n"}, subject="Begin")
    repo.branch("feature")
    configs, templates = hostile_configs(), hostile_templates()
    said = set()
    for config, template in zip_longest(configs, templates[:-1], fillvalue=templates[-1]):
        files = {PLACE: config.raw, TEMPLATE_PATH: template, "src/a.py": f"a = '{config.name}'\n"}
        repo.commit(files, subject="Show it")
        repo.git("reset", "--quiet", "--soft", "main")
        repo.commit(subject="Show it")
        words = ["--repo", str(repo.path), "--memory", str(tmp_path / "m.sqlite")]
        done = CliRunner().invoke(main, [*words, "review", "--base", "main", "--head", "feature"])
        assert done.exit_code == 1, config.name
        assert done.stdout.startswith("Team memory: 1 thing to fix"), template[:80]
        said.update(line for line in done.stdout.splitlines() if line.startswith("✖"))
    assert len(said) == 1
