"""What do writers of one file see of each other, and what is left where one of them cannot go on?"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from teammemory_bot.store import memory_file
from teammemory_bot.store.digest import accept, accepted_digests, digest_of, digest_path
from teammemory_bot.store.errors import MemoryIsBusy, MemoryIsNewer, MemoryIsUnusable
from teammemory_bot.store.inspection import newest_layout
from teammemory_bot.store.memory_file import MemoryFile
from teammemory_bot.store.sqlite import SqliteDatabase
from teammemory_bot.store.store import Store
from testing.other_writer import ABOUT

ADD = "INSERT INTO cursors (source, name, position) VALUES ('git', ?, '1')"
ADD_Z = ADD.replace("?", "'z'")
BESIDE = ["memory.sqlite", "memory.sqlite.digest", "memory.sqlite.lock"]
INDEXES = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A new memory, closed."""
    path = tmp_path / "memory.sqlite"
    with Store.open(path, ABOUT):
        pass
    return path


@pytest.fixture
def memory(path: Path) -> Iterator[MemoryFile]:
    """That memory, open."""
    with closing(MemoryFile(path)) as opened:
        yield opened


def _note(memory: MemoryFile, name: str) -> None:
    with memory.transaction():
        memory.execute(ADD, (name,))


def _note_and_fail(memory: MemoryFile, name: str) -> None:
    _note(memory, name)
    _ = 1 / 0


def _run_and_fail(memory: MemoryFile, *statements: str) -> None:
    with memory.transaction():
        for statement in statements:
            memory.execute(statement)
        _ = 1 / 0


def _names(memory: SqliteDatabase) -> list[str]:
    return [name for (name,) in memory.execute("SELECT name FROM cursors ORDER BY name")]


def _in_file(path: Path) -> list[str]:
    """Return what the next run would read."""
    said: list[str] = []
    with closing(MemoryFile(path, say=said.append)) as opened:
        assert said == []
        return _names(opened)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.with_name(f"{path.name}.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_transaction__that_the_database_ended_itself_tells_its_own_error(
    memory: MemoryFile,
) -> None:
    with pytest.raises(ZeroDivisionError):
        _run_and_fail(memory, ADD_Z, "ROLLBACK")
    _note(memory, "b")
    assert _in_file(memory.path) == ["b"]


def test_block__in_which_nothing_was_committed_leaves_the_file_as_it_was(
    memory: MemoryFile,
) -> None:
    _note(memory, "a")
    before, note = memory.path.read_bytes(), digest_path(memory.path).read_bytes()
    number = memory.path.stat().st_ino
    with pytest.raises(ZeroDivisionError), memory.writing():
        _run_and_fail(memory, ADD_Z)
    with memory.writing():
        assert memory.path.with_name("memory.sqlite.next").exists()
    assert (memory.path.read_bytes(), digest_path(memory.path).read_bytes()) == (before, note)
    assert memory.path.stat().st_ino == number
    assert sorted(file.name for file in memory.path.parent.iterdir()) == BESIDE
    assert _names(memory) == ["a"]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        memory.execute(ADD, ("c",))


def test_copy__that_a_killed_writer_left_is_thrown_away_with_what_lies_beside_it(
    memory: MemoryFile,
) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        memory.path.with_name(f"memory.sqlite.next{suffix}").write_bytes(bytes(range(256)) * 32)
    _note(memory, "a")
    assert sorted(file.name for file in memory.path.parent.iterdir()) == BESIDE
    assert _in_file(memory.path) == ["a"]


def test_block__becomes_the_memory_at_its_end_and_not_before(memory: MemoryFile) -> None:
    with memory.writing():
        with memory.writing():
            _note(memory, "a")
        _note(memory, "b")
        assert _names(memory) == ["a", "b"]
        assert _in_file(memory.path) == []
    assert _in_file(memory.path) == ["a", "b"]
    assert accepted_digests(memory.path) == (digest_of(memory.path),)


def test_loading__makes_the_same_indexes_once_at_the_end_of_the_outermost_block(
    memory: MemoryFile,
) -> None:
    before = list(memory.execute(INDEXES))
    assert before
    with memory.loading():
        fewer = list(memory.execute(INDEXES))
        with memory.loading():
            _note(memory, "a")
        assert list(memory.execute(INDEXES)) == fewer
        assert len(fewer) < len(before)
    assert list(memory.execute(INDEXES)) == before
    with pytest.raises(ZeroDivisionError), memory.loading():
        _note_and_fail(memory, "b")
    with closing(MemoryFile(memory.path)) as opened:
        assert list(opened.execute(INDEXES)) == before
        assert _names(opened) == ["a", "b"]


def test_compact__gives_back_the_room_and_leaves_nothing_of_what_was_deleted(
    memory: MemoryFile,
) -> None:
    with memory.transaction():
        memory.many(ADD, [(f"{number} canary " + "x" * 3_000,) for number in range(100)])
    full = memory.path.stat().st_size
    with memory.transaction():
        memory.execute("DELETE FROM cursors")
    memory.compact()
    assert memory.path.stat().st_size < full - 200_000
    assert b"canary" not in memory.path.read_bytes()
    assert _in_file(memory.path) == []


