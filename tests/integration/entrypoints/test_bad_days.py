"""What if any one request fails, in any way, while every library logs all it knows?

The answer is right or says what it lacks, nobody learns a secret, and the next run is as if nothing had
ever happened. A sample runs each time; each request with each fault runs with `make prove`.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import requests
from click.testing import CliRunner
from requests.adapters import HTTPAdapter

from teammemory_bot.entrypoints.cli import main
from teammemory_bot.store.sqlite import SqliteDatabase
from testing.github_server import GithubServer, github_server
from testing.github_world import World
from testing.jira_server import jira_server
from testing.memory_rows import Rows, facts_of
from testing.nth_call import CALLS, NthCall
from testing.repo_builder import RepoBuilder
from testing.runner.inside import Heard, debug_log, live_in, run_inside, speak_with
from testing.secret_stage import (
    CANARIES,
    MODES,
    PRIVATE,
    SecretStage,
    checkout_with_secrets,
    leaks,
)

DATA = Path(__file__).parents[2] / "data"
HTML = {"content-type": "text/html"}
ECHO = " ".join(CANARIES.values())
ON_THE_LINE: dict[str, Any] = {
    "reset": "reset",
    "500": {"s": 500, "m": ECHO},
    "403": {"s": 403, "m": ECHO},
    "401": {"s": 401, "h": {"www-authenticate": CANARIES["header of an answer"]}, "m": ECHO},
    "html": {"s": 200, "h": HTML, "b": f"<html><title>{ECHO}</title>"},
    "half": "short",
    "other": {"s": 200, "b": json.dumps([{"message": ECHO}, 1])},
    "away": {"s": 302, "h": {"location": f"https://evil.test/{CANARIES['NPM_TOKEN']}"}, "b": ""},
}
BEFORE_AND_AFTER = ("time-out", "time-out after the effect")
FAULTS = (*ON_THE_LINE, *BEFORE_AND_AFTER)


@pytest.fixture(scope="module")
def checked_out(tmp_path_factory: pytest.TempPathFactory):
    return checkout_with_secrets(tmp_path_factory.mktemp("stage") / "workspace")


@pytest.fixture
def stage(checked_out, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretStage]:
    with jira_server(is_cloud=True) as jira:
        live_in(jira.clock, monkeypatch)
        speak_with(jira, monkeypatch)
        yield SecretStage(checked_out, jira)


@pytest.fixture
def github(stage: SecretStage) -> Iterator[GithubServer]:
    with github_server(stage.jira.clock, world=World(stage.jira.clock)) as server:
        yield server
        assert server.faults == []


class Line:
    """Every request of a step, GitHub's and Jira's, one of which fails, or all from it on."""

    def __init__(self, stage: SecretStage, github: GithubServer) -> None:
        self._servers = {github.port: github, stage.jira.port: stage.jira}
        self.calls = 0
        self.fault, self.at, self.is_for_ever = "", 0, False

    def fail(self, fault: str, at: int, *, for_ever: bool) -> None:
        self.calls, self.fault, self.at, self.is_for_ever = 0, fault, at, for_ever

    def is_bad(self) -> bool:
        self.calls += 1
        return self.calls == self.at or (self.is_for_ever and self.calls > self.at > 0)

    def sender(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **options: Any) -> Any:
            if not self.is_bad():
                return real(adapter, request, **options)
            if self.fault == "time-out":
                raise requests.exceptions.ReadTimeout(ECHO)
            port = int((request.url or "").split(":")[2].split("/")[0])
            if self.fault in ON_THE_LINE:
                self._servers[port].play(ON_THE_LINE[self.fault])
                return real(adapter, request, **options)
            real(adapter, request, **options).close()
            raise requests.exceptions.ReadTimeout(ECHO)

        return send


@pytest.fixture
def line(
    stage: SecretStage, github: GithubServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Line]:
    line = Line(stage, github)
    monkeypatch.setattr(HTTPAdapter, "send", line.sender(HTTPAdapter.send))
    return line


class Day:
    """One mode on the stage, from nothing, as often as it is asked for."""

    def __init__(self, stage: SecretStage, github: GithubServer, mode: str) -> None:
        self._stage, self._github, self._mode = stage, github, mode
        self._folder = stage.repo.path / ".teammemory"

    def begin(self) -> None:
        """Forget all runs."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._github.world = self._stage.world()

    def run(self) -> Heard:
        heard = run_inside(self._stage.step(self._mode, self._github.url))
        self.look(heard.text)
        return heard

    def look(self, text: str) -> None:
        """Nothing that was planted is anywhere that somebody reads."""
        assert leaks(text) == []
        for file in self._folder.rglob("*") if self._folder.exists() else ():
            if file.is_file():
                assert leaks(file.read_bytes().decode("utf-8", "replace")) == [], file.name
        world = self._github.world
        for row in (*world.comments.values(), *world.issues.values()):
            assert leaks(row["body"]) == []

    def left(self) -> tuple[list[str], Rows]:
        """Return what the runs have left for people, and what the memory holds."""
        world = self._github.world
        mine = [row["body"] for row in world.comments.values() if "teammemory-bot" in row["body"]]
        mine += [row["body"] for row in world.issues.values()]
        database = SqliteDatabase(self._folder / "memory.sqlite", is_read_only=True)
        rows = facts_of(database)
        database.close()
        del rows["cursors"], rows["runs"]  # when the last run was, and what each one said
        return mine, rows


