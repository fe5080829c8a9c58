"""The action's step on a pull request, as the runner starts it, against a stateful GitHub."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from teammemory_bot.pipeline.own_template import TEMPLATE_PATH
from testing.action_stage import MAIN, checkout, pull_event, step, world_of
from testing.runner.launchers import as_program
from testing.runner.step import Step, run_step
from testing.sarif_schema import sarif_mistakes

BASE = "refs/remotes/origin/main"


@pytest.fixture
def repo(tmp_path):
    return checkout(tmp_path / "workspace")


@pytest.fixture
def world(repo):
    return world_of(repo)


def test_step__comments_once_then_edits_then_leaves_it_alone(repo, world, github):
    first = step(repo, github)
    assert first.is_green, (first.log, first.errors)
    (comment,) = world.comments.values()
    assert comment["body"].startswith("<!-- teammemory-bot:v1 repository=7 pull=5")
    assert "Ben Olsen" in comment["body"]
    assert first.outputs["result"] == "pass"
    assert first.summary.startswith(comment["body"])
    assert "| derive the claims again | done |" in first.summary
    sarif = (repo.path / first.outputs["findings-file"]).with_name("findings.sarif")
    assert sarif_mistakes(sarif.read_text()) == []

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
    ended = step(repo, github, payload=pull_event(repo, fork=True))
    assert ended.is_green
    assert world.comments == {}
    assert "Ben Olsen" in ended.summary
    handoff = json.loads((repo.path / ended.outputs["handoff-file"]).read_text())
    assert handoff == {"pull_request": 5, "head_sha": repo.head()}


def test_step__passes_in_the_merge_queue(repo, github):
    queued = {"action": "checks_requested", "repository": pull_event(repo)["repository"]}
    ended = step(repo, github, name="merge_group", payload=queued)
    assert ended.is_green
    assert ended.outputs["result"] == "pass"


def test_step__refreshes_the_memory_on_a_push(repo, github):
    pushed = {"ref": "refs/heads/main", "repository": pull_event(repo)["repository"]}
    ended = step(repo, github, name="push", payload=pushed)
    assert ended.is_green
    assert int(ended.outputs["memory-commits"]) == int(
        repo.git("rev-list", "--count", "refs/remotes/origin/main")
    )
    assert traced(repo) == ["read what is new", "read Jira"]
    assert "| read what is new | done |" in ended.summary


def test_step__takes_a_deleted_comment_back_at_once(repo, world, github):
    said = world.comment(5, "zoe")
    pushed = {"ref": "refs/heads/main", "repository": pull_event(repo)["repository"]}
    assert step(repo, github, name="push", payload=pushed).is_green
    assert _remembered_comments(repo) == [f"IC_{said['id']}"]
    web = f"https://github.test/octo-org/tool/pull/5#issuecomment-{said['id']}"
    deleted = {
        "action": "deleted",
        "repository": pushed["repository"],
        "sender": {"login": "zoe"},
        "issue": {"number": 5, "pull_request": {"url": web}},
        "comment": {
            "id": said["id"],
            "node_id": f"IC_{said['id']}",
            "user": {"login": "zoe", "type": "User"},
            "body": said["body"],
            "created_at": said["created_at"],
            "updated_at": said["updated_at"],
            "html_url": web,
            "issue_url": "https://api.github.test/repos/octo-org/tool/issues/5",
        },
    }
    asked = {"mode": "refresh", "api_budget": "0"}
    assert step(repo, github, name="issue_comment", payload=deleted, **asked).is_green
    assert _remembered_comments(repo) == []


def _remembered_comments(repo):
    memory = repo.path / ".teammemory" / "memory.sqlite"
    with closing(sqlite3.connect(memory)) as database:
        return [name for (name,) in database.execute("SELECT external_id FROM issue_comments")]


def test_step__audits_the_whole_memory_on_demand(repo, github):
    asked = {"inputs": {}, "ref": "refs/heads/main", "repository": pull_event(repo)["repository"]}
    ended = step(repo, github, name="workflow_dispatch", payload=asked)
    assert ended.is_green, (ended.log, ended.errors)
    folder = (repo.path / ended.outputs["findings-file"]).parent
    assert {file.suffix for file in folder.iterdir()} == {".md", ".json", ".csv", ".sarif", ".html"}
    assert ended.summary.startswith((folder / "audit.md").read_text())
    assert traced(repo) == ["read what is new", "read Jira", "judge the memory"]
    assert "| judge the memory | done |" in ended.summary


def traced(repo):
    """Return the steps of the last run, as its trace beside the memory names them."""
    lines = (repo.path / ".teammemory" / "trace.jsonl").read_text().splitlines()
    return [json.loads(line)["step"] for line in lines]


def _configure(repo, text):
    """Put a configuration file on the main branch."""
    work = repo.head()
    repo.git("checkout", "--quiet", "--detach", MAIN)
    repo.commit({".github/teammemory.yml": text}, subject="PROJ-9 Configure it")
    repo.git("update-ref", MAIN, repo.head())
    repo.git("checkout", "--quiet", "--detach", work)


def test_step__keeps_one_issue_of_the_audit_where_the_team_wants_it(repo, world, github):
    asked = {"inputs": {}, "ref": "refs/heads/main", "repository": pull_event(repo)["repository"]}
    step(repo, github, name="workflow_dispatch", payload=asked)
    assert world.issues == {}
    _configure(repo, "audit:\n  issue: true\n")
    for _ in range(2):
        ended = step(repo, github, name="workflow_dispatch", payload=asked)
        assert ended.is_green, (ended.log, ended.errors)
    (issue,) = world.issues.values()
    assert ended.summary.startswith(issue["body"].partition("\n")[2])
    assert "keep the issue" in traced(repo)
    assert len([call for call in github.writes() if call.method == "POST"]) == 1

    world.issues.clear()
    world.may_write_issues = False
    ended = step(repo, github, name="workflow_dispatch", payload=asked)
    assert ended.is_green, "what cannot be written costs a line and nothing else"
    assert "issues: write" in str(ended.log)


def test_step__says_why_it_does_nothing(repo, github):
    ended = step(repo, github, payload=pull_event(repo, action="closed"))
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


@pytest.mark.parametrize(
    ("skip", "now"),
    [
        ("{drafts: true}", {"isDraft": True}),
        ("{labels: [no-review]}", {"labels": [{"__typename": "Label", "name": "No-Review"}]}),
        ("{title_prefixes: [Try]}", {}),
    ],
)
def test_step__passes_over_what_the_team_wants_no_review_of(repo, world, github, skip, now):
    configure(repo, f"skip: {skip}\n")
    world.pulls[5].update(now)
    ended = step(repo, github)
    assert ended.is_green, (ended.log, ended.errors)
    assert ended.outputs["result"] == "skip"
    assert "by configuration" in ended.summary
    assert world.comments == {}
    assert step(repo, github, mode="gate").outputs["result"] == "fail", "the gate judges it"


def test_step__comments_only_on_problems_where_the_team_wants_that(repo, world, github):
    world.pulls[5]["body"] = "Because."
    assert step(repo, github, comment="problems").is_green
    assert world.comments == {}
    world.pulls[5]["body"] = ""
    assert step(repo, github, comment="problems").is_green
    (comment,) = world.comments.values()
    assert "1 thing to fix" in comment["body"]
    world.pulls[5]["body"] = "Because."
    assert step(repo, github, comment="problems").is_green
    (mended,) = world.comments.values()
    assert "to fix" not in mended["body"], "a comment that is there is kept true"


def test_step__never_comments_where_the_team_wants_none(repo, world, github):
    ended = step(repo, github, comment="never")
    assert ended.is_green
    assert "Ben Olsen" in ended.summary
    assert github.writes() == []


def test_step__writes_anew_what_is_no_news_only_where_the_team_wants_always(repo, world, github):
    step(repo, github)
    (before,) = [dict(row) for row in world.comments.values()]
    world.pulls[5]["title"] = "PROJ-5 Try something"
    step(repo, github)
    assert [dict(row) for row in world.comments.values()] == [before]
    step(repo, github, comment="always")
    assert [dict(row) for row in world.comments.values()] != [before]


def test_step__writes_anew_in_another_layout_though_the_answer_is_the_same(repo, world, github):
    bases = [repo.git("rev-parse", BASE).strip()]
    for sign in ("##", "####"):
        put_on_base(repo, {TEMPLATE_PATH: f"{{{{ marker }}}}\n{sign} {{{{ headline }}}}\n"})
        bases.append(repo.git("rev-parse", BASE).strip())
    ids = set()
    for base, sign in zip(bases, ("###", "##", "####"), strict=True):
        repo.git("update-ref", BASE, base)
        step(repo, github)
        (comment,) = world.comments.values()
        ids.add(comment["id"])
        assert f"\n{sign} Team memory" in comment["body"]
    writes = len(github.writes())
    step(repo, github)
    assert len(github.writes()) == writes, "an unchanged layout writes nothing"
    assert len(ids) == 1


def configure(repo, text):
    """Put a configuration on the base branch, as if it had always been there."""
    put_on_base(repo, {".github/teammemory.yml": f"version: 1\n{text}"})


def put_on_base(repo, files):
    head = repo.head()
    repo.switch(BASE)
    repo.commit(files, subject="PROJ-9 Configure")
    repo.git("update-ref", BASE, "HEAD")
    repo.switch(head)