def test_writer__goes_on_from_what_another_one_published(memory: MemoryFile) -> None:
    with closing(MemoryFile(memory.path)) as other:
        for number, writer in enumerate((memory, other, other, memory, memory)):
            with writer.transaction():
                assert writer.is_changed_by_others() is (number in {1, 3})
                writer.execute(ADD, (str(number),))
        assert _names(other) == ["0", "1", "2"]
    assert _in_file(memory.path) == ["0", "1", "2", "3", "4"]


def test_writer__waits_for_another_one_and_then_gives_up(
    memory: MemoryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_file, "_WAIT_SECONDS", 0.05)
    with _locked(memory.path), pytest.raises(MemoryIsBusy, match=r"writing the memory /.*sqlite;"):
        _note(memory, "a")
    _note(memory, "b")
    assert _in_file(memory.path) == ["b"]


def test_writer__that_waits_has_its_turn(
    memory: MemoryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    monkeypatch.setattr(memory_file.time, "sleep", lambda _: release.set())
    lock = memory.path.with_name("memory.sqlite.lock").open("rb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    thread = threading.Thread(target=lambda: (release.wait(), lock.close()))
    thread.start()
    _note(memory, "a")
    thread.join()
    assert release.is_set()
    assert _in_file(memory.path) == ["a"]


def test_lock__is_held_while_it_is_written_only(memory: MemoryFile) -> None:
    def is_free() -> bool:
        with memory.path.with_name("memory.sqlite.lock").open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    assert is_free()
    with memory.writing():
        assert not is_free()
        with memory.transaction():
            pass
        assert not is_free()
    assert is_free()
    with pytest.raises(ZeroDivisionError), memory.transaction():
        _ = 1 / 0
    assert is_free()
    memory._take_lock()
    memory.close()
    assert is_free()


def test_disk__that_is_full_is_told_and_the_next_write_goes_on(
    memory: MemoryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(*_: Any) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    _note(memory, "a")
    for module, name in ((shutil, "copyfile"), (os, "fsync")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, is_full)
            with pytest.raises(MemoryIsUnusable, match=r"memory /.*sqlite cannot .* No space left"):
                _note(memory, "b")
        assert _in_file(memory.path) == ["a"]
    with closing(MemoryFile(memory.path)) as other:
        _note(other, "c")
    assert _in_file(memory.path) == ["a", "c"]


@pytest.mark.parametrize("failure", [OSError(), OSError(errno.EIO, None)])
def test_failure__without_words_gets_those_of_its_number(
    memory: MemoryFile, monkeypatch: pytest.MonkeyPatch, failure: OSError
) -> None:
    def fail(*_: Any) -> NoReturn:
        raise failure

    monkeypatch.setattr(shutil, "copyfile", fail)
    with pytest.raises(MemoryIsUnusable, match=f": {os.strerror(failure.errno or 0)};") as end:
        _note(memory, "a")
    assert end.value.__cause__ is failure


def test_failure__of_sqlite_while_a_copy_is_opened_is_told(
    memory: MemoryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_file, "_WITHOUT_CARE", ("PRAGMA no_such_thing(",))
    with pytest.raises(MemoryIsUnusable, match=r"memory /.*sqlite cannot be used: incomplete"):
        _note(memory, "a")


def _damage(path: Path) -> None:
    fresh = path.with_name("fresh")
    fresh.write_bytes(b"not a database" * 100)
    fresh.replace(path)


@pytest.mark.parametrize(
    ("harm", "why"),
    [(_damage, "it is no SQLite database"), (Path.unlink, "another process replaced it")],
)
def test_writer__does_not_write_upon_what_cannot_be_trusted(
    memory: MemoryFile, harm: Callable[[Path], None], why: str
) -> None:
    _note(memory, "a")
    harm(memory.path)
    digest_path(memory.path).unlink()
    with pytest.raises(MemoryIsUnusable, match=f"memory /.*sqlite cannot be used: {why}"):
        _note(memory, "b")
    assert _names(memory) == ["a"]  # what it opened stays readable


def test_writer__does_not_write_upon_the_memory_of_another_repository(
    path: Path, tmp_path: Path
) -> None:
    with closing(MemoryFile(path, roots=ABOUT.roots)) as memory:
        with closing(sqlite3.connect(path)) as database:
            database.execute("UPDATE repositories SET roots = ?", ("f" * 40,))
            database.commit()
        accept(path, [digest_of(path)])
        with pytest.raises(MemoryIsUnusable, match="repository"):
            _note(memory, "a")


def test_opener__that_comes_second_takes_what_the_first_one_made(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = tmp_path / "late" / "memory.sqlite"
    take_lock = MemoryFile._take_lock

    def taken_later(self: MemoryFile) -> None:
        shutil.copyfile(path, late)
        shutil.copyfile(digest_path(path), digest_path(late))
        take_lock(self)

    with closing(MemoryFile(path)) as first:
        _note(first, "a")
    monkeypatch.setattr(MemoryFile, "_take_lock", taken_later)
    said: list[str] = []
    with closing(MemoryFile(late, say=said.append)) as second:
        assert _names(second) == ["a"]
        monkeypatch.undo()
        with second.transaction():
            assert not second.is_changed_by_others()
    assert said == []


def test_folder_in_the_memorys_place__is_set_aside_each_time(tmp_path: Path) -> None:
    path, said = tmp_path / "memory.sqlite", []
    for number in range(2):
        path.mkdir()
        (path / str(number)).touch()
        with closing(MemoryFile(path, say=said.append)):
            assert path.is_file()
        path.unlink()
    assert [file.name for file in (tmp_path / "memory.sqlite.refused").iterdir()] == ["1"]
    assert len(said) == 2
    assert said[0].startswith(
        "the memory was set aside as memory.sqlite.refused and is built anew: "
    )


def test_folder_in_the_memorys_place__replaces_a_link_but_not_what_it_leads_to(
    tmp_path: Path,
) -> None:
    path, refused = tmp_path / "memory.sqlite", tmp_path / "memory.sqlite.refused"
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").touch()
    refused.symlink_to(precious)
    path.mkdir()
    with closing(MemoryFile(path)):
        pass
    assert refused.is_dir()
    assert not refused.is_symlink()
    assert (precious / "file").exists()


def test_file__that_is_refused_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    for text in ("one", "two"):
        path.write_text(text)
        with closing(MemoryFile(path)):
            pass
        path.unlink()
    assert (tmp_path / "memory.sqlite.refused").read_text() == "two"


def test_newer_layout__names_file_and_both_layouts(path: Path) -> None:
    newest = newest_layout()
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {newest + 1}")
        database.commit()
    with pytest.raises(
        MemoryIsNewer, match=f"/memory.sqlite has layout {newest + 1}, this version knows {newest};"
    ):
        MemoryFile(path)


def test_folders__above_the_memory_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "memory.sqlite"
    with closing(MemoryFile(path)) as memory:
        _note(memory, "a")
    assert _in_file(path) == ["a"]
    with pytest.raises(MemoryIsUnusable, match=r"memory /.*/x cannot be used: File exists"):
        MemoryFile(path / "x")


# --- SQLite itself --------------------------------------------------------------------------------


def test_connection__reads_and_writes_unless_it_is_told_to_read(tmp_path: Path) -> None:
    path = tmp_path / "with ? and # and %.sqlite"
    with closing(SqliteDatabase(path)) as database:
        database.execute("CREATE TABLE cursors (source TEXT, name TEXT, position TEXT)")
        database.insert("cursors", ("source", "name"), [("git", "a"), ("git", "b")])
        database.insert("cursors", ("source", "name"), [])
    with closing(SqliteDatabase(path, is_read_only=True)) as database:
        assert _names(database) == ["a", "b"]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.execute("DELETE FROM cursors")
    with pytest.raises(sqlite3.OperationalError):
        SqliteDatabase(tmp_path / "nothing.sqlite", is_read_only=True)
    assert not (tmp_path / "nothing.sqlite").exists()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("trusted_schema", 0), ("cell_size_check", 1), ("mmap_size", 0), ("busy_timeout", 10_000),
        ("cache_size", -32_768), ("temp_store", 2),
    ],
)  # fmt: skip
def test_connection__has_its_defences(tmp_path: Path, setting: str, value: int) -> None:
    with closing(SqliteDatabase(tmp_path / "x.sqlite")) as database:
        assert list(database.execute(f"PRAGMA {setting}")) == [(value,)]


def test_transaction__holds_other_writers_off_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with closing(SqliteDatabase(path)) as one, closing(SqliteDatabase(path)) as other:
        one.execute("CREATE TABLE cursors (name TEXT)")
        other.execute("PRAGMA busy_timeout = 0")
        with (
            one.transaction(),
            pytest.raises(sqlite3.OperationalError, match="locked"),
            other.transaction(),
        ):
            raise AssertionError("two writers at once")
        with other.transaction():
            other.execute("INSERT INTO cursors VALUES ('a')")
        assert not other.raw.in_transaction
        assert _names(one) == ["a"]


def test_long_statement__is_ended_by_an_alarm(tmp_path: Path) -> None:
    forever = (
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n"
    )
    before = signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
    try:
        with closing(SqliteDatabase(tmp_path / "x.sqlite")) as database:
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            with pytest.raises(sqlite3.OperationalError, match="interrupted"):
                list(database.execute(forever))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_long_statement__goes_on_where_no_signal_waits(tmp_path: Path) -> None:
    count = (
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000) "
        "SELECT MAX(x) FROM n"
    )
    with closing(SqliteDatabase(tmp_path / "x.sqlite")) as database:
        assert list(database.execute(count)) == [(200_000,)]
