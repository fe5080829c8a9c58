"""What did the memory read from a history? Its rows in a form that a test can spell out."""

from __future__ import annotations

from typing import NamedTuple

from teammemory_bot.store.store import Store

_COMMIT_FILES = """
SELECT k.subject, p.path, f.status, q.path, f.mode, f.is_binary, f.added, f.deleted
  FROM commit_files AS f
  JOIN commits AS k ON k.id = f.commit_id
  JOIN paths AS p ON p.id = f.path_id
  LEFT JOIN paths AS q ON q.id = f.previous_path_id
 ORDER BY f.commit_id, p.path
"""
_CHANGE_FILES = """
SELECT k.subject, p.path, f.status, q.path, f.mode, f.is_binary, f.added, f.deleted
  FROM change_files AS f
  JOIN changes AS c ON c.seq = f.seq
  JOIN commits AS k ON k.id = c.commit_id
  JOIN paths AS p ON p.id = f.path_id
  LEFT JOIN paths AS q ON q.id = f.previous_path_id
 ORDER BY f.seq, p.path
"""


class Touched(NamedTuple):
    """One path of one commit, or of one change; lines are None where they were not counted."""

    subject: str
    path: str
    status: str
    previous: str | None = None
    mode: int = 0
    is_binary: int = 0
    added: int | None = None
    deleted: int | None = None


class Totals(NamedTuple):
    """What `git log --shortstat` adds up to."""

    commits: int
    files: int
    added: int
    deleted: int


def commit_rows(store: Store) -> list[Touched]:
    """Return what each commit touched, in the order of commits and paths; merges touch nothing."""
    return [Touched(*row) for row in store.database.execute(_COMMIT_FILES)]


def change_rows(store: Store) -> list[Touched]:
    """Return what each step of the branch changed as a whole, white space aside."""
    return [Touched(*row) for row in store.database.execute(_CHANGE_FILES)]


def subjects(store: Store) -> list[str]:
    """Return the subjects of all commits, in the order in which they landed."""
    return [row[0] for row in store.database.execute("SELECT subject FROM commits ORDER BY id")]


def people(store: Store) -> list[tuple[str, str]]:
    """Return the author's name of each commit beside its subject."""
    return list(
        store.database.execute(
            "SELECT k.subject, d.name FROM commits AS k JOIN developers AS d ON d.id = k.author_id"
            " ORDER BY k.id"
        )
    )  # type: ignore[arg-type]  # two columns of text
