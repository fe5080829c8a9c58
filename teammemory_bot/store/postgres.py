"""How does the memory live in a PostgreSQL database? One schema a memory, the same statements.

psycopg is an extra of the installation: only this module and `postgres_schema.py` import it.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any, Final

import psycopg
from aiosql.adapters.pyformat import PyFormatAdapter
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.numeric import Int8Dumper

from teammemory_bot.store.database import Row, placeholders
from teammemory_bot.store.errors import MemoryIsBusy, MemoryIsUnusable
from teammemory_bot.store.statements import statement

Connection = psycopg.Connection[Row]

_LOCK_SECONDS: Final = 30
"""How long a writer waits for another; a batch takes about a second."""
_MIN_COPY_ROWS: Final = 8
"""COPY takes more round trips than a prepared INSERT, and less time a row."""
_MANY_ROWS: Final = 5_000
"""After so many new rows the server's picture of the tables is made anew."""
_SETTINGS: Final = {
    "lock_timeout": f"{_LOCK_SECONDS}s",
    "jit": "off",  # compiling takes longer than any of our questions
    "default_transaction_isolation": "read committed",
    "TimeZone": "UTC",
}
_TOKEN: Final = re.compile(r"'(?:''|[^'])*'|%|\?")


class PostgresDatabase:
    """A connection to one schema of a database. `where` names it in sentences, without secrets."""

    def __init__(self, connection: Connection, *, schema: str, where: str) -> None:
        self.raw: Final = connection
        self.schema: Final = schema
        self.where: Final = where
        self._lock: Final = _lock_of(schema)
        self._last_write: int | None = None
        self._is_changed_by_others = False
        self._loaded: Counter[str] = Counter()
        """Rows that came into each table since its statistics were made."""
        connection.adapters.register_dumper(int, Int8Dumper)  # one plan a statement, not three
        connection.adapters.register_loader("numeric", _WholeNumberLoader)
        # Only our schema: what strangers put into `public` is never called in place of ours.
        for name, value in {"search_path": f'"{schema}"', **_SETTINGS}.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of a block, or nothing. One writer at a time: others wait for their turn."""
        with self.locked():
            self._count_write()
            yield
        if sum(self._loaded.values()) >= _MANY_ROWS:
            self._analyze()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Do all of a block, or nothing, as the only writer, also where no schema is yet."""
        with self._explained(), self.raw.transaction():
            self.raw.execute("SELECT pg_advisory_xact_lock(%s)", (self._lock,))
            yield

    def writing(self) -> AbstractContextManager[None]:
        """Nothing special: others see each transaction as it ends."""
        return nullcontext()

    def loading(self) -> AbstractContextManager[None]:
        """Nothing special: COPY is quick enough with its indexes."""
        return nullcontext()

    def compact(self) -> None:
        """Leave nothing behind of rows that were deleted: every table is written anew.

        What the server keeps elsewhere (its log of changes, its backups) is not ours to clean.
        """
        with self._explained():
            rows = self.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = ? ORDER BY tablename",
                (self.schema,),
            )
            for (table,) in list(rows):
                self.raw.execute(f'VACUUM (FULL, ANALYZE) "{self.schema}"."{table}"'.encode())

    def is_changed_by_others(self) -> bool:
        """Tell, inside a transaction, whether others may have written since our last one."""
        return self._is_changed_by_others

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Run one statement; return its rows."""
        cursor = self.raw.execute(_in_psycopg_style(sql), parameters)
        return iter(cursor if cursor.description else ())

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        with self.raw.cursor() as cursor:
            cursor.executemany(_in_psycopg_style(sql), rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add new rows to a table; names come from our own code, never from data."""
        names = ",".join(columns)
        if len(rows) < _MIN_COPY_ROWS:
            self.many(f"INSERT INTO {table} ({names}) VALUES ({placeholders(columns)})", rows)  # noqa: S608  # our names
            return
        with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self._loaded[table] += len(rows)

    def ask(self, name: str, **parameters: Any) -> list[Row]:  # noqa: ANN401  # values of columns
        """Return the rows of a named statement."""
        # aiosql's own call hands row after row through Python
        return self.raw.execute(statement(_Adapter, name).sql, parameters).fetchall()

    def close(self) -> None:
        """Release the connection."""
        self.raw.close()

    def _analyze(self) -> None:
        # Until the server does so by itself, after a minute or more, it plans for empty tables.
        with suppress(psycopg.errors.LockNotAvailable):
            self.raw.execute(f"ANALYZE {','.join(sorted(self._loaded))}".encode())
        self._loaded.clear()

    def _count_write(self) -> None:
        # Counted under the lock, and never rolled back: a number too many only reads anew.
        cursor = self.raw.execute("SELECT nextval(%s)", (f'"{self.schema}".write_count',))
        ((number,),) = cursor.fetchall()
        self._is_changed_by_others = number - 1 != self._last_write
        self._last_write = number

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.LockNotAvailable as error:
            raise MemoryIsBusy(self.where) from error
        except psycopg.OperationalError as error:
            raise MemoryIsUnusable(self.where, first_line(error)) from error


def first_line(error: psycopg.Error) -> str:
    """Return what the server or the line says, without its hints."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


class _Adapter(PyFormatAdapter):
    """aiosql's way to write `:name` for psycopg, which also takes `%` for its own."""

    def process_sql(self, query_name: str, op_type: Any, sql: str) -> str:  # noqa: ANN401  # aiosql's type
        untyped: Any = super()
        return str(untyped.process_sql(query_name, op_type, sql.replace("%", "%%")))


class _WholeNumberLoader(Loader):
    """Sums of large numbers come as `numeric`; ours have no fraction, and one would be a mistake."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


@functools.cache
def _in_psycopg_style(sql: str) -> bytes:
    """Return a statement with psycopg's own mark for a parameter in place of `?`."""

    def replaced(token: re.Match[str]) -> str:
        return "%s" if token[0] == "?" else token[0].replace("%", "%%")

    return _TOKEN.sub(replaced, sql).encode()


def _lock_of(schema: str) -> int:
    """Return the number of a memory's advisory lock: 63 bits, so that memories rarely share one."""
    return int.from_bytes(hashlib.sha256(schema.encode()).digest()[:8]) >> 1
