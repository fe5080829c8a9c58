"""Does Jira's past reach the memory by the action's own modes, from Cloud and from Data Center?

The step runs whole in this process, so that it may speak with a stand-in that has no TLS.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from testing.action_stage import MAIN, REPOSITORY, checkout, world_of
from testing.github_server import GithubServer, github_server
from testing.jira_server import JiraServer, jira_server
from testing.repo_builder import RepoBuilder
from testing.runner.inside import Heard, live_in, run_inside, speak_with
from testing.runner.step import Step
from testing.sarif_schema import sarif_mistakes

USER, JIRA_TOKEN = "bot@corp.test", "jira-canary-of-this-test"
CONFIG = "issue_keys: {projects: [PROJ]}\njira: {is_public: true}\n"
DONE = {"name": "Closed", "statusCategory": {"key": "done"}}
PEOPLE: dict[bool, dict[str, Any]] = {
    True: {"accountId": "557058:ana", "displayName": "Ana Silva", "emailAddress": "ana@corp.test"},
    False: {"name": "asilva", "key": "JIRAUSER1", "displayName": "Ana Silva"},
}


@pytest.fixture(scope="module")
def checked_out(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    """Return a checkout whose base branch says that anybody may read Jira, so that all of it is kept."""
    repo = checkout(tmp_path_factory.mktemp("jira") / "workspace")
    head = repo.head()
    repo.git("checkout", "--quiet", "--detach", MAIN)
    repo.commit({".github/teammemory.yml": CONFIG}, subject="PROJ-4 Configure")
    repo.git("update-ref", MAIN, repo.head())
    repo.git("checkout", "--quiet", "--detach", head)
    return repo


@pytest.fixture(params=["cloud", "data center"])
def jira(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[JiraServer]:
    """Five issues in pages of two: four that commits name, and one that is done without a commit."""
    is_cloud = request.param == "cloud"
    with jira_server(is_cloud=is_cloud) as server:
        live_in(server.clock, monkeypatch)
        speak_with(server, monkeypatch)
        server.page_size = 2
        for number in range(1, 5):
            server.add(f"PROJ-{number}", assignee=PEOPLE[is_cloud], reporter=PEOPLE[is_cloud])
        server.add("PROJ-77", status=DONE)
        yield server


@pytest.fixture
def github(checked_out: RepoBuilder, jira: JiraServer) -> Iterator[GithubServer]:
    with github_server(jira.clock, world=world_of(checked_out)) as server:
        yield server


def stepped(
    repo: RepoBuilder,
    github: GithubServer,
    jira: JiraServer,
    name: str,
    memory: str,
    **event: Any,
) -> Heard:
    given = {"jira-url": "https://jira.test", "jira-token": JIRA_TOKEN}
    if jira.is_cloud:
        given["jira-user"] = USER
    return run_inside(
        Step(
            event_name=name,
            event={"ref": "refs/heads/main", "repository": REPOSITORY, **event},
            workspace=repo.path,
            api_url=github.url,
            inputs={**given, "memory-path": memory, "comment": "always"},
        )
    )


@pytest.fixture
def memory(request: pytest.FixtureRequest) -> str:
    """A memory of its own for each test, all of them beside one checkout."""
    return "memory-" + "".join(c if c.isalnum() else "-" for c in request.node.name)


def issues_in(repo: RepoBuilder, memory: str) -> dict[str, str]:
    file = repo.path / memory / "memory.sqlite"
    with closing(sqlite3.connect(file)) as database:
        return dict(database.execute("SELECT key, status FROM issues WHERE status IS NOT NULL"))


def test_refresh__reads_jira_page_by_page_and_then_only_what_is_new(
    checked_out: RepoBuilder, jira: JiraServer, github: GithubServer, memory: str
) -> None:
    heard = stepped(checked_out, github, jira, "push", memory)
    assert heard.result.is_green, heard.text[-2_000:]
    assert issues_in(checked_out, memory) == {
        **{f"PROJ-{n}": "In Progress" for n in range(1, 5)},
        "PROJ-77": "Closed",
    }
    assert "| read Jira | done |" in (heard.result.summary or "")
    paths = {path for _, path, _, _ in jira.seen}
    searched = "/rest/api/3/search/jql" if jira.is_cloud else "/rest/api/2/search"
    assert searched in paths
    assert not [path for path in paths if not path.startswith(searched.rpartition("/search")[0])]
    pages = len(jira.seen)
    assert pages >= 3
    assert {headers.get("authorization") for _, _, _, headers in jira.seen} == {_credentials(jira)}
    assert JIRA_TOKEN not in heard.text

    jira.clock.push(86_400)
    jira.add("PROJ-4", status=DONE)
    again = stepped(checked_out, github, jira, "schedule", memory)
    assert again.result.is_green, again.text[-2_000:]
    assert issues_in(checked_out, memory)["PROJ-4"] == "Closed"
    assert len(jira.seen) - pages < pages


def test_audit__judges_by_what_jira_says(
    checked_out: RepoBuilder, jira: JiraServer, github: GithubServer, memory: str
) -> None:
    heard = stepped(checked_out, github, jira, "workflow_dispatch", memory, inputs={})
    assert heard.result.is_green, heard.text[-2_000:]
    file = checked_out.path / heard.result.outputs["findings-file"]
    rules = {rule["rule"]: rule for rule in json.loads(file.read_text("utf-8"))["rules"]}
    (example,) = rules["done-issue-without-commit"]["examples"]
    assert "PROJ-77" in json.dumps(example)
    assert rules["done-issue-without-commit"]["judged"] == 1
    unknown = rules["unknown-issue-key"]
    assert unknown["judged"] > 0
    assert unknown["failed"] == 0
    assert sarif_mistakes(file.with_name("audit.sarif").read_text("utf-8")) == []


def _credentials(jira: JiraServer) -> str:
    """Return what the deployment wants: an account with its token, or a personal token alone."""
    if not jira.is_cloud:
        return f"Bearer {JIRA_TOKEN}"
    return "Basic " + base64.b64encode(f"{USER}:{JIRA_TOKEN}".encode()).decode()
