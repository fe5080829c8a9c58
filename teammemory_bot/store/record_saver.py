"""How do the records of an API become rows? By natural key, and the newer state wins."""

from __future__ import annotations

from collections.abc import Sequence

from teammemory_bot.domain.identity import Login, PullNumber
from teammemory_bot.domain.identity_resolution import Proof
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    DeploymentRecord,
    GoneAccount,
    IssueCommentRecord,
    IssueLinkRecord,
    IssueMention,
    IssueRecord,
    LoginProof,
    PullRequestRecord,
    ReviewRecord,
    ReviewSource,
    Tracker,
)
from teammemory_bot.store.database import Database
from teammemory_bot.store.issues import IssueNumbers
from teammemory_bot.store.people import People

_PULL = """
INSERT INTO pull_requests (
  number, origin, title, author_id, merged_by_id, state, is_draft, body_state, created_at, updated_at,
  merged_at, closed_at, base_branch, head_branch, head_sha, merge_commit_sha, labels, n_files)
VALUES (?, 'api', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (number) DO UPDATE SET
  origin = 'api', title = excluded.title, author_id = excluded.author_id,
  merged_by_id = COALESCE(excluded.merged_by_id, pull_requests.merged_by_id),
  state = excluded.state, is_draft = excluded.is_draft,
  body_state = CASE excluded.body_state WHEN 'unknown' THEN pull_requests.body_state
               ELSE excluded.body_state END, created_at = excluded.created_at,
  updated_at = excluded.updated_at, merged_at = excluded.merged_at, closed_at = excluded.closed_at,
  base_branch = excluded.base_branch, head_branch = excluded.head_branch,
  head_sha = COALESCE(excluded.head_sha, pull_requests.head_sha),
  merge_commit_sha = COALESCE(excluded.merge_commit_sha, pull_requests.merge_commit_sha),
  labels = excluded.labels, n_files = COALESCE(excluded.n_files, pull_requests.n_files)
WHERE pull_requests.origin = 'git' OR pull_requests.updated_at <= excluded.updated_at
"""
_PLACEHOLDER = """
INSERT INTO pull_requests (number, origin, title, state) VALUES (?, 'git', '', 'OPEN')
ON CONFLICT (number) DO NOTHING
"""
_REVIEW = """
INSERT INTO reviews (id, source, external_id, pull_number, reviewer_id, state, submitted_at, n_comments)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM reviews), ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, external_id) DO UPDATE SET
  reviewer_id = excluded.reviewer_id, state = excluded.state,
  submitted_at = excluded.submitted_at, n_comments = excluded.n_comments
"""
_ISSUE = """
UPDATE issues SET tracker = ?, is_known = 1, summary = ?, type = ?, status = ?, status_category = ?,
  priority = ?, components = ?, labels = ?, reporter_id = ?, assignee_id = ?, created_at = ?,
  updated_at = ?, resolved_at = ?
 WHERE id = ? AND (is_known = 0 OR updated_at <= ?)
"""
_COMMENT = """
INSERT INTO issue_comments (tracker, external_id, issue_id, pull_number, author_id, created_at)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (tracker, external_id) DO UPDATE SET author_id = excluded.author_id
"""
_DEPLOYMENT = """
INSERT INTO deployments (external_id, sha, environment, state, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (external_id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at
WHERE deployments.updated_at <= excluded.updated_at
"""


