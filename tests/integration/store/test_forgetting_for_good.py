"""Does whom the configuration lists by marks stay forgotten: in a memory built anew, and in one that knows them?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.config.installation_secret import SecretIsShort, installation_secrets
from teammemory_bot.entrypoints.cli import main
from teammemory_bot.pipeline.updating import bring_up_to_date
from testing.repo_builder import ANA, BEN, Person, RepoBuilder

CANARY = Person("Canary Quetzal", "canary@quetzal.example")
SECRET, OTHER = "5" * 40, "7" * 40


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    built = RepoBuilder(tmp_path / "repo")
    built.commit({"a.py": "1\n"}, by=ANA)
    built.commit({"a.py": "2\n"}, by=CANARY)
    built.commit({"a.py": "3\n"}, by=BEN, subject="Ask Canary Quetzal")
    return built


def _teammemory(repo: RepoBuilder, memory: Path, *words: str, secret: str = "") -> Result:
    place = ["--repo", str(repo.path), "--memory", str(memory)]
    return CliRunner().invoke(
        main, [*words, *place], catch_exceptions=False, env={"TEAMMEMORY_SECRET": secret}
    )


def _configure(repo: RepoBuilder, text: str) -> None:
    repo.commit({".github/teammemory.yml": text}, by=BEN, subject="Configure it")


def _held(memory: Path) -> bytes:
    return b"".join(file.read_bytes().lower() for file in memory.parent.glob(f"{memory.name}*"))


def _forget(repo: RepoBuilder, memory: Path, *, secret: str) -> str:
    """Forget somebody; return the lines for the configuration."""
    assert _teammemory(repo, memory, "ingest", "git").exit_code == 0
    told = _teammemory(repo, memory, "forget", CANARY.name, secret=secret)
    assert told.exit_code == 0, told.output
    return told.stdout.partition("\n")[2]


def test_list__keeps_people_forgotten_in_a_memory_built_from_nothing(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    lines = _forget(repo, tmp_path / "first.sqlite", secret=SECRET)
    assert lines.startswith("privacy:\n  forgotten:\n    - [")
    assert "quetzal" not in lines.lower()
    _configure(repo, lines)
    fresh = tmp_path / "fresh" / "memory.sqlite"
    assert _teammemory(repo, fresh, "ingest", "git", secret=SECRET).exit_code == 0
    assert b"quetzal" not in _held(fresh)
    assert SECRET.encode() not in _held(fresh)
    assert b"ask [forgotten]" in _held(fresh)


def test_list__reaches_a_memory_that_knew_them_before(repo: RepoBuilder, tmp_path: Path) -> None:
    """As the one that an action keeps, where nobody can type a verb."""
    kept = tmp_path / "kept" / "memory.sqlite"
    assert _teammemory(repo, kept, "ingest", "git", secret=SECRET).exit_code == 0
    assert b"quetzal" in _held(kept)
    _configure(repo, _forget(repo, tmp_path / "elsewhere.sqlite", secret=SECRET))
    assert _teammemory(repo, kept, "stats", secret=SECRET).exit_code == 0
    assert b"quetzal" not in _held(kept)
    # A run without the secret, as a fork's, goes on recognising them.
    repo.commit({"a.py": "4\n"}, by=CANARY, subject="Thank Canary Quetzal")
    before = kept.read_bytes()
    assert _teammemory(repo, kept, "stats").exit_code == 0
    assert kept.read_bytes() == before
    assert _teammemory(repo, kept, "ingest", "git").exit_code == 0
    assert b"quetzal" not in _held(kept)


def test_list__is_one_person_however_many_marks(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.py": "9\n"}, by=Person("Canary Quetzal", "c@elsewhere.example"))
    _configure(repo, _forget(repo, tmp_path / "first.sqlite", secret=SECRET))
    with open_workplace(repo.path, memory=tmp_path / "fresh.sqlite", secrets=[SECRET]) as place:
        bring_up_to_date(place, on_progress=lambda _done, _total: None)
        rows = list(place.store.database.execute("SELECT 1 FROM developers WHERE is_forgotten = 1"))
        assert len(rows) == 1


def test_list__says_so_where_nothing_can_recognise_anybody(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    _configure(repo, _forget(repo, tmp_path / "first.sqlite", secret=SECRET))
    said: list[str] = []
    with open_workplace(repo.path, memory=tmp_path / "fresh.sqlite", say=said.append):
        pass
    assert len(said) == 1
    assert "lists 1 person to be forgotten" in said[0]
    assert "TEAMMEMORY_SECRET" in said[0]


def test_secret__that_is_replaced_keeps_the_older_marks(repo: RepoBuilder, tmp_path: Path) -> None:
    _configure(repo, _forget(repo, tmp_path / "first.sqlite", secret=SECRET))
    fresh = tmp_path / "fresh" / "memory.sqlite"
    both = f"{OTHER} {SECRET}"
    assert _teammemory(repo, fresh, "ingest", "git", secret=both).exit_code == 0
    assert b"quetzal" not in _held(fresh)
    assert _teammemory(repo, fresh, "ingest", "git", secret=OTHER).exit_code == 0
    assert b"quetzal" not in _held(fresh)
    again = _teammemory(repo, fresh, "forget", CANARY.name, secret=OTHER).stdout
    newest = tmp_path / "newest" / "memory.sqlite"
    _configure(repo, again.partition("\n")[2])
    assert _teammemory(repo, newest, "ingest", "git", secret=OTHER).exit_code == 0
    assert b"quetzal" not in _held(newest)


def test_forgetting__without_a_secret_says_that_it_is_of_this_memory_alone(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    memory = tmp_path / "memory.sqlite"
    assert _forget(repo, memory, secret="") == ""
    told = _teammemory(repo, memory, "forget", "zoe")
    assert "a memory that is built anew learns the person again" in " ".join(told.stderr.split())


@pytest.mark.parametrize("secret", ["", SECRET], ids=["without", "with"])
def test_reset__keeps_people_forgotten(repo: RepoBuilder, tmp_path: Path, secret: str) -> None:
    memory = tmp_path / "memory" / "memory.sqlite"
    _forget(repo, memory, secret=secret)
    assert _teammemory(repo, memory, "init-db", "--reset").exit_code == 0
    assert _teammemory(repo, memory, "ingest", "git").exit_code == 0
    assert b"quetzal" not in _held(memory)


def test_reset__outside_of_a_repository_empties_the_memory_that_is_named(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    memory = tmp_path / "memory" / "memory.sqlite"
    _forget(repo, memory, secret="")
    outside = ["--repo", str(tmp_path / "memory"), "--memory", str(memory)]
    done = CliRunner().invoke(main, ["init-db", "--reset", *outside])
    assert done.exit_code == 0, done.output
    held = json.loads(_teammemory(repo, memory, "stats", "--json").stdout)
    assert (held["tip"], held["commits"]) == (None, 0)
    assert _teammemory(repo, memory, "ingest", "git").exit_code == 0
    assert b"quetzal" not in _held(memory)


@pytest.mark.parametrize("content", [None, b"no memory"], ids=["absent", "no memory"])
def test_reset__outside_of_a_repository_throws_nothing_away_that_it_cannot_make_anew(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "memory.sqlite"
    if content is not None:
        file.write_bytes(content)
    words = ["init-db", "--reset", "--repo", str(tmp_path), "--memory", str(file)]
    assert CliRunner().invoke(main, words).exception is not None
    assert (file.read_bytes() if file.exists() else None) == content


def test_exclusion__by_name_or_login_holds_in_a_memory_built_from_nothing(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    for number in range(6):
        repo.commit({"a.py": f"{number}5\n"}, by=CANARY)
    repo.commit({"a.py": "76\n"}, by=ANA)
    assert _routing(repo, tmp_path / "before.sqlite") == {CANARY.name, BEN.name}
    _configure(repo, "reviewers:\n  exclude: [canary quetzal]\n")
    repo.commit({"a.py": "77\n"}, by=ANA)
    assert _routing(repo, tmp_path / "after.sqlite") == {BEN.name}


def _routing(repo: RepoBuilder, memory: Path) -> set[str]:
    told = _teammemory(repo, memory, "review", "--json")
    findings = [one for part in json.loads(told.stdout)["answers"] for one in part["findings"]]
    return {one["person"]["name"] for one in findings if one["rule"] == "suggested-reviewer"}


@pytest.mark.parametrize("text", ["short", f"{SECRET} short"])
def test_secret__that_could_be_guessed_is_refused(text: str) -> None:
    with pytest.raises(SecretIsShort, match="openssl rand"):
        installation_secrets(text)
