"""Is nothing of Jira left in a memory that anybody may read?"""

from __future__ import annotations

from pathlib import Path

import pytest

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.privacy import may_keep_jira_text
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    Batch,
    IssueCommentRecord,
    IssueLinkRecord,
    IssueRecord,
    Tracker,
)
from teammemory_bot.ingest.jira import ingest_jira
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.privacy import give_back_jira_text
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.jira_api import Deployment, JiraApi
from testing.jira_server import jira_server
from testing.memory_builder import remember
from testing.repo_builder import ANA, RepoBuilder


@pytest.mark.parametrize(
    ("is_public", "jira_is_public", "may"),
    [
        (True, False, False),
        (None, False, False),
        (False, False, True),
        (True, True, True),
        (None, True, True),
    ],
)
def test_text__is_kept_only_where_nobody_else_reads(
    *, is_public: bool | None, jira_is_public: bool, may: bool
) -> None:
    assert may_keep_jira_text(is_public=is_public, jira_is_public=jira_is_public) is may


def _secrets() -> list[ApiRecord]:
    records: list[ApiRecord] = []
    for number in range(1, 41):
        person = Account(name=f"Canary Person{number}", jira_account=f"canary-account-{number}")
        key = IssueKey(f"PROJ-{number}")
        records += [
            IssueRecord(
                key=key,
                tracker=Tracker.JIRA,
                summary=f"canary summary {number}",
                type="Bug",
                status="Open",
                priority=f"canary priority {number}",
                components=(f"canary component {number}",),
                labels=(f"canary label {number}",),
                updated_at=5,
                reporter=person,
            ),
            IssueCommentRecord(
                external_id=f"canary-{number}",
                tracker=Tracker.JIRA,
                author=person,
                created_at=1,
                issue=key,
            ),
            IssueLinkRecord(key, IssueKey(f"SECRET-{number}"), "canary link"),
        ]
    return records


def test_repository__that_becomes_public_gives_everything_back(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "1\n"}, by=ANA, subject="PROJ-1 guard the refresh")
    path = tmp_path / "memory" / "memory.sqlite"
    with remember(repo, path) as store:
        store.save(Batch(source="jira", records=tuple(_secrets())))
        store.settle_identities()
        assert path.read_bytes().lower().count(b"canary") >= 200
        assert give_back_jira_text(store) == 40
        held = path.read_bytes().lower()
        assert b"canary" not in held
        assert b"secret-" not in held
        rows = list(store.database.execute("SELECT key, type, status FROM issues"))
        assert rows == [("PROJ-1", "Bug", "Open")]
        assert give_back_jira_text(store) == 0
        change = store.memory_at().change_at(0)
        assert change is not None
        assert change.author.name == ANA.name


def test_public_repository__learns_of_no_issue_that_it_does_not_name(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "1\n"}, by=ANA, subject="PROJ-1 guard the refresh")
    path = tmp_path / "memory" / "memory.sqlite"
    with jira_server(is_cloud=True) as server, remember(repo, path) as store:
        for number in range(1, 201):
            server.add(f"PROJ-{number}", summary=f"canary {number}")
        api = JiraApi(
            server.url,
            user="u",
            token="t",  # noqa: S106 - any
            clock=server.clock,
            deployment=Deployment.CLOUD,
        )
        reach = ingest_jira(
            api,
            StoredConversation(store),
            projects=frozenset({"PROJ"}),
            clock=server.clock,
            budget=Budget(server.clock),
            has_text=False,
        )
        assert reach.is_complete
        rows = list(store.database.execute("SELECT key, summary, status FROM issues"))
        assert rows == [("PROJ-1", "", "In Progress")]
        assert b"canary" not in path.read_bytes()