class RecordSaver:
    """Writes records of APIs and exports."""

    def __init__(self, database: Database, people: People, issues: IssueNumbers) -> None:
        self._database = database
        self._people = people
        self._issues = issues

    def save(self, records: Sequence[ApiRecord]) -> None:
        """Write the records of one batch; belongs into the batch's transaction."""
        for record in records:
            match record:
                case PullRequestRecord():
                    self._pull(record)
                case ReviewRecord():
                    self._review(record)
                case IssueRecord():
                    self._issue(record)
                case IssueCommentRecord():
                    self._comment(record)
                case DeploymentRecord():
                    self._deployment(record)
                case LoginProof():
                    self._login_proof(record)
                case IssueLinkRecord():
                    self._issue_link(record)
                case GoneAccount():
                    self._people.drop_account(record.jira_account)

    def _pull(self, pull: PullRequestRecord) -> None:
        author, merged_by = self._person(pull.author), self._person(pull.merged_by)
        self._database.execute(_PULL, (
            pull.number, pull.title, author, merged_by, pull.state, int(pull.is_draft),
            pull.body_state, pull.created_at, pull.updated_at, pull.merged_at, pull.closed_at,
            pull.base_branch, pull.head_branch, pull.head_sha, pull.merge_commit_sha,
            _lines(pull.labels), pull.n_files,
        ))  # fmt: skip
        if not self._is_newest(pull):
            return
        self._replace(
            "pr_requested_reviewers", "developer_id", pull.number,
            [(who,) for who in dict.fromkeys(map(self._person, pull.requested_reviewers)) if who],
        )  # fmt: skip
        if pull.files is not None:
            rows = {file.path: (file.path, file.added, file.deleted) for file in pull.files}
            self._replace("pr_files", "path, added, deleted", pull.number, list(rows.values()))
        if pull.commits is not None:
            self._replace("pr_commits", "position, sha", pull.number, list(enumerate(pull.commits)))
        self._pull_issues(pull)

    def _is_newest(self, pull: PullRequestRecord) -> bool:
        """Say whether the row now holds this record's state, and not that of a newer one."""
        rows = self._database.execute(
            "SELECT updated_at FROM pull_requests WHERE number = ?", (pull.number,)
        )
        return [at for (at,) in rows] == [pull.updated_at]

    def _pull_issues(self, pull: PullRequestRecord) -> None:
        self._database.execute(
            "DELETE FROM pr_issues WHERE pull_number = ? AND origin = 'api'", (pull.number,)
        )
        rows = {self._issue_id(issue): int(issue.closes) for issue in pull.issues}
        self._database.insert(
            "pr_issues",
            ("pull_number", "issue_id", "origin", "closes"),
            [(pull.number, issue, "api", closes) for issue, closes in rows.items()],
        )

    def _replace(
        self, table: str, columns: str, number: PullNumber, rows: Sequence[tuple[object, ...]]
    ) -> None:
        self._database.execute(f"DELETE FROM {table} WHERE pull_number = ?", (number,))  # noqa: S608  # our names
        names = ("pull_number", *columns.split(", "))
        self._database.insert(table, names, [(number, *row) for row in rows])

    def _review(self, review: ReviewRecord) -> None:
        self._database.execute(_PLACEHOLDER, (review.pull,))
        self._database.execute(_REVIEW, (
            ReviewSource.API, review.external_id, review.pull, self._person(review.reviewer),
            review.state, review.submitted_at, review.n_comments,
        ))  # fmt: skip

    def _issue(self, issue: IssueRecord) -> None:
        number = self._issue_id(IssueMention(key=issue.key, tracker=issue.tracker))
        self._database.execute(_ISSUE, (
            issue.tracker, issue.summary, issue.type, issue.status, issue.status_category,
            issue.priority, _lines(issue.components), _lines(issue.labels),
            self._person(issue.reporter), self._person(issue.assignee), issue.created_at,
            issue.updated_at, issue.resolved_at, number, issue.updated_at,
        ))  # fmt: skip

    def _comment(self, comment: IssueCommentRecord) -> None:
        issue = None
        if comment.issue is not None:
            issue = self._issue_id(IssueMention(key=comment.issue, tracker=comment.tracker))
        if comment.pull is not None:
            self._database.execute(_PLACEHOLDER, (comment.pull,))
        self._database.execute(_COMMENT, (
            comment.tracker, comment.external_id, issue, comment.pull,
            self._person(comment.author), comment.created_at,
        ))  # fmt: skip

    def _deployment(self, deployment: DeploymentRecord) -> None:
        self._database.execute(_DEPLOYMENT, (
            deployment.external_id, deployment.sha, deployment.environment, deployment.state,
            deployment.created_at, deployment.updated_at,
        ))  # fmt: skip

    def _issue_link(self, link: IssueLinkRecord) -> None:
        issue = self._issue_id(IssueMention(key=link.key, tracker=Tracker.JIRA))
        other = self._issue_id(IssueMention(key=link.other, tracker=Tracker.JIRA))
        self._database.execute(
            "INSERT INTO issue_links (issue_id, other_id, kind) VALUES (?, ?, ?) "
            "ON CONFLICT (issue_id, other_id, kind) DO NOTHING",
            (issue, other, link.kind),
        )

    def _login_proof(self, proof: LoginProof) -> None:
        if proof.login:
            account = Account(login=Login(proof.login), name=proof.name, email=proof.email)
            self._people.of_account(account, proof=Proof.COMMIT)
        else:
            self._people.note_carrier((proof.name, proof.email), proof.carried_by)
        self._people.flush()

    def _person(self, account: Account | None) -> int | None:
        person = self._people.of_account(account)
        self._people.flush()
        return person

    def _issue_id(self, issue: IssueMention) -> int:
        number = self._issues.of(issue)
        self._issues.flush()
        return number


def _lines(words: Sequence[str]) -> str:
    """Return words as the store keeps a set of them: one a line, sorted."""
    return "\n".join(sorted({" ".join(word.split()) for word in words}))
