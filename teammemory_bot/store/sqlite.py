"""How does the memory live in an SQLite file?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from teammemory_bot.store.database import Row, placeholders
from teammemory_bot.store.statements import statement

APPLICATION_ID: Final = 0x544D4D42
"""`TMMB` in the file's header: what tells a memory from any other SQLite file."""

DRIVER: Final = "sqlite3"
_BUSY_MILLISECONDS: Final = 10_000
_CACHE_KIBIBYTES: Final = 32_768
_STEPS_BETWEEN_SIGNALS: Final = 100_000
"""Instructions of SQLite's own machine, about a millisecond: see `_look_for_signals`."""

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

    raw: sqlite3.Connection

    def __init__(self, path: Path, *, is_read_only: bool = False) -> None:
        self.connect(path, is_read_only=is_read_only)

    def connect(self, path: Path, *, is_read_only: bool = False) -> None:
        """Open a file. What is only read is taken as it is: no journal beside it is believed."""
        mode = "mode=ro&immutable=1" if is_read_only else "mode=rwc"
        address = f"{path.resolve().as_uri()}?{mode}"
        self.raw = sqlite3.connect(address, uri=True, isolation_level=None)
        self.raw.set_progress_handler(_look_for_signals, _STEPS_BETWEEN_SIGNALS)
        for defence in _DEFENCES:
            self.raw.execute(defence)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of a block, or nothing."""
        self.raw.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
            raise
        self.raw.execute("COMMIT")

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Run one statement; return its rows."""
        return self.raw.execute(sql, parameters)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        self.raw.executemany(sql, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add new rows to a table; names come from our own code, never from data."""
        if rows:
            self.raw.executemany(
                f"INSERT INTO {table} ({','.join(columns)}) VALUES ({placeholders(columns)})",  # noqa: S608  # our names
                rows,
            )

    def ask(self, name: str, **parameters: Any) -> list[Row]:  # noqa: ANN401  # values of columns
        """Return the rows of a named statement."""
        # aiosql's own call hands row after row through Python, which takes as long as SQLite itself
        return self.raw.execute(statement(DRIVER, name).sql, parameters).fetchall()

    def close(self) -> None:
        """Release the file."""
        self.raw.close()


def _look_for_signals() -> int:
    """Let a long statement go on, unless an alarm or Ctrl-C waits: it is raised here and stops it.

    Python sees signals only while it runs Python. What is raised in here becomes SQLite's own error
    `interrupted`. https://docs.python.org/3/library/sqlite3.html#sqlite3.Connection.set_progress_handler
    """
    return 0
