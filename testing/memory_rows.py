"""What does a memory hold, row by row? In forms by which two memories can be compared to the byte."""

from __future__ import annotations

import dataclasses
import functools
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from contextlib import closing
from enum import Enum
from typing import Any, Final

from teammemory_bot.domain.identity import Developer, DeveloperId
from teammemory_bot.store.change_columns import ChangesByPerson
from teammemory_bot.store.database import Database
from teammemory_bot.store.schema_files import schema_steps, statements_of

Rows = dict[str, list[str]]
"""Per table its rows in exact form, sorted."""

_DEVELOPERS: Final = frozenset((
    "author_id", "committer_id", "merged_by_id", "reviewer_id", "reporter_id", "assignee_id", "developer_id",
))  # fmt: skip
_ISSUES: Final = frozenset(("issue_id", "other_id"))
_SERIAL: Final = frozenset(("id",))
_NUMBERED: Final = frozenset(("developers", "issues", "reviews"))
"""Tables whose rows get numbers in the order of their arrival."""
_BEFORE_JOINING: Final = frozenset(("identity_joins", "persona_names"))
"""What people were before they were joined follows the order of arrival; what they became does not."""
_MADE_OF_OTHERS: Final = frozenset(("change_columns", "change_people", "change_sums"))
"""What is packed of other tables names people by number, in bytes."""
_BOOKKEEPING: Final = frozenset(("identities_weighed", "packed_changes"))
_MOST_PEOPLE: Final = 40
_PERSONAS: Final = frozenset(("persona_id", "into_persona_id"))


@functools.cache
def tables() -> Mapping[str, tuple[str, ...]]:
    """Return the tables of the newest layout with their columns."""
    with closing(sqlite3.connect(":memory:")) as database:
        for step in schema_steps("sqlite"):
            for text in statements_of(step.sql):
                database.execute(text)
        names = database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            str(name): tuple(str(row[1]) for row in database.execute(f"PRAGMA table_info({name})"))
            for (name,) in sorted(names)
        }


def rows_of(database: Database) -> Rows:
    """Return every row of every table: equal only in memories that were told the same in one order."""
    return {
        table: sorted(map(exact, _read(database, table, columns)))
        for table, columns in tables().items()
    }


def facts_of(database: Database) -> Rows:
    """Return what the rows say, with people and issues by what they are recognised by.

    Equal in memories that were told the same in any order, however often.
    """
    people = _people(database)
    issues = dict(database.execute("SELECT id, key FROM issues"))
    found: Rows = {}
    for table, columns in tables().items():
        if table in _BEFORE_JOINING | _MADE_OF_OTHERS:
            continue
        facts = []
        for row in _read(database, table, columns):
            values = dict(zip(columns, row, strict=True))
            if values.get("name") in _BOOKKEEPING:
                continue
            if table == "developers":
                values["identities"] = people.get(values["id"])
            facts.append([
                _named(column, value, people, issues)
                for column, value in values.items()
                if column not in _PERSONAS and not (table in _NUMBERED and column in _SERIAL)
            ])  # fmt: skip
        found[table] = sorted(map(exact, facts))
    return found


def exact(value: Any) -> str:
    """Return a text that is equal only for values of equal types, contents and orders."""
    return repr(_exact(value, drop_numbers=False))


def exact_but_numbers(value: Any) -> str:
    """Return the same without the numbers that the memory gives to people."""
    return repr(_exact(value, drop_numbers=True))


def _exact(value: Any, *, drop_numbers: bool) -> Any:
    inner = functools.partial(_exact, drop_numbers=drop_numbers)
    kind = type(value).__name__
    if isinstance(value, Developer) and drop_numbers:
        return (kind, value.name, value.login, value.is_bot)
    if isinstance(value, ChangesByPerson):
        value = [value(DeveloperId(number)) for number in range(_MOST_PEOPLE)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [(f.name, inner(getattr(value, f.name))) for f in dataclasses.fields(value)]
        return (kind, *fields)
    if isinstance(value, Enum) or value is None or isinstance(value, (str, bytes, int, float)):
        return f"{kind}:{value!r}"
    if isinstance(value, Mapping):
        return (kind, *((inner(key), inner(item)) for key, item in value.items()))
    if isinstance(value, Set):
        return (kind, *sorted(map(repr, map(inner, value))))
    if isinstance(value, Sequence):
        return (kind, *map(inner, value))
    raise TypeError(f"no exact form of {kind} yet: add it to testing/memory_rows.py")


def _read(database: Database, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    return list(database.execute(f"SELECT {', '.join(columns)} FROM {table}"))  # noqa: S608  # our names


def _people(database: Database) -> dict[int, list[tuple[str, str]]]:
    people: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, kind, value in database.execute(
        "SELECT developer_id, kind, value FROM identities ORDER BY kind, value"
    ):
        people[number].append((kind, value))
    return people


def _named(
    column: str,
    value: Any,
    people: Mapping[int, list[tuple[str, str]]],
    issues: Mapping[int, str],
) -> Any:
    if value is not None and column in _DEVELOPERS:
        return people[value]
    if value is not None and column in _ISSUES:
        return issues[value]
    return value
