"""The trusted poster: what a fork's run handed over is verified, and nothing of the fork is checked out."""

from __future__ import annotations

import json

import pytest

from testing.action_stage import (
    NUMBER,
    REPOSITORY,
    checkout,
    pull_event,
    step,
    tell_change,
    without_the_change,
    world_of,
)

FORK = "stranger/tool"


@pytest.fixture
def source(tmp_path):
    return checkout(tmp_path / "source")


@pytest.fixture
def base(source, tmp_path):
    return without_the_change(source, tmp_path / "workspace")


@pytest.fixture
def world(source):
    world = world_of(source)
    tell_change(world, source, head_repository=FORK)
    return world


def ended_run(head):
    run = {"event": "pull_request", "head_sha": head, "head_repository": {"full_name": FORK}}
    return {"action": "completed", "repository": REPOSITORY, "workflow_run": run}


def hand_over(base, text):
    folder = base.path / ".teammemory-handoff"
    folder.mkdir()
    (folder / "handoff.json").write_text(text, "utf-8")


def test_poster__says_the_same_as_the_run_that_had_the_commits(source, base, world, github):
    own = step(source, github, payload=pull_event(source, fork=True))
    assert own.is_green
    assert world.comments == {}
    hand_over(base, (source.path / own.outputs["handoff-file"]).read_text("utf-8"))

    ended = step(base, github, name="workflow_run", payload=ended_run(source.head()))
    assert ended.is_green, (ended.log, ended.errors)
    (comment,) = world.comments.values()
    assert "Ben Olsen" in comment["body"]
    told, seen = (
        json.loads((each.path / ".teammemory" / "findings.json").read_text("utf-8"))
        for each in (base, source)
    )
    assert told["claims"]["struck"] == []
    assert told["claims"]["confirmed"] == seen["claims"]["confirmed"] > 0
    assert told["answers"] == seen["answers"]
    assert ended.outputs["handoff-file"] == ""


def test_poster__has_no_commit_of_the_fork(source, base):
    assert source.head() not in base.git("rev-list", "--all", "--objects")


@pytest.mark.parametrize(
    "case",
    [
        ({"head_sha": "a" * 40}, None, "another commit than the run"),
        ({"head_sha": "a" * 40}, "a" * 40, "a newer head"),
        ({"pull_request": 4}, None, "no pull request"),
        ({"more": "x"}, None, "handed nothing over"),
        ({"pull_request": "5"}, None, "handed nothing over"),
        ({"head_sha": "$(id)"}, None, "handed nothing over"),
        ({"pull_request": True}, None, "handed nothing over"),
    ],
)
def test_poster__believes_nothing_that_github_does_not_confirm(source, base, world, github, case):
    handed_over, run_head, says = case
    words = {"pull_request": NUMBER, "head_sha": source.head(), **handed_over}
    hand_over(base, json.dumps(words))
    head = run_head or source.head()
    ended = step(base, github, name="workflow_run", payload=ended_run(head))
    assert ended.exit_code == 0, ended.log
    assert world.comments == {}
    said = (ended.summary or "") + " ".join(each.message for each in ended.log.annotations)
    assert says in said or "knows no" in said


def test_poster__does_not_follow_a_link(source, base, world, github):
    folder = base.path / ".teammemory-handoff"
    folder.mkdir()
    secret = base.path / "elsewhere.json"
    secret.write_text(json.dumps({"pull_request": NUMBER, "head_sha": source.head()}), "utf-8")
    (folder / "handoff.json").symlink_to(secret)
    ended = step(base, github, name="workflow_run", payload=ended_run(source.head()))
    assert ended.outputs["result"] == "skip"
    assert github.seen == []


def test_poster__leaves_alone_what_was_no_pull_request(base, github):
    payload = ended_run("a" * 40)
    payload["workflow_run"]["event"] = "push"
    ended = step(base, github, name="workflow_run", payload=payload)
    assert ended.is_green
    assert ended.outputs["result"] == "skip"


def test_target_event__needs_no_commit_of_the_fork_either(source, base, world, github):
    payload = pull_event(source, fork=True)
    ended = step(base, github, name="pull_request_target", payload=payload)
    assert ended.is_green, (ended.log, ended.errors)
    (comment,) = world.comments.values()
    assert "Ben Olsen" in comment["body"]


def test_number__names_the_pull_request_where_the_event_names_none(source, base, world, github):
    asked = {"inputs": {}, "ref": "refs/heads/main", "repository": REPOSITORY}
    ended = step(
        base, github, name="workflow_dispatch", payload=asked, pull_request_number=str(NUMBER)
    )
    assert ended.is_green, (ended.log, ended.errors)
    (comment,) = world.comments.values()
    assert "Ben Olsen" in comment["body"]
