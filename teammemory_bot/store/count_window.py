"""Which changes have counted lines? Those of a window that ends at the tip.

The window moves on with the branch. What falls out of it loses its counts, so that a memory that grew
day by day equals one that was built today.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.store.database import Database

_OUTSIDE: Final = """
SELECT seq, first_commit_id, commit_id FROM changes WHERE at < ? AND is_counted = 1 ORDER BY seq
"""


def trim_counts(database: Database, *, since: int) -> None:
    """Take the counts from changes that are older; belongs into the transaction of a batch."""
    outside = list(database.execute(_OUTSIDE, (since,)))
    if not outside:
        return
    seqs = [(seq,) for seq, _, _ in outside]
    commits = [(first, last) for _, first, last in outside]
    database.many(
        "UPDATE change_files SET added = NULL, deleted = NULL, tokens = NULL, commit_added = NULL,"
        " commit_deleted = NULL, is_binary = 0 WHERE seq = ?",
        seqs,
    )
    database.many(
        "UPDATE branch_commit_files SET added = NULL, deleted = NULL, is_binary = 0"
        " WHERE commit_id BETWEEN ? AND ?",
        commits,
    )
    database.many("UPDATE commits SET is_counted = 0 WHERE id BETWEEN ? AND ?", commits)
    database.many("UPDATE changes SET is_counted = 0 WHERE seq = ?", seqs)
