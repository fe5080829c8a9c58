"""How does the memory live in an SQLite file?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from teammemory_bot.store.database import Row
from teammemory_bot.store.statements import statement

APPLICATION_ID: Final = 0x544D4D42
"""`TMMB` in the file's header: what tells a memory from any other SQLite file."""

DRIVER: Final = "sqlite3"
_BUSY_MILLISECONDS: Final = 10_000
_CACHE_KIBIBYTES: Final = 32_768

# https://www.sqlite.org/security.html: a file from a cache may have been made by a stranger.
_DEFENCES: Final = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}",
    f"PRAGMA cache_size=-{_CACHE_KIBIBYTES}",
    "PRAGMA temp_store=MEMORY",
)


class SqliteDatabase:
    """A connection to one SQLite file."""

    def __init__(self, path: Path, *, is_read_only: bool = False) -> None:
        address = f"{path.resolve().as_uri()}?mode={'ro' if is_read_only else 'rwc'}"
        self.raw: Final = sqlite3.connect(address, uri=True, isolation_level=None)
        for defence in _DEFENCES:
            self.raw.execute(defence)
        self._version: int | None = None
        self._is_changed_by_others = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of a block, or nothing."""
        self.raw.execute("BEGIN IMMEDIATE")
        try:
            self._compare_versions()
            yield
        except BaseException:
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
            raise
        self.raw.execute("COMMIT")

    def is_changed_by_others(self) -> bool:
        """Tell, inside a transaction, whether others may have written since our last one."""
        return self._is_changed_by_others

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Run one statement; return its rows."""
        return self.raw.execute(sql, parameters)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        self.raw.executemany(sql, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add new rows to a table; names come from our own code, never from data."""
        if rows:
            marks = ",".join("?" * len(columns))
            self.raw.executemany(
                f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})",  # noqa: S608  # our names
                rows,
            )

    def ask(self, name: str, **parameters: Any) -> list[Row]:  # noqa: ANN401  # values of columns
        """Return the rows of a named statement."""
        return list(statement(DRIVER, name)(self.raw, **parameters))

    def close(self) -> None:
        """Release the file."""
        self.raw.close()

    def _compare_versions(self) -> None:
        # https://www.sqlite.org/pragma.html#pragma_data_version: our own commits leave it as it is.
        ((version,),) = self.raw.execute("PRAGMA data_version")
        self._is_changed_by_others = version != self._version
        self._version = version
