"""How do git's rows of a diff become the memory's records?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
_PLAIN_HEADS: Final = {
    b":%s %s %s" % (old, new, letter): letter.decode()
    for mode in (b"100644", b"100755")
    for old, new, letter in (
        (mode, mode, b"M"),
        (b"000000", mode, b"A"),
        (mode, b"000000", b"D"),
    )
}
"""How the head of a usual file's row begins and ends: nearly all rows."""
_MODES: Final = len(_PLAIN)


class RowTranslator:
    """Turns rows into records, remembering every path's text and kind."""

    def __init__(self, kind_of: Callable[[RepoPath], FileKind]) -> None:
        self._kind_of = kind_of
        self._text: dict[bytes, RepoPath] = {}
        # Each letter and path is one value, however often it comes: it is made once.
        self._plain: dict[bytes, dict[bytes, TouchedPath]] = {head: {} for head in _PLAIN_HEADS}
        self.kinds: dict[RepoPath, FileKind] = {}

    def touched(self, diff: bytes) -> list[TouchedPath]:
        """Return the rows of one commit's `--raw`, with counts where `--numstat` follows."""
        return _distinct([self._touched(row) for row in rows_of(diff)])

    def named(self, diff: bytes) -> list[TouchedPath]:
        """Return the rows of one commit's bare `--raw`: what `touched` does, several times as fast."""
        rows: list[TouchedPath] = []
        tokens = iter(diff.removeprefix(b"\n").split(b"\0"))
        plain = self._plain.get
        for head in tokens:
            known = plain(head[:_MODES] + head[-1:])
            if known is not None:
                raw = next(tokens)
                rows.append(known.get(raw) or self._add_plain(head, raw))
            elif head:
                rows.append(self._touched(_row(head, tokens)))
        return _distinct(rows) if len(rows) > 1 else rows

    def changed(self, diff: bytes) -> list[ChangeTouch]:
        """Return the rows of a whole step's `--raw`."""
        return [(*named, None) for named in self.named(diff)]

    def counted(self, diff: bytes) -> list[ChangeTouch]:
        """Return the rows of a whole step with what its patch adds and takes."""
        files = file_patches(*split_raw_and_patch(diff))
        return _distinct([self._counted(row, file) for row, file in files])

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

    def _counted(self, row: Row, file: FilePatch) -> ChangeTouch:
        status, path, previous, mode, *_ = self._touched(row)
        if file.is_binary or mode == SUBMODULE:
            return status, path, previous, mode, int(file.is_binary), None, None, None
        lines = file.added_lines
        tokens = decision_tokens(lines) if lines else 0
        return status, path, previous, mode, 0, len(lines), file.deleted, tokens

    def _add_plain(self, head: bytes, raw: bytes) -> TouchedPath:
        key = head[:_MODES] + head[-1:]
        text = self._text.get(raw) or self._add(raw)
        row = self._plain[key][raw] = (_PLAIN_HEADS[key], text, None, USUAL, 0, None, None)
        return row

    def _add(self, raw: bytes) -> RepoPath:
        text = self._text[raw] = path_from_bytes(raw)
        self.kinds[text] = self._kind_of(text)
        return text


def _row(head: bytes, tokens: Iterator[bytes]) -> Row:
    """Return the row of a bare `--raw` that begins so."""
    letter = head.rpartition(b" ")[2][:1].decode()
    previous = next(tokens) if letter in "RC" else None
    return Row(letter, next(tokens), previous, head)


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
