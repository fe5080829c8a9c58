"""On which databases does the suite run? On both, side by side or one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from teammemory_bot.domain.records import Batch, Cursor
from teammemory_bot.store.forgetting import forget
from teammemory_bot.store.run_log import RunLog
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.postgres import drop_memories, fresh_database, schemas_of, server_address
from testing.repo_builder import RepoBuilder
from testing.rich_memory import rich_history, rich_records

Place = Path | str


class Both(NamedTuple):
    """Two memories that were told the same."""

    sqlite: Store
    postgres: Store


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a database that is this session's own."""
    with fresh_database(server_address()) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where a test's own, new memory is to be: by turns in either database."""
    if request.param == "sqlite":
        yield tmp_path / "memory.sqlite"
        return
    address = request.getfixturevalue("postgres")
    others = schemas_of(address)
    yield address
    drop_memories(address, but=others)


@pytest.fixture(scope="session")
def rich_repo(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    """A repository with everything that databases may treat differently. Not to be changed."""
    return rich_history(tmp_path_factory.mktemp("rich") / "repo")


@pytest.fixture(scope="session")
def both(rich_repo: RepoBuilder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Two memories of that repository with all its talk. Not to be changed."""
    shas = rich_repo.git("rev-list", "--first-parent", "HEAD").split()
    talk = Batch(
        source="github",
        records=tuple(rich_records(shas)),
        cursors=(
            Cursor(source="github", name="live", position='{"é": 2}'),
            Cursor(source="github", name="back-fill", position='{"é": 1, "done": true}'),
        ),
    )
    with fresh_database(server_address()) as address, ExitStack() as stack:
        stores = []
        for place in (tmp_path_factory.mktemp("both") / "memory.sqlite", address):
            store = stack.enter_context(remember(rich_repo, place))
            store.save(talk)
            store.settle_identities()
            forget(store, "somebody@gone.example")
            store.memory_at()
            # A block of the index takes 1,024 changes: this one is made up.
            value = b"\x00\x01\xff'\\x"
            insert = store.database.insert
            with store.database.transaction():
                columns = ("kind", "word", "block", "changes")
                insert("change_words", columns, [(1, "made-up", 0, value), (1, "made-up", 1, b"")])
                columns = ("role", "developer_id", "block", "changes")
                insert("change_people", columns, [(1, 2, 0, value), (2, 2, 1, b"")])
                columns = ("word", "signal", "block", "people", "masses")
                insert("change_sums", columns, [("made-up", "PATHED", 0, value, b"")])
            RunLog(store).add('{"said": "é"}')
            stores.append(store)
        yield Both(*stores)
