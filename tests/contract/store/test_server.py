"""How does a memory behave in a database that it shares with others, and with other programs?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from teammemory_bot.domain.identity import Sha
from teammemory_bot.domain.records import Batch, Cursor
from teammemory_bot.store.database import Database
from teammemory_bot.store.errors import (
    DriverIsMissing,
    MemoryIsBusy,
    MemoryIsNewer,
    MemoryIsUnusable,
)
from teammemory_bot.store.postgres import PostgresDatabase
from teammemory_bot.store.postgres_schema import schema_name, shown_address
from teammemory_bot.store.schema_files import Step, schema_steps
from teammemory_bot.store.store import RepositoryIdentity, Store
from testing.memory_rows import rows_of
from testing.postgres import drop_memories, fresh_database, schemas_of, server_address

UPSTREAM = RepositoryIdentity(
    roots=(Sha("a" * 40), Sha("b" * 40)),
    branch="main",
    web_address="https://github.com/pallets/Flask",
)
READ = Batch(source="git", cursors=(Cursor(source="git", name="history", position="c" * 40),))


@pytest.fixture
def address(postgres: str) -> Iterator[str]:
    """A database without memories."""
    others = schemas_of(postgres)
    yield postgres
    drop_memories(postgres, but=others)


def test_server__keeps_a_memory_between_runs(address: str) -> None:
    with Store.open(address, UPSTREAM) as store:
        store.save(READ)
    with Store.open(address, UPSTREAM) as store:
        assert store.cursor("git", "history") == "c" * 40


@pytest.mark.parametrize(
    "other",
    [
        replace(UPSTREAM, web_address="https://github.com/somebody/flask"),
        replace(UPSTREAM, branch="2.x"),
        replace(UPSTREAM, web_address=""),
    ],
    ids=["fork", "branch", "no address"],
)
def test_server__keeps_memories_apart(address: str, other: RepositoryIdentity) -> None:
    with Store.open(address, UPSTREAM) as store, Store.open(address, other) as stranger:
        store.save(READ)
        assert stranger.cursor("git", "history") is None
        assert store.cursor("git", "history") is not None


def test_server__tells_repositories_without_an_address_by_their_roots(address: str) -> None:
    one, other = (replace(UPSTREAM, web_address="", roots=(Sha(c * 40),)) for c in "ad")
    with Store.open(address, one) as store, Store.open(address, other) as stranger:
        store.save(READ)
        assert stranger.cursor("git", "history") is None


def test_server__knows_a_repository_whose_history_is_cut_off_by_its_address(address: str) -> None:
    with Store.open(address, UPSTREAM) as store:
        store.save(READ)
    with Store.open(address, replace(UPSTREAM, roots=())) as store:
        assert store.cursor("git", "history") == "c" * 40
        assert store.identity.salt == UPSTREAM.salt


def test_server__refuses_another_repository_at_the_same_address(address: str) -> None:
    with Store.open(address, UPSTREAM) as store:
        store.save(READ)
    with pytest.raises(MemoryIsUnusable, match="another beginning; drop that schema"):
        Store.open(address, replace(UPSTREAM, roots=(Sha("d" * 40),))).__enter__()


def test_server__refuses_a_repository_that_nothing_tells_from_others(address: str) -> None:
    with pytest.raises(MemoryIsUnusable, match="nothing tells which repository"):
        Store.open(address, replace(UPSTREAM, roots=(), web_address="")).__enter__()


def test_schema__is_named_for_people_and_made_unique_by_a_digest() -> None:
    name = schema_name(
        roots=UPSTREAM.roots, branch=UPSTREAM.branch, web_address=UPSTREAM.web_address
    )
    assert name.startswith("teammemory_flask_")
    assert len(name) == len("teammemory_flask_") + 16
    long = schema_name(roots=(), branch="main", web_address="https://x/" + "Ö'\"; drop" * 99)
    assert len(long.encode()) < 64
    assert set(long) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")


def test_schema__is_the_same_whatever_the_order_of_the_roots() -> None:
    forward, backward = (
        schema_name(roots=roots, branch="main", web_address="")
        for roots in (UPSTREAM.roots, UPSTREAM.roots[::-1])
    )
    assert forward == backward


def test_server__refuses_a_newer_layout_and_leaves_it_alone(address: str) -> None:
    newest = schema_steps("postgres")[-1].number
    with Store.open(address, UPSTREAM) as store:
        store.save(READ)
        database = _database(store)
        before = rows_of(database)
        database.execute(f"COMMENT ON SCHEMA \"{database.schema}\" IS 'teammemory {newest + 1}'")
        with pytest.raises(
            MemoryIsNewer, match=f"layout {newest + 1}, this version knows {newest}"
        ):
            Store.open(address, UPSTREAM).__enter__()
        assert rows_of(database) == before


def test_server__refuses_a_schema_that_somebody_else_made(address: str) -> None:
    name = schema_name(
        roots=UPSTREAM.roots, branch=UPSTREAM.branch, web_address=UPSTREAM.web_address
    )
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"'.encode())
        connection.execute(f'CREATE TABLE "{name}".cursors (id integer)'.encode())
    with pytest.raises(MemoryIsUnusable, match="was not made by teammemory"):
        Store.open(address, UPSTREAM).__enter__()


def test_server__takes_an_empty_schema_that_an_administrator_made(address: str) -> None:
    name = schema_name(
        roots=UPSTREAM.roots, branch=UPSTREAM.branch, web_address=UPSTREAM.web_address
    )
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"'.encode())
    with Store.open(address, UPSTREAM) as store:
        assert store.tip_seq() is None


def test_server__leads_an_older_layout_to_ours_and_keeps_its_rows(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = schema_steps("postgres")
    assert len(steps) > 1
    _pretend(monkeypatch, steps[:1])
    with Store.open(address, UPSTREAM) as store:
        store.database.execute("INSERT INTO cursors VALUES ('github', 'live', '7')")
    monkeypatch.undo()
    with Store.open(address, UPSTREAM) as store:
        assert store.cursor("github", "live") == "7"
        assert rows_of(store.database)["repositories"]


def test_server__leaves_nothing_of_a_layout_that_could_not_be_made(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = schema_steps("postgres")
    broken = [*steps, steps[-1]._replace(number=steps[-1].number + 1, sql="CREATE TABLE oops (;")]
    _pretend(monkeypatch, broken)
    before = schemas_of(address)
    with pytest.raises(psycopg.errors.SyntaxError):
        Store.open(address, UPSTREAM).__enter__()
    assert schemas_of(address) == before


def test_server__lets_strangers_put_nothing_in_place_of_ours(address: str) -> None:
    """A function of the same name in `public` is never called."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'caught' $$"
        )
        connection.execute("CREATE TABLE public.cursors (source text, name text, position text)")
    with Store.open(address, UPSTREAM) as store:
        store.save(READ)
        ((word,),) = store.database.execute("SELECT lower(?)", ("ABC",))
        assert word == "abc"
    with psycopg.connect(address, autocommit=True) as connection:
        assert connection.execute("SELECT * FROM public.cursors").fetchall() == []
        connection.execute("DROP FUNCTION public.lower(text)")
        connection.execute("DROP TABLE public.cursors")


