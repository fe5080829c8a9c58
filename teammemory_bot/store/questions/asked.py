"""What does every family of questions start from? A database, and the change as of which to answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.identity import Developer, DeveloperId, Login, RepoPath, Sha
from teammemory_bot.store.database import Database, Row
from teammemory_bot.store.people import keys_of

Sizes = Callable[[Sha, Collection[RepoPath]], Mapping[RepoPath, int]]
"""Returns how many lines some files have at a commit, as far as that can be told."""


class Asked:
    """The base of the families."""

    def __init__(
        self, database: Database, seq: int, *, salt: str = "", sizes: Sizes | None = None
    ) -> None:
        self._database: Final = database
        self._salt: Final = salt
        self._sizes: Final = sizes
        self.seq: Final = seq
        """The newest change that exists for the one who asks; -1: none."""
        self._developers: dict[int, Developer] = {}

    def rows(self, statement: str, **parameters: Any) -> list[Row]:  # noqa: ANN401  # column values
        """Return the rows of a named statement, which gets `seq` besides its own parameters."""
        return self._database.ask(statement, seq=self.seq, **parameters)

    def developer(self, number: int) -> Developer:
        """Return the developer of a number in a row."""
        known = self._developers.get(number)
        if known is None:
            self._developers = {
                row[0]: Developer(
                    id=DeveloperId(row[0]),
                    name=row[1],
                    login=None if row[2] is None else Login(row[2]),
                    is_bot=bool(row[3]),
                )
                for row in self.rows("history.developers")
            }
            known = self._developers[number]
        return known

    def developer_of(self, identity: Identity) -> Developer | None:
        """Return the developer behind a (name, e-mail) pair; None: nobody whom the memory knows."""
        for kind, value in keys_of(identity, salt=self._salt):
            for (number,) in self.rows("history.identity", kind=kind, value=value):
                return self.developer(number)
        return None

    def file_ids(self, paths: Iterable[RepoPath]) -> dict[RepoPath, int]:
        """Return the files that are called so as of this change; unknown paths are left out."""
        found: dict[RepoPath, int] = {}
        for path in paths:
            for (file_id,) in self.rows("history.file_at_path", path=path):
                found[path] = file_id
        return found
