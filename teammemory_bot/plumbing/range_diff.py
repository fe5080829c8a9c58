"""What does a change do to the files? The whole diff between two commits, as domain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from teammemory_bot.domain.change import ChangedFile, ChangeStatus, FileKind, LineRange
from teammemory_bot.domain.identity import RepoPath, Sha, path_from_bytes
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.plumbing.log_stream import EXACT_RENAMES, PINNED, RENAMES, Row
from teammemory_bot.plumbing.missing import can_diff
from teammemory_bot.plumbing.own_repository import OwnRepository, verified
from teammemory_bot.plumbing.patch import FilePatch, file_patches, split_raw_and_patch

SUBMODULE_MODE: Final = b"160000"
SECONDS: Final = 120.0

STATUS_BY_LETTER: Final = {
    "A": ChangeStatus.ADDED,
    "C": ChangeStatus.COPIED,
    "D": ChangeStatus.REMOVED,
    "M": ChangeStatus.MODIFIED,
    "R": ChangeStatus.RENAMED,
    "T": ChangeStatus.CHANGED,
}


def changed_files(
    own: OwnRepository,
    merge_base: Sha,
    head: Sha,
    *,
    count_tokens: Callable[[Iterable[bytes]], int],
    kind_of: Callable[[RepoPath], FileKind] = kind_of_path,
) -> tuple[ChangedFile, ...]:
    """Return the files that differ between two commits, white space aside, in git's order.

    `count_tokens` counts the decision tokens of added lines. In a clone without file contents only
    paths and exact renames are known: the counts are None.
    """
    commits = (verified(merge_base), verified(head))
    if not can_diff(own, *commits):
        output = own.output(
            "diff-tree", "-r", "-z", "--raw", "--no-abbrev", *PINNED, *EXACT_RENAMES, *commits
        )
        rows, _ = split_raw_and_patch(output)
        return tuple(_without_counts(row, kind_of) for row in rows)
    output = own.output(
        "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "-p", "-U0", "-w", *PINNED, *RENAMES, *commits,
        seconds=SECONDS,
    )  # fmt: skip
    rows, patch = split_raw_and_patch(output)
    return tuple(
        _with_counts(row, file, kind_of, count_tokens) for row, file in file_patches(rows, patch)
    )


def _with_counts(
    row: Row,
    file: FilePatch,
    kind_of: Callable[[RepoPath], FileKind],
    count_tokens: Callable[[Iterable[bytes]], int],
) -> ChangedFile:
    bare = _without_counts(row, kind_of)
    has_lines = not file.is_binary and not bare.is_submodule
    return ChangedFile(
        path=bare.path,
        status=bare.status,
        kind=bare.kind,
        previous_path=bare.previous_path,
        added=file.added if has_lines else None,
        deleted=file.deleted if has_lines else None,
        is_binary=file.is_binary,
        is_submodule=bare.is_submodule,
        decision_tokens=count_tokens(file.added_lines) if has_lines else None,
        replaced=_ranges(file.replaced) if has_lines else (),
        written=_ranges(file.written) if has_lines else (),
    )


def _ranges(pairs: Iterable[tuple[int, int]]) -> tuple[LineRange, ...]:
    return tuple(LineRange(first=first, last=last) for first, last in pairs)


def _without_counts(row: Row, kind_of: Callable[[RepoPath], FileKind]) -> ChangedFile:
    path = path_from_bytes(row.path)
    old_blob, new_blob = row.blobs
    is_mode_only = row.status == "M" and old_blob == new_blob
    return ChangedFile(
        path=path,
        status=ChangeStatus.CHANGED if is_mode_only else STATUS_BY_LETTER[row.status],
        kind=kind_of(path),
        previous_path=None if row.previous is None else path_from_bytes(row.previous),
        is_submodule=SUBMODULE_MODE in row.modes,
    )
