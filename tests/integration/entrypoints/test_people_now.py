"""What GitHub says of people at the moment of a run: busy, in a team that is asked, or not to be had."""

from __future__ import annotations

import json

import pytest

from testing.action_stage import NUMBER, checkout, know_people, pull_event, world_of
from testing.command_line import teammemory
from testing.runner.inside import live_in, run_inside
from testing.runner.step import Step

TEAM_TOKEN = "ghp_of_the_teams_alone"  # noqa: S105  # opens nothing
OWNERS = {".github/CODEOWNERS": "src/ @octo-org/core\n"}


@pytest.fixture(scope="module")
def repo(tmp_path_factory):
    return checkout(tmp_path_factory.mktemp("people") / "workspace", others=OWNERS)


@pytest.fixture
def world(repo, monkeypatch):
    world = world_of(repo)
    live_in(world.clock, monkeypatch)
    know_people(world, repo)
    world.teams = {"core": ["Ben", "zoe"]}
    world.team_token = TEAM_TOKEN
    return world


def step(repo, github, **inputs):
    return run_inside(
        Step(
            event_name="pull_request",
            event=pull_event(repo),
            workspace=repo.path,
            api_url=github.url,
            inputs={name.replace("_", "-"): text for name, text in inputs.items()},
        )
    ).result


def suggested(ended):
    assert ended.is_green, (ended.log, ended.errors)
    return {one["login"] for one in json.loads(ended.outputs["suggested-reviewers"])}


def test_people__of_whom_nothing_can_be_known_are_suggested_and_that_is_said(repo, world, github):
    world.say_busy("ben")
    world.hides_statuses = True
    ended = step(repo, github)
    assert suggested(ended) == {"ana", "ben"}
    assert "who is busy, since GitHub did not say" in ended.summary
    assert "by their status on GitHub" not in ended.summary
    assert "team `octo-org/core` (`src/token.py`)" in ended.summary
    assert "who is in the teams that own this code or are asked" in ended.summary
    assert not [one for one in github.seen if one.path.startswith("/orgs/")]


def test_people__busy_or_of_a_team_are_told_hidden_from_nobody_and_replayed(repo, world, github):
    world.say_busy("ana", until=4_070_908_800)
    world.say_busy("ben", until=1_000)
    ended = step(repo, github, team_token=TEAM_TOKEN)
    assert suggested(ended) == {"ben"}
    assert "is busy until `2099-01-01`, by their status on GitHub" in ended.summary
    assert "who is busy" not in ended.summary
    assert "dentist" not in ended.summary
    assert "in the declared owner team `octo-org/core`" in ended.summary
    assert "of which Ben Olsen (`ben`) fits best" in ended.summary
    assert "who is in the teams" not in ended.summary
    assert "@octo-org" not in ended.summary

    shown = [one.path for one in github.seen if TEAM_TOKEN in one.headers.get("authorization", "")]
    assert shown == ["/orgs/octo-org/teams/core/members"]
    assert TEAM_TOKEN not in "\n".join(ended.log.lines) + ended.summary

    record = repo.path / ended.outputs["run-record"]
    live = json.loads(record.read_text())["described"]["live"]
    assert live["busy"] == {"ana": 4_070_908_800}
    assert live["teams"] == {"octo-org/core": ["Ben", "zoe"]}
    memory = record.with_name("memory.sqlite")
    again = teammemory("--repo", repo.path, "--memory", memory, "replay", record, "--json")
    assert json.loads(again.out)["identical"], again.out + again.err


def test_team__that_is_asked_counts_as_asking_its_members(repo, world, github):
    world.ask_team(NUMBER, by="chi", slug="core")
    ended = step(repo, github, team_token=TEAM_TOKEN, request_reviewers="true")
    assert suggested(ended) == {"ana"}
    assert "is asked already, with the team `octo-org/core`" in ended.summary
    assert "of which Ben Olsen (`ben`) fits best" in ended.summary
    assert not [one for one in github.writes() if one.path.endswith("/requested_reviewers")]


def test_warm_run__of_a_private_repository_asks_at_most_fifteen_times(repo, world, github):
    """All of it: what is new, the pull request, its people, one team, the comment edited."""
    world.visibility = "PRIVATE"
    step(repo, github, team_token=TEAM_TOKEN)
    world.pulls[NUMBER]["body"] = "Because."
    before = len(github.seen)
    again = step(repo, github, team_token=TEAM_TOKEN)
    assert again.is_green
    asked = [f"{one.method} {one.path}" for one in github.seen[before:]]
    assert "GET /orgs/octo-org/teams/core/members" in asked
    assert [call for call in asked if call.startswith("PATCH")], (asked, again.log.annotations)
    assert len(asked) <= 15, asked
