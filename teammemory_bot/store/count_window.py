"""Which changes have counted lines? Those of a window that ends at the tip.

The window moves on with the branch. What falls out of it loses its counts, so that a memory that grew
day by day equals one that was built today.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.store.database import Database

_OUTSIDE: Final = """
SELECT h.seq, h.first_commit_id, h.commit_id, c.is_merge
  FROM changes AS h JOIN commits AS c ON c.id = h.commit_id
 WHERE h.at < ? AND h.is_counted = 1 ORDER BY h.seq
"""
_WHOLE_CHANGE: Final = (
    "UPDATE change_files SET added = NULL, deleted = NULL, tokens = NULL WHERE seq = ?"
)
_COMMIT: Final = "UPDATE change_files SET commit_added = NULL, commit_deleted = NULL, is_binary = 0 WHERE seq = ?"
_BRANCH: Final = (
    "UPDATE branch_commit_files SET added = NULL, deleted = NULL, is_binary = 0"
    " WHERE commit_id BETWEEN ? AND ?"
)


def trim_counts(database: Database, *, since: int, keeps_lines: bool = False) -> None:
    """Take the counts from changes that are older; belongs into the transaction of a batch.

    `keeps_lines` leaves what was counted of single commits.
    """
    outside = list(database.execute(_OUTSIDE, (since,)))
    if not outside:
        return
    seqs = [(seq,) for seq, _, _, _ in outside]
    database.many(_WHOLE_CHANGE, seqs)
    database.many("UPDATE changes SET is_counted = 0 WHERE seq = ?", seqs)
    if keeps_lines:
        # Of a merge, only the patch of the whole step tells what is binary.
        merges = [(seq,) for seq, _, _, is_merge in outside if is_merge]
        database.many("UPDATE change_files SET is_binary = 0 WHERE seq = ?", merges)
        return
    commits = [(first, last) for _, first, last, _ in outside]
    database.many(_COMMIT, seqs)
    database.many(_BRANCH, commits)
    database.many("UPDATE commits SET is_counted = 0 WHERE id BETWEEN ? AND ?", commits)
