"""Does a memory answer only when it is what was written, and change only as a whole?"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.identity import PullNumber, Sha
from teammemory_bot.domain.records import Batch, Cursor, PullRequestRecord, PullState
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.store.digest import accept, accepted_digests, digest_of, digest_path
from teammemory_bot.store.errors import MemoryIsNewer, MemoryIsUnusable
from teammemory_bot.store.inspection import newest_layout
from teammemory_bot.store.schema_files import schema_steps, statements_of
from teammemory_bot.store.sqlite import APPLICATION_ID
from teammemory_bot.store.store import RepositoryIdentity, Store
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, RepoBuilder

ROOT = Path(__file__).parents[3]
ABOUT = RepositoryIdentity(roots=(Sha("a" * 40),), branch="main")
Damage = Callable[[bytes, random.Random], bytes]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A memory of a small repository. Not to be changed."""
    folder = tmp_path_factory.mktemp("sound")
    repo = RepoBuilder(folder / "repo")
    for number in range(12):
        repo.commit(
            {f"src/part{number % 4}.py": f"x = {number}\n" * (number + 1)},
            by=(ANA, BEN)[number % 2],
        )
    with remember(repo, folder / "memory.sqlite") as store:
        assert store.tip_seq() == 11
    return folder / "memory.sqlite"