def test_writer__says_who_is_in_the_way_when_it_waited_too_long(address: str) -> None:
    with Store.open(address, UPSTREAM) as first, Store.open(address, UPSTREAM) as second:
        second.database.execute("SET lock_timeout = '20ms'")
        busy = f"another process is writing the memory {shown_address(address)}"
        with first.database.transaction(), pytest.raises(MemoryIsBusy, match=busy):
            second.save(READ)
        second.save(READ)
        assert first.cursor("git", "history") == "c" * 40


def test_writer__does_not_wait_for_another_memory(address: str) -> None:
    other = replace(UPSTREAM, branch="other")
    with Store.open(address, UPSTREAM) as first, Store.open(address, other) as second:
        second.database.execute("SET lock_timeout = '20ms'")
        with first.database.transaction():
            second.save(READ)


def test_writer__that_lost_its_line_says_so_and_has_written_nothing(address: str) -> None:
    with Store.open(address, UPSTREAM) as store, Store.open(address, UPSTREAM) as other:
        ((mine,),) = store.database.execute("SELECT pg_backend_pid()")

        def write() -> None:
            with store.database.transaction():
                store.database.execute("INSERT INTO cursors VALUES ('git', 'history', 'lost')")
                other.database.execute("SELECT pg_terminate_backend(CAST(? AS integer))", (mine,))
                store.database.execute("SELECT 1")

        why = f"{shown_address(address)} cannot be used: terminating connection"
        with pytest.raises(MemoryIsUnusable, match=why):
            write()
        assert other.cursor("git", "history") is None


