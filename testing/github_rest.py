"""What would GitHub's REST API answer? The calls that we make, over the rows of a `World`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from testing.github_rest_pulls import PullsApi
from testing.github_world import Row, World, iso, user
from testing.openapi_check import filled


@dataclass
class Answer:
    """Status, document and headers of one answer."""

    status: int
    document: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """Return the document's bytes."""
        return b"" if self.document is None else json.dumps(self.document).encode()


NOT_FOUND = Answer(404, {"message": "Not Found", "documentation_url": "", "status": "404"})


class RestApi:
    """One world behind its REST addresses."""

    def __init__(self, world: World, *, base: str) -> None:
        self._world = world
        self._base = base
        self._inner = ""

    def answer(self, method: str, target: str, body: Any, headers: dict[str, str]) -> Answer:
        """Return the answer to one request whose shape has been checked already."""
        parts = urlsplit(target)
        inner = parts.path.removeprefix(f"/repos/{self._world.repository}")
        if inner.lower().startswith(f"/orgs/{self._world.owner}/teams/"):
            return self._team(inner, dict(parse_qsl(parts.query)), headers)
        if inner == parts.path and parts.path != "/user":
            return NOT_FOUND
        self._inner = inner
        for known, pattern, serve in self._routes():
            match = re.fullmatch(pattern, inner)
            if known == method and match:
                answer = serve(*match.groups(), query=dict(parse_qsl(parts.query)), body=body)
                return self._tagged(answer, headers) if method == "GET" else answer
        return NOT_FOUND

    def _routes(self) -> list[tuple[str, str, Callable[..., Answer]]]:
        return [
            ("GET", r"", self._repository),
            ("GET", r"/user", self._viewer),
            ("GET", r"/(issues|pulls)/comments", self._all_comments),
            ("GET", r"/issues", self._issues),
            ("POST", r"/issues", self._create_issue),
            ("PATCH", r"/issues/([0-9]+)", self._edit_issue),
            ("GET", r"/issues/([0-9]+)/comments", self._comments),
            ("POST", r"/issues/([0-9]+)/comments", self._create_comment),
            ("GET", r"/issues/comments/([0-9]+)", self._one_comment),
            ("PATCH", r"/issues/comments/([0-9]+)", self._edit_comment),
            ("DELETE", r"/issues/comments/([0-9]+)", self._delete_comment),
            *(
                (method, pattern, partial(self._about_pull, serve))
                for method, pattern, serve in PullsApi(self._world).routes()
            ),
        ]

    def _about_pull(
        self, serve: Callable[..., tuple[int, Any]], *parts: str, query: Row, body: Any
    ) -> Answer:
        status, document = serve(*parts, query=query, body=body)
        if status == 404:
            return NOT_FOUND
        if not isinstance(document, list):
            return Answer(status, document)
        return self._paged(self._inner, document, query)

    def _tagged(self, answer: Answer, headers: dict[str, str]) -> Answer:
        tag = f'"{hashlib.sha256(answer.encoded()).hexdigest()[:16]}"'
        if headers.get("If-None-Match") == tag:
            return Answer(304, None, {"ETag": tag})
        return Answer(answer.status, answer.document, {**answer.headers, "ETag": tag})

    def _repository(self, *, query: Row, body: Any) -> Answer:
        world = self._world
        given = {
            "name": world.name,
            "full_name": world.repository,
            "private": world.visibility != "PUBLIC",
            "visibility": world.visibility.lower(),
            "owner": {"login": world.owner},
            "default_branch": "main",
        }
        return Answer(200, filled("full-repository", given))

    def _team(self, path: str, query: Row, headers: dict[str, str]) -> Answer:
        """Answer as GitHub does: to a token that may not, a team is not there."""
        world, slug = self._world, path.split("/")[-2]
        shown = headers.get("Authorization", "").split()[-1:]
        if slug not in world.teams or not world.team_token or shown != [world.team_token]:
            return NOT_FOUND
        members = [self._account(login) for login in world.teams[slug]]
        return self._paged_at(f"{self._base}{path}", members, query)

    def _viewer(self, *, query: Row, body: Any) -> Answer:
        if self._world.viewer.endswith("[bot]"):
            return Answer(403, {"message": "Resource not accessible by integration"})
        return Answer(200, filled("public-user", {"login": self._world.viewer}))

    def _all_comments(self, kind: str, *, query: Row, body: Any) -> Answer:
        rows = self._world.comments if kind == "issues" else self._world.review_comments
        since = query.get("since", "")
        moment = "created_at" if query.get("sort") == "created" else "updated_at"
        chosen = sorted(
            (row for row in rows.values() if row["updated_at"] >= since),
            key=lambda row: (row[moment], row["id"]),
            reverse=query.get("direction") == "desc",
        )
        show = self._shown if kind == "issues" else self._shown_on_line
        return self._paged(f"/{kind}/comments", [show(row) for row in chosen], query)

    def _issues(self, *, query: Row, body: Any) -> Answer:
        world = self._world
        wanted, since = query.get("type"), query.get("since", "")
        creator, state = query.get("creator"), query.get("state", "open")
        chosen = sorted(
            (
                row
                for row in world.issues.values()
                if row["updatedAt"] >= since
                and (wanted != "*" or row["type"] is not None)
                and state in {"all", row["state"].lower()}
                and creator in {None, self._login_of(row["author"])}
            ),
            key=lambda row: (
                row["createdAt" if query.get("sort") == "created" else "updatedAt"],
                row["number"],
            ),
        )
        shown = [self._shown_issue(row) for row in chosen]
        if not world.has_issue_types:
            for document in shown:
                del document["type"]
        return self._paged("/issues", shown, query)

    def _create_issue(self, *, query: Row, body: Any) -> Answer:
        world = self._world
        if not world.may_write_issues:
            return Answer(403, {"message": "Resource not accessible by integration"})
        number = max([0, *world.issues, *world.pulls]) + 1
        row = world.open_issue(
            number, author=user(world.viewer), title=body["title"], body=body["body"]
        )
        return Answer(201, self._shown_issue(row))

    def _edit_issue(self, number: str, *, query: Row, body: Any) -> Answer:
        row = self._world.issues.get(int(number))
        if row is None:
            return NOT_FOUND
        row.update(body=body["body"])
        self._world.touch(row)
        return Answer(200, self._shown_issue(row))

    @staticmethod
    def _login_of(author: Row | None) -> str | None:
        """Return a login as REST writes it."""
        if author is None:
            return None
        is_bot = author["__typename"] == "Bot"
        return f"{author['login']}[bot]" if is_bot else str(author["login"])

    def _shown_issue(self, row: Row) -> Row:
        author = row["author"]
        kind = row["type"]
        given = {
            "number": row["number"],
            "title": row["title"],
            "state": row["state"].lower(),
            "user": self._account(self._login_of(author)),
            "body": row["body"],
            "html_url": f"https://github.test/{self._world.repository}/issues/{row['number']}",
            "assignee": next((self._account(who["login"]) for who in row["assignees"]), None),
            "labels": [{"name": label["name"]} for label in row["labels"]],
            "created_at": row["createdAt"],
            "updated_at": row["updatedAt"],
            "closed_at": row["closedAt"],
            "type": filled("issue-type", {"name": kind}) if kind else None,
        }
        document = filled("issue", given)
        document.pop("pull_request", None)
        return document

    def _comments(self, number: str, *, query: Row, body: Any) -> Answer:
        rows = [row for row in self._world.comments.values() if row["number"] == int(number)]
        rows = [row for row in rows if row["updated_at"] >= query.get("since", "")]
        return self._paged(f"/issues/{number}/comments", [self._shown(row) for row in rows], query)

    def _create_comment(self, number: str, *, query: Row, body: Any) -> Answer:
        if int(number) not in self._world.pulls and int(number) not in self._world.issues:
            return NOT_FOUND
        if len(body["body"]) > 65_536:
            error = "Body is too long (maximum is 65536 characters)"
            return Answer(422, {"message": "Validation Failed", "errors": [error]})
        row = self._world.comment(int(number), self._world.viewer, body["body"])
        return Answer(201, self._shown(row))

    def _one_comment(self, identity: str, *, query: Row, body: Any) -> Answer:
        row = self._world.comments.get(int(identity))
        return NOT_FOUND if row is None else Answer(200, self._shown(row))

    def _edit_comment(self, identity: str, *, query: Row, body: Any) -> Answer:
        row = self._world.comments.get(int(identity))
        if row is None:
            return NOT_FOUND
        row.update(body=body["body"], updated_at=iso(self._world.clock.now()))
        return Answer(200, self._shown(row))

    def _delete_comment(self, identity: str, *, query: Row, body: Any) -> Answer:
        return NOT_FOUND if self._world.comments.pop(int(identity), None) is None else Answer(204)

    def _paged(self, path: str, rows: list[Row], query: Row) -> Answer:
        return self._paged_at(f"{self._base}/repos/{self._world.repository}{path}", rows, query)

    def _paged_at(self, address: str, rows: list[Row], query: Row) -> Answer:
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        chosen = rows[(page - 1) * size : page * size]
        headers = {}
        if page * size < len(rows):
            following = urlencode({**query, "page": page + 1})
            headers["Link"] = f'<{address}?{following}>; rel="next"'
        return Answer(200, chosen, headers)

    def _shown(self, row: Row) -> Row:
        number = row["number"]
        kind = "pull" if number in self._world.pulls else "issues"
        web = f"https://github.test/{self._world.repository}/{kind}/{number}"
        given = {
            "id": row["id"],
            "node_id": f"IC_{row['id']}",
            "url": f"{self._base}/repos/{self._world.repository}/issues/comments/{row['id']}",
            "html_url": f"{web}#issuecomment-{row['id']}",
            "issue_url": f"{self._base}/repos/{self._world.repository}/issues/{number}",
            "body": row["body"],
            "user": self._account(row["user"]),
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "author_association": "MEMBER",
        }
        return filled("issue-comment", given)

    def _shown_on_line(self, row: Row) -> Row:
        number = row["number"]
        api = f"{self._base}/repos/{self._world.repository}"
        given = {
            "id": row["id"],
            "node_id": f"PRRC_{row['id']}",
            "body": row["body"],
            "user": self._account(row["user"]),
            "pull_request_url": f"{api}/pulls/{number}",
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "author_association": "MEMBER",
        }
        return filled("pull-request-review-comment", given)

    def _account(self, login: str | None) -> Row | None:
        if login is None:
            return None
        kind = "Bot" if login.endswith("[bot]") else "User"
        return filled("simple-user", {"login": login, "type": kind})
