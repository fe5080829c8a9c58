"""Which number does an issue have in the memory?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.records import IssueMention, Tracker
from teammemory_bot.store.database import Database, rows_among

_OF_KEYS: Final = "SELECT key, id FROM issues WHERE key IN ({})"


class IssueNumbers:
    """Finds or makes the row of an issue that somebody names."""

    def __init__(self, database: Database) -> None:
        self._database = database
        ((highest,),) = database.execute("SELECT COALESCE(MAX(id), 0) FROM issues")
        self._has_older = bool(highest)
        self._next = int(highest) + 1
        self._by_key: dict[str, int] = {}
        self._asked: set[str] = set()
        self._new: list[tuple[int, IssueKey, Tracker]] = []

    def recall(self, keys: Iterable[str]) -> None:
        """Read the numbers of issues: of many at once, for else each is asked for when it is named."""
        if not self._has_older:
            return
        unknown = sorted({key for key in keys if key not in self._asked})
        self._by_key.update(rows_among(self._database, _OF_KEYS, unknown))
        self._asked.update(unknown)

    def of(self, issue: IssueMention) -> int:
        """Return the issue's number."""
        self.recall((issue.key,))
        number = self._by_key.get(issue.key)
        if number is None:
            number = self._by_key[issue.key] = self._next
            self._next += 1
            self._new.append((number, issue.key, issue.tracker))
        return number

    def saved(self, issue: IssueMention) -> int:
        """Return the issue's number, written already."""
        number = self.of(issue)
        self.flush()
        return number

    def flush(self) -> None:
        """Write what was added since the last time; belongs into the batch's transaction."""
        self._database.insert("issues", ("id", "key", "tracker"), self._new)
        self._new = []
