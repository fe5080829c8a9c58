"""Which schema of a PostgreSQL database holds a memory, and is its layout the one that we know?

A database holds many memories, one schema each, named by what the memory is about: repositories of
an organisation share a server and never a row. A comment on the schema carries the layout's number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from teammemory_bot.store.database import Database
from teammemory_bot.store.errors import MemoryIsNewer, MemoryIsUnusable
from teammemory_bot.store.postgres import Connection, PostgresDatabase, first_line
from teammemory_bot.store.schema_files import schema_steps, statements_of

DIALECT: Final = "postgres"
_MARK: Final = re.compile(r"teammemory (?P<layout>[0-9]{1,9})")
_CONNECT_SECONDS: Final = 10
_MAX_SLUG: Final = 30  # PostgreSQL cuts names after 63 bytes
_ENCODING: Final = "UTF8"
_FORM: Final = (
    "it must look like postgresql://user:password@host:5432/database, "
    "with %40 for an @ in the password, and so on"
)


@contextmanager
def open_server(
    url: str,
    *,
    roots: Sequence[str],
    branch: str,
    web_address: str,
    when_new: Callable[[Database], None],
) -> Iterator[Database]:
    """Open a repository's memory; where there is none, make it with what `when_new` writes.

    `roots` are the repository's; empty: its history is cut off, and the address must tell it.
    """
    if not roots and not web_address:
        raise MemoryIsUnusable(shown_address(url), "nothing tells which repository this one is")
    schema = schema_name(roots=roots, branch=branch, web_address=web_address)
    database = _connect(url, schema)
    try:
        _bring_up_to_date(database, when_new)
        _refuse_foreign(database, roots)
        yield database
    finally:
        database.close()


def holds_memory(url: str, *, roots: Sequence[str], branch: str, web_address: str) -> bool:
    """Tell whether a repository's memory is there, without making it."""
    schema = schema_name(roots=roots, branch=branch, web_address=web_address)
    database = _connect(url, schema)
    try:
        return _layout(database, schema_steps(DIALECT)[-1].number) > 0
    finally:
        database.close()


def drop_memory(database: Database) -> None:
    """Remove an open memory with all its rows."""
    if not isinstance(database, PostgresDatabase):
        raise TypeError(f"{type(database).__name__} is on no server")
    with database.locked():
        database.execute(f'DROP SCHEMA "{database.schema}" CASCADE')


def schema_name(*, roots: Sequence[str], branch: str, web_address: str) -> str:
    """Return the name of a memory's schema: a word for people, a digest that makes it its own.

    The address tells forks apart, which have the same roots, and it is known where the history is
    cut off; without one the roots must do.
    """
    about = "\n".join((web_address, branch) if web_address else ("", branch, *sorted(roots)))
    digest = hashlib.sha256(about.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    last_word = web_address.rstrip("/").rpartition("/")[2].lower()
    slug = re.sub(r"[^a-z0-9]+", "_", last_word)[:_MAX_SLUG].strip("_")
    return "_".join(part for part in ("teammemory", slug, digest) if part)


def shown_address(url: str) -> str:
    """Return a database's address without user, password and options: fit for sentences."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # What libpq says may quote the password; so may the chain of causes.
        raise MemoryIsUnusable("at that address", _FORM) from None
    host, port, name = (str(parts.get(part) or "") for part in ("host", "port", "dbname"))
    # A password with bare special characters spills into the other parts.
    if "@" in host + name or not re.fullmatch("[0-9,]*", port):
        raise MemoryIsUnusable("at that address", _FORM)
    return f"postgresql://{host or 'localhost'}{port and f':{port}'}/{name}"


def _connect(url: str, schema: str) -> PostgresDatabase:
    where = shown_address(url)
    try:
        options = {"connect_timeout": _CONNECT_SECONDS, **conninfo_to_dict(url)}
        connection: Connection = psycopg.connect(
            make_conninfo("", **options), autocommit=True, client_encoding="utf-8"
        )
    except psycopg.OperationalError as error:
        raise MemoryIsUnusable(where, first_line(error)) from error
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != _ENCODING:
        connection.close()
        raise MemoryIsUnusable(where, f"its encoding is {encoding}, it must be {_ENCODING}")
    return PostgresDatabase(connection, schema=schema, where=where)


def _bring_up_to_date(database: PostgresDatabase, when_new: Callable[[Database], None]) -> None:
    steps = schema_steps(DIALECT)
    newest = steps[-1].number
    if _layout(database, newest) == newest:
        return
    try:
        with database.locked():
            found = _layout(database, newest)  # another process may have been first
            database.execute(f'CREATE SCHEMA IF NOT EXISTS "{database.schema}"')
            for step in steps:
                if step.number > found:
                    for text in statements_of(step.sql):
                        database.execute(text)
            database.execute(f"COMMENT ON SCHEMA \"{database.schema}\" IS 'teammemory {newest}'")
            if not found:
                when_new(database)
    except psycopg.errors.InsufficientPrivilege as error:
        raise MemoryIsUnusable(database.where, first_line(error)) from error


def _refuse_foreign(database: PostgresDatabase, roots: Sequence[str]) -> None:
    for (held,) in database.execute("SELECT roots FROM repositories"):
        if roots and held and sorted(held.split()) != sorted(roots):
            raise MemoryIsUnusable(
                database.where,
                f"its schema {database.schema} holds a repository with another beginning; drop "
                "that schema to build it anew",
            )


def _layout(database: PostgresDatabase, newest: int) -> int:
    """Return the number of the schema's layout; 0: there is none yet."""
    rows = list(
        database.execute(
            "SELECT obj_description(n.oid, 'pg_namespace'),"
            " EXISTS (SELECT 1 FROM pg_class AS c WHERE c.relnamespace = n.oid)"
            " FROM pg_namespace AS n WHERE n.nspname = ?",
            (database.schema,),
        )
    )
    ((mark, is_used),) = rows or [(None, False)]
    known = _MARK.fullmatch(mark or "")
    if known is None:
        if is_used:
            raise MemoryIsUnusable(
                database.where, f"its schema {database.schema} was not made by teammemory"
            )
        return 0
    layout = int(known["layout"])
    if layout > newest:
        raise MemoryIsNewer(f"{database.where} ({database.schema})", layout, newest)
    return layout
