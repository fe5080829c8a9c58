"""`request-reviewers`: by choice, each alone, once, and never over somebody's own choice."""

from __future__ import annotations

import json

import pytest

from testing.action_stage import NUMBER, checkout, know_people, pull_event, step, world_of


@pytest.fixture(scope="module")
def repo(tmp_path_factory):
    return checkout(tmp_path_factory.mktemp("requests") / "workspace")


@pytest.fixture
def world(repo):
    """A GitHub that knows whose the commits are, so that people have logins."""
    world = world_of(repo)
    know_people(world, repo)
    return world


def asked_by_us(world):
    return [event["whom"] for event in world.timeline if event["by"] == world.viewer]


def test_request__asks_each_suggested_person_once(repo, world, github):
    first = step(repo, github, request_reviewers="true")
    assert first.is_green, (first.log, first.errors)
    suggested = [one["login"] for one in json.loads(first.outputs["suggested-reviewers"])]
    assert suggested
    assert asked_by_us(world) == suggested
    again = step(
        repo, github, payload=pull_event(repo, action="synchronize"), request_reviewers="true"
    )
    assert again.is_green
    assert asked_by_us(world) == suggested


def test_request__of_one_bad_login_does_not_lose_the_rest(repo, world, github):
    del world.permissions["ben"]
    ended = step(repo, github, request_reviewers="true")
    assert ended.is_green
    suggested = [one["login"] for one in json.loads(ended.outputs["suggested-reviewers"])]
    assert "ben" in suggested
    assert asked_by_us(world) == [login for login in suggested if login != "ben"]
    assert asked_by_us(world)
    assert [each for each in ended.log.annotations if each.message.startswith("ben could not")]


def test_request__respects_a_choice_of_peoples_own(repo, world, github):
    world.ask(NUMBER, by="chi", whom="ana")
    assert step(repo, github, request_reviewers="true").is_green
    assert asked_by_us(world) == []


def test_request__is_not_made_unless_the_team_wants_it(repo, world, github):
    assert step(repo, github).is_green
    assert asked_by_us(world) == []


def test_suggestion__leaves_out_who_was_asked_and_taken_back(repo, world, github):
    world.ask(NUMBER, by="chi", whom="ben")
    world.note(NUMBER, "review_request_removed", by="chi", whom="ben")
    ended = step(repo, github)
    assert ended.is_green
    suggested = [one["login"] for one in json.loads(ended.outputs["suggested-reviewers"])]
    assert "ben" not in suggested


def test_suggestion__leaves_out_who_cannot_see_the_repository(repo, world, github):
    before = json.loads(step(repo, github).outputs["suggested-reviewers"])
    world.visibility = "PRIVATE"
    world.permissions = {"ana": "none", "ben": "write"}
    ended = step(repo, github, payload=pull_event(repo, action="synchronize"))
    assert ended.is_green, (ended.log, ended.errors)
    after = [one["login"] for one in json.loads(ended.outputs["suggested-reviewers"])]
    assert "ana" in [one["login"] for one in before]
    assert "ana" not in after
    assert "ben" in after
    assert "has no access to this repository" in ended.summary
    assert "who may review here" not in ended.summary
    assert [one.path for one in github.seen if one.path.endswith("/permission")] == [
        "/repos/octo-org/tool/collaborators/ana/permission"
    ]
