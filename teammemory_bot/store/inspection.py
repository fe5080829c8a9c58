"""May this file answer? Looked at before its first row is believed.

A memory comes out of a cache that others may have filled. It answers only when it is byte by byte what
was written down, and is what we would have written: our layout and nothing besides, our repository.
"""

from __future__ import annotations

import functools
import re
import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Final

from teammemory_bot.domain.identity import Sha
from teammemory_bot.store.digest import accepted_digests, digest_of
from teammemory_bot.store.schema_files import schema_steps, statements_of
from teammemory_bot.store.sqlite import APPLICATION_ID, SqliteDatabase

_FULL_HASHES: Final = re.compile(r"[0-9a-f]{40,64}(?: [0-9a-f]{40,64}){1,99}")
# https://www.sqlite.org/fileformat.html#the_database_header
_MAGIC: Final = b"SQLite format 3\x00"
_HEADER_BYTES: Final = 100
_LAYOUT_AT: Final = 60
_APPLICATION_AT: Final = 68
_MAX_LAYOUT: Final = 9_999
"""A higher number is damage, and no version of ours."""
_OBJECTS: Final = "SELECT type, name, tbl_name, sql FROM sqlite_master"
SchemaObject = tuple[str, str, str, str | None]


class Verdict(Enum):
    """What is to be done with a file."""

    ABSENT = auto()  # nothing there: build
    SOUND = auto()
    OLDER = auto()  # migrate
    NEWER = auto()  # leave alone
    REFUSED = auto()  # set aside, build anew


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a look at a file found."""

    verdict: Verdict
    reason: str = ""
    layout: int = 0
    digest: str = ""


def inspect(path: Path, *, roots: tuple[str, ...]) -> Inspection:
    """Look at the file of a memory. `roots` are the repository's; empty: not asked."""
    kind = _kind_of(path)
    if kind is not None:
        return kind
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header.startswith(_MAGIC):
        return _refused("it is no SQLite database")
    layout, application = _number(header, _LAYOUT_AT), _number(header, _APPLICATION_AT)
    if application == APPLICATION_ID and newest_layout() < layout <= _MAX_LAYOUT:
        return Inspection(Verdict.NEWER, layout=layout)  # may note its digest in ways of its own
    digest = digest_of(path)
    if digest not in accepted_digests(path):
        return _refused("it is not what was last written (damaged, or changed by others)")
    try:
        return _inspect_content(path, digest, roots)
    except sqlite3.Error as error:
        return _refused(f"SQLite cannot read it ({type(error).__name__})")


def _kind_of(path: Path) -> Inspection | None:
    """Judge what can be judged without reading; None: it is a file with something in it."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return Inspection(Verdict.ABSENT)
    if not stat.S_ISREG(status.st_mode):
        return _refused("it is no regular file")  # a pipe would never end, a link leads elsewhere
    return Inspection(Verdict.ABSENT) if status.st_size == 0 else None


def _number(header: bytes, position: int) -> int:
    return int.from_bytes(header[position : position + 4])


def _inspect_content(path: Path, digest: str, roots: tuple[str, ...]) -> Inspection:
    with closing(SqliteDatabase(path, is_read_only=True)) as database:
        ((application,),) = database.execute("PRAGMA application_id")
        if application != APPLICATION_ID:
            return _refused("another program wrote it")
        ((layout,),) = database.execute("PRAGMA user_version")
        if set(database.execute(_OBJECTS)) != expected_objects(layout):
            return _refused("it holds tables, views or triggers that are not ours")
        held = [
            tuple(text.split()) for (text,) in database.execute("SELECT roots FROM repositories")
        ]
        if roots and held != [roots]:
            return _refused("it is about another repository")
    if layout < newest_layout():
        return Inspection(Verdict.OLDER, layout=layout)
    return Inspection(Verdict.SOUND, layout=layout, digest=digest)


def _refused(reason: str) -> Inspection:
    return Inspection(Verdict.REFUSED, reason)


@functools.cache
def newest_layout() -> int:
    """Return the number of the layout that this version writes."""
    return schema_steps("sqlite")[-1].number


@functools.cache
def expected_objects(layout: int) -> frozenset[SchemaObject]:
    """Return every table, index and view of a layout, as SQLite lists them."""
    with closing(sqlite3.connect(":memory:")) as scratch:
        for step in schema_steps("sqlite"):
            if step.number <= layout:
                for text in statements_of(step.sql):
                    scratch.execute(text)
        return frozenset(scratch.execute(_OBJECTS))


@dataclass(frozen=True, slots=True)
class KnownOrigin:
    """What a file says that it is about. Nothing is proved by it yet."""

    roots: tuple[Sha, ...]
    position: Sha
    """The newest commit that it has read."""


def known_origin(path: Path) -> KnownOrigin | None:
    """Return what a file says that it is about, if it can be read that far.

    Finding a repository's root walks all of its history; whoever holds the commit that the memory
    has read last need not ask for it.
    """
    if path.is_symlink() or not path.is_file():
        return None
    try:
        with closing(SqliteDatabase(path, is_read_only=True)) as database:
            rows = list(
                database.execute(
                    "SELECT r.roots, c.position FROM repositories AS r"
                    " JOIN cursors AS c ON c.source = 'git' AND c.name = 'history'"
                )
            )
    except sqlite3.Error:
        return None
    for roots, position in rows:
        if _FULL_HASHES.fullmatch(f"{roots} {position}"):
            return KnownOrigin(tuple(map(Sha, roots.split(" "))), Sha(position))
    return None
