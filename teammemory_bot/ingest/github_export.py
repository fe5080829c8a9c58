"""Which records are in an exported GitHub document? REST, GraphQL, `gh --json` and webhook shapes.

Exports carry what somebody asked for, so that everything but the natural key and the moments may be
missing; what is missing stays unknown and overwrites nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, Sha
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    BodyState,
    IssueRecord,
    PullFileRecord,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    Tracker,
)
from teammemory_bot.ingest.github_comments import RestComment
from teammemory_bot.ingest.github_gone import gone_in
from teammemory_bot.ingest.github_path import path_of
from teammemory_bot.ingest.pull_issues import issues_named
from teammemory_bot.ingest.shape import Line, Moment, Shape, read_shape

_CALL: Final = "an exported file"
_INSIDE: Final = (
    "data",
    "repository",
    "pullRequests",
    "pullRequest",
    "pull_request",
    "issues",
    "issue",
    "review",
    "comment",
    "nodes",
    "node",
    "edges",
    "items",
)
"""Members that hold further documents, in responses, connections and webhook payloads."""

_CARRIED_AS: Final = {
    "author": {"author", "user"},
    "is_draft": {"draft", "isDraft"},
    "merged_at": {"merged_at", "mergedAt", "pull_request"},
    "closed_at": {"closed_at", "closedAt"},
    "base_branch": {"base", "baseRefName"},
    "head_branch": {"head", "headRefName"},
    "labels": {"labels"},
}
"""Parts of a pull request, and the members that carry them; the rest is told where it is present."""

_TYPES: Final = frozenset(("type", "issueType"))


def _listed(value: object) -> object:
    """Return the entries of a list, whether it is one, a connection, or only a count."""
    if isinstance(value, dict):
        edges = [edge.get("node") for edge in value.get("edges") or () if isinstance(edge, dict)]
        value = value.get("nodes", edges)
    if isinstance(value, list):
        return [entry for entry in value if entry is not None]
    return None  # REST: `"commits": 3`


class Who(Shape):
    """An account in any spelling."""

    login: Line
    name: Line | None = None
    type: Line | None = None
    kind: Line | None = Field(default=None, alias="__typename")
    is_bot: bool = False

    def account(self) -> Account:
        """Return the account; a bot's login as REST and git spell it."""
        is_bot = self.is_bot or "Bot" in {self.type, self.kind} or self.login.endswith("[bot]")
        login = self.login.removeprefix("app/")  # `gh` writes bots so
        if is_bot and not login.endswith("[bot]"):
            login += "[bot]"
        return Account(login=Login(login), name=self.name or "", is_bot=is_bot)


class AnyFile(Shape):
    """A file: REST says `filename`, the others `path`."""

    path: str = Field(validation_alias="path")
    additions: int | None = None
    deletions: int | None = None


class AnyReview(Shape):
    """A review inside a pull request, or by itself."""

    id: str | int | None = None
    node_id: str | None = None
    state: Line
    submitted_at: Moment | None = None
    author: Who | None = None
    pull_request_url: str | None = None

    def record(self, number: int) -> ReviewRecord | None:
        """Return the record of a submitted review."""
        if self.submitted_at is None:
            return None
        return ReviewRecord(
            external_id=str(self.node_id or self.id or f"{number}-{self.submitted_at}"),
            pull=PullNumber(number),
            reviewer=self.author.account() if self.author else None,
            state=self.state.upper(),  # webhooks write it small
            submitted_at=self.submitted_at,
        )


class AnyLabel(Shape):
    """A label."""

    name: Line


class AnyCommit(Shape):
    """A commit, by its hash."""

    sha: str


Files = Annotated[list[AnyFile] | None, BeforeValidator(_listed)]
Reviews = Annotated[list[AnyReview] | None, BeforeValidator(_listed)]
Labels = Annotated[list[AnyLabel] | None, BeforeValidator(_listed)]
Commits = Annotated[list[AnyCommit] | None, BeforeValidator(_listed)]
Numbers = Annotated[list[int] | None, BeforeValidator(_listed)]


