"""How do the steps of a history become rows? The store's busiest path: tuples in, tuples out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.records import (
    ChangeTouch,
    CommitMention,
    GitChange,
    GitCommit,
    IssueMention,
    TouchedPath,
)
from teammemory_bot.store.database import Database
from teammemory_bot.store.issues import IssueNumbers
from teammemory_bot.store.lineage import Lineage
from teammemory_bot.store.people import People

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "commits": (
        "id", "sha", "change_seq", "author_id", "committer_id", "authored_at", "committed_at",
        "parent_id", "is_merge", "is_counted", "subject",
    ),
    "commit_merged_parents": ("commit_id", "position", "parent_id"),
    "commit_co_authors": ("commit_id", "developer_id"),
    "commit_issues": ("commit_id", "issue_id", "closes"),
    "changes": (
        "seq", "first_commit_id", "commit_id", "at", "author_id", "pull_number", "n_files", "n_source_files", "fix_rule",
        "is_revert", "is_counted", "title",
    ),
    "change_files": (
        "file_id", "seq", "path_id", "status", "previous_path_id", "mode", "is_binary", "added",
        "deleted", "tokens", "commit_added", "commit_deleted",
    ),
    "branch_commit_files": (
        "commit_id", "path_id", "file_id", "status", "previous_path_id", "mode", "is_binary", "added",
        "deleted",
    ),
    "reviews": (
        "id", "source", "external_id", "pull_number", "change_seq", "reviewer_id", "state",
        "submitted_at",
    ),
}  # fmt: skip

# An API knows better; but where it only told of a review or comment, there is no more than a number.
_PULL = """
INSERT INTO pull_requests (number, origin, title, author_id, state, merged_at, merge_commit_sha)
VALUES (?, 'git', ?, ?, 'MERGED', ?, ?)
ON CONFLICT (number) DO UPDATE SET
  title = CASE pull_requests.origin WHEN 'git' THEN excluded.title ELSE pull_requests.title END,
  author_id = CASE pull_requests.origin WHEN 'git' THEN excluded.author_id
              ELSE pull_requests.author_id END,
  state = CASE pull_requests.origin WHEN 'git' THEN excluded.state ELSE pull_requests.state END,
  merged_at = CASE pull_requests.origin WHEN 'git' THEN excluded.merged_at
              ELSE pull_requests.merged_at END,
  merge_commit_sha = excluded.merge_commit_sha
WHERE pull_requests.merge_commit_sha IS NULL
"""
_PULL_ISSUE = (
    "INSERT INTO pr_issues (pull_number, issue_id, origin, closes) VALUES (?, ?, 'git', ?)"
    " ON CONFLICT (pull_number, issue_id, origin) DO UPDATE SET closes = excluded.closes"
    " WHERE excluded.closes > pr_issues.closes"
)
_PLAIN_FILES: Final[dict[str, tuple[str, ...]]] = {
    "change_files": ("file_id", "seq", "path_id", "status"),
    "branch_commit_files": ("commit_id", "path_id", "file_id", "status"),
}
"""What is known of a usual file that nobody has counted; the rest has the schema's defaults."""
_APPROVED: Final = "APPROVED"
_NOTHING: Final = (0, None, None)
_PLAIN: Final = (None, 0, 0, None, None)
"""What follows status and path of a touched path about which nothing is special."""


