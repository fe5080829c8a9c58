"""What did each run say? A log inside the memory that cannot be changed unnoticed.

Each row is chained to the one before it by SHA-256. Whoever changes, removes, adds or reorders rows breaks
the chain; whoever cuts off its end needs the head that was noted elsewhere to be found out.

A record can be emptied without breaking the chain, which is over digests: when it names a person who is
forgotten, when the memory may no longer hold Jira's text, and when `KEPT` newer ones exist.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from teammemory_bot.domain.run_record import digest_of_text
from teammemory_bot.store.blackout import without_names
from teammemory_bot.store.database import Database
from teammemory_bot.store.store import Store
from teammemory_bot.store.tombstones import TOMBSTONE_KEYS, Tombstones
from teammemory_bot.support.errors import TeamMemoryError

KEPT: Final = 500
"""Records kept whole; of older ones the digest is."""

_COUNTED: Final = (
    "changes", "commits", "deployments", "developers", "identities", "issue_comments", "issue_links",
    "issues", "pull_requests", "reviews", "tombstones",
)  # fmt: skip
_SECRETS: Final = frozenset((TOMBSTONE_KEYS,))


class NoSuchRun(TeamMemoryError):
    """A number is no run's."""

    def __init__(self, number: int, newest: int) -> None:
        known = f"its runs are 1 to {newest}" if newest else "it holds none"
        super().__init__(f"the memory knows no run {number}; {known}")


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """One row of the log."""

    number: int
    digest: str
    link: str
    record: str | None
    """None: redacted."""


class RunLog:
    """The log of one memory."""

    def __init__(self, store: Store) -> None:
        self._database: Final = store.database

    def add(self, record: str) -> LoggedRun:
        """Write a record down; return its row. A record that is there already is not added twice.

        Of a run that names somebody who is forgotten only the digest is kept.
        """
        digest = digest_of_text(record)
        known = self._known(digest)
        if known is not None:
            return known
        with self._database.transaction():
            kept = None if _names_forgotten(record, Tombstones(self._database)) else record
            last = self._last()
            number, link = last.number + 1, _link(last.link, digest)
            self._database.execute(
                "INSERT INTO runs (number, record_digest, link, record) VALUES (?, ?, ?, ?)",
                (number, digest, link, kept),
            )
            self._database.execute(
                "UPDATE runs SET record = NULL WHERE number <= ? AND record IS NOT NULL",
                (number - KEPT,),
            )
        return LoggedRun(number, digest, link, kept)

    def runs(self) -> list[LoggedRun]:
        """Return all rows, the oldest first."""
        rows = self._database.execute(
            "SELECT number, record_digest, link, record FROM runs ORDER BY number"
        )
        return [LoggedRun(*row) for row in rows]

    def run(self, number: int) -> LoggedRun:
        """Return one row; raises NoSuchRun."""
        rows = self._database.execute(
            "SELECT number, record_digest, link, record FROM runs WHERE number = ?", (number,)
        )
        found = next((LoggedRun(*row) for row in rows), None)
        if found is None:
            raise NoSuchRun(number, self._last().number)
        return found

    def head(self) -> str:
        """Return the newest link, which stands for the whole log; empty: there are no runs."""
        return self._last().link

    def objections(self, *, head: str = "") -> Iterator[str]:
        """Yield what speaks against the log being whole, in sentences. `head`: a link noted before."""
        before, heads = "", set()
        for place, run in enumerate(self.runs(), start=1):
            if run.number != place:
                yield f"run {place} is missing"
                return
            if run.record is not None and digest_of_text(run.record) != run.digest:
                yield f"the record of run {place} is not the one that was written"
            before = _link(before, run.digest)
            if run.link != before:
                yield f"run {place} does not follow on the one before it"
                return
            heads.add(before)
        if head and head not in heads:
            yield "the log does not lead to the head that was noted"

    def _known(self, digest: str) -> LoggedRun | None:
        rows = self._database.execute(
            "SELECT number, record_digest, link, record FROM runs WHERE record_digest = ? "
            "AND record IS NOT NULL ORDER BY number LIMIT 1",
            (digest,),
        )
        return next((LoggedRun(*row) for row in rows), None)

    def _last(self) -> LoggedRun:
        rows = self._database.execute(
            "SELECT number, record_digest, link, record FROM runs ORDER BY number DESC LIMIT 1"
        )
        return next((LoggedRun(*row) for row in rows), LoggedRun(0, "", "", None))


def memory_digest(store: Store) -> str:
    """Return the SHA-256 of what the memory stands on: how far it has read, and how much it holds.

    Not of its file: that changes with each run that is written down, and two databases have no file in
    common. The log itself counts for nothing here.
    """
    execute = store.database.execute
    known: dict[str, Any] = {
        "roots": list(store.identity.roots),
        "cursors": sorted(map(list, execute("SELECT source, name, position FROM cursors"))),
        "facts": sorted(
            [name, value]
            for name, value in execute("SELECT name, value FROM memory")
            if name not in _SECRETS
        ),
        "rows": {
            table: next(iter(execute(f"SELECT COUNT(*) FROM {table}")))[0]  # noqa: S608  # our names
            for table in _COUNTED
        },
    }
    return digest_of_text(json.dumps(known, sort_keys=True, ensure_ascii=True))


def redact_runs_naming(database: Database, words: Iterable[str]) -> int:
    """Empty each record in which one of the words stands as a word; belongs into a transaction.

    A record quotes people in several ways: plain, as Markdown that hides every special character, and
    inside of addresses. All are undone before it is searched. Returns how many were emptied.
    """
    wanted = sorted({_plain(word) for word in words} - {""}, key=len, reverse=True)
    if not wanted:
        return 0
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})(?!\w)")
    rows = database.execute("SELECT number, record FROM runs WHERE record IS NOT NULL")
    named = [
        (number,)
        for number, record in rows
        if any(pattern.search(_plain(text)) for text in _texts_in(json.loads(record)))
    ]
    database.many("UPDATE runs SET record = NULL WHERE number = ?", named)
    return len(named)


def redact_runs_of(database: Database, marks: Tombstones) -> int:
    """Empty each record that names somebody who is forgotten; belongs into a transaction."""
    rows = database.execute("SELECT number, record FROM runs WHERE record IS NOT NULL")
    named = [(number,) for number, record in rows if _names_forgotten(record, marks)]
    database.many("UPDATE runs SET record = NULL WHERE number = ?", named)
    return len(named)


def redact_all_runs(database: Database) -> None:
    """Empty every record; belongs into a transaction."""
    database.execute("UPDATE runs SET record = NULL WHERE record IS NOT NULL")


def _names_forgotten(record: str, marks: Tombstones) -> bool:
    if marks.is_empty:
        return False
    shown = map(_plain, _texts_in(json.loads(record)))
    return any(without_names(text, marks) != text for text in shown)


def _plain(text: str) -> str:
    shown = html.unescape(unquote(text))
    return "".join(c for c in " ".join(shown.split()) if c.isprintable()).casefold()


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _texts_in(one)


def _link(before: str, digest: str) -> str:
    return hashlib.sha256(f"{before}\n{digest}".encode("ascii")).hexdigest()
