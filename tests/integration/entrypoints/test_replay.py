"""`teammemory replay`: does a run that is done again say the same bytes, and is a difference named?"""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing

import pytest

from teammemory_bot.bootstrap import choices_at, open_workplace
from teammemory_bot.config.choices import Said
from teammemory_bot.config.reading import DEFAULT_PATH
from teammemory_bot.domain.run_record import RecordUnreadable, RunRecord, first_difference
from teammemory_bot.entrypoints.recording import chosen_by, record_of, replay, write_down
from teammemory_bot.pipeline.question import Question
from teammemory_bot.pipeline.story import review
from teammemory_bot.store.run_log import RunLog
from testing.action_stage import (
    checkout,
    pull_event,
    step,
    tell_change,
    without_the_change,
    world_of,
)
from testing.command_line import teammemory
from testing.github_server import github_server
from testing.rich_memory import rich_history


@pytest.fixture
def rich(tmp_path):
    return rich_history(tmp_path / "repo")


def ask(repo, tmp_path, *words):
    return teammemory("--repo", repo.path, "--memory", tmp_path / "memory" / "m.sqlite", *words)


def test_replay__of_what_review_said_is_identical(rich, tmp_path):
    said = ask(rich, tmp_path, "review", "--format", "markdown")
    assert said.code == 0, said.err
    again = ask(rich, tmp_path, "replay", "1", "--json")
    assert (again.code, json.loads(again.out)["identical"]) == (0, True), again.out + again.err
    listed = json.loads(ask(rich, tmp_path, "replay", "--json").out)
    assert [(row["run"], row["event"]) for row in listed] == [(1, "command line")]
    head = listed[0]["link"]
    assert ask(rich, tmp_path, "replay", "--check", "--head", head).code == 0
    assert ask(rich, tmp_path, "replay", "--check", "--head", "0" * 64).code == 1


def test_replay__survives_what_lands_later_and_says_what_has_changed(rich, tmp_path):
    ask(rich, tmp_path, "review")
    rich.commit({"later.py": "x = 1\n"}, subject="Later")
    ask(rich, tmp_path, "review")
    again = ask(rich, tmp_path, "replay", "1", "--json")
    told = json.loads(again.out)
    assert told["identical"], told
    assert told["reasons"] == ["the memory knows more, or other things, than then"]


def test_replay__of_another_comment_names_the_first_line(rich, tmp_path):
    ask(rich, tmp_path, "review")
    with open_workplace(rich.path, memory=tmp_path / "memory" / "m.sqlite") as place:
        log = RunLog(place.store)
        record = json.loads(log.run(1).record)
        record["comment"] = record["comment"].replace("Team memory", "Team mammary", 1)
        forged = tmp_path / "forged.json"
        forged.write_text(json.dumps(record))
    again = ask(rich, tmp_path, "replay", str(forged))
    assert again.code == 1
    assert again.out.startswith(f"run {forged}: differs in line 1\n")
    assert "Team mammary" in again.out


def test_replay__of_a_broken_log_says_so(rich, tmp_path):
    ask(rich, tmp_path, "review")
    place = tmp_path / "memory" / "m.sqlite"
    with closing(sqlite3.connect(place)) as database:
        database.execute("UPDATE runs SET link = record_digest")
        database.commit()
        digest = __import__("hashlib").sha256(place.read_bytes()).hexdigest()
    place.with_name("m.sqlite.digest").write_text(json.dumps({"format": 1, "sha256": [digest]}))
    whole = ask(rich, tmp_path, "replay", "--check")
    assert (whole.code, whole.out) == (1, "run 1 does not follow on the one before it\n")


@pytest.mark.parametrize("name", ["7", "nowhere.json"])
def test_replay__of_what_there_is_not_is_a_sentence(rich, tmp_path, name):
    ended = ask(rich, tmp_path, "replay", name)
    assert ended.code == 2
    assert ended.err.startswith("teammemory: ")
    assert "Traceback" not in ended.err


