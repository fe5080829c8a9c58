"""What do the two databases have in common? The little that the store needs of either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

Row = tuple[Any, ...]
MOST_AT_ONCE: Final = 500
"""Values that one statement may name; SQLite of some systems takes 999."""


def placeholders(values: Sequence[object]) -> str:
    """Return the marks of so many parameters."""
    return ",".join("?" * len(values))


class Database(Protocol):
    """A connection. `?` marks a parameter of `execute` and `many`, whatever the driver's own mark."""

    def transaction(self) -> AbstractContextManager[None]:
        """Do all of a block, or nothing."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Let the transactions of a block be seen by others together, at its end."""
        ...

    def loading(self) -> AbstractContextManager[None]:
        """Write very much in a block, as `writing`; what makes single rows quick to find waits."""
        ...

    def compact(self) -> None:
        """Leave nothing behind of rows that were deleted."""
        ...

    def is_changed_by_others(self) -> bool:
        """Tell, inside a transaction, whether others may have written since our last one."""
        ...

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Run one statement; return its rows."""
        ...

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        ...

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add new rows to a table, as fast as the database can."""
        ...

    def ask(self, name: str, **parameters: Any) -> list[Row]:  # noqa: ANN401  # values of columns
        """Return the rows of a named statement of `store/sql/`."""
        ...

    def close(self) -> None:
        """Release the connection."""
        ...


def rows_among(database: Database, sql: str, values: Sequence[object]) -> Iterator[Row]:
    """Yield the rows of a statement whose `IN ({})` names these values, however many they are."""
    for first in range(0, len(values), MOST_AT_ONCE):
        some = values[first : first + MOST_AT_ONCE]
        yield from database.execute(sql.format(placeholders(some)), some)
