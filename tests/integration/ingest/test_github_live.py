"""What does GitHub say at the moment of a run: the pull request, who is asked, who owns, who is who?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from teammemory_bot.domain.identity import Login, PullNumber, Sha
from teammemory_bot.ingest.github_live import fetch_live_pull
from teammemory_bot.ingest.github_people_now import PeopleNow, fetch_people_now
from teammemory_bot.ingest.github_reviews_asked import fetch_reviews_asked
from teammemory_bot.ingest.github_teams import MAX_MEMBERS, fetch_teams
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import NotFoundOrPrivate
from testing.conversation import api_of, read_all
from testing.github_server import GithubServer, github_server
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, RepoBuilder

BASE = Sha("b" * 40)


@pytest.fixture
def server() -> Iterator[GithubServer]:
    with github_server() as running:
        yield running
        assert running.faults == []


def _budget(server: GithubServer) -> Budget:
    return Budget(server.clock, points=100)


def test_pull__is_read_live_for_one_point(server: GithubServer) -> None:
    server.world.open_pull(7, title="Now", body="PROJ-3", labels=[{"name": "bug"}])
    server.world.review(7, "ben", "CHANGES_REQUESTED")
    api = api_of(server)
    live = fetch_live_pull(api, _budget(server), PullNumber(7))
    assert (live.record.title, live.body, live.record.labels) == ("Now", "PROJ-3", ("bug",))
    assert [review.state for review in live.reviews] == ["CHANGES_REQUESTED"]
    assert live.is_public
    assert (api.calls, api.points) == (1, 1)
    server.world.visibility = "PRIVATE"
    assert not fetch_live_pull(api, _budget(server), PullNumber(7)).is_public


def test_pull__that_is_not_there_says_so(server: GithubServer) -> None:
    with pytest.raises(NotFoundOrPrivate):
        fetch_live_pull(api_of(server), _budget(server), PullNumber(7))


def test_reviews_asked__are_counted_by_person(server: GithubServer) -> None:
    def asked(*logins: str) -> list[dict[str, object]]:
        people = [{"requestedReviewer": {"__typename": "User", "login": login}} for login in logins]
        team = {"requestedReviewer": {"__typename": "Team", "slug": "core"}}
        return [*people, team, {"requestedReviewer": None}]

    server.world.open_pull(1, reviewRequests=asked("ana", "ben"))
    server.world.open_pull(2, reviewRequests=asked("ana"))
    server.world.open_pull(3, reviewRequests=asked("ana"))
    server.world.open_pull(4, reviewRequests=asked("ana"), state="MERGED")
    counts = fetch_reviews_asked(api_of(server), _budget(server), without=PullNumber(3))
    assert counts == {Login("ana"): 2, Login("ben"): 1}


def test_people__are_busy_who_say_so_now_for_one_point(server: GithubServer) -> None:
    now = server.clock.now()
    server.world.permissions = {"ana": "write", "anatol": "read", "ben": "none"}
    server.world.say_busy("ana", until=now + 86_400)
    server.world.say_busy("ben")
    server.world.say_busy("chi", until=now - 1)
    server.world.statuses["dee"] = {
        "__typename": "UserStatus", "indicatesLimitedAvailability": False, "expiresAt": None
    }  # fmt: skip
    server.world.unknown_logins = {"gone"}
    api, told = api_of(server), list[str]()
    logins = [Login(name) for name in ("ana", "ben", "chi", "dee", "eve", "gone")]
    people = fetch_people_now(api, _budget(server), logins, now=now, say=told.append)
    assert people.busy == {Login("ana"): int(now) + 86_400, Login("ben"): None}
    assert people.assignable == {"ana", "anatol"}
    assert (api.calls, api.points, told) == (1, 1, [])
    assert b"message" not in server.seen[-1].body
    alone = fetch_people_now(api, _budget(server), [Login("gone")], now=now, say=told.append)
    nobody = fetch_people_now(api, _budget(server), [], now=now, say=told.append)
    assert alone == nobody == PeopleNow(busy={})
    assert api.calls == 2


def test_people__of_whom_github_does_not_tell_are_unknown_and_that_is_said(
    server: GithubServer,
) -> None:
    server.world.say_busy("ana")
    server.world.hides_statuses = True
    told: list[str] = []
    asked = [Login("ana")]
    people = fetch_people_now(api_of(server), _budget(server), asked, now=0, say=told.append)
    assert people == PeopleNow(busy=None)
    assert told[0].startswith("who is busy is not known: the token may not ask")


def test_teams__are_read_whole_where_the_token_may(server: GithubServer) -> None:
    world, told = server.world, list[str]()
    world.team_token = "ghs_canary"  # noqa: S105 - of the stand-in
    world.teams = {
        "core": [f"person-{number}" for number in range(150)],
        "huge": [f"person-{number}" for number in range(MAX_MEMBERS)],
        "empty": [],
    }
    names = ["octo-org/core", "octo-org/huge", "Octo-Org/empty", "octo-org/nowhere", "other/core"]
    found = fetch_teams(api_of(server), _budget(server), names, say=told.append)
    assert {name: len(members) for name, members in found.items()} == {
        "octo-org/core": 150,
        "Octo-Org/empty": 0,
    }
    assert told == [
        "who is in a team is not known: GitHub knows no /orgs/octo-org/teams/nowhere/members, or "
        "this token may not see it"
    ]
    assert not [one for one in server.seen if "other" in one.path]


def test_teams__end_at_the_first_refusal(server: GithubServer) -> None:
    server.play({"s": 403, "m": "Resource not accessible by integration"}, "repeat")
    told: list[str] = []
    names = ["octo-org/a", "octo-org/b"]
    assert fetch_teams(api_of(server), _budget(server), names, say=told.append) == {}
    assert len(told) == len(server.seen) == 1


@pytest.mark.parametrize("name", ["octo-org/..", "octo-org/.", "octo-org/a.b", "octo-org/", "x"])
def test_teams__of_no_possible_name_are_not_asked_for(server: GithubServer, name: str) -> None:
    assert fetch_teams(api_of(server), _budget(server), [name], say=pytest.fail) == {}
    assert server.seen == []


def test_people__of_direct_commits_are_proved_by_one_commit_each(
    server: GithubServer, tmp_path: Path
) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "1\n"}, by=ANA)
    newest = repo.commit({"a.py": "2\n"}, by=ANA)
    other = repo.commit({"a.py": "3\n"}, by=BEN)
    signature = {"name": ANA.name, "email": ANA.email, "user": {"login": "asilva", "name": None}}
    server.world.commits[newest] = signature
    server.world.commits[other] = {"name": BEN.name, "email": BEN.email, "user": None}
    with remember(repo, tmp_path / "memory.sqlite") as store:
        read_all(server, store)
        store.settle_identities()
        rows = list(store.database.execute("SELECT name, login FROM developers ORDER BY id"))
        assert rows == [(ANA.name, "asilva"), (BEN.name, None)]
        server.seen.clear()
        read_all(server, store)
        assert not [one for one in server.seen if b"sha0" in one.body]  # asked once, not again


def test_warm_run__of_a_pull_request_costs_at_most_fifteen(
    server: GithubServer, tmp_path: Path
) -> None:
    """The memory brought up to date, the pull request, the waiting reviews: calls, and points."""
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "1\n"}, by=ANA)
    for number in range(1, 101):
        server.clock.push(600)
        server.world.open_pull(number)
        server.world.review(number, "ben")
        server.world.comment(number, "zoe")
    with remember(repo, tmp_path / "memory.sqlite") as store:
        read_all(server, store)
        server.clock.push(3_600)
        server.world.open_pull(101)
        before = len(server.seen)
        api = api_of(server)
        reach = read_all(server, store, recounts=False)  # as a review does
        fetch_live_pull(api, _budget(server), PullNumber(101))
        fetch_reviews_asked(api, _budget(server))
        assert len(server.seen) - before <= 12
        assert reach.points + api.points <= 12
