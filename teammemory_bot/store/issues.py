"""Which number does an issue have in the memory?"""

from __future__ import annotations

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.records import IssueMention, Tracker
from teammemory_bot.store.database import Database


class IssueNumbers:
    """Finds or makes the row of an issue that somebody names."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_key: dict[str, int] = {
            key: number for number, key in database.execute("SELECT id, key FROM issues")
        }
        self._next = max(self._by_key.values(), default=0) + 1
        self._new: list[tuple[int, IssueKey, Tracker]] = []

    def of(self, issue: IssueMention) -> int:
        """Return the issue's number."""
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
