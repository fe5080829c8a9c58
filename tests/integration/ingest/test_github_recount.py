"""Is what was deleted on GitHub, which no moment of update tells, gone from the memory as well?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from teammemory_bot.ingest import github_recount
from teammemory_bot.ingest.github_source import ingest_github
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.store import Store
from teammemory_bot.transport.budget import Budget
from testing.conversation import api_of, contents, empty_memory, read_all
from testing.github_server import GithubServer, github_server


@pytest.fixture
def server() -> Iterator[GithubServer]:
    with github_server() as running:
        yield running
        assert running.faults == []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with empty_memory(tmp_path / "memory.sqlite") as opened:
        yield opened


def _talk(server: GithubServer, *, each: int) -> dict[str, list[int]]:
    """Fill a world: pull requests 1 to `each`, issues above 1,000; return the ids of what was said."""
    world = server.world
    made: dict[str, list[int]] = {"pulls": [], "issues": [], "lines": []}
    for number in range(1, each + 1):
        server.clock.push(60)
        world.open_pull(number)
        world.open_issue(1_000 + number)
        made["pulls"].append(world.comment(number, "zoe")["id"])
        made["issues"].append(world.comment(1_000 + number, "ben")["id"])
        server.clock.push(60)
        made["lines"].append(world.comment_on_line(number, "yan")["id"])
    server.clock.push(86_400)
    return made


def _expected(server: GithubServer, tmp_path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with empty_memory(tmp_path / "fresh.sqlite") as fresh:
        read_all(server, fresh)
        return contents(fresh)


def _known(held: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Return what is held, without the keys of issues of which nothing else is known, and people."""
    issues = [row for row in held["issues"] if row[3]]
    return {**held, "issues": issues, "people": []}


@pytest.mark.parametrize("where", ["pulls", "issues", "lines"])
@pytest.mark.parametrize("which", [0, 4, 8], ids=["oldest", "middle", "newest"])
def test_comment__that_was_deleted_is_forgotten(
    server: GithubServer, store: Store, tmp_path: Path, where: str, which: int
) -> None:
    made = _talk(server, each=9)
    read_all(server, store)
    before = contents(store)
    rows = server.world.review_comments if where == "lines" else server.world.comments
    del rows[made[where][which]]
    assert read_all(server, store).is_complete
    held = contents(store)
    assert len(held["issue_comments"]) == len(before["issue_comments"]) - 1
    assert held == _expected(server, tmp_path)


@pytest.mark.parametrize("number", [1_001, 1_005, 1_009])
def test_issue__that_is_no_longer_there_is_known_by_its_key_alone(
    server: GithubServer, store: Store, tmp_path: Path, number: int
) -> None:
    _talk(server, each=9)
    read_all(server, store)
    server.world.delete_issue(number)
    read_all(server, store)
    held = contents(store)
    assert [row[:4] for row in held["issues"] if row[0] == f"#{number}"] == [
        (f"#{number}", "", "", "")
    ]
    assert _known(held) == _known(_expected(server, tmp_path))
    # A number that comes back is known again.
    server.world.open_issue(number)
    read_all(server, store)
    assert _known(contents(store)) == _known(_expected(server, tmp_path / "again"))


def test_list__that_shows_nothing_may_be_switched_off(server: GithubServer, store: Store) -> None:
    _talk(server, each=3)
    read_all(server, store)
    before = contents(store)
    server.world.issues.clear()
    read_all(server, store)
    assert contents(store)["issues"] == before["issues"]


def test_walk__over_many_pages_and_runs_finds_everything(
    server: GithubServer, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(github_recount, "PAGES_PER_RUN", 1)
    monkeypatch.setattr(github_recount, "THREADS_PER_PAGE", 9)
    made = _talk(server, each=24)
    for number in range(1, 25):
        for _ in range(5):
            made["lines"].append(server.world.comment_on_line(number, "yan")["id"])
        server.clock.push(60)
    read_all(server, store)
    chance = random.Random(5)  # noqa: S311  # a sample that comes again, no secret
    for where, rows in (
        ("pulls", server.world.comments),
        ("issues", server.world.comments),
        ("lines", server.world.review_comments),
    ):
        for identity in chance.sample(made[where], 8):
            del rows[identity]
    for number in chance.sample(sorted(server.world.issues), 4):
        server.world.delete_issue(number)
    for _ in range(6):  # two walks: what falls between two counted pages is met in the second
        read_all(server, store)
        server.clock.push(60)
        number = max(server.world.pulls) + 1
        server.world.open_pull(number)
        server.world.comment_on_line(number, "yan")
    read_all(server, store)
    assert _known(contents(store)) == _known(_expected(server, tmp_path))


def test_run__whose_memory_is_not_kept_looks_for_nothing_that_was_deleted(
    server: GithubServer, store: Store
) -> None:
    _talk(server, each=9)
    read_all(server, store)
    server.seen.clear()
    reach = ingest_github(
        api_of(server),
        StoredConversation(store),
        clock=server.clock,
        budget=Budget(server.clock),
        recounts=False,
    )
    assert reach.is_complete
    assert reach.calls <= 9
    assert not any(b"Counts" in one.body for one in server.seen)


def test_recount__costs_few_calls_where_nothing_was_deleted(
    server: GithubServer, store: Store
) -> None:
    _talk(server, each=90)
    read_all(server, store)
    assert read_all(server, store).calls <= 15


def test_threads__that_are_read_again_are_few_in_one_run(
    server: GithubServer, store: Store, tmp_path: Path
) -> None:
    _talk(server, each=30)
    read_all(server, store)
    server.world.comments.clear()
    calls = read_all(server, store).calls
    assert calls <= 15 + 2 * github_recount.MOST_THREADS
    read_all(server, store)
    assert contents(store)["issue_comments"] == _expected(server, tmp_path)["issue_comments"]
