"""How does a memory change without ever being half changed? A working copy takes its place.

Reading goes to the file itself, which nobody writes. The first writing transaction copies it; what was
committed there becomes the memory in one `rename`, with its digest beside it. A process that is killed
leaves the memory as it was, and a working copy that the next one throws away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from teammemory_bot.store.database import Database
from teammemory_bot.store.digest import accept, accepted_digests, digest_of, digest_path, sync
from teammemory_bot.store.errors import MemoryIsBusy, MemoryIsNewer, MemoryIsUnusable
from teammemory_bot.store.inspection import Inspection, Verdict, inspect, newest_layout
from teammemory_bot.store.schema_files import schema_steps, statements_of
from teammemory_bot.store.sqlite import APPLICATION_ID, SqliteDatabase

Say = Callable[[str], None]
WhenNew = Callable[[Database], None]

_WAIT_SECONDS: Final = 60.0
_WAIT_STEP_SECONDS: Final = 0.02
# A working copy that is lost is made again, so nothing about it has to outlive the process.
_WITHOUT_CARE: Final = ("PRAGMA journal_mode=MEMORY", "PRAGMA synchronous=OFF")
_SECONDARY_INDEXES: Final = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%' ORDER BY name"


class MemoryFile(SqliteDatabase):
    """The memory in a file: read in place, written in a working copy."""

    def __init__(
        self,
        path: Path,
        *,
        roots: tuple[str, ...] = (),
        when_new: WhenNew = lambda _: None,
        say: Say = lambda _: None,
    ) -> None:
        self.path: Final = path
        self._roots = roots
        self._when_new = when_new
        self._say = say
        self._depth = 0
        self._has_committed = False
        self._is_changed_by_others = False
        self._lock: IO[bytes] | None = None
        self._base: str | None = None
        """The digest of the content that the connection reads; None: none was read yet."""
        self._deferred: list[tuple[str, str]] = []
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open_sound()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of a block, or nothing."""
        with self.writing(), super().transaction():
            yield
            self._has_committed = True
        self._is_changed_by_others = False

    def is_changed_by_others(self) -> bool:
        """Tell, inside a transaction, whether others have written since our last one."""
        return self._is_changed_by_others

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Let all transactions of a block share one working copy, which then becomes the memory."""
        if self._depth == 0:
            with _explained(self.path):
                self._begin()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                with _explained(self.path):
                    self._end()

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Write very much: indexes that no reader waits for are made at the end, at once."""
        with self.writing():
            if self._deferred:
                yield  # an outer block makes them
                return
            self._drop_indexes()
            try:
                yield
            finally:
                self._make_indexes()

    def compact(self) -> None:
        """Leave nothing behind of rows that were deleted."""
        with self.writing():
            self.raw.execute("VACUUM")
            self._has_committed = True

    def close(self) -> None:
        """Release the file."""
        super().close()
        self._unlock()

    @property
    def _copy(self) -> Path:
        return self.path.with_name(f"{self.path.name}.next")

    def _open_sound(self) -> None:
        """Open the file for reading; make, migrate or replace it first where that is needed."""
        found = inspect(self.path, roots=self._roots)
        if found.verdict is Verdict.NEWER:
            raise MemoryIsNewer(str(self.path), found.layout, newest_layout())
        if found.verdict is Verdict.SOUND:
            self._read(found)
        else:
            self._renew()

    def _renew(self) -> None:
        """Make the file anew or bring it to our layout, as the only writer."""
        self._take_lock()
        try:
            found = inspect(self.path, roots=self._roots)  # another process may have been quicker
            if found.verdict is Verdict.REFUSED:
                self._set_aside(found.reason)
            if found.verdict is not Verdict.SOUND:
                self._discard_copy()
                if found.verdict is Verdict.OLDER:
                    shutil.copyfile(self.path, self._copy)
                self._connect(self._copy)
                self._apply_schema(found.layout)
                self._publish()
            else:
                self._read(found)
        finally:
            self._unlock()

    def _apply_schema(self, layout: int) -> None:
        with super().transaction():
            for step in schema_steps("sqlite"):
                if step.number > layout:
                    for text in statements_of(step.sql):
                        self.raw.execute(text)
            # As loading leaves them: two memories of the same rows are to hold the same bytes of schema.
            self._drop_indexes()
            self._make_indexes()
            self.raw.execute(f"PRAGMA user_version = {newest_layout()}")
            self.raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            if layout == 0:
                self._when_new(self)

    def _set_aside(self, reason: str) -> None:
        refused = self.path.with_name(f"{self.path.name}.refused")
        if refused.is_dir() and not refused.is_symlink():
            shutil.rmtree(refused)
        elif self.path.is_dir() and not self.path.is_symlink():
            refused.unlink(missing_ok=True)
        self.path.replace(refused)
        digest_path(self.path).unlink(missing_ok=True)
        self._say(f"the memory was set aside as {refused.name} and is built anew: {reason}")

    def _begin(self) -> None:
        self._take_lock()
        try:
            self._refresh()
            self._discard_copy()
            shutil.copyfile(self.path, self._copy)
            self.raw.close()
            self._connect(self._copy)
        except BaseException:
            self._unlock()
            raise
        self._has_committed = False

    def _end(self) -> None:
        try:
            if self._has_committed:
                self._publish()
            else:
                self.raw.close()
                self._discard_copy()
                self._connect_for_reading()
        finally:
            self._unlock()

    def _refresh(self) -> None:
        """Read what another process has published since we looked."""
        if self._base in accepted_digests(self.path):
            return
        found = inspect(self.path, roots=self._roots)
        if found.verdict is not Verdict.SOUND:
            why = found.reason or "another process replaced it while we read"
            raise MemoryIsUnusable(str(self.path), why)
        self.raw.close()
        self._read(found)
        self._is_changed_by_others = True

    def _publish(self) -> None:
        """Let the working copy become the memory. Whoever is killed here leaves the old or the new."""
        self.raw.close()
        with ThreadPoolExecutor(1) as reader:  # while the disk writes
            digest = reader.submit(digest_of, self._copy)
            sync(self._copy)
            fresh = digest.result()
        accept(self.path, (*accepted_digests(self.path), fresh))
        self._copy.replace(self.path)
        sync(self.path.parent)
        accept(self.path, (fresh,))
        self._base = fresh
        self._connect_for_reading()

    def _read(self, found: Inspection) -> None:
        self._base = found.digest
        self._connect_for_reading()

    def _connect_for_reading(self) -> None:
        self.connect(self.path, is_read_only=True)

    def _connect(self, path: Path) -> None:
        self.connect(path)
        for line in _WITHOUT_CARE:
            self.raw.execute(line)

    def _discard_copy(self) -> None:
        for suffix in ("", "-journal", "-wal", "-shm"):
            self._copy.with_name(f"{self._copy.name}{suffix}").unlink(missing_ok=True)

    def _take_lock(self) -> None:
        name = self.path.with_name(f"{self.path.name}.lock")
        # Never through a link that somebody left here.
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        lock = os.fdopen(os.open(name, flags, 0o644), "rb")
        deadline = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    lock.close()
                    raise MemoryIsBusy(str(self.path)) from None
                time.sleep(_WAIT_STEP_SECONDS)
            else:
                self._lock = lock
                return

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()  # closing releases it
            self._lock = None

    def _drop_indexes(self) -> None:
        self._deferred = [(name, sql) for name, sql in self.raw.execute(_SECONDARY_INDEXES)]
        for name, _ in self._deferred:
            self.raw.execute(f"DROP INDEX {name}")

    def _make_indexes(self) -> None:
        for _, sql in self._deferred:
            self.raw.execute(sql)
        self._deferred = []


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the file system and SQLite refuse into a sentence."""
    try:
        yield
    except OSError as error:
        raise MemoryIsUnusable(
            str(path), error.strerror or os.strerror(error.errno or 0)
        ) from error
    except sqlite3.OperationalError as error:
        raise MemoryIsUnusable(str(path), str(error)) from error