@pytest.fixture
def memory(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound memory with its digest."""
    path = tmp_path / "memory.sqlite"
    path.write_bytes(sound.read_bytes())
    digest_path(path).write_bytes(digest_path(sound).read_bytes())
    return path


def tip_of(path: Path, about: RepositoryIdentity, said: list[str]) -> int | None:
    with Store.open(path, about, say=said.append) as store:
        return store.tip_seq()


def about(path: Path) -> RepositoryIdentity:
    with closing(sqlite3.connect(path)) as database:
        ((roots, branch),) = database.execute("SELECT roots, branch FROM repositories")
    return RepositoryIdentity(roots=tuple(map(Sha, roots.split())), branch=branch)


def flip(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return (
        content[:place] + bytes((content[place] ^ 1 << chance.randrange(8),)) + content[place + 1 :]
    )


def truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def zero_a_page(content: bytes, chance: random.Random) -> bytes:
    page = chance.randrange(1, len(content) // 4096) * 4096
    return content[:page] + bytes(4096) + content[page + 4096 :]


def append(content: bytes, chance: random.Random) -> bytes:
    return content + chance.randbytes(chance.randrange(1, 5_000))


@pytest.mark.parametrize(
    ("damage", "count"),
    [
        *((damage, 12) for damage in (flip, truncate, zero_a_page, append)),
        pytest.param(flip, 500, marks=pytest.mark.prove),
        pytest.param(truncate, 100, marks=pytest.mark.prove),
        pytest.param(zero_a_page, 100, marks=pytest.mark.prove),
    ],
)
def test_damage__is_found_before_the_first_answer(
    damage: Damage, count: int, sound: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)  # noqa: S311  # where to hit, no secret
    whole, identity = sound.read_bytes(), about(sound)
    for number in range(count):
        path = tmp_path / f"{number}.sqlite"
        damaged = damage(whole, chance)
        assert damaged != whole or damage is zero_a_page
        path.write_bytes(damaged)
        digest_path(path).write_bytes(digest_path(sound).read_bytes())
        said: list[str] = []
        try:
            tip = tip_of(path, identity, said)
        except MemoryIsNewer:
            continue  # the damage hit the layout's number: no answer either
        if damaged == whole:
            continue
        assert tip is None, f"{damage.__name__} {number}: the damaged memory answered"
        assert len(said) == 1
        assert path.with_name(f"{number}.sqlite.refused").read_bytes() == damaged


def test_sound_file__is_accepted_also_after_many_updates(memory: Path) -> None:
    identity, said = about(memory), []
    for number in range(30):
        with Store.open(memory, identity, say=said.append) as store:
            store.save(pulls(number))
    assert tip_of(memory, identity, said) == 11
    assert said == []
    assert sorted(p.name for p in memory.parent.iterdir()) == [
        "memory.sqlite",
        "memory.sqlite.digest",
        "memory.sqlite.lock",
    ]


@pytest.mark.prove
def test_sound_file__is_accepted_after_a_thousand_updates(memory: Path) -> None:
    identity, said = about(memory), []
    for number in range(1_000):
        with Store.open(memory, identity, say=said.append) as store:
            assert store.tip_seq() == 11
            store.save(pulls(number))
    assert said == []


HOSTILE = {
    "trigger": "CREATE TRIGGER evil AFTER INSERT ON commits BEGIN DELETE FROM changes; END",
    "view": "CREATE VIEW evil AS SELECT 1",
    "table": "CREATE TABLE evil (x INTEGER)",
    "dropped table": "DROP TABLE reviews",
    "dropped index": "DROP INDEX changes_by_time",
    "view for a table": "ALTER TABLE issues RENAME TO i2; CREATE VIEW issues AS SELECT * FROM i2",
    "generated column": "ALTER TABLE issues ADD COLUMN evil TEXT GENERATED ALWAYS AS (upper(key)) VIRTUAL",
    "another program": "PRAGMA application_id = 1",
    "no layout": "PRAGMA user_version = -1",
    "another repository": "UPDATE repositories SET roots = replace(roots, roots, 'b')",
}


@pytest.mark.parametrize("sql", HOSTILE.values(), ids=HOSTILE.keys())
def test_file__of_others_is_refused_though_its_digest_is_right(sql: str, memory: Path) -> None:
    identity, said = about(memory), []
    with closing(sqlite3.connect(memory)) as database:
        database.executescript(sql)
    accept(memory, [digest_of(memory)])
    assert tip_of(memory, identity, said) is None
    assert len(said) == 1
    assert memory.with_name("memory.sqlite.refused").exists()


def test_file__without_its_digest_is_refused(memory: Path) -> None:
    identity, said = about(memory), []
    digest_path(memory).unlink()
    assert tip_of(memory, identity, said) is None
    assert len(said) == 1


@pytest.mark.parametrize(
    "note", [b"", b"[", b"[" * 4_000, b"{}", b'{"format": 1, "sha256": 3}', b"\xff"]
)
def test_file__with_a_damaged_digest_is_refused(note: bytes, memory: Path) -> None:
    identity, said = about(memory), []
    digest_path(memory).write_bytes(note)
    assert tip_of(memory, identity, said) is None
    assert len(said) == 1


def test_file__that_is_no_database_is_set_aside(tmp_path: Path) -> None:
    path, said = tmp_path / "memory.sqlite", []
    path.write_bytes(b"not a database" * 100)
    assert tip_of(path, ABOUT, said) is None
    assert "no SQLite database" in said[0]


def test_empty_file__is_filled_without_a_word(tmp_path: Path) -> None:
    path, said = tmp_path / "memory.sqlite", []
    path.touch()
    assert tip_of(path, ABOUT, said) is None
    assert said == []


def make_link(path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("precious")
    path.symlink_to(victim)


@pytest.mark.parametrize("make", [make_link, os.mkfifo, Path.mkdir])
def test_what_is_no_regular_file__is_set_aside(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    path, said = tmp_path / "memory.sqlite", []
    make(path)
    for _ in range(2):
        assert tip_of(path, ABOUT, said) is None
        assert path.is_file()
        assert not path.is_symlink()
    assert len(said) == 1
    victim = path.with_name("victim")
    assert not victim.exists() or victim.read_text() == "precious"


@pytest.mark.parametrize("suffix", [".next", ".digest.next", ".lock", ".next-journal"])
def test_link_beside_the_memory__is_never_written_through(suffix: str, memory: Path) -> None:
    victim = memory.with_name("victim")
    victim.write_text("precious")
    memory.with_name(f"{memory.name}{suffix}").symlink_to(victim)
    refuses = pytest.raises(MemoryIsUnusable) if suffix == ".lock" else nullcontext()
    with Store.open(memory, about(memory)) as store, refuses:
        store.save(pulls(1))
    assert victim.read_text() == "precious"


def test_newer_layout__stays_untouched(memory: Path) -> None:
    identity = about(memory)
    with closing(sqlite3.connect(memory)) as database:
        database.execute(f"PRAGMA user_version = {newest_layout() + 1}")
        database.execute("CREATE TABLE of_the_future (x INTEGER)")
        database.commit()
    before = memory.read_bytes()
    with pytest.raises(MemoryIsNewer, match="upgrade"):
        tip_of(memory, identity, [])
    assert memory.read_bytes() == before


@pytest.mark.parametrize("layout", range(1, newest_layout()))
def test_older_layout__is_migrated_and_keeps_what_services_told(
    layout: int, tmp_path: Path
) -> None:
    path, said = tmp_path / "memory.sqlite", []
    with closing(sqlite3.connect(path)) as database:
        for step in schema_steps("sqlite"):
            if step.number <= layout:
                for text in statements_of(step.sql):
                    database.execute(text)
        database.execute(f"PRAGMA user_version = {layout}")
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(
            "INSERT INTO repositories (id, roots, branch, object_format) VALUES (1, ?, 'main', 'sha1')",
            ("a" * 40,),
        )
        database.execute(
            "INSERT INTO pull_requests (number, origin, title, state) VALUES (7, 'api', 'Kept', 'OPEN')"
        )
        database.commit()
    accept(path, [digest_of(path)])
    with Store.open(path, ABOUT, say=said.append) as store:
        titles = list(store.database.execute("SELECT number, title FROM pull_requests"))
        ((version,),) = store.database.execute("PRAGMA user_version")
    assert (titles, version, said) == ([(7, "Kept")], newest_layout(), [])


def test_journal_of_another_database__is_not_believed(memory: Path, tmp_path: Path) -> None:
    identity, said = about(memory), []
    for suffix in ("-journal", "-wal", "-shm"):
        memory.with_name(f"{memory.name}{suffix}").write_bytes(bytes(range(256)) * 32)
    assert tip_of(memory, identity, said) == 11
    assert said == []


def test_reader__keeps_what_it_opened_while_another_writes(memory: Path) -> None:
    identity = about(memory)
    with Store.open(memory, identity) as reader, Store.open(memory, identity) as writer:
        writer.save(pulls(5))
        assert list(reader.database.execute("SELECT COUNT(*) FROM pull_requests")) == [(0,)]
        assert list(writer.database.execute("SELECT COUNT(*) FROM pull_requests")) == [(1,)]
    with Store.open(memory, identity) as store:
        assert list(store.database.execute("SELECT COUNT(*) FROM pull_requests")) == [(1,)]


def test_failure__inside_a_block_keeps_the_batches_before_it(memory: Path) -> None:
    identity = about(memory)
    with Store.open(memory, identity) as store:
        with pytest.raises(ZeroDivisionError):
            save_and_fail(store)
        assert list(store.database.execute("SELECT number FROM pull_requests")) == [(2,)]
    with Store.open(memory, identity) as store:
        assert list(store.database.execute("SELECT number FROM pull_requests")) == [(2,)]


def save_and_fail(store: Store) -> None:
    with store.writing():
        store.save(pulls(1))
        _ = 1 / 0


def test_reading__writes_nothing(memory: Path) -> None:
    identity = about(memory)
    before = {path: path.read_bytes() for path in memory.parent.iterdir()}
    memory.chmod(0o444)
    memory.parent.chmod(0o555)
    try:
        with Store.open(memory, identity) as store:
            assert store.cursor("git", "history")
    finally:
        memory.parent.chmod(0o755)
    assert {path: path.read_bytes() for path in memory.parent.iterdir()} == before


# --- Killed ---------------------------------------------------------------------------------------

DELIVERIES = """
import sys
from pathlib import Path
from tests.integration.store.test_memory_file import ABOUT, pulls
from teammemory_bot.store.store import Store
print("ready", flush=True)
with Store.open(Path(sys.argv[1]), ABOUT) as store:
    for first in range(0, 60, 5):
        with store.writing():
            for number in range(first, first + 5):
                store.save(pulls(number))
"""

HISTORY = """
import sys
from pathlib import Path
from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.ingest import git_history
from teammemory_bot.pipeline.updating import bring_up_to_date
git_history.fetch.__kwdefaults__["batch_commits"] = 3
print("ready", flush=True)
with open_workplace(Path(sys.argv[1]), memory=Path(sys.argv[2])) as place:
    bring_up_to_date(place, on_progress=lambda *_: None)
"""


def pulls(number: int) -> Batch:
    """One delivery and how far it brings us."""
    record = PullRequestRecord(
        number=PullNumber(number + 1),
        title=f"Change {number} " + "x" * 2_000,
        state=PullState.OPEN,
        author=None,
        created_at=number,
        updated_at=number,
    )
    cursor = Cursor(source="github", name="live", position=str(number + 1))
    return Batch(source="github", records=(record,), cursors=(cursor,))


def dump_of(path: Path) -> str:
    """Return everything that the file holds, in the order in which it holds it."""
    with closing(sqlite3.connect(path)) as database:
        return "\n".join(database.iterdump())


def seconds_of(program: str, *arguments: Path) -> float:
    """Return how long a writer takes when nobody kills it: a kill is to hit anywhere in there."""
    started = time.monotonic()
    kill_somewhere(None, program, *arguments)
    return time.monotonic() - started


@pytest.mark.parametrize("kills", [3, pytest.param(200, marks=pytest.mark.prove)])
def test_kill__between_deliveries_leaves_whole_ones_and_the_rest_comes_later(
    kills: int, tmp_path: Path
) -> None:
    uninterrupted = tmp_path / "uninterrupted.sqlite"
    longest = seconds_of(DELIVERIES, uninterrupted)
    expected = dump_of(uninterrupted)
    chance = random.Random(11)  # noqa: S311  # when to hit, no secret
    for number in range(kills):
        path = tmp_path / f"{number}.sqlite"
        kill_somewhere(chance.uniform(0, longest), DELIVERIES, path)
        said: list[str] = []
        with Store.open(path, ABOUT, say=said.append) as store:
            ((count,),) = store.database.execute("SELECT COUNT(*) FROM pull_requests")
            assert int(store.cursor("github", "live") or 0) == count, "half applied"
            assert list(store.database.execute("PRAGMA integrity_check")) == [("ok",)]
            for missing in range(count, 60):
                store.save(pulls(missing))
        assert dump_of(path) == expected
        assert said == [], "a killed writer left a file that was refused"


@pytest.mark.parametrize("kills", [3, pytest.param(200, marks=pytest.mark.prove)])
def test_kill__while_history_is_read_leaves_nothing_that_the_next_run_would_not_write(
    kills: int, tmp_path: Path
) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    for number in range(30):
        repo.commit({f"part{number % 7}.py": f"x = {number}\n" * 9}, by=(ANA, BEN)[number % 2])
    uninterrupted = tmp_path / "uninterrupted.sqlite"
    longest = seconds_of(HISTORY, repo.path, uninterrupted)
    expected = dump_of(uninterrupted)
    chance = random.Random(13)  # noqa: S311  # when to hit, no secret
    for number in range(kills):
        path = tmp_path / f"{number}.sqlite"
        kill_somewhere(chance.uniform(0, longest), HISTORY, repo.path, path)
        assert dump_after(repo.path, path) == (expected, [])


def dump_after(repo: Path, path: Path) -> tuple[str, list[str]]:
    said: list[str] = []
    with open_workplace(repo, memory=path, say=said.append) as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
    return dump_of(path), said


def kill_somewhere(seconds: float | None, program: str, *arguments: Path) -> None:
    """Start a writer and kill it after a while: not to wait for something, but to hit anywhere.

    None: let it come to its end.
    """
    child = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert child.stdout
    child.stdout.readline()
    if seconds is not None:
        time.sleep(seconds)
        child.kill()
    assert child.wait() in {-signal.SIGKILL, 0}
    child.stdout.close()


def test_swap__leaves_a_valid_pair_wherever_it_stops(memory: Path, tmp_path: Path) -> None:
    """The three moves of a swap, stopped after each: the old or the new memory, never none."""
    identity, old = about(memory), memory.read_bytes()
    fresh = tmp_path / "fresh"
    fresh.write_bytes(old)
    with closing(sqlite3.connect(fresh)) as database:
        database.execute("INSERT INTO memory (name, value) VALUES ('new', 'yes')")
        database.commit()
    accept(memory, (*accepted_digests(memory), digest_of(fresh)))
    said: list[str] = []
    assert tip_of(memory, identity, said) == 11
    fresh.replace(memory)
    with Store.open(memory, identity, say=said.append) as store:
        assert store.fact("new") == "yes"
    accept(memory, (digest_of(memory),))
    assert tip_of(memory, identity, said) == 11
    assert said == []
