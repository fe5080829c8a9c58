"""Which file is it, whatever it is called? Identity follows renames along the branch.

Each first-parent step tells which paths came, went and moved. A path that goes and comes back is the
same file; a path that is taken by a new file after its old one moved away is another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.records import ChangeTouch, TouchedPath
from teammemory_bot.store.database import Database, rows_among

_FILES: Final = (
    "INSERT INTO files (id, path_id, born_seq, gone_seq) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET path_id = excluded.path_id, gone_seq = excluded.gone_seq"
)
_OF_PATHS: Final = """
SELECT p.id, p.path, p.kind, p.file_id, f.path_id, f.born_seq, f.gone_seq
  FROM paths AS p
  JOIN files AS f ON f.id = p.file_id
 WHERE p.path IN ({})
"""


class Lineage:
    """Numbers of paths and files, as of the newest change; `recall` says of which."""

    def __init__(self, database: Database) -> None:
        self._database = database
        ((paths, files),) = database.execute(
            "SELECT (SELECT COALESCE(MAX(id), 0) FROM paths), (SELECT COALESCE(MAX(id), 0) FROM files)"
        )
        self._has_older = bool(paths)
        """The memory holds paths from earlier readings: see `recall`."""
        self._next_path = int(paths) + 1
        self._next_file = int(files) + 1
        self._path_ids: dict[str, int] = {}
        self._holders: dict[int, int] = {}
        self._kinds: dict[int, str] = {}
        self._files: dict[int, tuple[int, int, int | None]] = {}
        self._texts: dict[int, str] = {}
        self._dirty_paths: set[int] = set()
        self._dirty_files: set[int] = set()
        self._names: list[tuple[int, int, int]] = []

    def recall(self, paths: Iterable[str]) -> None:
        """Read what the memory knows of paths: belongs in front of all that speaks of them.

        An update touches a hundredth of the paths that there are.
        """
        if not self._has_older:
            return
        unknown = sorted({path for path in paths if path not in self._path_ids})
        for number, path, kind, file, *state in rows_among(self._database, _OF_PATHS, unknown):
            self._path_ids[path] = number
            self._kinds[number] = kind
            self._holders[number] = file
            # A file that is known by another of its names may have changed since it was read.
            self._files.setdefault(file, tuple(state))

    def count_sources(self, placed: Sequence[tuple[int, int, int | None]]) -> int:
        """Count the rows whose path is source code."""
        kinds, source = self._kinds, FileKind.SOURCE
        return sum([kinds[path] == source for _, path, _ in placed])

    def place(
        self,
        seq: int,
        touched: Sequence[TouchedPath] | Sequence[ChangeTouch],
        kinds: Mapping[RepoPath, FileKind],
    ) -> list[tuple[int, int, int | None]]:
        """Apply a change; return file, path and previous path of each of its rows."""
        # All rows speak of the state before the change: files are looked up before any moves.
        before: list[tuple[str, int, int | None, int | None]] = []
        path_ids, holders = self._path_ids, self._holders
        for row in touched:
            path = path_ids.get(row[1]) or self.path_id(row[1], kinds)
            if row[2] is None:
                before.append((row[0], path, None, holders.get(path)))
            else:
                previous = self.path_id(row[2], kinds)
                before.append((row[0], path, previous, holders.get(previous)))
        files = self._files
        return [
            (file, path, previous)
            if status == "M" and file is not None and files[file][0] == path  # nearly all
            else (self._moved(seq, status, path, file), path, previous)
            for status, path, previous, file in before
        ]

    def path_id(self, path: RepoPath, kinds: Mapping[RepoPath, FileKind]) -> int:
        """Return the number of a path, old or new."""
        number = self._path_ids.get(path)
        if number is None:
            number = self._path_ids[path] = self._next_path
            self._next_path += 1
            self._texts[number] = path
            self._kinds[number] = kinds.get(path, FileKind.OTHER)
        return number

    def file_of(self, seq: int, path_id: int) -> int:
        """Return the file that held the path last; one of its own for a path of a branch only."""
        file = self._holders.get(path_id)
        if file is None:
            file = self._add(seq, path_id)
            self._files[file] = (path_id, seq, seq)
        return file

    def flush(self) -> None:
        """Write what changed since the last time; belongs into the batch's transaction."""
        new = sorted(self._texts.items())
        self._database.insert(
            "paths",
            ("id", "path", "kind", "file_id"),
            [(number, path, self._kinds[number], self._holders[number]) for number, path in new],
        )
        self._dirty_paths.difference_update(self._texts)
        self._database.many(
            "UPDATE paths SET file_id = ? WHERE id = ?",
            [(self._holders[number], number) for number in sorted(self._dirty_paths)],
        )
        self._database.many(
            _FILES, [(file, *self._files[file]) for file in sorted(self._dirty_files)]
        )
        self._database.insert("file_paths", ("file_id", "since_seq", "path_id"), self._names)
        self._texts, self._names = {}, []
        self._dirty_paths.clear()
        self._dirty_files.clear()

    def _moved(self, seq: int, status: str, path: int, file: int | None) -> int:
        """Return the file of a row that comes, goes or moves, and note its new place."""
        if status == "D":
            if file is None or self._files[file][0] != path:
                return self._add(seq, path) if file is None else file
            self._set(file, path, gone=seq)
            return file
        if status == "R" and file is not None:
            self._set(file, path, gone=None)
            if self._holders.get(path) != file:
                self._hold(path, file)
            self._names.append((file, seq, path))
            return file
        holder = self._holders.get(path)
        if status != "C" and holder is not None and self._files[holder][0] == path:
            self._set(holder, path, gone=None)
            return holder
        return self._add(seq, path)

    def _add(self, seq: int, path: int) -> int:
        file = self._next_file
        self._next_file += 1
        self._files[file] = (path, seq, None)
        self._dirty_files.add(file)
        self._hold(path, file)
        self._names.append((file, seq, path))
        return file

    def _set(self, file: int, path: int, *, gone: int | None) -> None:
        self._files[file] = (path, self._files[file][1], gone)
        self._dirty_files.add(file)

    def _hold(self, path: int, file: int) -> None:
        self._holders[path] = file
        self._dirty_paths.add(path)
