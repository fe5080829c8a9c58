"""Does the memory end up with what GitHub holds: in one run, in many, and when things go wrong?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from teammemory_bot.domain.records import Batch
from teammemory_bot.ingest.github_query import query_text
from teammemory_bot.ingest.github_source import ingest_github
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.store import Store
from teammemory_bot.transport import errors
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_calls import GITHUB_CALLS
from testing.conversation import api_of, contents, empty_memory, read_all
from testing.github_server import GithubServer, github_server
from testing.github_world import user


@pytest.fixture
def server() -> Iterator[GithubServer]:
    with github_server() as running:
        yield running
        assert running.faults == []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with empty_memory(tmp_path / "memory.sqlite") as opened:
        yield opened


def _talk(server: GithubServer, pulls: int, issues: int = 0) -> None:
    world = server.world
    for number in range(1, pulls + 1):
        server.clock.push(3_600)
        files = [{"path": f"src/{number % 7}.py", "additions": number, "deletions": 1}]
        world.open_pull(number, author=user(f"author-{number % 5}"), files=files)
        world.review(number, f"reviewer-{number % 3}")
        if number % 4 == 0:
            world.comment(number, "zoe")
            world.comment_on_line(number, "yan")
        if number % 3 == 0:
            world.merge(number, "zoe", sha=f"{number:040x}")
    for number in range(1_001, 1_001 + issues):
        server.clock.push(60)
        kind = ("Bug", "Feature", None)[number % 3]
        world.open_issue(number, labels=[{"name": "bug"}], type=kind)


def test_ingest__holds_what_github_holds(server: GithubServer, store: Store) -> None:
    world = server.world
    closing = [{"number": 9, "repository": {"nameWithOwner": "Octo-Org/Tool"}}]
    elsewhere = {"number": 8, "repository": {"nameWithOwner": "other/tool"}}
    world.open_pull(
        1,
        title="PROJ-7 guard the refresh",
        body="see PROJ-8",
        author=user("dependabot[bot]"),
        labels=[{"name": "bug"}, {"name": "area/auth"}],
        files=[{"path": "a\\b.py", "additions": 3, "deletions": 0}],
        closingIssuesReferences=[*closing, elsewhere],
        commits=[{"commit": {"oid": "c" * 40, "author": None}}],
    )
    world.review(1, "ben", "CHANGES_REQUESTED")
    world.merge(1, "ana", "d" * 40)
    world.open_issue(9, labels=[{"name": "bug"}])
    world.comment(9, "zoe")
    world.comment(1, "zoe")
    world.comment_on_line(1, "yan")
    world.deployments.append(
        {
            "id": "DE_1",
            "commitOid": "d" * 40,
            "environment": "production",
            "state": "ACTIVE",
            "createdAt": "2026-10-21T07:00:00Z",
            "updatedAt": "2026-10-21T07:00:00Z",
        }
    )
    reach = read_all(server, store)
    assert (reach.is_complete, reach.back_filled_to, reach.is_public) == (True, None, True)
    held = contents(store)
    assert [(row[0], row[2], row[4], row[6], row[7]) for row in held["pull_requests"]] == [
        (1, "MERGED", "area/auth\nbug", "dependabot[bot]", "ana")
    ]
    assert held["pr_files"] == [(1, "a\\\\b.py", 3, 0)]
    assert held["pr_commits"] == [(1, 0, "c" * 40)]
    assert held["pr_issues"] == [(1, "#9", 1), (1, "PROJ-7", 0), (1, "PROJ-8", 0)]
    assert [(row[2], row[4]) for row in held["reviews"]] == [("CHANGES_REQUESTED", "ben")]
    assert [row[:4] for row in held["issues"] if row[0] == "#9"] == [
        ("#9", "Problem 9", "", "open")
    ]
    assert [(row[1], row[2], row[4]) for row in held["issue_comments"]] == [
        ("#9", None, "zoe"),
        (None, 1, "zoe"),
        (None, 1, "yan"),
    ]
    assert held["deployments"] == [("DE_1", "d" * 40, "production", "active")]


def test_second_run__costs_little_and_changes_nothing(server: GithubServer, store: Store) -> None:
    _talk(server, 60, 20)
    read_all(server, store)
    before = contents(store)
    reach = read_all(server, store)
    assert contents(store) == before
    assert reach.calls <= 15
    assert reach.points <= 15


def _types(store: Store) -> dict[str, str]:
    return {row[0]: row[2] for row in contents(store)["issues"]}


def test_issue_types__are_read_and_taken_back(server: GithubServer, store: Store) -> None:
    world = server.world
    for number, kind in ((7, "Bug"), (8, "Feature"), (9, None)):
        world.open_issue(number, type=kind)
    read_all(server, store)
    assert _types(store) == {"#7": "Bug", "#8": "Feature", "#9": ""}
    server.clock.push(3_600)
    for number, kind in ((7, None), (8, "Bug")):
        world.issues[number]["type"] = kind
        world.touch(world.issues[number])
    read_all(server, store)
    assert _types(store) == {"#7": "", "#8": "Bug", "#9": ""}


def test_issue_types__cost_a_server_without_them_few_calls(
    server: GithubServer, store: Store
) -> None:
    server.world.has_issue_types = False
    for number in range(1, 301):
        server.world.open_issue(number)
    reach = read_all(server, store)
    assert reach.is_complete
    asked = [call for call in server.seen if "type" in call.query]
    assert 0 < len(asked) <= 12
    assert set(_types(store).values()) == {""}


def test_second_run__meets_what_was_edited_meanwhile(server: GithubServer, store: Store) -> None:
    _talk(server, 45)
    read_all(server, store)
    server.clock.push(86_400)
    server.world.pulls[3]["title"] = "A better title"
    server.world.touch(server.world.pulls[3])
    server.world.review(4, "late")
    read_all(server, store)
    held = contents(store)
    assert [row[1] for row in held["pull_requests"] if row[0] == 3] == ["A better title"]
    assert [row[4] for row in held["reviews"] if row[1] == 4] == ["reviewer-1", "late"]


@pytest.mark.parametrize("points", [1, 3, 8])
def test_budget__ends_a_run_cleanly_and_the_next_goes_on(
    server: GithubServer, tmp_path: Path, points: int
) -> None:
    _talk(server, 200, 120)
    with empty_memory(tmp_path / "whole.sqlite") as whole:
        assert read_all(server, whole).is_complete
        expected = contents(whole)
    with empty_memory(tmp_path / "parts.sqlite") as parts:
        runs = 0
        reach = read_all(server, parts, points=points)
        if points >= 2:
            assert not reach.is_complete
            assert "the next run goes on" in reach.reason
            assert reach.points <= points
        while not reach.is_complete and runs < 100:
            runs += 1
            reach = read_all(server, parts, points=points + 6)
        assert reach.is_complete
        assert contents(parts) == expected


class _Interrupted(Exception):
    pass


class _KilledAt(StoredConversation):
    """Dies at the n-th page: before it is saved, as if the process had been killed."""

    def __init__(self, store: Store, page: int) -> None:
        super().__init__(store)
        self._left = page

    def save(self, batch: Batch) -> None:
        if self._left == 0:
            raise _Interrupted
        self._left -= 1
        super().save(batch)


@pytest.mark.parametrize(
    "every", [4, pytest.param(1, marks=pytest.mark.prove)], ids=["some", "all"]
)
def test_interruption__at_any_page_loses_nothing(
    server: GithubServer, tmp_path: Path, every: int
) -> None:
    _talk(server, 45, 5)
    with empty_memory(tmp_path / "whole.sqlite") as whole:
        pages = read_all(server, whole).pages
        expected = contents(whole)
    for page in range(0, pages, every):
        with empty_memory(tmp_path / f"killed-{page}.sqlite") as killed:
            with pytest.raises(_Interrupted):
                ingest_github(
                    api_of(server),
                    _KilledAt(killed, page),
                    clock=server.clock,
                    budget=Budget(server.clock),
                )
            assert read_all(server, killed).is_complete
            assert contents(killed) == expected


def test_page__that_fails_for_good_keeps_the_ones_before(
    server: GithubServer, store: Store
) -> None:
    """fault-037: page 7 of 12 fails; pages 1 to 6 stay, the next run goes on at 7."""
    _talk(server, 39 * 12)
    server.play(*[200] * 6, 500, "repeat", only="/graphql")
    reach = read_all(server, store)
    assert not reach.is_complete
    assert "run again later" in reach.reason
    assert len(contents(store)["pull_requests"]) == 39 * 6
    assert reach.back_filled_to is not None
    server.play()
    assert read_all(server, store).is_complete
    assert len(contents(store)["pull_requests"]) == 39 * 12


def test_page__too_much_for_github_is_asked_for_in_smaller_parts(
    server: GithubServer, store: Store
) -> None:
    _talk(server, 60)

    def fails_above_ten() -> Any:
        query = json.loads(server.seen[-1].body)
        return 502 if query["variables"].get("first", 0) > 10 else 200

    server.play(fails_above_ten, "repeat", only="/graphql")
    assert read_all(server, store).is_complete
    assert len(contents(store)["pull_requests"]) == 60


def test_entry__that_github_cannot_give_is_stepped_over_and_said(
    server: GithubServer, store: Store
) -> None:
    """fault-050, for one entry: the part is not taken for the whole, nor the whole for the part."""
    _talk(server, 30)
    server.world.pulls[17]["reviews"] = RuntimeError("no way")
    reach = read_all(server, store)
    assert reach.skipped == (17,)
    assert {row[0] for row in contents(store)["pull_requests"]} == set(range(1, 31)) - {17}


def test_list__that_repeats_its_first_page_doubles_nothing(
    server: GithubServer, store: Store
) -> None:
    """fault-033: a second page like the first one."""
    server.world.open_pull(1)
    for _ in range(150):
        server.clock.push(1)
        server.world.comment(1, "zoe")
    read_all(server, store)
    held = contents(store)["issue_comments"]
    assert len(held) == len({row[0] for row in held}) == 150


def test_list__of_one_busy_second_is_read_to_its_end(server: GithubServer, store: Store) -> None:
    server.world.open_pull(1)
    for _ in range(250):
        server.world.comment(1, "zoe")
    read_all(server, store)
    assert len(contents(store)["issue_comments"]) == 250


def test_list__that_shifts_while_it_is_read_loses_nothing(
    server: GithubServer, store: Store
) -> None:
    """fault-034: an entry already read vanishes, so that counted pages would skip one."""
    server.world.open_pull(1)
    made = []
    for _ in range(250):
        server.clock.push(1)
        made.append(server.world.comment(1, "zoe")["id"])

    def one_vanishes() -> int:
        if len([one for one in server.seen if one.path.endswith("/issues/comments")]) == 2:
            del server.world.comments[made[3]]
        return 200

    server.play(one_vanishes, "repeat", only="/issues/comments")
    read_all(server, store)
    held = {row[0] for row in contents(store)["issue_comments"]}
    assert {f"IC_{number}" for number in made} - {f"IC_{made[3]}"} <= held


def test_deleted_account__is_an_unknown_person(server: GithubServer, store: Store) -> None:
    """fault-038"""
    server.world.open_pull(1, author=None)
    server.world.review(1, "ben")["author"] = None
    server.world.comment(1, "gone")["user"] = None
    assert read_all(server, store).is_complete
    held = contents(store)
    assert [row[6] for row in held["pull_requests"]] == [None]
    assert [row[4] for row in held["reviews"] + held["issue_comments"]] == [None, None]


def test_word__newer_than_this_program_is_kept(server: GithubServer, store: Store) -> None:
    """fault-039: an enumeration grew."""
    server.world.open_pull(1)
    server.world.review(1, "ben", "COMMENTED")
    body = json.dumps({"data": None})

    def grown() -> dict[str, Any]:
        return {"s": 200, "b": body}

    answer = _usual_answer(server)
    answer["data"]["repository"]["pullRequests"]["nodes"][0]["reviews"]["nodes"][0]["state"] = (
        "ENDORSED"
    )
    body = json.dumps(answer)
    server.play(grown, only="/graphql")
    assert read_all(server, store).is_complete
    assert [row[2] for row in contents(store)["reviews"]] == ["ENDORSED"]


@pytest.mark.parametrize(
    ("merged_at", "closed_at", "state"),
    [
        ("2026-10-21T07:27:30Z", "2026-10-21T07:27:30Z", "MERGED"),
        (None, "2026-10-21T07:27:30Z", "CLOSED"),
        (None, None, "OPEN"),
    ],
)
def test_state__newer_than_this_program_is_read_from_the_moments(
    server: GithubServer, store: Store, merged_at: str | None, closed_at: str | None, state: str
) -> None:
    server.world.open_pull(1, mergedAt=merged_at, closedAt=closed_at)
    answer = _usual_answer(server)
    answer["data"]["repository"]["pullRequests"]["nodes"][0]["state"] = "QUEUED"
    server.play({"s": 200, "b": json.dumps(answer)}, only="/graphql")
    assert read_all(server, store).is_complete
    assert [row[2] for row in contents(store)["pull_requests"]] == [state]


def _usual_answer(server: GithubServer) -> dict[str, Any]:
    world = server.world
    variables = {"owner": world.owner, "name": world.name, "first": 39, "after": None}
    return {"data": api_of(server).query(query_text("pulls"), variables)}


MUTATIONS: list[Any] = [
    lambda pull: pull.update(number="1"),
    lambda pull: pull.update(title=None),
    lambda pull: pull.update(updatedAt="yesterday"),
    lambda pull: pull.update(updatedAt=None),
    lambda pull: pull.update(author="ana"),
    lambda pull: pull.update(author={"login": 7}),
    lambda pull: pull.update(files={}),
    lambda pull: pull.update(files={"nodes": [{"path": 3}]}),
    lambda pull: pull.update(reviews={"nodes": "x"}),
    lambda pull: pull.update(changedFiles="many"),
    lambda pull: pull.update(isDraft="no"),
    lambda pull: pull.pop("labels"),
    lambda pull: pull.update(state=True),
    lambda pull: pull.clear(),
]


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_page__of_another_shape_stores_nothing(
    server: GithubServer, store: Store, mutate: Any
) -> None:
    _talk(server, 3)
    answer = _usual_answer(server)
    mutate(answer["data"]["repository"]["pullRequests"]["nodes"][1])
    server.play({"s": 200, "b": json.dumps(answer)}, "repeat", only="/graphql")
    reach = read_all(server, store)
    assert not reach.is_complete
    assert "nothing of it was stored" in reach.reason
    assert all(rows == [] for rows in contents(store).values())


def test_list__that_this_token_may_not_read_costs_only_itself(
    server: GithubServer, store: Store
) -> None:
    _talk(server, 4)
    server.play(403, "repeat", only="/issues/comments")
    reach = read_all(server, store)
    assert not reach.is_complete
    assert "github-comments" in reach.reason
    held = contents(store)
    assert len(held["pull_requests"]) == 4
    assert len(held["issue_comments"]) == 1  # the one on a line


def test_credentials__that_are_wrong_are_raised(server: GithubServer, store: Store) -> None:
    server.play(401)
    with pytest.raises(errors.CredentialsRefused):
        read_all(server, store)


def test_limit__in_the_middle_keeps_what_was_read(server: GithubServer, store: Store) -> None:
    _talk(server, 100)
    limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "now+3000"}
    server.play(200, {"s": 403, "h": limit}, only="/graphql")
    reach = read_all(server, store)
    assert not reach.is_complete
    assert "rate limit" in reach.reason
    assert len(contents(store)["pull_requests"]) == 39


def test_files__beyond_a_hundred_are_paged(server: GithubServer, store: Store) -> None:
    files = [{"path": f"f{n}", "additions": 1, "deletions": 0} for n in range(250)]
    server.world.open_pull(1, files=files)
    read_all(server, store)
    assert len(contents(store)["pr_files"]) == 250


def test_reviews__beyond_a_hundred_are_paged(server: GithubServer, store: Store) -> None:
    server.world.open_pull(1)
    for number in range(150):
        server.world.review(1, f"reviewer-{number}")
    read_all(server, store)
    assert len(contents(store)["reviews"]) == 150


def test_commits__prove_whose_addresses_are_whose(server: GithubServer, store: Store) -> None:
    proved = {"name": "Ana", "email": "a@x.example", "user": {"login": "ana", "name": None}}
    unproved = {"name": "Ayse Demir", "email": "evil@x.example", "user": None}
    nameless = {"name": None, "email": None, "user": None}
    signatures = [proved, unproved, nameless, None]
    commits = [
        {"commit": {"oid": f"{number:040x}", "author": signature}}
        for number, signature in enumerate(signatures)
    ]
    server.world.open_pull(1, author=user("mallory"), commits=commits)
    read_all(server, store)
    links = list(store.database.execute("SELECT a_value, proof FROM identity_links"))
    assert links == [("ana", "commit")]
    assert list(store.database.execute("SELECT login FROM identity_carriers")) == [("mallory",)]


def test_repository__that_is_not_shown_ends_the_run(server: GithubServer, store: Store) -> None:
    server.world.name = "elsewhere"
    api = api_of(server)
    api.name_with_owner = "octo-org/tool"
    reach = ingest_github(
        api, StoredConversation(store), clock=server.clock, budget=Budget(server.clock)
    )
    assert not reach.is_complete
    assert "may not see it" in reach.reason
    assert len(server.seen) == 1


def test_files__of_a_sweep_are_counted_but_not_all_listed(
    server: GithubServer, store: Store
) -> None:
    """fault-057: never a silent cap; the true number is stored with the first hundred."""
    files = [{"path": f"f{n}", "additions": 1, "deletions": 0} for n in range(3_000)]
    server.world.open_pull(1, files=files, changedFiles=3_417)
    read_all(server, store)
    held = contents(store)
    assert [row[5] for row in held["pull_requests"]] == [3_417]
    assert len(held["pr_files"]) == 100


def test_calls__never_name_the_lists_that_are_cut_silently() -> None:
    """fault-059 and 060: commits and file lists of a range come from git, never from these."""
    assert not [call for call in GITHUB_CALLS if "/compare/" in call.template]


@pytest.mark.prove
def test_back_fill__of_ten_thousand_pull_requests_costs_what_the_rules_say(
    server: GithubServer, store: Store
) -> None:
    """The whole way, every query charged by GitHub's rules, one pull request in a hundred wide."""
    for number in range(1, 10_001):
        server.clock.push(600)
        count = 150 if number % 100 == 0 else 3
        server.world.open_pull(
            number,
            files=[
                {"path": f"{number % 50}/{n}", "additions": 1, "deletions": 0} for n in range(count)
            ],
            labels=[{"name": "bug"}],
            closingIssuesReferences=[
                {"number": 7, "repository": {"nameWithOwner": server.world.repository}}
            ],
        )
        server.world.review(number, f"reviewer-{number % 9}")
    reach = read_all(server, store)
    assert reach.is_complete
    assert len(contents(store)["pull_requests"]) == 10_000
    assert reach.points <= 700
