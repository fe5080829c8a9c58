"""What happened on GitHub? Real payloads are read; hostile ones end in one sentence."""

from __future__ import annotations

import json

import pytest

from teammemory_bot.domain.activity import Mode, UnknownMode, decide
from teammemory_bot.domain.event import MAX_BYTES, EventUnreadable, parse_event

BASE, HEAD = "b" * 40, "a" * 40


def payload(**changed):
    home = {"full_name": "octo-org/tool"}
    pull = {
        "number": 5,
        "title": "Title",
        "body": None,
        "draft": False,
        "labels": [{"name": "bug"}],
        "user": {"login": "ana"},
        "base": {"ref": "main", "sha": BASE, "repo": home},
        "head": {"ref": "topic", "sha": HEAD, "repo": home},
        **changed.pop("pull", {}),
    }
    repository = {"id": 7, "full_name": "octo-org/tool", "default_branch": "main"}
    return {
        "action": "opened",
        "number": 5,
        "repository": repository,
        "pull_request": pull,
        **changed,
    }


def parsed(document, name="pull_request"):
    return parse_event(name, json.dumps(document).encode())


def test_parse_event__reads_a_pull_request():
    event = parsed(payload())
    assert (event.repository, event.repository_id) == ("octo-org/tool", 7)
    assert event.pull is not None
    assert (event.pull.base, event.pull.head) == (BASE, HEAD)
    assert event.pull.body == ""
    assert event.pull.labels == ("bug",)
    assert not event.pull.is_from_fork


@pytest.mark.parametrize(
    "repo", [None, {"full_name": "stranger/tool"}], ids=["fork is gone", "fork"]
)
def test_parse_event__takes_what_is_not_ours_for_a_fork(repo):
    event = parsed(payload(pull={"head": {"ref": "x", "sha": HEAD, "repo": repo}}))
    assert event.pull is not None
    assert event.pull.is_from_fork


def test_parse_event__knows_a_deleted_author():
    event = parsed(payload(pull={"user": None}))
    assert event.pull is not None
    assert event.pull.author == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"number": "5"},
        {"number": 6},
        {"pull": {"number": -1}},
        {"pull": {"number": True}},
        {"pull": {"number": 1.5}},
        {"pull": {"number": 2**63}},
        {"pull": {"title": ["x"]}},
        {"pull_request": []},
        {"pull": {"head": {"ref": "x", "sha": "--exec=id"}}},
        {"pull": {"head": {"ref": "x", "sha": f"{HEAD}\n"}}},
        {"pull": {"base": {"ref": "main", "sha": BASE, "repo": {"full_name": "other/tenant"}}}},
        {"repository": {"id": 7, "full_name": "../.."}},
        {"repository": {"id": 7, "full_name": "octo-org/tool?x=1"}},
        {"repository": []},
        {"action": ["opened"]},
    ],
)
def test_parse_event__refuses_what_github_never_writes(changed):
    with pytest.raises(EventUnreadable):
        parsed(payload(**changed))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"action":"opened","pull_re',
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
        b'{"number":NaN}',
        b"payload=%7B%7D",
        b" " * (MAX_BYTES + 1),
    ],
)
def test_parse_event__refuses_what_is_no_event(raw):
    with pytest.raises(EventUnreadable):
        parse_event("pull_request", raw)


@pytest.mark.parametrize(
    ("name", "changed", "mode"),
    [
        ("pull_request", {}, Mode.REVIEW),
        ("pull_request_target", {"action": "edited"}, Mode.REVIEW),
        ("pull_request", {"action": "closed"}, None),
        ("push", {"ref": "refs/heads/main"}, Mode.REFRESH),
        ("push", {"ref": "refs/heads/topic"}, None),
        ("schedule", {}, Mode.REFRESH),
        ("workflow_dispatch", {}, Mode.AUDIT),
        ("merge_group", {}, Mode.GATE),
        ("star", {}, None),
    ],
)
def test_decide__follows_the_event(name, changed, mode):
    activity = decide(parsed(payload(**changed), name))
    assert activity.mode is mode
    assert activity.mode is not None or activity.reason


def test_decide__lets_the_input_choose():
    assert decide(parsed(payload()), mode="gate").mode is Mode.GATE


def test_decide__refuses_a_mode_that_there_is_not():
    with pytest.raises(UnknownMode):
        decide(parsed(payload()), mode="everything")
