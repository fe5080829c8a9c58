"""How do forgotten people stay forgotten when a memory is thrown away on purpose? Their marks move over.

Only from a memory that is whole: what others may have written could make anybody forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from teammemory_bot.domain.identity import Sha
from teammemory_bot.store.database import Database
from teammemory_bot.store.forgetting import new_nobody
from teammemory_bot.store.inspection import Verdict, inspect
from teammemory_bot.store.sqlite import SqliteDatabase
from teammemory_bot.store.store import RepositoryIdentity
from teammemory_bot.store.tombstones import TOMBSTONE_KEYS, Tombstones

_MARKS: Final = "SELECT developer_id, mark FROM tombstones ORDER BY developer_id, mark"


@dataclass(frozen=True, slots=True)
class KeptTombstones:
    """Whom a memory was told to forget."""

    keys: tuple[str, ...] = ()
    people: tuple[tuple[str, ...], ...] = ()
    """The marks of each."""


def kept_of(database: Database | SqliteDatabase) -> KeptTombstones:
    """Return whom an open memory was told to forget."""
    rows = database.execute("SELECT value FROM memory WHERE name = ?", (TOMBSTONE_KEYS,))
    keys = tuple(key for (value,) in rows for key in str(value).split())
    people: dict[int, list[str]] = {}
    for developer, mark in database.execute(_MARKS):
        people.setdefault(int(developer), []).append(str(mark))
    return KeptTombstones(keys, tuple(tuple(marks) for marks in people.values()))


def kept_tombstones(path: Path) -> KeptTombstones:
    """Return whom the memory in a file was told to forget; nobody where it is not whole."""
    with _whole(path) as database:
        return KeptTombstones() if database is None else kept_of(database)


def restore_tombstones(database: Database, kept: KeptTombstones) -> None:
    """Let an empty memory know them too."""
    if not kept.people:
        return
    with database.transaction():
        tombstones = Tombstones(database)
        tombstones.use(kept.keys)
        for marks in kept.people:
            if tombstones.unknown(marks):
                tombstones.add_marks(marks, new_nobody(database))


def known_identity(path: Path) -> RepositoryIdentity | None:
    """Return what the memory in a file is about; None where it is not whole."""
    with _whole(path) as database:
        if database is None:
            return None
        rows = database.execute(
            "SELECT roots, branch, object_format, web_address FROM repositories"
        )
        for roots, branch, object_format, web_address in rows:
            return RepositoryIdentity(
                roots=tuple(map(Sha, str(roots).split())),
                branch=str(branch),
                object_format=str(object_format),
                web_address=str(web_address),
            )
    return None


@contextmanager
def _whole(path: Path) -> Iterator[SqliteDatabase | None]:
    """Open the memory in a file to be read; None where it is not whole."""
    if inspect(path, roots=()).verdict is not Verdict.SOUND:
        yield None
        return
    with closing(SqliteDatabase(path, is_read_only=True)) as database:
        yield database
