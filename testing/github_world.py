"""What would GitHub hold? One repository with its conversation, in memory, moving with a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from testing.virtual_clock import VirtualClock

Row = dict[str, Any]


def iso(seconds: float) -> str:
    """Return a moment as GitHub writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user(login: str, name: str | None = None) -> Row:
    """Return a person; a login that ends in `[bot]` is a bot, whose GraphQL login lacks the end."""
    if login.endswith("[bot]"):
        return {"__typename": "Bot", "login": login.removesuffix("[bot]")}
    return {"__typename": "User", "login": login, "name": name}


@dataclass
class World:
    """A repository as GitHub would hold it. GraphQL reads these rows as they are."""

    clock: VirtualClock
    owner: str = "octo-org"
    name: str = "tool"
    visibility: str = "PUBLIC"
    viewer: str = "github-actions[bot]"
    may_write_issues: bool = True
    has_issue_types: bool = True
    """False: an Enterprise Server that is too old to know of types."""
    pulls: dict[int, Row] = field(default_factory=dict)
    issues: dict[int, Row] = field(default_factory=dict)
    comments: dict[int, Row] = field(default_factory=dict)
    review_comments: dict[int, Row] = field(default_factory=dict)
    deployments: list[Row] = field(default_factory=list)
    commits: dict[str, Row] = field(default_factory=dict)
    permissions: dict[str, str] = field(default_factory=dict)
    """What people may do, by login: `admin`, `write`, `read`; who is missing is unknown here."""
    statuses: dict[str, Row] = field(default_factory=dict)
    """What people say of themselves, by login."""
    hides_statuses: bool = False
    """Whether the token may not look at people."""
    unknown_logins: set[str] = field(default_factory=set)
    """Accounts that are gone."""
    teams: dict[str, list[str]] = field(default_factory=dict)
    """Members by the slug of their team."""
    team_token: str = ""
    """The one token that may read teams; empty: none may."""
    timeline: list[Row] = field(default_factory=list)
    _next_id: int = 1_000

    @property
    def repository(self) -> str:
        """Return `owner/name`."""
        return f"{self.owner}/{self.name}"

    def open_pull(self, number: int, **given: Any) -> Row:
        """Open a pull request now."""
        at = given.pop("at", self.clock.now())
        row = {
            "__typename": "PullRequest",
            "number": number,
            "title": f"Change {number}",
            "body": "",
            "state": "OPEN",
            "isDraft": False,
            "createdAt": iso(at),
            "updatedAt": iso(at),
            "mergedAt": None,
            "closedAt": None,
            "baseRefName": "main",
            "headRefName": f"topic-{number}",
            "headRefOid": f"{number:040x}",
            "changedFiles": len(given.get("files", [])),
            "author": user("ana"),
            "mergedBy": None,
            "mergeCommit": None,
            "labels": [],
            "files": [],
            "reviews": [],
            "commits": [],
            "closingIssuesReferences": [],
            "reviewRequests": [],
            **given,
        }
        self.pulls[number] = row
        return row

    def review(self, number: int, by: str, state: str = "APPROVED") -> Row:
        """Review a pull request now."""
        row = {
            "__typename": "PullRequestReview",
            "id": f"PRR_{self._id()}",
            "state": state,
            "submittedAt": iso(self.clock.now()),
            "author": user(by),
        }
        self.pulls[number]["reviews"].append(row)
        self.touch(self.pulls[number])
        return row

    def merge(self, number: int, by: str, sha: str) -> None:
        """Merge a pull request now."""
        row = self.pulls[number]
        now = iso(self.clock.now())
        row.update(state="MERGED", mergedAt=now, closedAt=now, mergedBy=user(by))
        row["mergeCommit"] = {"__typename": "Commit", "oid": sha, "author": None}
        self.touch(row)

    def open_issue(self, number: int, **given: Any) -> Row:
        """Open an issue now."""
        at = given.pop("at", self.clock.now())
        row = {
            "__typename": "Issue",
            "number": number,
            "title": f"Problem {number}",
            "state": "OPEN",
            "createdAt": iso(at),
            "updatedAt": iso(at),
            "closedAt": None,
            "author": user("ben"),
            "type": None,
            "body": "",
            "assignees": [],
            "labels": [],
            **given,
        }
        self.issues[number] = row
        return row

    def comment(self, number: int, by: str, body: str = "a word") -> Row:
        """Say something in a pull request or issue now."""
        identity = self._id()
        now = iso(self.clock.now())
        self.comments[identity] = {
            "id": identity,
            "number": number,
            "user": by,
            "body": body,
            "created_at": now,
            "updated_at": now,
        }
        self.touch(self.pulls.get(number) or self.issues[number])
        return self.comments[identity]

    def comment_on_line(self, number: int, by: str, review: str = "") -> Row:
        """Say something about a line of a pull request now."""
        identity = self._id()
        now = iso(self.clock.now())
        self.review_comments[identity] = {
            "id": identity,
            "number": number,
            "user": by,
            "body": "here",
            "created_at": now,
            "updated_at": now,
            "review": review,
        }
        self.touch(self.pulls[number])
        return self.review_comments[identity]

    def ask(self, number: int, *, by: str, whom: str) -> None:
        """Let somebody ask somebody for a review."""
        self.note(number, "review_requested", by=by, whom=whom)

    def ask_team(self, number: int, *, by: str, slug: str) -> None:
        """Let somebody ask a team for a review."""
        self.note(number, "review_requested", by=by, whom=f"team {slug}")

    def say_busy(self, login: str, *, until: float | None = None) -> None:
        """Let somebody say that they are busy."""
        self.statuses[login] = {
            "__typename": "UserStatus",
            "indicatesLimitedAvailability": True,
            "expiresAt": None if until is None else iso(until),
            "message": "at the dentist",
        }

    def note(self, number: int, kind: str, *, by: str, whom: str = "") -> None:
        """Let the timeline of a pull request remember something."""
        self.timeline.append(
            {"id": self._id(), "number": number, "kind": kind, "by": by, "whom": whom}
        )

    def delete_issue(self, number: int) -> None:
        """Delete an issue with all that was said under it, or transfer it elsewhere."""
        del self.issues[number]
        self.comments = {
            identity: row for identity, row in self.comments.items() if row["number"] != number
        }

    def delete_comment(self, identity: int, *, by: str) -> None:
        """Delete a comment as a person does on the page."""
        row = self.comments.pop(identity)
        self.note(row["number"], "comment_deleted", by=by)

    def touch(self, row: Row) -> None:
        """Let something count as updated now."""
        key = "updatedAt" if "updatedAt" in row else "updated_at"
        row[key] = iso(self.clock.now())

    def _id(self) -> int:
        self._next_id += 1
        return self._next_id
