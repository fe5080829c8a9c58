"""What services know reaches the comment, within the budget, and the comment says how far it goes."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.config.action_settings import ActionSettings
from teammemory_bot.config.choices import choose
from teammemory_bot.config.model import RepositoryConfig
from teammemory_bot.domain.activity import Activity, Mode
from teammemory_bot.domain.event import parse_event
from teammemory_bot.domain.identity import IssueKey, Sha
from teammemory_bot.entrypoints.job import Job
from teammemory_bot.entrypoints.remembering import look_up
from teammemory_bot.ingest.local_range import LocalRange, assemble
from teammemory_bot.pipeline.updating import bring_up_to_date
from testing.action_stage import NUMBER, REPOSITORY, checkout, step, world_of
from testing.github_world import user
from testing.jira_server import jira_server


@pytest.fixture
def repo(tmp_path):
    """A fresh checkout, so that each test starts without a memory."""
    return checkout(tmp_path / "workspace")


@pytest.fixture
def world(repo):
    """A GitHub where somebody reviewed whom no commit names."""
    world = world_of(repo)
    merges = repo.git("log", "--merges", "--reverse", "--format=%H", "refs/remotes/origin/main")
    for number, sha in enumerate(merges.split(), start=1):
        world.open_pull(
            number, title=f"PROJ-{number} Case {number}", author=user("chi", "Chi Nguyen")
        )
        world.review(number, "dana")
        world.merge(number, "ben", sha)
        world.clock.push(86_400)
    return world


def pushed():
    return {"ref": "refs/heads/main", "repository": REPOSITORY}


def test_reviews_on_github__reach_the_comment(repo, world, github):
    ended = step(repo, github)
    assert ended.is_green, (ended.log, ended.errors)
    (comment,) = world.comments.values()
    assert "dana" in comment["body"]
    assert "dana" in [one["login"] for one in json.loads(ended.outputs["suggested-reviewers"])]
    assert ended.outputs["memory-complete"] == "true"
    assert "4 pull requests" in comment["body"]


def test_budget__ends_the_reading_cleanly_and_the_comment_says_so(repo, world, github):
    ended = step(repo, github, api_budget="1")
    assert ended.is_green, (ended.log, ended.errors)
    (comment,) = world.comments.values()
    assert "dana" not in comment["body"]
    assert "GitHub's past was never read" in comment["body"].replace("&#39;", "'")
    assert ended.outputs["memory-complete"] == "false"
    assert [said for said in ended.log.annotations if "budget of this run" in said.message]

    later = step(repo, github, name="push", payload=pushed())
    assert later.is_green
    assert later.outputs["memory-complete"] == "true"


def test_past_that_is_read_in_part__is_named_with_its_month(repo, world, github):
    for number in range(100, 160):
        world.clock.push(86_400 * 20)
        world.open_pull(number, title=f"Later {number}", state="CLOSED")
    ended = step(repo, github, api_budget="3")
    assert ended.is_green, (ended.log, ended.errors)
    (comment,) = world.comments.values()
    assert re.search(r"reviews back-filled to 20\d\d-\d\d", comment["body"])
    assert "GitHub's past is read in part" in comment["body"].replace("&#39;", "'")
    assert ended.outputs["memory-complete"] == "false"
    assert len([one for one in github.seen if one.path.endswith("/graphql")]) <= 6


def test_github_out_of_reach__is_a_loud_line_and_no_failure(repo, world, github):
    github.play(401, "repeat", only="/graphql")
    ended = step(repo, github)
    assert ended.exit_code == 0
    assert "Ben Olsen" in ended.summary
    assert [said for said in ended.log.annotations if "was not read" in said.message]


def test_gate__asks_github_about_the_pull_request_alone(repo, world, github):
    world.pulls[NUMBER]["title"] = "PROJ-5 Try something"
    ended = step(repo, github, mode="gate")
    assert ended.is_green
    assert len(github.seen) == 1


@pytest.mark.parametrize("is_public", [True, False], ids=["public", "private"])
def test_jira__is_asked_about_the_issues_of_the_change_and_keeps_no_text_in_public(repo, is_public):
    said: list[str] = []

    def say(_kind, sentence, _title=""):
        said.append(sentence)

    with (
        jira_server(is_cloud=True) as jira,
        open_workplace(repo.path, memory=repo.path / ".teammemory" / "memory.sqlite") as place,
    ):
        jira.add("PROJ-5", summary="Tokens expire early")
        job = Job(
            settings=settings(repo, jira_token="opens-nothing"),  # noqa: S106
            event=parse_event("push", json.dumps(pushed()).encode()),
            activity=Activity(mode=Mode.REVIEW),
            place=place,
            say=say,
            api=None,
        )
        bring_up_to_date(place, on_progress=lambda _done, _total: None)
        # The stand-in speaks no TLS, which an address in a file or input must.
        choices = replace(choose(RepositoryConfig()), jira_url=jira.url)
        pr = assemble(place.own, LocalRange(base=place.branch_tip, head=Sha(repo.head())))
        look_up(job, choices, replace(pr, issue_keys=(IssueKey("PROJ-5"),)), is_public=is_public)
        known = place.store.memory_at().issue_of(IssueKey("PROJ-5"))
    assert said == []
    assert known is not None
    assert known.summary == ("" if is_public else "Tokens expire early")


def settings(repo, **inputs):
    given = {f"INPUT_{name.upper().replace('_', '-')}": text for name, text in inputs.items()}
    return ActionSettings.from_environ(
        {
            "GITHUB_WORKSPACE": str(repo.path),
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_EVENT_PATH": "/dev/null",
            **given,
        }
    )