class AnyPull(Shape):
    """A pull request of any spelling, its names made one by `_plain`."""

    number: int
    title: Line
    body: str | None = None
    state: Line
    draft: bool = False
    created_at: Moment
    updated_at: Moment | None = None
    merged_at: Moment | None = None
    closed_at: Moment | None = None
    author: Who | None = None
    merged_by: Who | None = None
    base_ref: Line = ""
    head_ref: Line = ""
    head_sha: str | None = None
    merge_commit_sha: str | None = None
    changed_files: int | None = None
    labels: Labels = None
    files: Files = None
    reviews: Reviews = None
    commits: Commits = None
    closing: Numbers = None

    def records(
        self, *, repository: str, projects: frozenset[str], members: frozenset[str]
    ) -> Iterator[ApiRecord]:
        """Yield the pull request and its reviews. `members` are those that the export carries."""
        is_merged = self.merged_at is not None or self.state.upper() == "MERGED"
        state = PullState.MERGED if is_merged else PullState(self.state.upper())
        files = self.files
        yield PullRequestRecord(
            number=PullNumber(self.number),
            title=self.title,
            state=state,
            author=self.author.account() if self.author else None,
            created_at=self.created_at,
            updated_at=self.updated_at or self.closed_at or self.created_at,
            merged_at=self.merged_at,
            closed_at=self.closed_at,
            merged_by=self.merged_by.account() if self.merged_by else None,
            body_state=_body_state(self.body, is_known="body" in members),
            is_draft=self.draft,
            base_branch=self.base_ref,
            head_branch=self.head_ref,
            head_sha=Sha(self.head_sha) if self.head_sha else None,
            # REST names the trial merge here while the pull request is open.
            merge_commit_sha=Sha(self.merge_commit_sha)
            if self.merge_commit_sha and is_merged
            else None,
            labels=tuple(label.name for label in self.labels or ()),
            n_files=self._n_files(),
            files=None
            if files is None
            else tuple(
                PullFileRecord(
                    path=path_of(file.path), added=file.additions, deleted=file.deletions
                )
                for file in files
            ),
            commits=None
            if self.commits is None
            else tuple(Sha(commit.sha) for commit in self.commits),
            issues=issues_named(
                title=self.title,
                body=self.body or "",
                branch=self.head_ref,
                closing=self.closing or (),
                repository=repository,
                projects=projects,
            ),
            untold=frozenset(
                part for part, names in _CARRIED_AS.items() if members.isdisjoint(names)
            ),
        )
        for review in self.reviews or ():
            record = review.record(self.number)
            if record is not None:
                yield record

    def _n_files(self) -> int | None:
        if self.changed_files is not None or self.files is None:
            return self.changed_files
        return len(self.files)


class AnyIssue(Shape):
    """An issue of any spelling."""

    number: int
    title: Line
    state: Line
    created_at: Moment
    updated_at: Moment | None = None
    closed_at: Moment | None = None
    author: Who | None = None
    labels: Labels = None
    type: AnyLabel | None = None

    def record(self, *, has_type: bool) -> IssueRecord:
        """Return the record."""
        is_open = self.state.upper() == "OPEN"
        return IssueRecord(
            key=IssueKey(f"#{self.number}"),
            tracker=Tracker.GITHUB,
            summary=self.title,
            type=(self.type.name if self.type else "") if has_type else None,
            status=self.state.lower(),
            status_category="open" if is_open else "closed",
            labels=tuple(label.name for label in self.labels or ()),
            created_at=self.created_at,
            updated_at=self.updated_at or self.closed_at or self.created_at,
            resolved_at=self.closed_at,
            reporter=self.author.account() if self.author else None,
        )


def records_in(
    document: object, *, repository: str, projects: frozenset[str] = frozenset()
) -> Iterator[ApiRecord | None]:
    """Yield the records of a document; None for each entry that is nothing we read."""
    if isinstance(document, list):
        for entry in document:
            yield from records_in(entry, repository=repository, projects=projects)
    elif not isinstance(document, dict):
        yield None
    elif _is_entry(document):
        yield from _entry_records(document, repository=repository, projects=projects)
    elif (gone := gone_in(document)) is not None:
        yield gone
    else:
        inside = [document[name] for name in _INSIDE if isinstance(document.get(name), dict | list)]
        is_empty = True
        for part in inside:
            for record in records_in(part, repository=repository, projects=projects):
                # Around its entries a response or payload holds much else that is no entry.
                if record is not None or isinstance(part, list):
                    is_empty = False
                    yield record
        if is_empty and [] not in inside:
            yield None


