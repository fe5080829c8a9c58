"""The action's step on a pull request, as the runner starts it, against a stateful GitHub."""

from __future__ import annotations

import json

import pytest

from testing.github_server import github_server
from testing.github_world import World
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder
from testing.runner.launchers import as_program
from testing.runner.step import Step, run_step
from testing.virtual_clock import VirtualClock


@pytest.fixture
def repo(tmp_path):
    """A checkout as actions/checkout leaves it: remote branches, a detached head."""
    repo = RepoBuilder(tmp_path / "workspace")
    repo.commit({"src/token.py": "x = 1\n"}, subject="PROJ-1 Begin", by=ANA)
    for number in range(1, 5):
        repo.branch(f"topic-{number}")
        repo.commit(
            {"src/token.py": "".join(f"x = {n}\n" for n in range(number + 1))},
            subject=f"PROJ-{number} Case {number}",
            body="Reviewed-by: Ben Olsen <ben@example.com>",
            by=CHI,
        )
        repo.switch("main")
        repo.merge(f"topic-{number}", number=number, title=f"PROJ-{number} Case {number}", by=BEN)
    repo.branch("work")
    repo.commit({"src/token.py": "if x:\n    y = 2\n"}, subject="Try something", by=CHI)
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.git("checkout", "--quiet", "--detach", "work")
    repo.git("branch", "-D", "main", "work")
    return repo


@pytest.fixture
def world(repo):
    world = World(clock=VirtualClock())
    world.open_pull(5, title="Try something", headRefOid=repo.head())
    return world


@pytest.fixture
def github(world):
    with github_server(world=world) as server:
        yield server


def event(repo, *, title="Try something", fork=False, action="opened"):
    main = repo.git("rev-parse", "refs/remotes/origin/main").strip()
    home = {"full_name": "octo-org/tool"}
    return {
        "action": action,
        "number": 5,
        "repository": {"id": 7, "full_name": "octo-org/tool", "default_branch": "main"},
        "pull_request": {
            "number": 5,
            "title": title,
            "body": "Because.",
            "draft": False,
            "labels": [],
            "user": {"login": "chi"},
            "base": {"ref": "main", "sha": main, "repo": home},
            "head": {
                "ref": "work",
                "sha": repo.head(),
                "repo": {"full_name": "stranger/tool"} if fork else home,
            },
        },
    }


def step(repo, github, *, name="pull_request", payload=None, **inputs):
    return run_step(
        Step(
            event_name=name,
            event=payload if payload is not None else event(repo),
            workspace=repo.path,
            api_url=github.url,
            inputs={key.replace("_", "-"): text for key, text in inputs.items()},
        ),
        as_program(),
    )


def test_step__comments_once_then_edits_then_leaves_it_alone(repo, world, github):
    first = step(repo, github)
    assert first.is_green, (first.log, first.errors)
    (comment,) = world.comments.values()
    assert comment["body"].startswith("<!-- teammemory-bot:v1 repository=7 pull=5")
    assert "Ben Olsen" in comment["body"]
    assert first.outputs["result"] == "pass"
    assert first.summary == comment["body"]

    writes = len(github.writes())
    second = step(repo, github)
    assert second.is_green
    assert len(github.writes()) == writes, "an unchanged result writes nothing"

    world.pulls[5]["title"] = "PROJ-5 Try something"
    third = step(repo, github)
    assert third.is_green
    (edited,) = world.comments.values()
    assert edited["id"] == comment["id"]
    assert json.loads(third.outputs["issue-keys"]) == ["PROJ-5"]


def test_step__gate_fails_without_a_key_and_passes_when_the_title_is_mended(repo, world, github):
    failed = step(repo, github, mode="gate")
    assert failed.exit_code == 1
    assert failed.outputs["result"] == "fail"
    assert failed.outputs["missing-issue-key"] == "true"
    assert any(
        "missing-issue-key" in said.properties.get("title", "") for said in failed.log.annotations
    )
    world.pulls[5]["title"] = "PROJ-5 Try something"
    mended = step(repo, github, mode="gate")
    assert mended.exit_code == 0
    assert mended.outputs["result"] == "pass"
    assert github.writes() == []


def test_step__on_a_fork_is_green_and_writes_only_files(repo, world, github):
    ended = step(repo, github, payload=event(repo, fork=True))
    assert ended.is_green
    assert world.comments == {}
    assert "Ben Olsen" in ended.summary
    handoff = json.loads((repo.path / ended.outputs["handoff-file"]).read_text())
    assert handoff == {"pull_request": 5, "head_sha": repo.head()}


def test_step__passes_in_the_merge_queue(repo, github):
    queued = {"action": "checks_requested", "repository": event(repo)["repository"]}
    ended = step(repo, github, name="merge_group", payload=queued)
    assert ended.is_green
    assert ended.outputs["result"] == "pass"


def test_step__refreshes_the_memory_on_a_push(repo, github):
    pushed = {"ref": "refs/heads/main", "repository": event(repo)["repository"]}
    ended = step(repo, github, name="push", payload=pushed)
    assert ended.is_green
    assert int(ended.outputs["memory-commits"]) == int(
        repo.git("rev-list", "--count", "refs/remotes/origin/main")
    )


def test_step__audits_the_whole_memory_on_demand(repo, github):
    asked = {"inputs": {}, "ref": "refs/heads/main", "repository": event(repo)["repository"]}
    ended = step(repo, github, name="workflow_dispatch", payload=asked)
    assert ended.is_green, (ended.log, ended.errors)
    folder = (repo.path / ended.outputs["findings-file"]).parent
    assert {file.suffix for file in folder.iterdir()} == {".md", ".json", ".csv", ".sarif", ".html"}
    assert ended.summary == (folder / "audit.md").read_text()


def test_step__says_why_it_does_nothing(repo, github):
    ended = step(repo, github, payload=event(repo, action="closed"))
    assert ended.is_green
    assert ended.outputs["result"] == "skip"
    assert "closed" in ended.summary


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"mode": "nonsense"}, "can be one of"),
        ({"memory_path": "../outside"}, "outside the workspace"),
        ({"fail_on": "no-such-rule"}, "names a rule that there is not"),
    ],
)
def test_step__ends_wrong_inputs_in_one_clear_line(repo, github, inputs, says):
    ended = step(repo, github, **inputs)
    assert ended.exit_code == 2
    assert [said for said in ended.log.annotations if says in said.message], ended.log


@pytest.mark.parametrize("payload", [[], None, "x", {}, {"repository": {"full_name": "../.."}}])
def test_step__ends_a_payload_of_no_known_shape_in_one_clear_line(repo, github, payload):
    ended = run_step(
        Step(
            event_name="pull_request", event={"x": payload}, workspace=repo.path, api_url=github.url
        ),
        as_program(),
    )
    assert ended.exit_code == 2
    assert [said for said in ended.log.annotations if "the event cannot be read" in said.message]
