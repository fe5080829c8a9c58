"""How do git's rows of a diff become the memory's records?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, path_from_bytes
from teammemory_bot.domain.records import ChangeTouch, TouchedPath
from teammemory_bot.plumbing.log_stream import Row
from teammemory_bot.plumbing.patch import FilePatch
from teammemory_bot.scoring.decision_tokens import decision_tokens

USUAL, MODE_ONLY, SYMBOLIC_LINK, SUBMODULE = range(4)
_SUBMODULE: Final = b"160000"
_LINK: Final = b"120000"


class RowTranslator:
    """Turns rows into records, remembering every path's text and kind."""

    def __init__(self, kind_of: Callable[[RepoPath], FileKind]) -> None:
        self._kind_of = kind_of
        self._text: dict[bytes, RepoPath] = {}
        self.kinds: dict[RepoPath, FileKind] = {}

    def path(self, raw: bytes) -> RepoPath:
        """Return a path's text form."""
        text = self._text.get(raw)
        if text is None:
            text = self._text[raw] = path_from_bytes(raw)
            self.kinds[text] = self._kind_of(text)
        return text

    def touched(self, row: Row) -> TouchedPath:
        """Return a commit's row. A submodule's new commit is no line of anybody's work."""
        mode = mode_of(row)
        is_counted = mode is not SUBMODULE
        return TouchedPath(
            row.status,
            self.path(row.path),
            None if row.previous is None else self.path(row.previous),
            mode,
            row.is_binary,
            row.added if is_counted else None,
            row.deleted if is_counted else None,
        )

    def changed(self, row: Row) -> ChangeTouch:
        """Return a change's row without counts."""
        previous = None if row.previous is None else self.path(row.previous)
        return ChangeTouch(row.status, self.path(row.path), previous, mode_of(row))

    def counted(self, file: FilePatch) -> ChangeTouch:
        """Return a change's row with the counts and decision tokens of its patch."""
        bare = self.changed(file.row)
        if file.is_binary or bare.mode == SUBMODULE:
            return bare._replace(is_binary=file.is_binary)
        return bare._replace(
            added=file.added,
            deleted=file.deleted,
            tokens=decision_tokens(file.added_lines) if file.added_lines else 0,
        )


def mode_of(row: Row) -> int:
    """Return what is special about a row's mode, as the store numbers it."""
    if row.old_mode == row.new_mode == b"100644":
        return USUAL  # nearly all
    if _SUBMODULE in (row.old_mode, row.new_mode):
        return SUBMODULE
    if _LINK in (row.old_mode, row.new_mode):
        return SYMBOLIC_LINK
    is_mode_only = row.status == "M" and row.old_blob == row.new_blob
    return MODE_ONLY if is_mode_only else USUAL
