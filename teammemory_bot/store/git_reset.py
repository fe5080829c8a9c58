"""How does the memory take back all that it read from git, and keep what only an API can tell?

A branch that was rewritten tells another history. What came from the old one goes; pull requests,
reviews and issues that services told us of stay, since they are costly to fetch again.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.store.change_columns import take_back_columns
from teammemory_bot.store.database import Database
from teammemory_bot.store.word_index import take_back_index

_UNTOLD_PULLS: Final = """
DELETE FROM pull_requests WHERE origin = 'git' AND number NOT IN (
    SELECT pull_number FROM reviews WHERE pull_number IS NOT NULL
    UNION SELECT pull_number FROM issue_comments WHERE pull_number IS NOT NULL
    UNION SELECT pull_number FROM pr_issues
    UNION SELECT pull_number FROM pr_files
    UNION SELECT pull_number FROM pr_commits
)
"""
_UNNAMED_ISSUES: Final = """
DELETE FROM issues WHERE is_known = 0 AND id NOT IN (
    SELECT issue_id FROM pr_issues
    UNION SELECT issue_id FROM issue_comments WHERE issue_id IS NOT NULL
    UNION SELECT issue_id FROM issue_links
    UNION SELECT other_id FROM issue_links
)
"""
_UNNAMED_PEOPLE: Final = """
DELETE FROM developers WHERE id NOT IN (
    SELECT author_id FROM pull_requests WHERE author_id IS NOT NULL
    UNION SELECT merged_by_id FROM pull_requests WHERE merged_by_id IS NOT NULL
    UNION SELECT reviewer_id FROM reviews WHERE reviewer_id IS NOT NULL
    UNION SELECT reporter_id FROM issues WHERE reporter_id IS NOT NULL
    UNION SELECT assignee_id FROM issues WHERE assignee_id IS NOT NULL
    UNION SELECT author_id FROM issue_comments WHERE author_id IS NOT NULL
    UNION SELECT developer_id FROM pr_requested_reviewers
    UNION SELECT developer_id FROM tombstones
)
"""

_STEPS: Final = (
    "DELETE FROM change_files",
    "DELETE FROM branch_commit_files",
    "DELETE FROM commit_issues",
    "DELETE FROM commit_mentions",
    "DELETE FROM commit_co_authors",
    "DELETE FROM commit_merged_parents",
    "DELETE FROM changes",
    "DELETE FROM commits",
    "DELETE FROM file_paths",
    "DELETE FROM files",
    "DELETE FROM paths",
    "DELETE FROM reviews WHERE source = 'trailer'",
    "DELETE FROM pr_issues WHERE origin = 'git'",
    _UNTOLD_PULLS,
    # What is left of them holds a place for what an API said.
    "UPDATE pull_requests SET title = '', state = 'OPEN', author_id = NULL, merged_at = NULL,"
    " merge_commit_sha = NULL WHERE origin = 'git'",
    _UNNAMED_ISSUES,
    _UNNAMED_PEOPLE,
    "DELETE FROM identities WHERE developer_id NOT IN (SELECT id FROM developers)",
    "DELETE FROM persona_names WHERE persona_id NOT IN (SELECT persona_id FROM identities)",
    "DELETE FROM identity_joins WHERE persona_id NOT IN (SELECT persona_id FROM identities)",
    "DELETE FROM cursors WHERE source = 'git'",
    "DELETE FROM memory WHERE name IN ('identities_weighed', 'identities_torn', 'counts', 'kinds') OR name LIKE 'accuracy:%'",
)


def take_back_git(database: Database) -> None:
    """Delete what came from git; belongs into a transaction."""
    take_back_index(database, first_seq=0)
    take_back_columns(database, first_seq=0)
    for step in _STEPS:
        database.execute(step)