def differences(one: tuple[list[str], Rows], other: tuple[list[str], Rows]) -> list[str]:
    """Return what two days left differently: tables by name, and what people read."""
    (said, rows), (expected, before) = one, other
    return [name for name in rows if rows[name] != before[name]] + [
        text for text in said if text not in expected
    ]


def what_counts(heard: Heard) -> tuple[int, dict[str, str]]:
    """Return what a run comes to; digests of files differ where bytes lie elsewhere."""
    outputs = {
        name: text
        for name, text in heard.result.outputs.items()
        if name not in {"memory-digest", "comment-url"}
    }
    return heard.result.exit_code, outputs


def assert_well_ended(heard: Heard, expected: Heard) -> None:
    result = heard.result
    assert "Traceback" not in heard.text
    assert "our own fault" not in heard.text
    assert result.exit_code in {0, 1, 2}
    assert result.outputs["result"] in {"pass", "fail", "unknown", "skip"}
    said = [each for each in result.log.annotations if each.level in {"error", "warning", "notice"}]
    if result.exit_code == 2:
        assert any(each.level == "error" for each in said)
    if what_counts(heard) != what_counts(expected):
        assert said, "an answer that lacks something says so"


PARTS = 8
"""So that the whole sweep runs on all cores."""
SAMPLE = [
    pytest.param(mode, slice(5, None, 300), id=f"{mode}-some") for mode in ("review", "audit")
]
WHOLE = [
    pytest.param(mode, slice(part, None, PARTS), id=f"{mode}-{part}", marks=pytest.mark.prove)
    for mode in MODES
    for part in range(PARTS)
]


@pytest.mark.parametrize(("mode", "part"), [*SAMPLE, *WHOLE])
def test_one_request_fails__the_answer_is_labelled_and_the_next_run_right(
    stage: SecretStage, github: GithubServer, line: Line, mode: str, part: slice
) -> None:
    day = Day(stage, github, mode)
    day.begin()
    line.fail("", 0, for_ever=False)
    expected = day.run()
    assert expected.result.exit_code == 0, expected.text
    count = line.calls
    day.run()
    left = day.left()
    assert count >= 1
    cases = list(itertools.product(range(1, count + 1), FAULTS, (False, True)))
    for at, fault, for_ever in cases[part]:
        day.begin()
        line.fail(fault, at, for_ever=for_ever)
        assert_well_ended(day.run(), expected)
        line.fail("", 0, for_ever=False)
        again = day.run()
        assert what_counts(again) == what_counts(expected), (at, fault, for_ever)
        if differences(day.left(), left):
            day.run()  # what the run itself has written is read by the one that follows
        assert differences(day.left(), left) == [], (at, fault, for_ever)


def test_stage__would_show_a_leak(stage: SecretStage) -> None:
    assert len(CANARIES) == 20
    assert len(PRIVATE) == 200
    assert len(set(PRIVATE) | set(CANARIES.values())) == 220
    assert sorted(leaks(ECHO + " ".join(PRIVATE))) == sorted([*CANARIES, *PRIVATE])


SCRIPTS = json.loads((DATA / "hostile" / "api_faults.json").read_text("utf-8"))


@pytest.mark.parametrize("every", [30, pytest.param(1, marks=pytest.mark.prove)])
def test_script_of_faults__ends_well_and_shows_nothing(
    stage: SecretStage, github: GithubServer, line: Line, every: int
) -> None:
    day = Day(stage, github, "review")
    day.begin()
    expected = day.run()
    for case in SCRIPTS[::every]:
        day.begin()
        github.play(*case["script"])
        assert_well_ended(day.run(), expected)
        github.play()


@pytest.mark.parametrize("kind", list(CALLS))
@pytest.mark.prove
def test_database_file_or_git_fails__and_nothing_is_shown(
    stage: SecretStage,
    github: GithubServer,
    line: Line,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    day = Day(stage, github, "review")
    day.begin()
    with monkeypatch.context() as counting:
        counted = NthCall(counting, kind, 0)
        expected = day.run()
    for last in range(1, counted.calls + 1, max(1, counted.calls // 40)):
        day.begin()
        with monkeypatch.context() as failing:
            NthCall(failing, kind, last)
            heard = day.run()
        assert "Traceback" not in heard.text
        assert heard.result.exit_code in {0, 1, 2, 3}
        assert what_counts(day.run()) == what_counts(expected), (kind, last)


PASSWORD = CANARIES["PGPASSWORD"]
ADDRESSES = {
    "encoded": f"postgresql://bot:{quote(PASSWORD, safe='')}@127.0.0.1:9/memory",
    "as it is": f"postgresql://bot:{PASSWORD}@127.0.0.1:9/memory",
    "broken": f"postgresql://bot:{PASSWORD}%zz@127.0.0.1:9/memory",
    "as an option": f"postgresql://127.0.0.1:9/memory?password={quote_plus(PASSWORD)}",
    "as an unknown option": f"postgresql://127.0.0.1:9/memory?{quote_plus(PASSWORD)}=1",
}


@pytest.mark.parametrize("address", list(ADDRESSES.values()), ids=list(ADDRESSES))
def test_password_of_the_database__is_in_no_message(checked_out: RepoBuilder, address: str) -> None:
    for words in (["review"], ["-v", "stats"], ["doctor"], ["init-db"]):
        with debug_log() as log:
            ended = CliRunner().invoke(
                main, ["--repo", str(checked_out.path), "--memory", address, *words]
            )
        assert ended.exit_code == 2, ended.output
        assert leaks(ended.output + log.getvalue()) == [], words
