"""How do the records of an API become rows? By natural key, and the newer state wins."""

from __future__ import annotations

from collections.abc import Sequence

from teammemory_bot.domain.identity import Login
from teammemory_bot.domain.identity_resolution import Proof
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    DeploymentRecord,
    GoneAccount,
    GoneComment,
    GoneIssue,
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
from teammemory_bot.store.pull_saver import PullSaver, lines

_PLACEHOLDER = """
INSERT INTO pull_requests (number, origin, title, state) VALUES (?, 'git', '', 'OPEN')
ON CONFLICT (number) DO NOTHING
"""
# A review that was dismissed stays so: what says otherwise is an older state of it.
_REVIEW = """
INSERT INTO reviews (id, source, external_id, pull_number, reviewer_id, state, submitted_at, n_comments)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM reviews), ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, external_id) DO UPDATE SET
  reviewer_id = excluded.reviewer_id,
  state = CASE reviews.state WHEN 'DISMISSED' THEN reviews.state ELSE excluded.state END,
  submitted_at = excluded.submitted_at, n_comments = excluded.n_comments
"""
_ISSUE = """
UPDATE issues SET tracker = ?, is_known = 1, summary = ?,
  type = CASE WHEN ? = 1 OR is_known = 0 OR updated_at < ? THEN ? ELSE type END, status = ?, status_category = ?,
  priority = ?, components = ?, labels = ?, reporter_id = ?, assignee_id = ?, created_at = ?,
  updated_at = ?, resolved_at = ?
 WHERE id = ? AND (is_known = 0 OR updated_at <= ?)
"""
_COMMENT = """
INSERT INTO issue_comments (tracker, external_id, issue_id, pull_number, author_id, created_at)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (tracker, external_id) DO UPDATE SET author_id = excluded.author_id
"""
_NO_COMMENT = "DELETE FROM issue_comments WHERE tracker = 'github' AND external_id = ?"
# A commit or pull request may name it still: then its key stays, and nothing else is known of it.
_NO_ISSUE = (
    "DELETE FROM issue_comments WHERE issue_id IN (SELECT id FROM issues WHERE tracker = 'github' AND key = ?)",
    """
UPDATE issues SET is_known = 0, summary = '', type = '', status = '', status_category = '', priority = '',
  components = '', labels = '', reporter_id = NULL, assignee_id = NULL, created_at = NULL, updated_at = NULL,
  resolved_at = NULL
 WHERE tracker = 'github' AND key = ?
""",
)
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
        self._pulls = PullSaver(database, people, issues)

    def save(self, records: Sequence[ApiRecord]) -> None:
        """Write the records of one batch; belongs into the batch's transaction."""
        for record in records:
            match record:
                case PullRequestRecord():
                    self._pulls.save(record)
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
                case GoneAccount() | GoneComment() | GoneIssue():
                    self._gone(record)

    def _review(self, review: ReviewRecord) -> None:
        self._database.execute(_PLACEHOLDER, (review.pull,))
        self._database.execute(_REVIEW, (
            ReviewSource.API, review.external_id, review.pull, self._people.saved(review.reviewer),
            review.state, review.submitted_at, review.n_comments,
        ))  # fmt: skip

    def _issue(self, issue: IssueRecord) -> None:
        number = self._issues.saved(IssueMention(key=issue.key, tracker=issue.tracker))
        self._database.execute(_ISSUE, (
            issue.tracker, issue.summary,
            int(issue.type is not None), issue.updated_at, issue.type or "", issue.status, issue.status_category,
            issue.priority, lines(issue.components), lines(issue.labels),
            self._people.saved(issue.reporter), self._people.saved(issue.assignee), issue.created_at,
            issue.updated_at, issue.resolved_at, number, issue.updated_at,
        ))  # fmt: skip

    def _comment(self, comment: IssueCommentRecord) -> None:
        issue = None
        if comment.issue is not None:
            issue = self._issues.saved(IssueMention(key=comment.issue, tracker=comment.tracker))
        if comment.pull is not None:
            self._database.execute(_PLACEHOLDER, (comment.pull,))
        self._database.execute(_COMMENT, (
            comment.tracker, comment.external_id, issue, comment.pull,
            self._people.saved(comment.author), comment.created_at,
        ))  # fmt: skip

    def _deployment(self, deployment: DeploymentRecord) -> None:
        self._database.execute(_DEPLOYMENT, (
            deployment.external_id, deployment.sha, deployment.environment, deployment.state,
            deployment.created_at, deployment.updated_at,
        ))  # fmt: skip

    def _issue_link(self, link: IssueLinkRecord) -> None:
        issue = self._issues.saved(IssueMention(key=link.key, tracker=Tracker.JIRA))
        other = self._issues.saved(IssueMention(key=link.other, tracker=Tracker.JIRA))
        self._database.execute(
            "INSERT INTO issue_links (issue_id, other_id, kind) VALUES (?, ?, ?) "
            "ON CONFLICT (issue_id, other_id, kind) DO NOTHING",
            (issue, other, link.kind),
        )

    def _gone(self, gone: GoneAccount | GoneComment | GoneIssue) -> None:
        match gone:
            case GoneAccount():
                self._people.drop_account(gone.jira_account)
            case GoneComment():
                self._database.execute(_NO_COMMENT, (gone.external_id,))
            case GoneIssue():
                for step in _NO_ISSUE:
                    self._database.execute(step, (gone.key,))

    def _login_proof(self, proof: LoginProof) -> None:
        if proof.login:
            account = Account(login=Login(proof.login), name=proof.name, email=proof.email)
            self._people.of_account(account, proof=Proof.COMMIT)
        else:
            self._people.note_carrier((proof.name, proof.email), proof.carried_by)
        self._people.flush()
