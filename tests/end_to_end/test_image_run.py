"""The built image as the runner runs it: a foreign workspace, real events, a GitHub that remembers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from testing.action_stage import (
    NUMBER,
    REPOSITORY,
    TITLE,
    checkout,
    give_to_runner,
    pull_event,
    step,
    tell_change,
    without_the_change,
    world_of,
)
from testing.github_server import GithubServer, github_server
from testing.github_world import World
from testing.repo_builder import RepoBuilder
from testing.runner.launchers import in_image
from testing.runner.step import RUNNER_UID, Launcher


@pytest.fixture
def launcher(image: str, engine: str) -> Launcher:
    return in_image(image, engine=(engine,))


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    repo = checkout(tmp_path / "workspace")
    give_to_runner(repo.path)
    return repo


@pytest.fixture
def world(repo: RepoBuilder) -> World:
    return world_of(repo)


@pytest.fixture
def github(world: World) -> Iterator[GithubServer]:
    with github_server(world=world) as server:
        yield server
    assert server.faults == []


def test_review__creates_one_comment_then_edits_it_then_writes_nothing(
    repo: RepoBuilder, world: World, github: GithubServer, launcher: Launcher
) -> None:
    first = step(repo, github, launcher=launcher)
    assert first.is_green, (first.log, first.errors)
    (comment,) = world.comments.values()
    assert comment["body"].startswith(f"<!-- teammemory-bot:v1 repository=7 pull={NUMBER} ")
    assert "Ben Olsen" in comment["body"]
    assert first.summary.startswith(comment["body"])
    assert "| derive the claims again | done |" in first.summary
    assert first.outputs["result"] == "pass"
    assert first.outputs["comment-url"].endswith(f"#issuecomment-{comment['id']}")
    assert (repo.path / first.outputs["comment-file"]).read_text("utf-8") == comment["body"]
    findings = json.loads((repo.path / first.outputs["findings-file"]).read_text("utf-8"))
    assert findings

    world.pulls[NUMBER].update(title=f"PROJ-5 {TITLE}", body="Because.")
    second = step(repo, github, payload=pull_event(repo, action="edited"), launcher=launcher)
    assert second.is_green, (second.log, second.errors)
    (edited,) = world.comments.values()
    assert edited["id"] == comment["id"]
    assert json.loads(second.outputs["issue-keys"]) == ["PROJ-5"]
    assert [seen.method for seen in github.writes()] == ["POST", "PATCH"]

    third = step(repo, github, payload=pull_event(repo, action="edited"), launcher=launcher)
    assert third.is_green
    assert len(github.writes()) == 2, "an unchanged result writes nothing"


def test_gate__fails_without_a_key_says_how_to_mend_it_and_passes_then(
    repo: RepoBuilder, world: World, github: GithubServer, launcher: Launcher
) -> None:
    failed = step(repo, github, launcher=launcher, mode="gate", fail_on="missing-issue-key")
    assert failed.exit_code == 1
    assert failed.outputs["result"] == "fail"
    assert failed.outputs["missing-issue-key"] == "true"
    (shown,) = [each for each in failed.log.shown() if each.level == "error"]
    assert "missing-issue-key" in shown.properties["title"]
    assert failed.summary is not None
    assert "Add one such as" in failed.summary

    world.pulls[NUMBER]["title"] = f"PROJ-5 {TITLE}"
    mended = step(
        repo,
        github,
        payload=pull_event(repo, action="edited"),
        launcher=launcher,
        mode="gate",
        fail_on="missing-issue-key",
    )
    assert mended.is_green
    assert mended.outputs["result"] == "pass"
    assert github.writes() == []


def test_gate__passes_in_the_merge_queue(
    repo: RepoBuilder, github: GithubServer, launcher: Launcher
) -> None:
    queued = {"action": "checks_requested", "repository": REPOSITORY}
    ended = step(repo, github, name="merge_group", payload=queued, launcher=launcher, mode="gate")
    assert ended.is_green
    assert ended.outputs["result"] == "pass"
    assert github.seen == []


@pytest.mark.parametrize("is_known", [True, False], ids=["fork", "403"])
def test_review__with_a_token_that_may_not_write_is_green_with_all_in_the_summary(
    repo: RepoBuilder, world: World, github: GithubServer, launcher: Launcher, *, is_known: bool
) -> None:
    github.play(
        {"s": 403, "m": "Resource not accessible by integration"},
        only=f"/issues/{NUMBER}/comments",
    )
    payload = pull_event(repo, fork=is_known)
    ended = step(repo, github, payload=payload, launcher=launcher)
    assert ended.is_green, (ended.log, ended.errors)
    assert world.comments == {}
    assert ended.summary is not None
    assert "Ben Olsen" in ended.summary
    if is_known:
        handed_over = json.loads((repo.path / ended.outputs["handoff-file"]).read_text("utf-8"))
        assert handed_over == {"pull_request": NUMBER, "head_sha": repo.head()}


def test_poster__answers_for_a_fork_whose_commits_it_does_not_have(
    world: World, github: GithubServer, launcher: Launcher, tmp_path: Path
) -> None:
    source = checkout(tmp_path / "source")
    tell_change(world, source, head_repository="stranger/tool")
    base = without_the_change(source, tmp_path / "base")
    handed_over = base.path / ".teammemory-handoff" / "handoff.json"
    handed_over.parent.mkdir()
    handed_over.write_text(json.dumps({"pull_request": NUMBER, "head_sha": source.head()}), "utf-8")
    give_to_runner(base.path)
    run = {"event": "pull_request", "head_sha": source.head()}
    payload = {"action": "completed", "repository": REPOSITORY, "workflow_run": run}
    ended = step(base, github, name="workflow_run", payload=payload, launcher=launcher)
    assert ended.is_green, (ended.log, ended.errors)
    (comment,) = world.comments.values()
    assert "Ben Olsen" in comment["body"]


def test_files__in_the_workspace_belong_to_its_owner(
    repo: RepoBuilder, github: GithubServer, launcher: Launcher
) -> None:
    ended = step(repo, github, launcher=launcher)
    assert ended.is_green
    left = [path for path in (repo.path / ".teammemory").rglob("*") if path.is_file()]
    assert left
    if repo.path.stat().st_uid == RUNNER_UID:
        assert {path.stat().st_uid for path in left} == {RUNNER_UID}
