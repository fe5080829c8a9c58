"""How does the memory keep from learning again whom it was told to forget?

By a keyed hash of everything the person would be recognised by. The key is made of the installation's secret
where there is one, else it is random and of this memory alone: the marks say nothing to whoever does not
already know the name and hold the key.

The key stands in the memory, since runs without the secret (pull requests of forks) must recognise people too;
the secret itself does not, and cannot be computed from it. Older keys stay beside a newer one, and with them
the marks that they made.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from typing import Final

from teammemory_bot.domain.identity_resolution import Key
from teammemory_bot.store.database import Database

TOMBSTONE_KEYS: Final = "tombstone_key"
"""The fact of the memory that holds the keys, hexadecimal, the newest first."""

_PURPOSE: Final = b"tm-tombstones"


def key_of_secret(secret: str) -> str:
    """Return the key that is made of an installation's secret, hexadecimal."""
    return hashlib.blake2b(secret.encode(), digest_size=32, person=_PURPOSE).hexdigest()


class Tombstones:
    """The marks of one memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._developer_by_mark: dict[str, int] = {
            str(mark): int(developer)
            for mark, developer in database.execute("SELECT mark, developer_id FROM tombstones")
        }
        rows = database.execute("SELECT value FROM memory WHERE name = ?", (TOMBSTONE_KEYS,))
        self._keys = [key for (value,) in rows for key in str(value).split()]

    @property
    def is_empty(self) -> bool:
        """Whether nobody was forgotten."""
        return not self._developer_by_mark

    @property
    def has_key(self) -> bool:
        """Whether anybody can be recognised."""
        return bool(self._keys)

    def find(self, keys: Iterable[Key]) -> int | None:
        """Return the row that stands for a forgotten person, when any of the keys is one's."""
        if not self._developer_by_mark:
            return None
        marks = (mark for key in keys for mark in self.marks_of(key))
        return next(
            (self._developer_by_mark[mark] for mark in marks if mark in self._developer_by_mark),
            None,
        )

    def add(self, keys: Iterable[Key], developer: int) -> tuple[str, ...]:
        """Remember not to remember; return the marks. Belongs into a transaction."""
        if not self._keys:
            self.use([secrets.token_hex(32)])
        marks = sorted({self.marks_of(key)[0] for key in keys if key[1]})
        self.add_marks(marks, developer)
        return tuple(marks)

    def add_marks(self, marks: Iterable[str], developer: int) -> None:
        """Remember marks that were made before; belongs into a transaction."""
        rows = [(mark, developer) for mark in sorted(self.unknown(marks))]
        self._database.insert("tombstones", ("mark", "developer_id"), rows)
        self._developer_by_mark.update(rows)

    def unknown(self, marks: Iterable[str]) -> set[str]:
        """Return the marks that are not remembered yet."""
        return set(marks) - self._developer_by_mark.keys()

    def known(self, marks: Iterable[str]) -> int | None:
        """Return the row that stands for whoever any of the marks means already."""
        rows = (self._developer_by_mark.get(mark) for mark in sorted(marks))
        return next((row for row in rows if row is not None), None)

    def lacks(self, keys: Sequence[str]) -> bool:
        """Tell whether a key is not in the memory yet."""
        return not set(keys) <= set(self._keys)

    def use(self, keys: Sequence[str]) -> None:
        """Make new marks by the first of the keys, and recognise those of each; into a transaction."""
        wanted = [*dict.fromkeys([*keys, *self._keys])]
        if wanted == self._keys:
            return
        self._keys = wanted
        self._database.execute(
            "INSERT INTO memory (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (TOMBSTONE_KEYS, " ".join(wanted)),
        )

    def marks_of(self, key: Key) -> list[str]:
        """Return the marks of something that a person is recognised by, the newest key's first."""
        if not key[1]:
            return []
        data = "\0".join(key).encode("utf-8", "replace")
        return [
            hashlib.blake2b(data, digest_size=16, key=bytes.fromhex(known)).hexdigest()
            for known in self._keys
        ]
