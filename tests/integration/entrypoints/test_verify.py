"""`teammemory verify`: is each kind of wrong row found, and is a right memory left in peace?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.entrypoints.cli.verify import USUAL_SAMPLE, look_again
from teammemory_bot.pipeline.updating import Counts, bring_up_to_date
from teammemory_bot.store.forgetting import forget
from testing.command_line import Ended, teammemory
from testing.repo_builder import ANA, BEN, RepoBuilder
from testing.rich_memory import rich_history

WRONG_ROWS = {
    "author of": "UPDATE commits SET author_id = author_id % 3 + 1 WHERE id = 5",
    "subject of": "UPDATE commits SET subject = 'No' WHERE id = 5",
    "commit": "UPDATE commits SET sha = REPLACE(sha, SUBSTR(sha, 1, 1), 'x') WHERE id = 5",
    "number of commits": "DELETE FROM commits WHERE id = 5",
    "time": "UPDATE changes SET at = at + 1 WHERE seq = 3",
    "lines added of": "UPDATE change_files SET added = added + 1 WHERE seq = 1 AND added IS NOT NULL",
    "lines removed of": "UPDATE change_files SET deleted = 77 WHERE seq = 1 AND deleted IS NOT NULL",
    "decision tokens of": "UPDATE change_files SET tokens = 9 WHERE seq = 0 AND tokens IS NOT NULL",
    "lines added by its own commit of": "UPDATE change_files SET commit_added = 9 WHERE seq = 0",
    "lines removed by its own commit of": "UPDATE change_files SET commit_deleted = 9 WHERE seq = 0",
    "row of": "DELETE FROM change_files WHERE seq = 0 AND path_id = 1",
    "status of": "UPDATE change_files SET status = 'T' WHERE seq = 0 AND path_id = 1",
    "former path of": "UPDATE change_files SET previous_path_id = 2 WHERE seq = 0 AND path_id = 1",
}


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    """A repository with every kind of change. Not to be changed."""
    return rich_history(tmp_path_factory.mktemp("rich") / "repo")


@pytest.fixture
def memory(repo: RepoBuilder, tmp_path: Path) -> Path:
    place = tmp_path / "memory.sqlite"
    with open_workplace(repo.path, memory=place) as workplace:
        bring_up_to_date(workplace, on_progress=lambda *_: None)
    return place


def verified(repo: RepoBuilder, memory: Path, *words: str) -> tuple[Ended, dict[str, Any]]:
    ended = teammemory("--repo", repo.path, "--memory", memory, "verify", "--json", *words)
    return ended, json.loads(ended.out or "{}")


def wrong(repo: RepoBuilder, memory: Path, sql: str) -> None:
    """Change rows by the product's own way, so that the file is one that was written down."""
    with open_workplace(repo.path, memory=memory) as place, place.store.database.transaction():
        place.store.database.execute(sql)


def test_verify__a_right_memory__finds_nothing(repo, memory) -> None:
    ended, found = verified(repo, memory)
    assert ended.code == 0, ended.out
    assert found["differences"] == []
    assert found["looked_at"] == found["changes"] > 15
    assert found["commits"] == int(repo.git("rev-list", "--count", "HEAD"))
    plain = teammemory("--repo", repo.path, "--memory", memory, "verify")
    assert plain.out.endswith("nothing differs\n")


@pytest.mark.parametrize("counts", list(Counts))
def test_verify__whatever_was_counted__finds_nothing(repo, tmp_path, counts) -> None:
    with open_workplace(repo.path, memory=tmp_path / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None, counts=counts)
        assert look_again(place, sample=999, seed=1, on_progress=lambda *_: None).differences == []


@pytest.mark.parametrize("what", WRONG_ROWS)
def test_verify__a_wrong_row__is_found_and_named(repo, memory, what) -> None:
    wrong(repo, memory, WRONG_ROWS[what])
    with open_workplace(repo.path, memory=memory) as place:
        found = look_again(place, sample=USUAL_SAMPLE, seed=0, on_progress=lambda *_: None)
    assert found.differences, "nothing was found"
    assert [one for one in found.differences if one.what.startswith(what)], found.differences


def test_verify__differences__end_with_one_and_are_told(repo, memory) -> None:
    wrong(repo, memory, WRONG_ROWS["time"])
    ended, found = verified(repo, memory)
    assert ended.code == 1
    ((one),) = found["differences"]
    assert (one["seq"], one["what"], int(one["memory"]) - int(one["git"])) == (3, "time", 1)
    plain = teammemory("--repo", repo.path, "--memory", memory, "verify")
    assert plain.code == 1
    assert "  change 3 (" in plain.out


def test_verify__a_sample__is_as_large_as_asked_and_another_seed_takes_others(repo, memory) -> None:
    wrong(repo, memory, "UPDATE changes SET at = at + 1")
    seen = set()
    for seed in ("1", "1", "2"):
        _, found = verified(repo, memory, "--sample", "4", "--seed", seed)
        assert found["looked_at"] == 4
        seen.add(tuple(one["seq"] for one in found["differences"]))
    assert len(seen) == 2


def test_verify__a_rewritten_branch__is_a_difference(tmp_path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a": "1\n"})
    repo.commit({"a": "2\n"}, subject="Old")
    memory = tmp_path / "memory.sqlite"
    teammemory("--repo", repo.path, "--memory", memory, "ingest", "git")
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    repo.commit({"a": "3\n"}, subject="New")
    ended, found = verified(repo, memory)
    assert ended.code == 1
    assert [one["git"] for one in found["differences"]] == ["not part of the branch"]


def test_verify__an_empty_memory_or_a_cut_off_checkout__say_what_to_do(
    repo, memory, tmp_path
) -> None:
    ended, _ = verified(repo, tmp_path / "new.sqlite")
    assert (ended.code, "ingest git" in ended.err) == (2, True)
    clone = tmp_path / "clone"
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.path}", str(clone))
    ended, _ = verified(RepoBuilder(clone), memory)
    assert (ended.code, "fetch-depth: 0" in ended.err) == (2, True)


def test_verify__a_partial_clone__tells_how_much_it_could_not_see(repo, tmp_path) -> None:
    clone = tmp_path / "clone"
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "--quiet", "--bare", "--filter=blob:none", f"file://{repo.path}", str(clone))
    with open_workplace(clone, memory=tmp_path / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        found = look_again(place, sample=999, seed=0, on_progress=lambda *_: None)
    assert found.differences == []
    assert found.not_derived > 5
    assert found.looked_at + found.not_derived == found.changes


def test_verify__a_forgotten_person__is_no_difference(tmp_path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a": "1\n"}, by=ANA)
    repo.commit({"a": "2\n"}, by=BEN, subject="Thank Ana Silva")
    with open_workplace(repo.path, memory=tmp_path / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        forget(place.store, ANA.email)
        found = look_again(place, sample=999, seed=0, on_progress=lambda *_: None)
        assert found.differences == []
        assert found.looked_at == 2
