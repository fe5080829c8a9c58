"""How is the memory opened, fed and asked? What the rest of the program sees of the store."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.questions.holdings import Holdings
from teammemory_bot.domain.records import Batch
from teammemory_bot.store.blackout import blacked_out
from teammemory_bot.store.blob_lines import known_lines, note_lines
from teammemory_bot.store.change_columns import pack_changes, packed_changes, take_back_told
from teammemory_bot.store.count_window import trim_counts
from teammemory_bot.store.database import Database
from teammemory_bot.store.errors import DriverIsMissing
from teammemory_bot.store.git_reset import take_back_git
from teammemory_bot.store.git_saver import GitSaver
from teammemory_bot.store.identities import TORN, WEIGHED, IdentityRules, settle_identities
from teammemory_bot.store.issues import IssueNumbers
from teammemory_bot.store.memory_file import MemoryFile, Say
from teammemory_bot.store.path_kinds import settle_kinds
from teammemory_bot.store.people import People
from teammemory_bot.store.questions.asked import Sizes
from teammemory_bot.store.questions.holdings import HoldingsQuestions
from teammemory_bot.store.record_saver import RecordSaver
from teammemory_bot.store.tearing import take_apart
from teammemory_bot.store.tombstones import Tombstones
from teammemory_bot.store.word_index import extend_index, indexed_changes

if TYPE_CHECKING:
    from teammemory_bot.store.memory import StoredMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryIdentity:
    """Which repository and branch a memory is about.

    `roots` are the root commits: they tell repositories apart wherever these are cloned to.
    """

    roots: tuple[Sha, ...]
    branch: str
    object_format: str = "sha1"
    web_address: str = ""

    @property
    def salt(self) -> str:
        """What e-mail addresses are hashed with: the same for every rebuild of this memory."""
        return "".join(self.roots)


class Store:
    """An open memory. Saves batches; gives the memory as of a change."""

    def __init__(self, database: Database, identity: RepositoryIdentity) -> None:
        self.database: Final = database
        self.identity: Final = identity
        self.identity_rules: IdentityRules = IdentityRules()
        """What the team says about who is who; set before the memory is asked."""
        self.tombstone_keys: tuple[str, ...] = ()
        """Made of the installation's secrets, the newest first; empty: it has none."""
        self.sizes: Sizes | None = None
        """What counts lines at a commit; set where the repository is at hand."""
        self._git: GitSaver | None = None
        self._records: RecordSaver | None = None
        self._tombstones: Tombstones | None = None

    @classmethod
    @contextmanager
    def open(
        cls, place: Path | str, identity: RepositoryIdentity, *, say: Say = lambda _: None
    ) -> Iterator[Store]:
        """Open the memory for reading and writing; make it where there is none.

        The place is a file, or the address of a PostgreSQL database (`postgresql://...`). A file that
        cannot be trusted is set aside and made anew; `say` is told so in one line.
        """
        opened = (
            _file(place, identity, say) if isinstance(place, Path) else _server(place, identity)
        )
        with opened as database:
            rows = database.execute("SELECT roots FROM repositories")
            roots = next((tuple(map(Sha, text.split())) for (text,) in rows), identity.roots)
            yield cls(database, replace(identity, roots=roots))

    def save(self, batch: Batch) -> None:
        """Write a batch and its cursors: all of it, or nothing."""
        try:
            with self.database.transaction():
                self._prepare()
                assert self._git is not None  # noqa: S101  # set by _prepare
                assert self._records is not None  # noqa: S101  # set by _prepare
                assert self._tombstones is not None  # noqa: S101  # set by _prepare
                batch = blacked_out(batch, self._tombstones)
                self._git.save(batch.changes, batch.kinds)
                if batch.counted_since is not None:
                    trim_counts(
                        self.database, since=batch.counted_since, keeps_lines=batch.keeps_lines
                    )
                self._records.save(batch.records)
                take_back_told(self.database, batch.records)
                for cursor in batch.cursors:
                    self.database.execute(
                        "INSERT INTO cursors (source, name, position) VALUES (?, ?, ?) "
                        "ON CONFLICT (source, name) DO UPDATE SET position = excluded.position",
                        (cursor.source, cursor.name, cursor.position),
                    )
        except BaseException:
            # What the savers remember is no longer what the database holds.
            self._git = self._records = None
            raise

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Let the batches of a block become visible together, at its end: much less work.

        What was saved when the block ends, by whatever, becomes visible; batches stay whole.
        """
        with self.database.writing():
            if self.tip_seq() is not None:
                yield
                return
            with self.database.loading():
                yield

    def start_over(self) -> None:
        """Take back what came from git: the branch tells another history now."""
        with self.database.transaction():
            take_back_git(self.database)
            take_apart(self.database, self.identity_rules)
        self.drop_caches()

    def is_torn(self) -> bool:
        """Tell whether the memory joins people whom nothing proves to be one any more."""
        if self.fact(WEIGHED) is not None:  # else nobody was ever joined
            self.settle_identities()
        return self.fact(TORN) is not None

    def settle_kinds(self, kind_of: Callable[[RepoPath], FileKind], mark: str) -> None:
        """Judge every path anew where the rules, which `mark` names, are others than before."""
        with self.database.transaction():
            if settle_kinds(self.database, kind_of, mark):
                self.drop_caches()

    def fact(self, name: str) -> str | None:
        """Return a fact about the memory itself."""
        rows = self.database.execute("SELECT value FROM memory WHERE name = ?", (name,))
        return next((str(value) for (value,) in rows), None)

    def note_fact(self, name: str, value: str) -> None:
        """Write down a fact about the memory itself."""
        if self.fact(name) != value:
            with self.database.transaction():
                self.database.execute(
                    "INSERT INTO memory (name, value) VALUES (?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (name, value),
                )

    def cursor(self, source: str, name: str) -> str | None:
        """Return how far a source has been read."""
        rows = self.database.execute(
            "SELECT position FROM cursors WHERE source = ? AND name = ?", (source, name)
        )
        return next((str(position) for (position,) in rows), None)

    def is_empty(self) -> bool:
        """Tell whether nothing was read yet, and nobody forgotten."""
        return not any(
            list(self.database.execute(f"SELECT 1 FROM {table} LIMIT 1"))  # noqa: S608  # our names
            for table in ("cursors", "changes", "tombstones")
        )

    def tip_seq(self) -> int | None:
        """Return the number of the newest change; None when nothing was ingested."""
        ((seq,),) = self.database.execute("SELECT MAX(seq) FROM changes")
        return None if seq is None else int(seq)

    def newest_at(self) -> int:
        """Return the time that the branch has reached; 0 when nothing was ingested."""
        ((at,),) = self.database.execute("SELECT COALESCE(MAX(at), 0) FROM changes")
        return int(at)

    def memory_at(self, seq: int | None = None) -> StoredMemory:
        """Return the memory as of a change; as of the newest one when none is named.

        What landed later does not exist for the one who asks.
        """
        # All questions there are: who only writes does without
        from teammemory_bot.store.memory import StoredMemory  # noqa: PLC0415

        self.settle_identities()
        newest = self.tip_seq()
        if newest is None:
            return StoredMemory(self.database, -1, salt=self.identity.salt)
        self._derive(newest)
        asked = newest if seq is None else min(seq, newest)
        return StoredMemory(self.database, asked, salt=self.identity.salt, sizes=self.sizes)

    def holdings(self) -> Holdings:
        """Return how much the memory holds: of the newest change, without what other questions wait for."""
        self.settle_identities()
        newest = self.tip_seq()
        return HoldingsQuestions(self.database, -1 if newest is None else newest).holdings()

    def known_lines(self) -> dict[str, int]:
        """Return the lines of the contents that were counted before."""
        return known_lines(self.database)

    def note_lines(self, counted: Mapping[str, int]) -> None:
        """Keep the lines of contents."""
        note_lines(self.database, counted)

    def settle_identities(self) -> None:
        """Join who is proved to be one person, by all that was saved so far."""
        if settle_identities(self.database, self.identity_rules):
            self.drop_caches()

    def drop_caches(self) -> None:
        """Say that rows have changed which the savers may remember."""
        self._git = self._records = None

    def _derive(self, newest: int) -> None:
        """Make what answers quickly and says nothing new: when somebody asks, not with every batch."""
        known = newest + 1
        if indexed_changes(self.database) == packed_changes(self.database) == known:
            return
        with self.database.transaction():
            extend_index(self.database)
            pack_changes(self.database, newest=newest)

    def _prepare(self) -> None:
        if self._git is None or self.database.is_changed_by_others():
            people = People(self.database, salt=self.identity.salt)
            issues = IssueNumbers(self.database)
            self._tombstones = Tombstones(self.database)
            self._git = GitSaver(self.database, people, issues)
            self._records = RecordSaver(self.database, people, issues)


@contextmanager
def _file(path: Path, identity: RepositoryIdentity, say: Say) -> Iterator[Database]:
    note = functools.partial(_note_repository, identity=identity)
    with closing(MemoryFile(path, roots=identity.roots, when_new=note, say=say)) as database:
        yield database


def _server(url: str, identity: RepositoryIdentity) -> AbstractContextManager[Database]:
    try:
        from teammemory_bot.store import postgres_schema  # noqa: PLC0415  # psycopg is an extra
    except ImportError as error:
        raise DriverIsMissing from error
    return postgres_schema.open_server(
        url,
        roots=identity.roots,
        branch=identity.branch,
        web_address=identity.web_address,
        when_new=functools.partial(_note_repository, identity=identity),
    )


def _note_repository(database: Database, *, identity: RepositoryIdentity) -> None:
    database.insert(
        "repositories",
        ("id", "roots", "branch", "object_format", "web_address"),
        [(
            1, " ".join(identity.roots), identity.branch, identity.object_format,
            identity.web_address,
        )],
    )  # fmt: skip
