"""`/teammemory …` in a comment: only a new one, only its first line, only by people who may write."""

from __future__ import annotations

import pytest

from testing.action_stage import (
    NUMBER,
    REPOSITORY,
    checkout,
    pull_event,
    step,
    tell_change,
    world_of,
)


@pytest.fixture(scope="module")
def repo(tmp_path_factory):
    return checkout(tmp_path_factory.mktemp("commands") / "workspace")


@pytest.fixture
def world(repo):
    world = world_of(repo)
    tell_change(world, repo, head_repository=world.repository)
    world.permissions = {"ana": "write", "mallory": "read"}
    return world


def comment(body, *, by="ana", sender=None, action="created", on_pull=True):
    return {
        "action": action,
        "repository": REPOSITORY,
        "sender": {"login": sender or by},
        "issue": {"number": NUMBER, **({"pull_request": {"url": "x"}} if on_pull else {})},
        "comment": {"id": 77, "body": body, "user": {"login": by}},
    }


def say(repo, github, body, **given):
    return step(repo, github, name="issue_comment", payload=comment(body, **given))


def test_ignore__silences_the_comment_until_somebody_asks_for_it(repo, world, github):
    assert step(repo, github).is_green
    ended = say(repo, github, "/teammemory ignore")
    assert ended.is_green, (ended.log, ended.errors)
    (only,) = world.comments.values()
    assert "leaves this pull request alone" in only["body"]
    assert "@" not in only["body"]

    writes = len(github.writes())
    world.pulls[NUMBER]["title"] = "PROJ-5 Try something"
    later = step(repo, github, payload=pull_event(repo, action="edited"))
    assert later.is_green
    assert len(github.writes()) == writes
    assert [each for each in later.log.annotations if "people asked for none" in each.message]

    again = say(repo, github, "/teammemory review")
    assert again.is_green, (again.log, again.errors)
    (back,) = world.comments.values()
    assert back["id"] == only["id"]
    assert "Ben Olsen" in back["body"]


def test_explain__answers_in_one_comment_of_its_own(repo, world, github):
    step(repo, github)
    for _ in range(2):
        ended = say(repo, github, "/teammemory explain ben")
        assert ended.is_green, (ended.log, ended.errors)
    review, explanation = world.comments.values()
    assert "instance=default " in review["body"]
    assert "instance=default-explain " in explanation["body"]
    assert "Candidates" in explanation["body"]


def test_review__comes_back_after_somebody_deleted_the_comment(repo, world, github):
    step(repo, github)
    (identity,) = world.comments
    world.delete_comment(identity, by="ana")
    respected = step(repo, github, payload=pull_event(repo, action="synchronize"))
    assert respected.is_green
    assert world.comments == {}
    assert [each for each in respected.log.annotations if "somebody deleted" in each.message]
    assert say(repo, github, "/teammemory review").is_green
    assert len(world.comments) == 1


def test_review__says_what_must_be_known_although_somebody_deleted_the_comment(repo, world, github):
    step(repo, github)
    (identity,) = world.comments
    world.delete_comment(identity, by="ana")
    payload = pull_event(repo, action="synchronize")
    failed = step(repo, github, payload=payload, fail_on="missing-issue-key")
    assert failed.exit_code == 1
    assert len(world.comments) == 1


@pytest.mark.parametrize(
    ("body", "given", "says"),
    [
        ("/teammemory review", {"by": "mallory"}, "only people with write access"),
        ("/teammemory review", {"by": "nobody"}, "only people with write access"),
        ("/teammemory review", {"by": "renovate[bot]"}, "only people with write access"),
        ("/teammemory review", {"sender": "mallory"}, "not who sent the event"),
        ("/teammemory review", {"action": "edited"}, "only a new comment"),
        ("/teammemory review", {"on_pull": False}, "only a new comment"),
        ("> /teammemory review", {}, "no command"),
        ("well\n/teammemory review", {}, "no command"),
        ("/teammemory deploy", {}, "no such command"),
        ("/teammemory explain @a;b", {}, "no such command"),
    ],
)
def test_command__does_nothing_and_says_why(repo, world, github, body, given, says):
    ended = say(repo, github, body, **given)
    assert ended.is_green
    assert ended.outputs["result"] == "skip"
    assert says in ended.summary
    assert github.writes() == []
