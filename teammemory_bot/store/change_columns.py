"""Who wrote and reviewed which change, for all of the past at once?

A suggestion weighs the whole past, and row by row twenty thousand changes take longer to read than to
weigh. So they are packed in blocks whenever the memory is asked and something is new. What is not packed
is read from the rows: the answer is the same, only slower.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain, islice
from typing import Final

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import MAX_FILES
from teammemory_bot.domain.questions.routing import ReviewPast
from teammemory_bot.domain.records import ApiRecord, PullRequestRecord, ReviewRecord
from teammemory_bot.store import word_index
from teammemory_bot.store.change_marks import ChangeMarks, read_marks
from teammemory_bot.store.change_sums import sum_block
from teammemory_bot.store.database import Database, Row
from teammemory_bot.store.packing import packed, packed_long, unpacked, unpacked_long

_FACT: Final = "packed_changes"
_TABLES: Final = ("change_columns", "change_people", "change_sums")
_COLUMNS: Final = (
    "block", "landed", "n_files", "authors", "n_reviewers", "reviewers", "people", "newest",
    "writers", "n_source_files", "marks",
)  # fmt: skip
_OF_PEOPLE: Final = ("role", "developer_id", "block", "changes")


class Role(IntEnum):
    """What a person did with a change."""

    WROTE = 1
    REVIEWED = 2


@dataclass(slots=True)
class ChangeColumns:
    """Consecutive changes, one entry each."""

    at: list[int] = field(default_factory=list)
    n_files: list[int] = field(default_factory=list)
    authors: list[DeveloperId] = field(default_factory=list)
    n_reviewers: list[int] = field(default_factory=list)
    reviewers: list[DeveloperId] = field(default_factory=list)
    """Those of the first change, of the second, and so on; nobody reviews a change of their own."""

    def append(self, other: ChangeColumns) -> None:
        """Add the changes that follow."""
        self.at += other.at
        self.n_files += other.n_files
        self.authors += other.authors
        self.n_reviewers += other.n_reviewers
        self.reviewers += other.reviewers

    def cut(self, size: int) -> None:
        """Leave out what follows the first changes."""
        del self.at[size:], self.n_files[size:], self.authors[size:], self.n_reviewers[size:]
        del self.reviewers[sum(self.n_reviewers) :]

    def leave_out(self, bots: frozenset[DeveloperId]) -> None:
        """Let reviews by bots not count."""
        if bots.isdisjoint(self.reviewers):
            return
        rest = iter(self.reviewers)
        by_change = [
            [who for who in islice(rest, count) if who not in bots] for count in self.n_reviewers
        ]
        self.n_reviewers = list(map(len, by_change))
        self.reviewers = list(chain.from_iterable(by_change))

    def of_people(self, role: Role, *, since: int = 0) -> dict[DeveloperId, list[int]]:
        """Return whose the changes from one on are, with their places."""
        found: defaultdict[DeveloperId, list[int]] = defaultdict(list)
        if role is Role.WROTE:
            for place, who in enumerate(self.authors[since:], start=since):
                found[who].append(place)
            return found
        reviewers = iter(self.reviewers[sum(self.n_reviewers[:since]) :])
        for place, count in enumerate(self.n_reviewers[since:], start=since):
            for who in islice(reviewers, count):
                found[who].append(place)
        return found

    def newest_of_people(self, *, since: int = 0) -> dict[DeveloperId, int]:
        """Return of everybody the newest change from one on that is evidence."""
        found: dict[DeveloperId, int] = {}
        reviewers = iter(self.reviewers[sum(self.n_reviewers[:since]) :])
        for place in range(since, len(self.at)):
            people = [*islice(reviewers, self.n_reviewers[place]), self.authors[place]]
            if self.n_files[place] <= MAX_FILES:
                found.update(dict.fromkeys(people, place))
        return found


class ChangesByPerson:
    """Which changes each person wrote, or reviewed; read when asked for."""

    def __init__(
        self, database: Database, role: Role, changes: ChangeColumns, *, packed: int
    ) -> None:
        self._database = database
        self._role = role
        self._blocks = packed // word_index.BLOCK
        self._later = changes.of_people(role, since=self._blocks * word_index.BLOCK)
        self._known: dict[DeveloperId, list[int]] = {}

    def __call__(self, person: DeveloperId) -> Sequence[int]:
        """Return the changes of a person, ascending."""
        known = self._known.get(person)
        if known is None:
            rows = self._database.ask(
                "routing.changes_of_person", role=int(self._role), person=person, block=self._blocks
            )
            known = [change for (value,) in rows for change in unpacked(value)]
            known += self._later.get(person, ())
            self._known[person] = known
        return known


def change_columns(database: Database, *, seq: int) -> tuple[ChangeColumns, dict[DeveloperId, int]]:
    """Return all changes up to `seq`, and of everybody the newest; bots are among the people."""
    found, newest, summed = ChangeColumns(), dict[DeveloperId, int](), 0
    known = min(packed_changes(database), seq + 1)
    for row in database.ask("routing.packed_changes", block=(known - 1) // word_index.BLOCK):
        at, (*columns, people, latest) = unpacked_long(row[0]), map(unpacked, row[1:])
        found.append(ChangeColumns(at, *columns))  # type: ignore[arg-type]  # numbers of people
        if len(found.at) <= known:
            newest.update(zip(map(DeveloperId, people), latest, strict=True))
            summed = len(found.at)
    found.cut(known)
    if known <= seq:
        found.append(_read(database, read_marks(database, first=known, last=seq), first=known))
    return found, newest | found.newest_of_people(since=summed)


def change_marks(database: Database, *, seq: int) -> ChangeMarks:
    """Return what touches of files want to know of all changes up to `seq`."""
    found = ChangeMarks()
    known = min(packed_changes(database), seq + 1)
    for row in database.ask("risk.packed_marks", block=(known - 1) // word_index.BLOCK):
        found.append(ChangeMarks.of_values(*row))
    found.cut(known)
    if known <= seq:
        found.append(read_marks(database, first=known, last=seq))
    return found


def pack_changes(database: Database, *, newest: int) -> None:
    """Pack what is not packed yet; belongs into a transaction.

    The last block is written anew until it is full.
    """
    done = packed_changes(database)
    if done == newest + 1:
        return
    for first in range(done - done % word_index.BLOCK, newest + 1, word_index.BLOCK):
        last = min(first + word_index.BLOCK - 1, newest)
        marks = read_marks(database, first=first, last=last)
        _pack(database, first // word_index.BLOCK, _read(database, marks, first=first), marks)
    _note(database, newest + 1)


def take_back_columns(database: Database, *, first_seq: int) -> None:
    """Say that people of this change or of later ones have changed; belongs into the same transaction."""
    if first_seq < packed_changes(database):
        size = word_index.BLOCK
        for table in _TABLES:
            database.execute(f"DELETE FROM {table} WHERE block * ? >= ?", (size, first_seq))  # noqa: S608  # our names
        _note(database, first_seq)


def take_back_told(database: Database, records: Iterable[ApiRecord]) -> None:
    """Take back the changes of pull requests that records speak of: their people may be others now."""
    numbers = {r.number for r in records if isinstance(r, PullRequestRecord)}
    numbers |= {r.pull for r in records if isinstance(r, ReviewRecord)}
    landed = [
        seq
        for number in sorted(numbers)
        for (seq,) in database.execute("SELECT seq FROM changes WHERE pull_number = ?", (number,))
    ]
    if landed:
        take_back_columns(database, first_seq=min(landed))


def packed_changes(database: Database) -> int:
    """Return how many changes, from the first on, are packed."""
    rows = database.execute("SELECT value FROM memory WHERE name = ?", (_FACT,))
    return next((int(value) for (value,) in rows), 0)


def _pack(database: Database, block: int, changes: ChangeColumns, marks: ChangeMarks) -> None:
    for table in _TABLES:
        database.execute(f"DELETE FROM {table} WHERE block = ?", (block,))  # noqa: S608  # our names
    newest = sorted(changes.newest_of_people().items())
    row = (
        block,
        packed_long(changes.at),
        packed(changes.n_files),
        packed(changes.authors),
        packed(changes.n_reviewers),
        packed(changes.reviewers),
        packed(who for who, _ in newest),
        packed(block * word_index.BLOCK + place for _, place in newest),
        *marks.values(),
    )
    database.insert("change_columns", _COLUMNS, [row])
    if len(changes.at) == word_index.BLOCK:
        database.insert("change_people", _OF_PEOPLE, list(_people_rows(block, changes)))
        past = ReviewPast(
            at=changes.at,
            n_files=changes.n_files,
            authors=changes.authors,
            n_reviewers=changes.n_reviewers,
            reviewers=changes.reviewers,
        )
        sum_block(database, block, past)


def _people_rows(block: int, changes: ChangeColumns) -> Iterator[Row]:
    for role in Role:
        for who, places in sorted(changes.of_people(role).items()):
            yield (
                int(role),
                who,
                block,
                packed(block * word_index.BLOCK + place for place in places),
            )


def _read(database: Database, marks: ChangeMarks, *, first: int) -> ChangeColumns:
    """Read from the rows who had a hand in changes, of which the rest is known."""
    span = {"first": first, "seq": first + len(marks.at) - 1}
    authors = list(map(DeveloperId, marks.writers))
    for seq, author in database.ask("routing.other_authors", **span):
        authors[seq - first] = DeveloperId(author)
    reviewers: defaultdict[int, set[DeveloperId]] = defaultdict(set)
    for statement in ("routing.trailer_reviews", "routing.api_reviews"):
        for who, seq in database.ask(statement, **span):
            reviewers[seq].add(who)
    by_change = [
        sorted(reviewers[seq] - {author}) for seq, author in enumerate(authors, start=first)
    ]
    return ChangeColumns(
        at=list(marks.at),
        n_files=list(marks.n_files),
        authors=authors,
        n_reviewers=list(map(len, by_change)),
        reviewers=list(chain.from_iterable(by_change)),
    )


def _note(database: Database, changes: int) -> None:
    database.execute(
        "INSERT INTO memory (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_FACT, str(changes)),
    )
