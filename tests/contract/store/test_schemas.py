"""Are the layouts of both databases one layout? Column by column, and in what each promises."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

import psycopg
import pytest

from teammemory_bot.store.schema_files import schema_steps, statements_of
from testing.memory_rows import rows_of, tables
from tests.contract.store.conftest import Both

SAME_TYPES: Final = {
    "TEXT": {"text"},
    "INTEGER": {"smallint", "integer", "bigint"},
    "BLOB": {"bytea"},
}
OWN: Final = {
    "paths": "no B-tree holds a long path: an exclusion by its hash keeps it unique",
    "pr_files": "no B-tree holds a long path: the saver replaces the rows of a pull request whole",
}
"""Tables whose keys differ, and why."""

Column = dict[str, Any]


@pytest.fixture
def layout() -> Iterator[sqlite3.Connection]:
    """The newest layout on SQLite."""
    with closing(sqlite3.connect(":memory:")) as database:
        for step in schema_steps("sqlite"):
            for text in statements_of(step.sql):
                database.execute(text)
        yield database


@pytest.fixture
def columns(both: Both) -> dict[str, list[Column]]:
    """The columns of the newest layout on PostgreSQL, per table or view."""
    found: dict[str, list[Column]] = {}
    for table, *rest in both.postgres.database.execute(
        "SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name"
        "  FROM information_schema.columns WHERE table_schema = current_schema()"
        " ORDER BY table_name, ordinal_position"
    ):
        names = ("name", "type", "is_nullable", "default", "collation")
        found.setdefault(table, []).append(dict(zip(names, rest, strict=True)))
    return found


def test_layouts__have_the_same_steps() -> None:
    numbers = [step.number for step in schema_steps("sqlite")]
    assert [step.number for step in schema_steps("postgres")] == numbers
    assert numbers == list(range(1, len(numbers) + 1))


def test_layouts__have_the_same_columns(
    layout: sqlite3.Connection, columns: dict[str, list[Column]]
) -> None:
    names = [
        name
        for (name,) in layout.execute("SELECT name FROM pragma_table_list WHERE schema = 'main'")
    ]
    ours = {name for name in names if not name.startswith("sqlite_")}
    assert set(columns) == ours
    views = {
        name for (name,) in layout.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")
    }
    for table in sorted(ours):
        expected = layout.execute(f"PRAGMA table_info({table})").fetchall()
        assert [column["name"] for column in columns[table]] == [row[1] for row in expected], table
        for column, (_, name, kind, is_required, default, in_key) in zip(
            columns[table], expected, strict=True
        ):
            assert column["type"] in SAME_TYPES[kind], f"{table}.{name}"
            if table not in views:
                assert (column["is_nullable"] == "NO") == bool(is_required or in_key), (
                    f"{table}.{name}"
                )
                assert _plain(column["default"]) == default, f"{table}.{name}"


def test_layouts__have_the_same_keys_and_indexes(layout: sqlite3.Connection, both: Both) -> None:
    promised: dict[str, set[tuple[bool, tuple[str, ...]]]] = {}
    for table, is_unique, names in both.postgres.database.execute(
        "SELECT t.relname, CASE WHEN i.indisunique THEN 1 ELSE 0 END,"
        "       string_agg(a.attname, ',' ORDER BY array_position(i.indkey::int2[], a.attnum))"
        "  FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid"
        "  JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)"
        " WHERE t.relnamespace = current_schema()::regnamespace GROUP BY t.relname, i.indexrelid, 2"
    ):
        promised.setdefault(table, set()).add((bool(is_unique), tuple(names.split(","))))
    for table in set(tables()) - set(OWN):
        expected = set()
        for _, name, is_unique, *_ in layout.execute(f"PRAGMA index_list({table})"):
            keys = layout.execute(f"PRAGMA index_info({name})")
            expected.add((bool(is_unique), tuple(row[2] for row in keys)))
        rowid = [row[1] for row in layout.execute(f"PRAGMA table_info({table})") if row[5]]
        if len(rowid) == 1:
            expected.add((True, tuple(rowid)))  # an INTEGER PRIMARY KEY has no index of its own
        assert promised[table] == expected, table


def test_layouts__compare_texts_by_their_bytes(columns: dict[str, list[Column]]) -> None:
    """Whatever the collation of the database is: `Zed` comes before `amy`."""
    texts = [c for found in columns.values() for c in found if c["type"] == "text"]
    assert texts
    assert {column["collation"] for column in texts} == {"C"}


def test_layouts__refer_only_to_rows_that_exist(layout: sqlite3.Connection, both: Both) -> None:
    """References are promised on SQLite, and enforced on neither: the savers keep them."""
    checked = 0
    for table in tables():
        for _, _, other, column, key, *_ in layout.execute(f"PRAGMA foreign_key_list({table})"):
            for store in both:
                ((lost,),) = store.database.execute(
                    f"SELECT COUNT(*) FROM {table} AS t WHERE t.{column} IS NOT NULL AND NOT EXISTS"  # noqa: S608  # our names
                    f" (SELECT 1 FROM {other} AS o WHERE o.{key} = t.{column})"
                )
                assert lost == 0, f"{table}.{column}"
            checked += 1
    assert checked > 20


def test_memories__hold_the_same_rows(both: Both) -> None:
    ours, theirs = rows_of(both.sqlite.database), rows_of(both.postgres.database)
    for table, rows in ours.items():
        if table == "tombstones":  # marks are made with a random key, each memory's own
            assert len(theirs[table]) == len(rows)
            continue
        assert _without_key(theirs[table]) == _without_key(rows), table
    empty = {table for table, rows in ours.items() if not rows}
    assert empty <= {"blob_lines", "tombstones"}, "give testing/rich_memory.py something for these"


def test_paths__are_unique_on_postgres_too(both: Both) -> None:
    database = both.postgres.database
    with pytest.raises(psycopg.errors.ExclusionViolation), database.transaction():
        database.execute(
            "INSERT INTO paths (id, path, kind, file_id)"
            " SELECT -1, path, kind, file_id FROM paths WHERE id = 1"
        )


def _without_key(rows: list[str]) -> list[str]:
    return [row for row in rows if "tombstone_key" not in row]


def _plain(default: str | None) -> str | None:
    """Return a default as SQLite writes it: without PostgreSQL's type."""
    return None if default is None else default.partition("::")[0]
