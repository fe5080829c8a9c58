"""What would GitHub's REST API answer about one pull request, its people and its past?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from testing.github_world import Row, World, iso
from testing.openapi_check import filled

Route = tuple[str, str, Callable[..., tuple[int, Any]]]


class PullsApi:
    """Answers as (status, document) over the rows of a `World`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return method, pattern and answer of each call."""
        return [
            ("GET", r"/pulls/([0-9]+)", self._pull),
            ("GET", r"/pulls/([0-9]+)/files", self._files),
            ("GET", r"/pulls/([0-9]+)/commits", self._commits),
            ("POST", r"/pulls/([0-9]+)/requested_reviewers", self._request),
            ("GET", r"/issues/([0-9]+)/timeline", self._timeline),
            ("GET", r"/collaborators/([^/]+)/permission", self._permission),
        ]

    def _pull(self, number: str, *, query: Row, body: Any) -> tuple[int, Any]:
        row = self._world.pulls.get(int(number))
        return (404, None) if row is None else (200, self._shown(row))

    def _files(self, number: str, *, query: Row, body: Any) -> tuple[int, Any]:
        files = self._world.pulls[int(number)].get("restFiles", [])
        return 200, [filled("diff-entry", file) for file in files]

    def _commits(self, number: str, *, query: Row, body: Any) -> tuple[int, Any]:
        commits = self._world.pulls[int(number)].get("restCommits", [])
        somebody = filled("simple-user", {"login": "chi", "type": "User"})
        accounts = {"author": somebody, "committer": somebody}
        return 200, [filled("commit", {**accounts, **commit}) for commit in commits]

    def _request(self, number: str, *, query: Row, body: Any) -> tuple[int, Any]:
        world = self._world
        for login in body["reviewers"]:
            if login not in world.permissions:
                return 422, {
                    "message": "Reviews may only be requested from collaborators.",
                    "documentation_url": "https://docs.github.com/rest",
                }
        for login in body["reviewers"]:
            world.ask(int(number), by=world.viewer, whom=login)
        return 201, filled("pull-request-simple", self._shown(world.pulls[int(number)]))

    def _timeline(self, number: str, *, query: Row, body: Any) -> tuple[int, Any]:
        events = [event for event in self._world.timeline if event["number"] == int(number)]
        return 200, [self._event(event) for event in events]

    def _permission(self, login: str, *, query: Row, body: Any) -> tuple[int, Any]:
        held = self._world.permissions.get(login)
        if held is None:
            return 404, None
        given = {"permission": held, "role_name": held, "user": None}
        return 200, filled("repository-collaborator-permission", given)

    def _event(self, event: Row) -> Row:
        account = {"login": event["by"], "type": "User"}
        given = {
            "id": event["id"],
            "event": event["kind"],
            "actor": filled("simple-user", account),
            "created_at": iso(self._world.clock.now()),
            "commit_id": None,
            "commit_url": None,
        }
        if not event["kind"].startswith("review_request"):
            return filled("state-change-issue-event", given)
        given["review_requester"] = filled("simple-user", account)
        if event["whom"].startswith("team "):
            slug = event["whom"].removeprefix("team ")
            given["requested_team"] = filled("team", {"slug": slug, "name": slug, "parent": None})
        else:
            whom = {"login": event["whom"], "type": "User"}
            given["requested_reviewer"] = filled("simple-user", whom)
        kind = event["kind"].replace("_", "-")
        return filled(f"{kind}-issue-event", given)

    def _shown(self, row: Row) -> Row:
        world = self._world
        author = row["author"] or {"login": "ghost"}
        side = {"user": filled("simple-user", {"login": author["login"]})}
        given = {
            "number": row["number"],
            "state": "open" if row["state"] == "OPEN" else "closed",
            "title": row["title"],
            "body": row["body"],
            "draft": row["isDraft"],
            "user": filled("simple-user", {"login": author["login"], "type": "User"}),
            "labels": [],
            "base": {
                **side,
                "ref": row["baseRefName"],
                "sha": row.get("baseRefOid", "b" * 40),
                "repo": {"full_name": world.repository},
            },
            "head": {
                **side,
                "ref": row["headRefName"],
                "sha": row["headRefOid"],
                "repo": {"full_name": row.get("headRepository", world.repository)},
            },
        }
        return filled("pull-request", given)
