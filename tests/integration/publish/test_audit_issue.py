"""Is there one issue for the audit, whoever wrote others, and does it hold the last one?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from teammemory_bot.publish.audit_issue import MAX_BODY, TITLE, post_audit_issue
from teammemory_bot.publish.pull_request_comment import Posted, Receipt
from teammemory_bot.transport.errors import PermissionMissing
from testing.conversation import api_of
from testing.github_server import GithubServer, github_server
from testing.github_world import user


@pytest.fixture
def server() -> Iterator[GithubServer]:
    with github_server() as running:
        yield running
        assert running.faults == []


def _post(server: GithubServer, text: str, instance: str = "default") -> Posted:
    return post_audit_issue(api_of(server), text, clock=server.clock, instance=instance)


def test_audit_issue__is_made_once_then_edited_then_left_alone(server: GithubServer) -> None:
    server.world.open_pull(3)
    assert _post(server, "7 of 9\n").receipt is Receipt.CREATED
    (issue,) = server.world.issues.values()
    assert issue["title"] == TITLE
    assert issue["body"].endswith(" -->\n7 of 9\n")
    writes = len(server.writes())
    assert _post(server, "7 of 9\n").receipt is Receipt.UNCHANGED
    assert len(server.writes()) == writes
    issue.update(title="Renamed by a person", state="CLOSED")
    posted = _post(server, "6 of 9\n")
    assert (posted.receipt, posted.url[-8:]) == (Receipt.EDITED, "issues/4")
    assert list(server.world.issues) == [4]
    assert issue["body"].endswith("6 of 9\n")
    assert (issue["title"], issue["state"]) == ("Renamed by a person", "CLOSED")


def test_audit_issue__is_never_a_strangers(server: GithubServer) -> None:
    _post(server, "ours\n")
    (ours,) = server.world.issues.values()
    forged = server.world.open_issue(50, author=user("mallory"), body=ours["body"])
    quoting = server.world.open_issue(51, author=ours["author"], body=f"see\n{ours['body']}")
    before = [row["body"] for row in (forged, quoting)]
    assert _post(server, "ours, again\n").receipt is Receipt.EDITED
    assert [row["body"] for row in (forged, quoting)] == before
    del server.world.issues[ours["number"]]
    assert _post(server, "ours, again\n").receipt is Receipt.CREATED


def test_audit_issue__of_another_instance_is_another(server: GithubServer) -> None:
    _post(server, "all\n")
    _post(server, "a part\n", "part")
    assert len(server.world.issues) == 2
    assert _post(server, "all\n").receipt is Receipt.UNCHANGED


def test_audit_issue__that_is_too_long_is_cut_between_lines(server: GithubServer) -> None:
    _post(server, "a line of an audit\n" * 10_000)
    (issue,) = server.world.issues.values()
    assert len(issue["body"]) <= MAX_BODY + 400
    assert issue["body"].rstrip().endswith("the files of the audit hold all of it.")
    assert "\na line of an audit\n\nThe rest" in issue["body"]


def test_audit_issue__without_the_right_to_write_says_so(server: GithubServer) -> None:
    server.world.may_write_issues = False
    with pytest.raises(PermissionMissing):
        _post(server, "ours\n")
    assert server.world.issues == {}
