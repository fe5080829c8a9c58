"""Which numbers may a sentence claim, and what exactly does each of them count?

An agent builds every claim with a function below, so that names and arguments are spelled once. The
skeptic (`verify/`) derives the value again, another way, and strikes the sentence when it cannot.

Vocabulary of the arguments:

- Everything is counted up to and including the base commit, never inside the change under review,
  unless the measure says "of the change".
- `since`: only first-parent steps whose time is this or later (UTC seconds, non-decreasing time).
- `last`: only the newest so many of the records that qualify.
- `path`: a file as it is called at the base; its former names count too. A folder ends with `/`.
- `person`: `Developer.handle`.

A new measure is one function here and one derivation in `verify/measures.py`; a test holds the two
lists together. A sentence whose number has no claim is refused by the output gate.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.domain.finding import Claim, Evidence
from teammemory_bot.domain.identity import Developer, RepoPath, Sha

# --- History of one file -------------------------------------------------------------------------
CHANGES_OF_FILE: Final = "changes_of_file"
FIXES_OF_FILE: Final = "fixes_of_file"
REVERTS_OF_FILE: Final = "reverts_of_file"
PEOPLE_ON_FILE: Final = "people_on_file"
LINES_OF_FILE: Final = "lines_of_file"
CHANGES_OF_FILE_BY: Final = "changes_of_file_by"
CO_CHANGES: Final = "co_changes"
# --- Who reviewed --------------------------------------------------------------------------------
REVIEWS_OF_AUTHOR_BY: Final = "reviews_of_author_by"
REVIEWS_UNDER_PATH_BY: Final = "reviews_under_path_by"
CHANGES_BY: Final = "changes_by"
ACTIVE_SINCE: Final = "active_since"
ACTIVE_PEOPLE_ON_FILE: Final = "active_people_on_file"
# --- One landed change ---------------------------------------------------------------------------
CHANGE_IS_FIX: Final = "change_is_fix"
CHANGE_IS_REVERT: Final = "change_is_revert"
CHANGE_IS_BY: Final = "change_is_by"
# --- Where things stand among their likes ---------------------------------------------------------
CHANGE_PERCENTILE: Final = "change_percentile"
FILE_PERCENTILE: Final = "file_percentile"
# --- The change under review ---------------------------------------------------------------------
FILES_OF_CHANGE: Final = "files_of_change"
COMMITS_OF_CHANGE: Final = "commits_of_change"
COMMITS_WITHOUT_KEY: Final = "commits_without_key"
LINES_ADDED: Final = "lines_added"
LINES_REMOVED: Final = "lines_removed"
DECISION_TOKENS: Final = "decision_tokens"
PERCENT_OF_LINES_REPLACED: Final = "percent_of_lines_replaced"
LINES_LAST_WRITTEN_BY: Final = "lines_last_written_by"


def changes_of_file(path: RepoPath, *, since: int, value: int) -> Claim:
    """Count the changes that touched the file."""
    return _claim(CHANGES_OF_FILE, path, value, since=since)


def fixes_of_file(path: RepoPath, *, since: int, value: int) -> Claim:
    """Count the changes that touched the file and are bug fixes (the memory's `is_fix`)."""
    return _claim(FIXES_OF_FILE, path, value, since=since)


def reverts_of_file(path: RepoPath, *, since: int, value: int) -> Claim:
    """Count the changes that touched the file and take an earlier one back."""
    return _claim(REVERTS_OF_FILE, path, value, since=since)


def people_on_file(path: RepoPath, *, since: int, value: int) -> Claim:
    """Count the people (no bots) who wrote changes that touched the file."""
    return _claim(PEOPLE_ON_FILE, path, value, since=since)


def lines_of_file(path: RepoPath, *, value: int) -> Claim:
    """Count the lines of the file at the base."""
    return _claim(LINES_OF_FILE, path, value)


def changes_of_file_by(person: Developer, path: RepoPath, *, since: int, value: int) -> Claim:
    """Count the changes by the person that touched the file, or any file below the folder."""
    return _claim(CHANGES_OF_FILE_BY, path, value, person=person.handle, since=since)


def co_changes(path: RepoPath, *, partner: RepoPath, last: int, value: int) -> Claim:
    """Count how many of the file's newest `last` changes (of 1 to 20 files) touched the partner."""
    return _claim(CO_CHANGES, path, value, partner=partner, last=last)


def reviews_of_author_by(person: Developer, author: Developer, *, last: int, value: int) -> Claim:
    """Count how many of the author's newest `last` reviewed changes the person reviewed."""
    return _claim(
        REVIEWS_OF_AUTHOR_BY,
        person.handle,
        value,
        person=person.handle,
        author=author.handle,
        last=last,
    )


def reviews_under_path_by(person: Developer, path: RepoPath, *, last: int, value: int) -> Claim:
    """Count how many of the newest `last` reviewed changes there the person reviewed.

    "There" is the file, or any file below the folder; `/` is the whole repository.
    """
    return _claim(REVIEWS_UNDER_PATH_BY, path, value, person=person.handle, last=last)


def changes_by(person: Developer, *, since: int, value: int) -> Claim:
    """Count the changes that the person wrote."""
    return _claim(CHANGES_BY, person.handle, value, person=person.handle, since=since)


def change_is_fix(record: Evidence) -> Claim:
    """Say that the change behind a commit or pull request is a bug fix (the memory's `is_fix`).

    It is the claim of every sentence of its finding that links the record.
    """
    return _claim(CHANGE_IS_FIX, record.reference, 1)


def change_is_revert(record: Evidence) -> Claim:
    """Say that the change behind a commit or pull request takes an earlier one back."""
    return _claim(CHANGE_IS_REVERT, record.reference, 1)


def change_is_by(record: Evidence, person: Developer) -> Claim:
    """Say that the person wrote or reviewed the change behind a commit or pull request."""
    return _claim(CHANGE_IS_BY, record.reference, 1, person=person.handle)


def change_percentile(*, value: int) -> Claim:
    """Say how many percent of the last year's changes have a lower R3 (`scoring/standing.py`)."""
    return _claim(CHANGE_PERCENTILE, "", value)


def file_percentile(path: RepoPath, *, value: int) -> Claim:
    """Say how many percent of the source files have a lower F3 (`scoring/standing.py`).

    Where the sentence shows the rank in words, the claim still holds the number behind them.
    """
    return _claim(FILE_PERCENTILE, path, value)


def active_since(person: Developer, *, since: int, value: int) -> Claim:
    """Say whether (1) or not (0) the person wrote or reviewed a change of at most 200 files."""
    return _claim(ACTIVE_SINCE, person.handle, value, person=person.handle, since=since)


def active_people_on_file(path: RepoPath, *, since: int, value: int) -> Claim:
    """Count the people (no bots) who ever wrote or reviewed a change of the file and are active.

    Both by changes of at most 200 files.
    """
    return _claim(ACTIVE_PEOPLE_ON_FILE, path, value, since=since)


def files_of_change(*, value: int) -> Claim:
    """Count the files of the change."""
    return _claim(FILES_OF_CHANGE, "", value)


def commits_of_change(*, value: int) -> Claim:
    """Count the commits of the change, merges not counted."""
    return _claim(COMMITS_OF_CHANGE, "", value)


def commits_without_key(*, value: int) -> Claim:
    """Count the commits of the change (no merges) that name no issue key."""
    return _claim(COMMITS_WITHOUT_KEY, "", value)


def lines_added(path: RepoPath, *, value: int) -> Claim:
    """Count the lines that the change adds to the file; `` for all its files."""
    return _claim(LINES_ADDED, path, value)


def lines_removed(path: RepoPath, *, value: int) -> Claim:
    """Count the lines that the change takes from the file; `` for all its files."""
    return _claim(LINES_REMOVED, path, value)


def decision_tokens(path: RepoPath, *, value: int) -> Claim:
    """Count the decision tokens on the lines that the change adds to the file."""
    return _claim(DECISION_TOKENS, path, value)


def percent_of_lines_replaced(person: Developer, *, value: int) -> Claim:
    """Say how many percent of the looked-up lines the person wrote last, halves rounded up."""
    return _claim(PERCENT_OF_LINES_REPLACED, person.handle, value, person=person.handle)


def lines_last_written_by(path: RepoPath, *, first: int, last: int, value: Sha) -> Claim:
    """Name the commit that last wrote the lines `first` to `last` of the file at the merge base."""
    return _claim(LINES_LAST_WRITTEN_BY, path, value, first=first, last=last)


def _claim(measure: str, subject: str, value: int | str, **arguments: int | str) -> Claim:
    return Claim(
        measure=measure,
        subject=subject,
        value=value,
        arguments=tuple(sorted(arguments.items())),
    )
