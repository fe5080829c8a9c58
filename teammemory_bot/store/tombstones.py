"""How does the memory keep from learning again whom it was told to forget?

By a keyed hash of everything the person would be recognised by. The key is a secret of the installation
where there is one, else random and of this memory alone: the marks say nothing to whoever does not
already know the name and hold the key.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from typing import Final

from teammemory_bot.domain.identity_resolution import Key
from teammemory_bot.store.database import Database

_KEY_NAME: Final = "tombstone_key"


class Tombstones:
    """The marks of one memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._developer_by_mark: dict[str, int] = {
            str(mark): int(developer)
            for mark, developer in database.execute("SELECT mark, developer_id FROM tombstones")
        }
        rows = database.execute("SELECT value FROM memory WHERE name = ?", (_KEY_NAME,))
        self._key = next((str(value) for (value,) in rows), "")

    @property
    def is_empty(self) -> bool:
        """Whether nobody was forgotten."""
        return not self._developer_by_mark

    def find(self, keys: Iterable[Key]) -> int | None:
        """Return the row that stands for a forgotten person, when any of the keys is one's."""
        if not self._developer_by_mark:
            return None
        marks = (self._mark(key) for key in keys if key[1])
        return next(
            (self._developer_by_mark[mark] for mark in marks if mark in self._developer_by_mark),
            None,
        )

    def add(self, keys: Iterable[Key], developer: int) -> None:
        """Remember not to remember; belongs into a transaction."""
        if not self._key:
            self._key = secrets.token_hex(32)
            self._database.execute(
                "INSERT INTO memory (name, value) VALUES (?, ?)", (_KEY_NAME, self._key)
            )
        marks = {self._mark(key) for key in keys if key[1]} - self._developer_by_mark.keys()
        rows = [(mark, developer) for mark in sorted(marks)]
        self._database.insert("tombstones", ("mark", "developer_id"), rows)
        self._developer_by_mark.update(rows)

    def _mark(self, key: Key) -> str:
        data = "\0".join(key).encode("utf-8", "replace")
        return hashlib.blake2b(data, digest_size=16, key=bytes.fromhex(self._key)).hexdigest()