def test_forgotten__is_in_no_byte_of_the_log_either(rich, tmp_path):
    ask(rich, tmp_path, "review")
    place = tmp_path / "memory" / "m.sqlite"
    assert b"Ben Olsen" in place.read_bytes()
    done = json.loads(ask(rich, tmp_path, "forget", "Ben Olsen", "--json").out)
    assert done["runs"] == 1
    for file in place.parent.iterdir():
        assert b"ben olsen" not in file.read_bytes().lower()
    ended = ask(rich, tmp_path, "replay", "1")
    assert (ended.code, "redacted" in ended.err) == (2, True)
    assert ask(rich, tmp_path, "replay", "--check").code == 0


@pytest.mark.parametrize("mode", ["review", "gate"])
def test_action__leaves_a_record_that_replays_identically(tmp_path, mode):
    repo = checkout(tmp_path / "repo")
    with github_server(world=world_of(repo)) as github:
        done = step(repo, github, mode=mode)
    assert done.exit_code in {0, 1}, done.log
    record = repo.path / done.outputs["run-record"]
    memory = record.with_name("memory.sqlite")
    again = teammemory("--repo", repo.path, "--memory", memory, "replay", record, "--json")
    assert json.loads(again.out)["identical"], again.out + again.err
    listed = teammemory("--repo", repo.path, "--memory", memory, "replay", "--json")
    assert [row["pull"] for row in json.loads(listed.out)] == [5]


def test_action__a_record_of_what_github_told_replays_without_the_commits(tmp_path):
    repo = checkout(tmp_path / "repo")
    world = world_of(repo)
    tell_change(world, repo, head_repository="stranger/tool")
    base = without_the_change(repo, tmp_path / "base")
    base.git("update-ref", "refs/remotes/origin/main", "HEAD")
    with github_server(world=world) as github:
        done = step(base, github, payload=pull_event(repo, fork=True))
    assert done.exit_code == 0, done.log
    record = base.path / done.outputs["run-record"]
    again = teammemory(
        "--repo",
        base.path,
        "--memory",
        record.with_name("memory.sqlite"),
        "replay",
        record,
        "--json",
    )
    assert json.loads(again.out)["identical"], again.out + again.err


@pytest.mark.parametrize("count", [6, pytest.param(100, marks=pytest.mark.prove)])
def test_replay__of_many_stored_runs_is_identical(tmp_path, count):
    """Runs over random ranges, each under another policy, all done again at the end."""
    repo = rich_history(tmp_path / "repo")
    chance = random.Random(count)  # noqa: S311  # which ranges, no secret
    steps = repo.git("rev-list", "--first-parent", "main").split()
    with open_workplace(repo.path, memory=tmp_path / "m.sqlite") as place:
        while len(RunLog(place.store).runs()) < count:
            last = chance.randrange(len(steps) - 1)
            first = chance.randrange(last + 1, len(steps))
            said = Said(
                profile=chance.choice(["evidence", "classic"]),
                fail_on=chance.choice(["", "missing-issue-key", "oversized-change"]),
            )
            question = Question(
                base=steps[first],
                head=steps[last],
                policy_at=lambda sha, said=said: choices_at(place, sha, environment=said).policy,
                limits=chance.choice([(), ("something was not read",)]),
            )
            reviewed = review(question, place, on_progress=lambda _done, _total: None)
            chosen = chosen_by(said, path=DEFAULT_PATH)
            write_down(record_of(reviewed, question, place, event="push", chosen=chosen), place)
        runs = RunLog(place.store).runs()
        assert len(runs) == count
        for run in runs:
            done = replay(RunRecord.parse(run.record), place)
            assert done.difference is None, (run.number, done)
            assert done.reasons == ()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 2}', "[" * 5_000, '{"format": 1, "version": "x"}'],
)
def test_record__that_is_none_is_refused(text):
    with pytest.raises(RecordUnreadable):
        RunRecord.parse(text)


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("a\nb\n", "a\nb\n", None),
        ("a\nb\n", "a\nc\n", (2, "b", "c")),
        ("a\n", "a", (2, "", None)),
        ("a", "a\nb", (2, None, "b")),
    ],
)
def test_first_difference__names_the_line(then, now, expected):
    found = first_difference(then, now)
    assert (found and (found.line, found.then, found.now)) == expected
