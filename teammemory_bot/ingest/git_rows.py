"""How do git's rows of a diff become the memory's records?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, path_from_bytes
from teammemory_bot.domain.records import ChangeTouch, TouchedPath
from teammemory_bot.plumbing.log_stream import Row, rows_of
from teammemory_bot.plumbing.patch import FilePatch, file_patches, split_raw_and_patch
from teammemory_bot.scoring.decision_tokens import decision_tokens

USUAL, MODE_ONLY, SYMBOLIC_LINK, SUBMODULE = range(4)
_SUBMODULE: Final = b"160000"
_LINK: Final = b"120000"
_PLAIN: Final = b":100644 100644 "


class RowTranslator:
    """Turns rows into records, remembering every path's text and kind."""

    def __init__(self, kind_of: Callable[[RepoPath], FileKind]) -> None:
        self._kind_of = kind_of
        self._text: dict[bytes, RepoPath] = {}
        self.kinds: dict[RepoPath, FileKind] = {}

    def touched(self, diff: bytes) -> list[TouchedPath]:
        """Return the rows of one commit's `--raw`, with counts where `--numstat` follows."""
        return _distinct([self._touched(row) for row in rows_of(diff)])

    def named(self, diff: bytes) -> list[TouchedPath]:
        """Return the rows of one commit's bare `--raw`: what `touched` does, at twice the speed."""
        known = self._text.get
        rows: list[TouchedPath] = []
        tokens = diff.split(b"\0")
        position = 0
        while position < len(tokens) - 1:
            head, raw = tokens[position], tokens[position + 1]
            position += 2
            text = known(raw) or self._add(raw)
            if _PLAIN in head and head[-1:] == b"M":  # nearly all
                rows.append(("M", text, None, USUAL, 0, None, None))
                continue
            letter = head.rpartition(b" ")[2][:1].decode()
            row = Row(letter, raw, None, head.lstrip(b"\n"))
            if letter in "RC":
                row = row._replace(previous=raw, path=tokens[position])
                position += 1
            rows.append(self._touched(row))
        return _distinct(rows)

    def changed(self, diff: bytes) -> list[ChangeTouch]:
        """Return the rows of a whole step's `--raw`."""
        return [(*named, None) for named in self.named(diff)]

    def counted(self, diff: bytes) -> list[ChangeTouch]:
        """Return the rows of a whole step with what its patch adds and takes."""
        return _distinct([self._counted(file) for file in file_patches(*split_raw_and_patch(diff))])

    def _touched(self, row: Row) -> TouchedPath:
        text = self._text.get(row.path) or self._add(row.path)
        previous = None
        if row.previous is not None:
            previous = self._text.get(row.previous) or self._add(row.previous)
        mode = USUAL if row.head.startswith(_PLAIN) else _mode_of(row)
        if mode == SUBMODULE:
            # Its new commit is one line to git, and nobody's work here.
            return row.status, text, previous, mode, 0, None, None
        return row.status, text, previous, mode, int(row.is_binary), row.added, row.deleted

    def _counted(self, file: FilePatch) -> ChangeTouch:
        status, path, previous, mode, *_ = self._touched(file.row)
        if file.is_binary or mode == SUBMODULE:
            return status, path, previous, mode, int(file.is_binary), None, None, None
        tokens = decision_tokens(file.added_lines) if file.added_lines else 0
        return status, path, previous, mode, 0, file.added, file.deleted, tokens

    def _add(self, raw: bytes) -> RepoPath:
        text = self._text[raw] = path_from_bytes(raw)
        self.kinds[text] = self._kind_of(text)
        return text


_AnyRow = TypeVar("_AnyRow", TouchedPath, ChangeTouch)


def _distinct(rows: list[_AnyRow]) -> list[_AnyRow]:
    """Return each path once: a broken tree, which git shows nevertheless, can hold a name twice."""
    if len({row[1] for row in rows}) == len(rows):
        return rows
    return list({row[1]: row for row in reversed(rows)}.values())[::-1]


def _mode_of(row: Row) -> int:
    """Return what is special about a row's mode, as the store numbers it."""
    if _SUBMODULE in row.modes:
        return SUBMODULE
    if _LINK in row.modes:
        return SYMBOLIC_LINK
    old_blob, new_blob = row.blobs
    return MODE_ONLY if row.status == "M" and old_blob == new_blob else USUAL
