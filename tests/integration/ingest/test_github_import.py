"""Do exported files end in the same memory as the API, whatever their shape, however often?"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from teammemory_bot.ingest.export_file import ExportUnreadable, ImportReport
from teammemory_bot.ingest.github_import import import_github
from teammemory_bot.ingest.github_query import query_text
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.store import Store
from testing.conversation import api_of, contents, empty_memory, read_all
from testing.github_server import GithubServer, github_server
from testing.github_world import user

EXAMPLES = Path(__file__).parents[2] / "data" / "github" / "webhooks.jsonl.gz"

REST_PULL: dict[str, Any] = {
    "number": 12,
    "title": "PROJ-7 guard the refresh",
    "body": "Fixes #9",
    "state": "closed",
    "draft": False,
    "user": {"login": "dependabot[bot]", "type": "Bot"},
    "labels": [{"name": "bug"}],
    "created_at": "2026-10-01T10:00:00Z",
    "updated_at": "2026-10-02T10:00:00Z",
    "closed_at": "2026-10-02T10:00:00Z",
    "merged_at": "2026-10-02T10:00:00Z",
    "merge_commit_sha": "d" * 40,
    "base": {"ref": "main"},
    "head": {"ref": "topic", "sha": "e" * 40},
    "commits": 3,
    "changed_files": 2,
    "html_url": "https://github.com/octo-org/tool/pull/12",
}
GH_PULL: dict[str, Any] = {
    "number": 12,
    "title": "PROJ-7 guard the refresh",
    "body": "Fixes #9",
    "state": "MERGED",
    "isDraft": False,
    "author": {"login": "app/dependabot", "is_bot": True},
    "labels": [{"name": "bug"}],
    "createdAt": "2026-10-01T10:00:00Z",
    "updatedAt": "2026-10-02T10:00:00Z",
    "mergedAt": "2026-10-02T10:00:00Z",
    "mergeCommit": {"oid": "d" * 40},
    "baseRefName": "main",
    "headRefName": "topic",
    "headRefOid": "e" * 40,
    "changedFiles": 2,
    "files": [{"path": "a.py", "additions": 3, "deletions": 1}],
    "commits": [{"oid": "c" * 40}],
    "reviews": [
        {
            "id": "PRR_1",
            "author": {"login": "ben"},
            "state": "APPROVED",
            "submittedAt": "2026-10-01T12:00:00Z",
        }
    ],
    "closingIssuesReferences": [{"number": 9}],
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with empty_memory(tmp_path / "memory.sqlite") as opened:
        yield opened


def _import(store: Store, tmp_path: Path, *documents: Any) -> ImportReport:
    paths = []
    for number, document in enumerate(documents):
        path = tmp_path / f"export-{number}.json"
        path.write_text(json.dumps(document), "utf-8")
        paths.append(path)
    return import_github(paths, StoredConversation(store), repository="octo-org/tool")


@pytest.mark.parametrize(
    "wrap",
    [
        lambda pull: pull,
        lambda pull: [pull],
        lambda pull: {"action": "closed", "number": 12, "pull_request": pull, "repository": {}},
        lambda pull: {"total_count": 1, "items": [pull]},
    ],
    ids=["one", "list", "webhook", "search"],
)
def test_import__reads_rest_shapes(store: Store, tmp_path: Path, wrap: Any) -> None:
    assert _import(store, tmp_path, wrap(REST_PULL)).records == 1
    held = contents(store)
    (pull,) = held["pull_requests"]
    assert (pull[0], pull[2], pull[4], pull[5], pull[6]) == (
        12,
        "MERGED",
        "bug",
        2,
        "dependabot[bot]",
    )
    assert held["pr_issues"] == [(12, "#9", 1), (12, "PROJ-7", 0)]


def test_import__reads_what_gh_prints(store: Store, tmp_path: Path) -> None:
    assert _import(store, tmp_path, [GH_PULL]).unknown == 0
    held = contents(store)
    assert held["pr_files"] == [(12, "a.py", 3, 1)]
    assert held["pr_commits"] == [(12, 0, "c" * 40)]
    assert [(row[0], row[2], row[4]) for row in held["reviews"]] == [("PRR_1", "APPROVED", "ben")]


def test_import__of_less_does_not_forget_more(store: Store, tmp_path: Path) -> None:
    _import(store, tmp_path, [GH_PULL])
    before = contents(store)
    bare = {key: REST_PULL[key] for key in REST_PULL if key not in {"changed_files", "commits"}}
    _import(store, tmp_path, [bare])
    assert contents(store) == before


def test_import__reads_the_type_of_an_issue_where_it_is_told(store: Store, tmp_path: Path) -> None:
    issue = {
        "number": 9,
        "title": "It hangs",
        "state": "open",
        "created_at": "2026-10-01T10:00:00Z",
        "updated_at": "2026-10-02T10:00:00Z",
        "type": {"id": 1, "name": "Bug"},
    }
    _import(store, tmp_path, [issue])
    _import(store, tmp_path, [{name: issue[name] for name in issue if name != "type"}])
    assert [row[2] for row in contents(store)["issues"]] == ["Bug"]
    _import(store, tmp_path, [{**issue, "type": None, "updated_at": "2026-10-03T10:00:00Z"}])
    assert [row[2] for row in contents(store)["issues"]] == [""]


def test_import__of_a_bare_list_keeps_author_and_labels(store: Store, tmp_path: Path) -> None:
    _import(store, tmp_path, [GH_PULL])
    before = contents(store)
    listed = {
        key: GH_PULL[key]
        for key in ("number", "title", "state", "createdAt", "updatedAt", "isDraft")
    }
    _import(store, tmp_path, [listed])
    assert contents(store) == before


def test_import__of_an_older_state_changes_nothing(store: Store, tmp_path: Path) -> None:
    _import(store, tmp_path, [REST_PULL])
    before = contents(store)
    older = {**REST_PULL, "title": "An old title", "updated_at": "2026-10-01T11:00:00Z"}
    _import(store, tmp_path, [older])
    assert contents(store) == before


def test_import__of_graphql_answers_equals_the_api(tmp_path: Path) -> None:
    with github_server() as server:
        _fill(server)
        world = server.world
        variables = {"owner": world.owner, "name": world.name, "first": 39, "after": None}
        answers: list[Any] = [
            {"data": api_of(server).query(query_text(name), variables)}
            for name in ("pulls", "issues")
        ]
        api = api_of(server)
        answers += [api.read_page(path) for path in ("/issues/comments", "/pulls/comments")]
        with empty_memory(tmp_path / "read.sqlite") as read:
            read_all(server, read)
            expected = contents(read)
    with empty_memory(tmp_path / "imported.sqlite") as imported:
        for _ in range(2):
            report = _import(imported, tmp_path, *answers)
        assert report.unknown == 0
        held = contents(imported)
    for table in ("pull_requests", "pr_files", "pr_issues", "reviews", "issues", "issue_comments"):
        assert held[table] == expected[table], table


def _fill(server: GithubServer) -> None:
    world = server.world
    for number in range(1, 8):
        server.clock.push(100)
        files = [{"path": f"{number}.py", "additions": 1, "deletions": 0}]
        world.open_pull(number, files=files, author=user(f"author-{number}"), body="see #20")
        world.review(number, "ben", "COMMENTED")
        world.comment(number, "zoe")
        world.comment_on_line(number, None)  # type: ignore[arg-type]
    world.open_issue(20, labels=[{"name": "bug"}])
    world.comment(20, "yan")
    world.merge(3, "zoe", "f" * 40)


def _example(event: str, action: str) -> Any:
    """Return GitHub's own example of a payload."""
    lines = gzip.decompress(EXAMPLES.read_bytes()).splitlines()
    rows = (json.loads(line) for line in lines)
    return next(
        row["payload"]
        for row in rows
        if row["event"] == event and row["payload"]["action"] == action
    )


