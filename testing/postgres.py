"""Where do tests find a real PostgreSQL? On the server that is named, or at the usual local address.

Each test session makes a database of its own and drops it at its end.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

ADDRESS_VARIABLE: Final = "TEAMMEMORY_TEST_POSTGRES_URL"
USUAL_ADDRESS: Final = "postgresql://postgres@127.0.0.1:5432/postgres"
REQUIRED_VARIABLE: Final = "REQUIRE_POSTGRES"
_CONNECT_SECONDS: Final = 5


def server_address() -> str:
    """Return a server's address; without one, skip the test, or fail it where it must not be skipped."""
    named = os.environ.get(ADDRESS_VARIABLE, "")
    address = named or USUAL_ADDRESS
    try:
        psycopg.connect(address, connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.OperationalError as error:
        reason = f"no PostgreSQL server at {ADDRESS_VARIABLE} or {USUAL_ADDRESS}: {error}"
        if named or os.environ.get(REQUIRED_VARIABLE) == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return address


@contextmanager
def fresh_database(server: str, *, encoding: str = "UTF8") -> Iterator[str]:
    """Make a database for the length of a block; yield its address."""
    name = f"teammemory_test_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' "
            "LC_COLLATE 'C' LC_CTYPE 'C'".encode()
        )
        try:
            yield _address_of(server, name)
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def schemas_of(address: str) -> list[str]:
    """Return the names of all memories in a database."""
    with psycopg.connect(address) as connection:
        rows = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'teammemory%' ORDER BY nspname"
        ).fetchall()
    return [name for (name,) in rows]


def drop_memories(address: str, *, but: list[str]) -> None:
    """Remove all memories from a database but the named ones."""
    with psycopg.connect(address, autocommit=True) as connection:
        for name in schemas_of(address):
            if name not in but:
                connection.execute(f'DROP SCHEMA "{name}" CASCADE'.encode())


def _address_of(server: str, database: str) -> str:
    parts = {**conninfo_to_dict(server), "dbname": database}
    host, port = parts.pop("host", "127.0.0.1"), parts.pop("port", "5432")
    name = parts.pop("dbname")
    options = "&".join(f"{key}={value}" for key, value in parts.items())
    return f"postgresql://{host}:{port}/{name}?{options}"
