"""Is `--memory postgresql://...` taken wherever a memory is named, with the answers of a file?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.store.forgetting import forget
from testing.command_line import Ended, teammemory
from testing.postgres import drop_memories, fresh_database, schemas_of, server_address
from testing.repo_builder import ANA, BEN, Person, RepoBuilder

CANARY = Person("Canary Quetzal", "canary@quetzal.example")


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with fresh_database(server_address()) as address:
        yield address


@pytest.fixture
def server(database: str) -> Iterator[str]:
    """A database without memories."""
    yield database
    drop_memories(database, but=[])


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    """A small team with merged work. Not to be changed."""
    repo = RepoBuilder(tmp_path_factory.mktemp("team") / "repo")
    repo.commit({"src/a.py": "x = 1\n", "src/b.py": "y = 1\n"}, by=ANA)
    for number in range(1, 6):
        repo.branch(f"topic-{number}")
        repo.commit(
            {"src/a.py": "x = 1\n" * (number + 1), "src/b.py": f"if x:\n    y = {number}\n"},
            subject=f"PROJ-{number} Case {number}",
            by=BEN if number % 2 else CANARY,
        )
        repo.switch("main")
        repo.merge(f"topic-{number}", number=number, title=f"PROJ-{number} Case {number}", by=ANA)
    return repo


def run(repo: RepoBuilder, memory: str | Path, *words: str) -> Ended:
    ended = teammemory("--repo", repo.path, "--memory", memory, *words)
    assert "Traceback" not in ended.err
    return ended


VERBS = (
    ("ingest", "git", "--json"),
    ("stats", "--json"),
    ("verify", "--json"),
    ("review", "--json"),
    ("review-suggest", "5", "--json"),
    ("file-experts", "src/a.py", "--json"),
    ("issue-context", "PROJ-3", "--json"),
    ("identities", "--json"),
)


def test_verbs__answer_from_a_server_as_from_a_file(
    repo: RepoBuilder, server: str, tmp_path: Path
) -> None:
    for words in VERBS:
        ours, theirs = run(repo, tmp_path / "memory.sqlite", *words), run(repo, server, *words)
        assert (theirs.code, theirs.out) == (ours.code, ours.out), words
        assert ours.code == 0, ours.err
    assert not list(repo.path.rglob("postgres*")), "the address was taken for a path"


def test_address__may_come_from_the_environment(repo: RepoBuilder, server: str) -> None:
    surroundings = {"TEAMMEMORY_MEMORY": server}
    ended = teammemory("--repo", repo.path, "ingest", "git", "--json", environ=surroundings)
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["changes"] == 6
    assert len(schemas_of(server)) == 1


def test_doctor__tells_whether_the_server_answers(repo: RepoBuilder, server: str) -> None:
    ended = run(repo, server, "doctor", "--json")
    said = {check["what"]: check for check in json.loads(ended.out)}
    assert said["memory"]["state"] == "fine"
    assert "answers" in said["memory"]["says"]
    silent = "postgresql://somebody:secret@127.0.0.1:9/nothing"
    ended = run(repo, silent, "doctor", "--json")
    said = {check["what"]: check for check in json.loads(ended.out)}
    assert (ended.code, said["memory"]["state"]) == (2, "broken")
    assert "secret" not in ended.out + ended.err


def test_init_db__makes_an_empty_memory_and_throws_one_away_only_when_told(
    repo: RepoBuilder, server: str
) -> None:
    assert run(repo, server, "init-db").code == 0
    assert run(repo, server, "init-db").code == 0, "an empty one may be made again"
    assert run(repo, server, "ingest", "git").code == 0
    refused = run(repo, server, "init-db")
    assert (refused.code, "--reset" in refused.err) == (2, True)
    assert json.loads(run(repo, server, "stats", "--json").out)["changes"] == 6
    assert run(repo, server, "init-db", "--reset").code == 0
    assert json.loads(run(repo, server, "stats", "--json").out)["changes"] == 0


def test_seed__fills_a_server_and_is_asked_outside_of_repositories(
    server: str, tmp_path: Path
) -> None:
    nowhere = ("--repo", tmp_path, "--memory", server)
    assert teammemory(*nowhere, "seed").code == 0
    ended = teammemory(*nowhere, "issue-context", "PROJ-1247")
    assert ended.code == 0, ended.err
    file = tmp_path / "demo.sqlite"
    assert teammemory("--memory", file, "seed").code == 0
    assert ended.out == teammemory("--memory", file, "issue-context", "PROJ-1247").out


def test_forget__leaves_no_byte_in_the_files_of_the_server(repo: RepoBuilder, server: str) -> None:
    with open_workplace(repo.path, memory=server) as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        place.store.settle_identities()
        assert b"quetzal" in files_of(server)
    ended = run(repo, server, "forget", CANARY.email)
    assert ended.code == 0, ended.err
    assert "forgot 1 person" in ended.out
    assert b"quetzal" not in files_of(server)
    with open_workplace(repo.path, memory=server) as place:
        assert forget(place.store, CANARY.email).people in {0, 1}
        assert "forgotten" in {
            n for (n,) in place.store.database.execute("SELECT name FROM developers")
        }


def files_of(address: str) -> bytes:
    """Return every byte of the files that hold the memories' tables and indexes."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        rows = connection.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(c.oid)) FROM pg_class AS c"
            " JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            " WHERE n.nspname LIKE 'teammemory%' AND c.relkind IN ('r', 'i', 't', 'S')"
        ).fetchall()
    return b"".join(bytes(content) for (content,) in rows).lower()