class GitSaver:
    """Turns changes into rows, knowing what the memory holds already."""

    def __init__(self, database: Database, people: People, issues: IssueNumbers) -> None:
        self._database = database
        self._people = people
        self._issues = issues
        self._lineage = Lineage(database)
        self._commit_ids: dict[str, int] = {}
        self._next_commit = _next(database, "SELECT COALESCE(MAX(id), 0) FROM commits")
        self._next_review = 1
        self._next_seq = _next(database, "SELECT COALESCE(MAX(seq), -1) FROM changes")
        ((at,),) = database.execute("SELECT COALESCE(MAX(at), 0) FROM changes")
        self._at = int(at)
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
        self._plain_files: dict[str, list[tuple[int, int, int, str]]] = {
            table: [] for table in _PLAIN_FILES
        }
        self._mentions: list[tuple[int, CommitMention]] = []
        self._pulls: list[tuple[Any, ...]] = []
        self._pull_issues: list[tuple[Any, ...]] = []

    def save(self, changes: Sequence[GitChange], kinds: Mapping[RepoPath, FileKind]) -> None:
        """Write the changes of one batch; belongs into the batch's transaction."""
        # An API's reviews get their numbers elsewhere, between two batches of history.
        self._next_review = _next(self._database, "SELECT COALESCE(MAX(id), 0) FROM reviews")
        changes = self._without_known(changes)
        self._lineage.recall(_paths_of(changes))
        self._issues.recall(key.key for c in changes for commit in c.commits for key in commit.keys)
        for change in changes:
            self._add(change, kinds)
        self._people.flush()
        self._issues.flush()
        self._lineage.flush()
        for table, columns in _PLAIN_FILES.items():
            # In the order of the key: each page of the table is written once.
            self._plain_files[table].sort()
            self._database.insert(table, columns, self._plain_files[table])
            self._plain_files[table].clear()
        for table, columns in COLUMNS.items():
            self._database.insert(table, columns, self._rows[table])
            self._rows[table].clear()
        self._database.insert(
            "commit_mentions", ("commit_id", "kind", "mentioned_id"), self._mention_rows()
        )
        self._mentions.clear()
        self._database.many(_PULL, self._pulls)
        self._database.many(_PULL_ISSUE, self._pull_issues)
        self._pulls.clear()
        self._pull_issues.clear()

    def _without_known(self, changes: Sequence[GitChange]) -> Sequence[GitChange]:
        """Leave out what came before: a batch may be delivered twice."""
        if not changes or self._known_commit(changes[0].commits[-1].sha) is None:
            return changes
        return [c for c in changes if self._known_commit(c.commits[-1].sha) is None]

    def _add(self, change: GitChange, kinds: Mapping[RepoPath, FileKind]) -> None:
        seq = self._next_seq
        self._next_seq += 1
        own = change.commits[-1]
        self._at = max(self._at, own.committed_at)
        touched = own.touched if change.touched is None else change.touched
        placed = self._lineage.place(seq, touched, kinds)
        first = self._next_commit
        authors = [self._commit(seq, commit) for commit in change.commits]
        for number, commit in enumerate(change.commits[:-1], first):
            if commit.touched:
                self._branch_files(seq, number, commit, kinds)
        author = authors[0] if len(authors) == 1 else _commonest(change.commits, authors)
        self._rows["changes"].append((
            seq, first, self._next_commit - 1, self._at, author, change.pull, len(placed),
            self._lineage.count_sources(placed), change.fix_rule, int(change.is_revert),
            int(change.is_counted), None if change.title == own.subject else change.title,
        ))  # fmt: skip
        self._change_files(seq, change, placed)
        if any(commit.reviewers for commit in change.commits):
            self._reviews(seq, change, author)
        if change.pull is not None:
            self._pull(change, author)

    def _commit(self, seq: int, commit: GitCommit) -> int:
        (
            sha, parents, signature, committer, authored_at, committed_at, subject, keys, _, _,
            co_authors, mentions, is_counted,
        ) = commit  # fmt: skip
        number = self._next_commit
        self._next_commit += 1
        self._commit_ids[sha] = number
        author = self._people.of_signature(signature)
        parent = (
            self._commit_ids.get(parents[0]) or self._known_commit(parents[0]) if parents else None
        )
        self._rows["commits"].append((
            number, sha, seq, author, self._people.of_signature(committer), authored_at,
            committed_at, parent, int(len(parents) > 1), int(is_counted), subject,
        ))  # fmt: skip
        if len(parents) > 1:
            self._merged_parents(number, parents)
        if keys:
            self._rows["commit_issues"].extend(self._named_issues(number, keys))
        if co_authors:
            others = dict.fromkeys(self._people.of_login("", who) for who in co_authors)
            others.pop(author, None)
            self._rows["commit_co_authors"].extend((number, other) for other in others)
        self._mentions.extend((number, mention) for mention in mentions)
        return author

    def _merged_parents(self, number: int, parents: Sequence[str]) -> None:
        for position, sha in enumerate(parents[1:], 1):
            parent = self._known_commit(sha)
            if parent is not None:
                self._rows["commit_merged_parents"].append((number, position, parent))

    def _change_files(
        self, seq: int, change: GitChange, placed: list[tuple[int, int, int | None]]
    ) -> None:
        own = change.commits[-1]
        append = self._rows["change_files"].append
        if change.touched is None:
            append_plain = self._plain_files["change_files"].append
            for row, (file, path, previous) in zip(own.touched, placed, strict=True):
                if row[2:] == _PLAIN:
                    append_plain((file, seq, path, row[0]))
                    continue
                append((
                    file, seq, path, row[0], previous, row[3], row[4], None, None, None, row[5], row[6],
                ))  # fmt: skip
            return
        counts = {row[1]: row[4:] for row in own.touched}
        for touch, (file, path, previous) in zip(change.touched, placed, strict=True):
            status, text, _, mode, is_binary, added, deleted, tokens = touch
            by_commit = counts.get(text, _NOTHING)
            append((
                file, seq, path, status, previous, mode, is_binary | by_commit[0], added, deleted,
                tokens, by_commit[1], by_commit[2],
            ))  # fmt: skip

    def _branch_files(
        self, seq: int, number: int, commit: GitCommit, kinds: Mapping[RepoPath, FileKind]
    ) -> None:
        path_id, file_of = self._lineage.path_id, self._lineage.file_of
        append = self._rows["branch_commit_files"].append
        append_plain = self._plain_files["branch_commit_files"].append
        for row in commit.touched:
            status, text, before, mode, is_binary, added, deleted = row
            path = path_id(text, kinds)
            if row[2:] == _PLAIN:
                append_plain((number, path, file_of(seq, path), status))
                continue
            previous = None
            if before is not None:
                previous = path_id(before, kinds)
                file_of(seq, previous)
            file = file_of(seq, path)
            append((number, path, file, status, previous, mode, is_binary, added, deleted))

    def _reviews(self, seq: int, change: GitChange, author: int) -> None:
        """Note each person once whom the change's own message, or its commits', name."""
        named = dict.fromkeys(
            self._people.of_login(review.login, review.reviewer)
            for commit in change.commits
            for review in commit.reviewers
        )
        named.pop(author, None)
        for position, who in enumerate(named):
            self._rows["reviews"].append((
                self._next_review, "trailer", f"{seq}-{position}", change.pull, seq, who, _APPROVED,
                self._at,
            ))  # fmt: skip
            self._next_review += 1

    def _pull(self, change: GitChange, author: int) -> None:
        own = change.commits[-1]
        self._pulls.append((change.pull, change.title, author, self._at, own.sha))
        for commit in change.commits:
            for issue in commit.keys:
                if issue.key != f"#{change.pull}":
                    row = (change.pull, self._issues.of(issue), int(issue.closes))
                    self._pull_issues.append(row)

    def _named_issues(
        self, number: int, keys: Sequence[IssueMention]
    ) -> list[tuple[int, int, int]]:
        return [(number, self._issues.of(issue), int(issue.closes)) for issue in keys]

    def _mention_rows(self) -> list[tuple[int, str, int]]:
        """Return the mentions of the batch, now that all its commits are in.

        A prefix must mean only one of the commits that were there when it was written, so that
        the answer does not depend on how the history was cut into batches.
        """
        rows: dict[tuple[int, str, int], None] = {}
        for number, mention in self._mentions:
            found = list(
                self._database.execute(
                    "SELECT id FROM commits WHERE sha >= ? AND sha < ? AND id < ? LIMIT 2",
                    (mention.sha, f"{mention.sha}g", number),
                )
            )
            if len(found) == 1:
                rows[number, mention.kind, found[0][0]] = None
        return list(rows)

    def _known_commit(self, sha: str) -> int | None:
        known = self._commit_ids.get(sha)
        if known is None:
            for (number,) in self._database.execute("SELECT id FROM commits WHERE sha = ?", (sha,)):
                known = self._commit_ids[sha] = number
        return known


def _commonest(commits: Sequence[GitCommit], authors: list[int]) -> int:
    """Return who wrote most of a step's commits, merges aside; the earliest of equals."""
    if len(commits) == 1:
        return authors[0]
    counted = Counter(
        author for commit, author in zip(commits, authors, strict=True) if len(commit.parents) < 2
    )
    return counted.most_common(1)[0][0] if counted else authors[-1]


def _paths_of(changes: Sequence[GitChange]) -> Iterator[str]:
    for change in changes:
        yield from _paths_in(change.touched or ())
        for commit in change.commits:
            yield from _paths_in(commit.touched)


def _paths_in(touched: Sequence[TouchedPath] | Sequence[ChangeTouch]) -> Iterator[str]:
    for row in touched:
        yield row[1]
        if row[2] is not None:
            yield row[2]


def _next(database: Database, highest_sql: str) -> int:
    ((highest,),) = database.execute(highest_sql)
    return int(highest) + 1