def test_server__gets_a_picture_of_what_was_loaded(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it the server plans for empty tables, and questions take ten times as long."""
    monkeypatch.setattr("teammemory_bot.store.postgres._MANY_ROWS", 20)
    with Store.open(address, UPSTREAM) as store:
        rows = [(f"source-{number}", "live", "1") for number in range(20)]
        with store.database.transaction():
            store.database.insert("cursors", ("source", "name", "position"), rows)
        ((known,),) = store.database.execute(
            "SELECT CAST(reltuples AS integer) FROM pg_class WHERE oid = 'cursors'::regclass"
        )
        assert known == 20


def test_picture__is_of_every_table_and_is_left_out_where_another_one_makes_it(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teammemory_bot.store.postgres._MANY_ROWS", 30)

    def load(database: Database, first: int) -> None:
        with database.transaction():
            for start in (first, first + 10):
                rows = [(f"source-{number}", "live", "1") for number in range(start, start + 10)]
                database.insert("cursors", ("source", "name", "position"), rows)
            names = [(f"name-{first + number}", "1") for number in range(10)]
            database.insert("memory", ("name", "value"), names)

    def known(database: Database) -> list[tuple[str, int]]:
        return list(
            database.execute(
                "SELECT relname, CAST(reltuples AS integer) FROM pg_class "
                "WHERE oid IN ('cursors'::regclass, 'memory'::regclass) ORDER BY relname"
            )
        )

    with Store.open(address, UPSTREAM) as store, Store.open(address, UPSTREAM) as other:
        load(store.database, 0)
        assert known(store.database) == [("cursors", 20), ("memory", 10)]
        store.database.execute("SET lock_timeout = '20ms'")
        raw = _database(other).raw
        with raw.transaction():
            raw.execute("LOCK TABLE cursors IN SHARE UPDATE EXCLUSIVE MODE")
            load(store.database, 100)
        assert known(store.database) == [("cursors", 20), ("memory", 10)]
        ((count,),) = other.database.execute("SELECT COUNT(*) FROM cursors")
        assert count == 40


def test_server__must_speak_unicode() -> None:
    with (
        fresh_database(server_address(), encoding="SQL_ASCII") as address,
        pytest.raises(MemoryIsUnusable, match="its encoding is SQL_ASCII, it must be UTF8"),
    ):
        Store.open(address, UPSTREAM).__enter__()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://me:s3cret@127.0.0.1:9/none", "postgresql://127.0.0.1:9/none cannot be used"),
        ("postgresql://me:@s3cret@127.0.0.1/none", "must look like postgresql://"),
        ("postgresql://me:s3cret/s3cret@127.0.0.1/none", "must look like postgresql://"),
        ("postgresql://me:9/s3cret@127.0.0.1/none", "must look like postgresql://"),
        ("postgresql://me:s3cret@[127.0.0.1/none", "must look like postgresql://"),
        ("postgresql://me:s3cret@127.0.0.1/x?nonsense=s3cret", "must look like postgresql://"),
    ],
    ids=["closed port", "at sign", "slash", "slash after digits", "bracket", "unknown option"],
)
def test_address__that_cannot_be_used_is_explained_without_its_password(
    address: str, sentence: str
) -> None:
    with pytest.raises(MemoryIsUnusable) as caught:
        Store.open(address, UPSTREAM).__enter__()
    assert sentence in str(caught.value)
    shown: BaseException | None = caught.value
    while shown is not None:
        assert "s3cret" not in f"{shown!r} {shown}"
        shown = shown.__cause__


def test_address__is_shown_without_user_and_options() -> None:
    address = "postgresql://me:s3cret@db.example:6432/memory?sslmode=require"
    assert shown_address(address) == "postgresql://db.example:6432/memory"


def test_driver__that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("teammemory_bot.store.postgres_schema", "teammemory_bot.store.postgres"):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delattr("teammemory_bot.store.postgres_schema", raising=False)
    with pytest.raises(DriverIsMissing, match=r"teammemory-bot\[postgres\]"):
        Store.open("postgresql://127.0.0.1/none", UPSTREAM).__enter__()


def _pretend(monkeypatch: pytest.MonkeyPatch, steps: list[Step]) -> None:
    """Let the program know these layouts only."""
    monkeypatch.setattr(
        "teammemory_bot.store.postgres_schema.schema_steps", {"postgres": steps}.__getitem__
    )


def _database(store: Store) -> PostgresDatabase:
    assert isinstance(store.database, PostgresDatabase)
    return store.database