def _is_entry(document: Mapping[str, Any]) -> bool:
    return _is_numbered(document) or _is_review(document) or _is_comment(document)


def _is_numbered(document: Mapping[str, Any]) -> bool:
    """Tell a pull request or issue from a payload around one, which may carry its number too."""
    moment = "created_at" in document or "createdAt" in document
    return moment and {"number", "title", "state"} <= document.keys()


def _is_review(document: Mapping[str, Any]) -> bool:
    return "submitted_at" in document and "pull_request_url" in document


def _is_comment(document: Mapping[str, Any]) -> bool:
    return "created_at" in document and ("issue_url" in document or "pull_request_url" in document)


def _entry_records(
    document: Mapping[str, Any], *, repository: str, projects: frozenset[str]
) -> Iterator[ApiRecord | None]:
    plain = _plain(document)
    if _is_numbered(document):
        if _is_pull(document):
            pull = read_shape(AnyPull, plain, service="GitHub", call=_CALL)
            yield from pull.records(
                repository=repository, projects=projects, members=frozenset(document)
            )
        else:
            issue = read_shape(AnyIssue, plain, service="GitHub", call=_CALL)
            yield issue.record(has_type=not _TYPES.isdisjoint(document))
    elif _is_review(document):
        review = read_shape(AnyReview, plain, service="GitHub", call=_CALL)
        number = (review.pull_request_url or "").rpartition("/")[2]
        yield review.record(int(number)) if number.isdecimal() else None
    else:
        yield read_shape(RestComment, document, service="GitHub", call=_CALL).record()


def _is_pull(document: Mapping[str, Any]) -> bool:
    """Tell pull requests from issues: REST lists both together, with a `pull_request` member."""
    marks = ("head", "pull_request", "headRefName", "baseRefName", "mergedAt", "isDraft", "reviews")
    return document.get("__typename") != "Issue" and any(mark in document for mark in marks)


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that we read under one name each, whatever the export calls them."""
    plain = {_snake(name): value for name, value in document.items()}
    plain["author"] = plain.get("author", plain.get("user"))
    plain["draft"] = plain.get("is_draft", plain.get("draft")) is True
    plain["base_ref"] = plain.get("base_ref_name") or _member(plain.get("base"), "ref") or ""
    plain["head_ref"] = plain.get("head_ref_name") or _member(plain.get("head"), "ref") or ""
    plain["head_sha"] = plain.get("head_ref_oid") or _member(plain.get("head"), "sha")
    merge = plain.get("merge_commit_sha") or _member(plain.get("merge_commit"), "oid")
    plain["merge_commit_sha"] = merge
    plain["merged_at"] = plain.get("merged_at") or _member(plain.get("pull_request"), "merged_at")
    plain["files"] = _each(plain.get("files"), _plain_file)
    plain["reviews"] = _each(plain.get("reviews"), _plain)
    plain["commits"] = _each(plain.get("commits"), _plain_commit)
    plain["closing"] = _each(
        plain.get("closing_issues_references"), lambda issue: issue.get("number")
    )
    plain["type"] = plain.get("issue_type", plain.get("type"))
    return {name: value for name, value in plain.items() if value is not None}


def _plain_file(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"path": entry.get("path", entry.get("filename")), **entry}


def _plain_commit(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"sha": entry.get("sha") or entry.get("oid") or _member(entry.get("commit"), "oid")}


def _each(value: object, change: Any) -> Any:  # noqa: ANN401 - JSON in, JSON out
    listed = _listed(value)
    if not isinstance(listed, list):
        return None
    return [change(entry) if isinstance(entry, dict) else entry for entry in listed]


def _member(value: object, name: str) -> Any:  # noqa: ANN401 - JSON in, JSON out
    return value.get(name) if isinstance(value, dict) else None


def _snake(name: str) -> str:
    if name.startswith("__"):
        return name
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _body_state(body: str | None, *, is_known: bool) -> BodyState:
    if not is_known:
        return BodyState.UNKNOWN
    return BodyState.PRESENT if (body or "").strip() else BodyState.EMPTY