@pytest.mark.parametrize("event", ["issue_comment", "pull_request_review_comment"])
def test_import__of_a_deletion_takes_the_comment_away(
    store: Store, tmp_path: Path, event: str
) -> None:
    payload = _example(event, "deleted")
    _import(store, tmp_path, payload["comment"])
    assert len(contents(store)["issue_comments"]) == 1
    for _ in range(2):
        assert _import(store, tmp_path, payload).unknown == 0
        assert contents(store)["issue_comments"] == []


@pytest.mark.parametrize("action", ["deleted", "transferred"])
def test_import__of_an_issue_that_is_gone_leaves_its_key_alone(
    store: Store, tmp_path: Path, action: str
) -> None:
    payload = _example("issues", action)
    _import(store, tmp_path, payload["issue"])
    (before,) = contents(store)["issues"]
    assert before[1] == payload["issue"]["title"]
    _import(store, tmp_path, payload)
    (after,) = contents(store)["issues"]
    assert after == (before[0], "", "", "", None, None)


def test_import__counts_what_it_does_not_know(store: Store, tmp_path: Path) -> None:
    report = _import(store, tmp_path, [REST_PULL, {"id": 3, "what": "ever"}, 7])
    assert (report.records, report.unknown) == (1, 2)


@pytest.mark.parametrize("change", [{"created_at": "soon"}, {"number": "12"}, {"title": 3}])
def test_import__of_a_wrong_shape_stores_nothing(
    store: Store, tmp_path: Path, change: dict[str, Any]
) -> None:
    wrong = {**REST_PULL, "number": 13, **change}
    with pytest.raises(ExportUnreadable, match="an entry has a wrong shape"):
        _import(store, tmp_path, [REST_PULL, wrong])
    assert contents(store)["pull_requests"] == []


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json", "[[[[", '{"issues": 3}'])
def test_import__of_something_else_says_so(store: Store, tmp_path: Path, text: str) -> None:
    path = tmp_path / "export.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ExportUnreadable, match="nothing was imported from"):
        import_github([path], StoredConversation(store))


def test_import__of_a_missing_file_says_so(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportUnreadable, match="No such file"):
        import_github([tmp_path / "absent.json"], StoredConversation(store))


def test_import__survives_text_that_no_database_takes(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    odd = json.dumps({**REST_PULL, "title": "half \ud83d pair \0 nul"})
    path.write_text(odd, "utf-8")
    import_github([path], StoredConversation(store))
    assert [row[1] for row in contents(store)["pull_requests"]] == ["half \ufffd pair nul"]
