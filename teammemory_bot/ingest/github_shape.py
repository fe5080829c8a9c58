"""What do GitHub's GraphQL documents look like, and which records do they become?"""

from __future__ import annotations

from typing import Final, Generic, TypeVar

from pydantic import Field

from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, Sha
from teammemory_bot.domain.records import (
    Account,
    BodyState,
    DeploymentRecord,
    IssueRecord,
    PullFileRecord,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    Tracker,
)
from teammemory_bot.ingest.github_path import path_of
from teammemory_bot.ingest.pull_issues import issues_named
from teammemory_bot.ingest.shape import Line, Moment, Shape

Node = TypeVar("Node")

_BOT: Final = "Bot"


class PageInfo(Shape):
    """Where a list goes on."""

    has_next: bool = Field(alias="hasNextPage")
    end: str | None = Field(alias="endCursor")


class Nodes(Shape, Generic[Node]):
    """A list, or the first page of one. GitHub leaves null where something may not be seen."""

    nodes: list[Node | None]
    page: PageInfo | None = Field(default=None, alias="pageInfo")

    @property
    def present(self) -> list[Node]:
        """What is there."""
        return [node for node in self.nodes if node is not None]


class Actor(Shape):
    """Whoever does something; null instead of it: a deleted account."""

    kind: str = Field(default="User", alias="__typename")
    login: Line
    name: Line | None = None

    def account(self) -> Account:
        """Return the account. GraphQL calls a bot `dependabot`, REST and git `dependabot[bot]`."""
        is_bot = self.kind == _BOT
        login = self.login
        if is_bot and not login.endswith("[bot]"):
            login += "[bot]"
        return Account(login=Login(login), name=self.name or "", is_bot=is_bot)


class SignatureUser(Shape):
    """The account that GitHub knows behind a commit's e-mail address."""

    login: Line
    name: Line | None = None


class Signature(Shape):
    """Who a commit says wrote it, and who GitHub knows that to be."""

    name: Line | None = None
    email: Line | None = None
    user: SignatureUser | None = None


class SignedCommit(Shape):
    """A commit as far as it proves who somebody is."""

    oid: str
    author: Signature | None = None


class ListedCommit(Shape):
    """A commit in the list of a pull request."""

    commit: SignedCommit


class Named(Shape):
    """A label."""

    name: Line


class ListedFile(Shape):
    """A file of a pull request."""

    path: str
    additions: int
    deletions: int


class ListedReview(Shape):
    """A review of a pull request. Pending ones have no moment and are nobody's business."""

    id: str
    state: Line
    submitted_at: Moment | None = Field(alias="submittedAt")
    author: Actor | None


class RepositoryName(Shape):
    """Which repository."""

    name_with_owner: str = Field(alias="nameWithOwner")


class ClosingIssue(Shape):
    """An issue that the pull request closes."""

    number: int
    repository: RepositoryName


class Pull(Shape):
    """A pull request with all that the memory keeps of it."""

    number: int
    title: Line
    body: str | None
    state: Line
    is_draft: bool = Field(alias="isDraft")
    created_at: Moment = Field(alias="createdAt")
    updated_at: Moment = Field(alias="updatedAt")
    merged_at: Moment | None = Field(alias="mergedAt")
    closed_at: Moment | None = Field(alias="closedAt")
    base: Line = Field(alias="baseRefName")
    head: Line = Field(alias="headRefName")
    head_sha: str = Field(alias="headRefOid")
    n_files: int = Field(alias="changedFiles")
    author: Actor | None
    merged_by: Actor | None = Field(alias="mergedBy")
    merge_commit: SignedCommit | None = Field(alias="mergeCommit")
    labels: Nodes[Named] | None
    files: Nodes[ListedFile] | None
    reviews: Nodes[ListedReview] | None
    commits: Nodes[ListedCommit]
    closing: Nodes[ClosingIssue] | None = Field(alias="closingIssuesReferences")

    def _state(self) -> PullState:
        """Return how far it got; a word newer than this program is read from the moments."""
        if self.state in set(PullState):
            return PullState(self.state)
        if self.merged_at is not None:
            return PullState.MERGED
        return PullState.OPEN if self.closed_at is None else PullState.CLOSED

    def signatures(self) -> list[Signature]:
        """Return who GitHub says wrote the commits."""
        commits = [entry.commit for entry in self.commits.present]
        if self.merge_commit is not None:
            commits.append(self.merge_commit)
        return [commit.author for commit in commits if commit.author is not None]

    def record(
        self, *, repository: str, files: list[ListedFile], projects: frozenset[str]
    ) -> PullRequestRecord:
        """Return the record; `files` are all listed ones, further pages included."""
        closing = self.closing.present if self.closing else []
        return PullRequestRecord(
            number=PullNumber(self.number),
            title=self.title,
            state=self._state(),
            author=self.author.account() if self.author else None,
            created_at=self.created_at,
            updated_at=self.updated_at,
            merged_at=self.merged_at,
            closed_at=self.closed_at,
            merged_by=self.merged_by.account() if self.merged_by else None,
            body_state=BodyState.PRESENT if (self.body or "").strip() else BodyState.EMPTY,
            is_draft=self.is_draft,
            base_branch=self.base,
            head_branch=self.head,
            head_sha=Sha(self.head_sha),
            merge_commit_sha=Sha(self.merge_commit.oid) if self.merge_commit else None,
            labels=tuple(label.name for label in self.labels.present) if self.labels else (),
            n_files=self.n_files,
            files=tuple(
                PullFileRecord(
                    path=path_of(file.path), added=file.additions, deleted=file.deletions
                )
                for file in files
            ),
            commits=tuple(Sha(entry.commit.oid) for entry in self.commits.present),
            issues=issues_named(
                title=self.title,
                body=self.body or "",
                branch=self.head,
                closing=[
                    issue.number
                    for issue in closing
                    if issue.repository.name_with_owner.lower() == repository.lower()
                ],
                repository=repository,
                projects=projects,
            ),
        )


def review_records(number: int, reviews: list[ListedReview]) -> list[ReviewRecord]:
    """Return the submitted reviews of a pull request."""
    return [
        ReviewRecord(
            external_id=review.id,
            pull=PullNumber(number),
            reviewer=review.author.account() if review.author else None,
            state=review.state,
            submitted_at=review.submitted_at,
        )
        for review in reviews
        if review.submitted_at is not None
    ]


class Assignee(Shape):
    """A person whom an issue is assigned to."""

    login: Line
    name: Line | None = None


class Issue(Shape):
    """An issue of GitHub's own tracker."""

    number: int
    title: Line
    state: Line
    created_at: Moment = Field(alias="createdAt")
    updated_at: Moment = Field(alias="updatedAt")
    closed_at: Moment | None = Field(alias="closedAt")
    author: Actor | None
    assignees: Nodes[Assignee]
    labels: Nodes[Named] | None

    def record(self) -> IssueRecord:
        """Return the record."""
        assignee = next(iter(self.assignees.present), None)
        return IssueRecord(
            key=IssueKey(f"#{self.number}"),
            tracker=Tracker.GITHUB,
            summary=self.title,
            type=None,
            status=self.state.lower(),
            status_category="open" if self.state == "OPEN" else "closed",
            labels=tuple(label.name for label in self.labels.present) if self.labels else (),
            created_at=self.created_at,
            updated_at=self.updated_at,
            resolved_at=self.closed_at,
            reporter=self.author.account() if self.author else None,
            assignee=(
                Account(login=Login(assignee.login), name=assignee.name or "") if assignee else None
            ),
        )


class Deployment(Shape):
    """A commit on its way to an environment."""

    id: str
    sha: str = Field(alias="commitOid")
    environment: Line | None
    state: Line | None
    created_at: Moment = Field(alias="createdAt")
    updated_at: Moment = Field(alias="updatedAt")

    def record(self) -> DeploymentRecord:
        """Return the record; its words in lower case, as REST writes them."""
        return DeploymentRecord(
            external_id=self.id,
            sha=Sha(self.sha),
            environment=self.environment or "",
            state=(self.state or "").lower(),
            created_at=self.created_at,
            updated_at=self.updated_at,
        )
