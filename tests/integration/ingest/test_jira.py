"""What does the memory know of Jira: when it answers, when it does not, and when it must not tell?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.ingest.export_file import ExportUnreadable
from teammemory_bot.ingest.jira import ingest_jira, look_up_issues
from teammemory_bot.ingest.jira_import import import_jira
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.memory import StoredMemory
from teammemory_bot.store.store import Store
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.call import Exchange
from teammemory_bot.transport.errors import UnusableAnswer
from teammemory_bot.transport.jira_api import Deployment, JiraAddressUnsafe, JiraApi
from testing.conversation import empty_memory
from testing.jira_server import JiraServer, jira_server

CASES = Path(__file__).parents[2] / "data" / "hostile" / "jira_cases.json"


@pytest.fixture(params=["cloud", "data center"])
def server(request: pytest.FixtureRequest) -> Iterator[JiraServer]:
    with jira_server(is_cloud=request.param == "cloud") as running:
        yield running


@pytest.fixture
def cloud() -> Iterator[JiraServer]:
    with jira_server(is_cloud=True) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with empty_memory(tmp_path / "memory.sqlite") as opened:
        yield opened


def _api(server: JiraServer, **options: Any) -> JiraApi:
    deployment = Deployment.CLOUD if server.is_cloud else Deployment.DATA_CENTER
    return JiraApi(
        server.url,
        user="",
        token="jira-canary",  # noqa: S106 - planted, to be looked for
        clock=server.clock,
        **{"deployment": deployment, **options},
    )


def _memory_of(store: Store) -> StoredMemory:
    return store.memory_at()


def _read(server: JiraServer, store: Store, *projects: str, has_text: bool = True) -> Any:
    return ingest_jira(
        _api(server),
        StoredConversation(store),
        projects=frozenset(projects),
        clock=server.clock,
        budget=Budget(server.clock, points=500),
        has_text=has_text,
    )


def _look_up(server: JiraServer, store: Store, *keys: str, has_text: bool = True) -> Any:
    return look_up_issues(
        _api(server),
        StoredConversation(store),
        keys=[IssueKey(key) for key in keys],
        has_text=has_text,
    )


def _issues(store: Store) -> dict[str, dict[str, Any]]:
    names = ["key", "summary", "type", "status", "status_category", "priority", "updated_at"]
    rows = store.database.execute(f"SELECT {', '.join(names)} FROM issues WHERE is_known = 1")  # noqa: S608
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def test_ingest__reads_the_projects_and_only_these(server: JiraServer, store: Store) -> None:
    blocks = {"type": {"outward": "blocks"}, "outwardIssue": {"key": "PROJ-2"}}
    ana = {"accountId": "a1", "displayName": "Ana Silva"}
    said = {"id": "77", "author": ana, "created": "2026-10-20T10:00:00.000+0200", "body": "secret"}
    server.add("PROJ-1", issuelinks=[blocks], reporter=ana, comment={"comments": [said]})
    server.add("PROJ-2")
    server.add("OTHER-1")
    reach = _read(server, store, "PROJ")
    assert reach.is_complete
    assert set(_issues(store)) == {"PROJ-1", "PROJ-2"}
    issue = _issues(store)["PROJ-1"]
    assert (issue["type"], issue["status"], issue["priority"]) == ("Bug", "In Progress", "High")
    assert issue["status_category"] == "indeterminate"
    assert list(store.database.execute("SELECT kind FROM issue_links")) == [("blocks",)]
    assert list(store.database.execute("SELECT created_at FROM issue_comments")) == [
        (1_792_483_200,)
    ]


def test_ingest__goes_on_where_it_was_and_meets_what_changed(
    server: JiraServer, store: Store
) -> None:
    for number in range(1, 251):
        server.clock.push(1_000)
        server.add(f"PROJ-{number}")
    assert _read(server, store, "PROJ").is_complete
    assert len(_issues(store)) == 250
    server.clock.push(86_400 * 3)
    server.add("PROJ-7", summary="changed", status={"name": "Done"})
    asked = len(server.seen)
    assert _read(server, store, "PROJ").is_complete
    assert _issues(store)["PROJ-7"]["summary"] == "changed"
    assert len(server.seen) - asked <= 10


def test_ingest__of_a_busy_minute_reads_on(server: JiraServer, store: Store) -> None:
    for number in range(1, 351):
        if number % 10 == 0:
            server.clock.push(1)
        server.add(f"PROJ-{number}")
    assert _read(server, store, "PROJ").is_complete
    assert len(_issues(store)) == 350


def test_ingest__leaves_out_a_project_that_is_not_shown(server: JiraServer, store: Store) -> None:
    server.add("PROJ-1")
    assert _read(server, store, "PROJ", "NOSUCH").is_complete
    assert set(_issues(store)) == {"PROJ-1"}


def test_ingest__ends_cleanly_at_its_budget(server: JiraServer, store: Store) -> None:
    for number in range(1, 251):
        server.add(f"PROJ-{number}")
    reach = ingest_jira(
        _api(server),
        StoredConversation(store),
        projects=frozenset({"PROJ"}),
        clock=server.clock,
        budget=Budget(server.clock, points=2),
        has_text=True,
    )
    assert not reach.is_complete
    assert "next run goes on" in reach.reason


# The cases of the corpus, by number.


def test_case_000__no_text_is_kept_where_it_would_be_public(
    server: JiraServer, store: Store, tmp_path: Path
) -> None:
    ana = {"accountId": "a1", "displayName": "Canary Person"}
    link = {"type": {"outward": "blocks"}, "outwardIssue": {"key": "CANARY-2"}}
    said = {"id": "7", "author": ana, "created": "2026-10-20T10:00:00.000+0000"}
    server.add(
        "PROJ-1",
        summary="canary summary",
        components=[{"name": "canary component"}],
        labels=["canary-label"],
        reporter=ana,
        issuelinks=[link],
        comment={"comments": [said]},
        priority={"name": "canary priority"},
    )
    _look_up(server, store, "PROJ-1", has_text=False)
    _read(server, store, "PROJ", has_text=False)
    issue = _issues(store)["PROJ-1"]
    assert (issue["summary"], issue["type"], issue["status"]) == ("", "Bug", "In Progress")
    assert b"canary" not in (tmp_path / "memory.sqlite").read_bytes().lower()


def test_case_001__hidden_and_missing_are_not_told_apart(server: JiraServer, store: Store) -> None:
    server.add("PROJ-1")
    answer = _look_up(server, store, "PROJ-1", "PROJ-404")
    assert (answer.known, answer.unseen, answer.reason) == (("PROJ-1",), ("PROJ-404",), "")


def test_case_002__moved_issue_is_known_by_both_keys(server: JiraServer, store: Store) -> None:
    server.add("NEW-9", summary="moved")
    server.moved["PROJ-1"] = "NEW-9"
    answer = _look_up(server, store, "PROJ-1")
    assert answer.known == ("PROJ-1",)
    assert {key: row["summary"] for key, row in _issues(store).items()} == {
        "NEW-9": "moved",
        "PROJ-1": "moved",
    }
    told = _memory_of(store).issue_of(IssueKey("PROJ-1"))
    assert told is not None
    assert told.moved_to == "NEW-9"
    renewed = _memory_of(store).issue_of(IssueKey("NEW-9"))
    assert renewed is not None
    assert renewed.moved_to is None


def test_moved_issue__shows_its_new_key_to_a_closed_circle_only(
    server: JiraServer, store: Store
) -> None:
    server.add("SECRET-9", summary="moved")
    server.moved["PROJ-1"] = "SECRET-9"
    answer = _look_up(server, store, "PROJ-1", has_text=False)
    assert answer.known == ("PROJ-1",)
    assert _issues(store).keys() == {"PROJ-1"}
    assert "SECRET-9" not in str(list(store.database.execute("SELECT * FROM issues")))


def test_case_003__deep_description_is_not_even_read(server: JiraServer, store: Store) -> None:
    deep: dict[str, Any] = {"type": "text", "text": "canary"}
    for _ in range(20):
        deep = {"type": "doc", "content": [deep]}
    server.add("PROJ-1", description=deep)
    assert _look_up(server, store, "PROJ-1").known == ("PROJ-1",)
    asked = server.seen[0][2]["fields"][0].split(",")
    assert "description" not in asked


def test_case_004__summary_is_one_line_of_text(server: JiraServer, store: Store) -> None:
    server.add("PROJ-1", summary="<b>@all</b>\n## x\0 ![](https://evil.test)")
    _look_up(server, store, "PROJ-1")
    assert _issues(store)["PROJ-1"]["summary"] == "<b>@all</b> ## x ![](https://evil.test)"


def test_case_005__long_status_is_cut(server: JiraServer, store: Store) -> None:
    server.add("PROJ-1", status={"name": "🚧" * 255, "statusCategory": None})
    _look_up(server, store, "PROJ-1")
    assert _issues(store)["PROJ-1"]["status"] == "🚧" * 100


@pytest.mark.parametrize("odd", [None, 7, "text", [], {}, {"name": 7}, [{"name": None}], True])
def test_case_006__odd_fields_are_left_out(server: JiraServer, store: Store, odd: Any) -> None:
    names = ["summary", "issuetype", "status", "priority", "components", "labels", "issuelinks"]
    names += ["comment", "resolutiondate", "reporter", "assignee", "customfield_10007"]
    server.add("PROJ-1", **dict.fromkeys(names, odd))
    assert _look_up(server, store, "PROJ-1").known == ("PROJ-1",)


def test_case_007__search_that_is_gone_is_replaced_by_the_new_one(
    cloud: JiraServer, store: Store
) -> None:
    cloud.add("PROJ-1")
    api = _api(cloud, deployment=Deployment.DATA_CENTER)
    answer = look_up_issues(
        api, StoredConversation(store), keys=[IssueKey("PROJ-1")], has_text=True
    )
    assert answer.known == ("PROJ-1",)
    assert [path for _, path, _, _ in cloud.seen] == [
        "/rest/api/2/search",
        "/rest/api/3/search/jql",
    ]


def test_case_008__repeated_token_is_bounded(cloud: JiraServer, store: Store) -> None:
    for number in range(1, 5):
        cloud.add(f"PROJ-{number}")
    cloud.page_size, cloud.says_is_last, cloud.repeats_tokens = 2, False, True
    reach = _read(cloud, store, "PROJ")
    assert "the same page token again" in reach.reason
    assert len(cloud.seen) < 10


def test_case_009__end_is_where_no_token_is(cloud: JiraServer, store: Store) -> None:
    for number in range(1, 8):
        cloud.add(f"PROJ-{number}")
    cloud.page_size, cloud.says_is_last = 3, False
    assert _read(cloud, store, "PROJ").is_complete
    assert len(_issues(store)) == 7


def test_case_010__smaller_pages_than_asked_for_are_read_to_the_end(
    server: JiraServer, store: Store
) -> None:
    for number in range(1, 120):
        server.clock.push(61)
        server.add(f"PROJ-{number}")
    server.page_size = 50
    assert _read(server, store, "PROJ").is_complete
    assert len(_issues(store)) == 119


def test_case_011__limit_is_waited_for_as_told(server: JiraServer, store: Store) -> None:
    server.add("PROJ-1")
    limit = {"retry-after": "17", "ratelimit-reason": "jira-quota-global-based"}
    server.play({"s": 429, "h": limit})
    assert _look_up(server, store, "PROJ-1").known == ("PROJ-1",)
    assert server.clock.sleeps == [17]


LOGIN_PAGE = {"s": 200, "b": "<!DOCTYPE html><title>Log in</title>"}
ELSEWHERE = {"s": 302, "h": {"location": "https://id.atlassian.com/login?token=1"}, "b": ""}


@pytest.mark.parametrize("refusal", [401, LOGIN_PAGE, ELSEWHERE], ids=["012", "013", "014"])
def test_case_012_to_014__refused_credentials_make_issues_unknown(
    server: JiraServer, store: Store, refusal: Any
) -> None:
    server.add("PROJ-1")
    server.play(refusal, "repeat")
    answer = _look_up(server, store, "PROJ-1")
    assert (answer.known, answer.unseen, answer.unasked) == ((), (), ("PROJ-1",))
    assert "credentials" in answer.reason
    assert "canary" not in answer.reason
    assert len(server.seen) == 1
    reach = _read(server, store, "PROJ")
    assert not reach.is_complete
    assert _issues(store) == {}


@pytest.mark.parametrize("fault", [500, 503, "reset", {"s": 200, "b": "{"}, {"s": 200, "b": "[]"}])
def test_jira__that_is_down_makes_issues_unknown_never_missing(
    server: JiraServer, store: Store, fault: Any
) -> None:
    server.add("PROJ-1")
    server.play(fault, "repeat")
    answer = _look_up(server, store, "PROJ-1")
    assert (answer.unseen, answer.unasked) == ((), ("PROJ-1",))
    assert answer.reason.startswith("Jira")


def test_case_015__issue_for_fewer_people_keeps_no_text(server: JiraServer, store: Store) -> None:
    server.add("PROJ-1", security={"name": "Internal"}, summary="canary")
    _look_up(server, store, "PROJ-1")
    issue = _issues(store)["PROJ-1"]
    assert (issue["summary"], issue["status"]) == ("", "In Progress")


def test_case_016__account_without_address_is_an_account(server: JiraServer, store: Store) -> None:
    server.add("PROJ-1", reporter={"accountId": "5b1", "displayName": "Ana Silva"})
    _look_up(server, store, "PROJ-1")
    assert list(store.database.execute("SELECT kind, value FROM identities")) == [("jira", "5b1")]


def test_case_017__deleted_account_is_erased(server: JiraServer, store: Store) -> None:
    server.add("PROJ-1", reporter={"accountId": "5b1", "displayName": "Canary Person"})
    _look_up(server, store, "PROJ-1")
    server.clock.push(100)
    server.add("PROJ-1", reporter={"accountId": "5b1", "displayName": "Former user"})
    _look_up(server, store, "PROJ-1")
    assert list(store.database.execute("SELECT kind, value FROM identities")) == []
    assert list(store.database.execute("SELECT name FROM developers")) == [("unknown",)]
    assert list(store.database.execute("SELECT name FROM persona_names")) == []


@pytest.mark.parametrize(
    "moment",
    ["2026-10-20T08:00:00.000+0000", "2026-10-20T08:00:00Z", "2026-10-20T10:00:00.000+0200"],
)
def test_case_018__moments_are_utc(server: JiraServer, store: Store, moment: str) -> None:
    server.add("PROJ-1", updated=moment, resolutiondate=None)
    server.add("PROJ-2", updated=None, created=moment)
    _look_up(server, store, "PROJ-1", "PROJ-2")
    moments = {key: row["updated_at"] for key, row in _issues(store).items()}
    assert moments == {"PROJ-1": 1_792_483_200, "PROJ-2": 1_792_483_200}


def test_case_019__keys_are_written_in_capitals(server: JiraServer, store: Store) -> None:
    server.add("PROJ-1")
    assert _look_up(server, store, "proj-1", "PROJ-1").known == ("PROJ-1",)


def test_keys__are_looked_up_by_at_most_ten_calls(server: JiraServer, store: Store) -> None:
    answer = _look_up(server, store, *(f"PROJ-{number}" for number in range(1, 9_001)))
    assert answer.calls <= 10
    assert "more than 20 keys" in answer.reason
    assert len(answer.unseen) + len(answer.unasked) == 9_000


def test_token__does_not_travel_in_the_open(store: Store) -> None:
    with jira_server(is_cloud=True) as server, pytest.raises(JiraAddressUnsafe):
        JiraApi("http://jira.example", user="", token="t", clock=server.clock)  # noqa: S106


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"total": 1}, "no list of issues"),
        ({"issues": {}, "total": 1}, "no list of issues"),
        ({"issues": []}, "no total"),
        ({"issues": [], "total": "1"}, "no total"),
    ],
)
def test_search__with_a_page_of_another_form_is_no_answer(
    document: dict[str, Any], why: str
) -> None:
    with jira_server(is_cloud=False) as server:
        server.play({"s": 200, "b": json.dumps(document)})
        with pytest.raises(UnusableAnswer, match=why):
            _api(server).search("key in (PROJ-1)", ["summary"])


def test_search__that_is_given_the_same_page_token_again_does_not_go_round() -> None:
    with jira_server(is_cloud=True) as server:
        server.repeats_tokens, server.says_is_last = True, False
        server.add("PROJ-1")
        page = _api(server).search("key in (PROJ-1)", ["summary"])
        assert page.following == "7"
        with pytest.raises(UnusableAnswer, match="the same page token again"):
            _api(server).search("key in (PROJ-1)", ["summary"], page.following)


def test_search__of_a_cloud_under_a_name_of_its_own_goes_on_at_its_address() -> None:
    with jira_server(is_cloud=True) as server:
        server.add("PROJ-1")
        api = _api(server, deployment=None)
        assert api.deployment is Deployment.DATA_CENTER
        assert len(api.search("key in (PROJ-1)", ["summary"]).issues) == 1
        assert api.deployment is Deployment.CLOUD


@pytest.mark.parametrize(
    ("user", "token", "header"),
    [("", "t", "Bearer t"), ("ana", "t", "Basic YW5hOnQ="), ("ana", "", None), ("", "", None)],
)
def test_credentials__are_those_of_the_kind_of_account(
    user: str, token: str, header: str | None
) -> None:
    with jira_server(is_cloud=True) as server:
        server.add("PROJ-1")
        heard: list[Exchange] = []
        api = JiraApi(
            server.url, user=user, token=token, clock=server.clock, on_exchange=heard.append
        )
        api.search("key in (PROJ-1)", ["summary"])
        ((_, _, _, headers), *_) = reversed(server.seen)
        assert {name.lower(): value for name, value in headers.items()}.get(
            "authorization"
        ) == header
        assert len(heard) == len(server.seen) == api.calls


def test_corpus__has_no_case_without_a_test() -> None:
    text = Path(__file__).read_text("utf-8")
    for case in json.loads(CASES.read_text("utf-8")):
        number = int(case["id"].removeprefix("jira-"))
        assert f"test_case_{number:03d}__" in text or 12 <= number <= 14


def test_import__is_the_same_as_the_api_and_twice_is_once(
    server: JiraServer, store: Store, tmp_path: Path
) -> None:
    server.add("PROJ-1")
    server.add("PROJ-2")
    result = {"startAt": 0, "total": 2, "issues": list(server.issues.values())}
    export = tmp_path / "search.json"
    export.write_text(json.dumps(result), "utf-8")
    report = import_jira([export, export], StoredConversation(store))
    assert (report.files, report.unknown) == (2, 0)
    once = _issues(store)
    assert set(once) == {"PROJ-1", "PROJ-2"}
    lines = tmp_path / "lines.jsonl"
    lines.write_text("\n".join(map(json.dumps, server.issues.values())), "utf-8")
    import_jira([lines], StoredConversation(store))
    assert _issues(store) == once


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"issues": []}', '[{"key": 3}]', "\xff"])
def test_import__of_something_else_says_so(store: Store, tmp_path: Path, text: str) -> None:
    export = tmp_path / "export.json"
    export.write_bytes(text.encode("latin-1"))
    with pytest.raises(ExportUnreadable, match="nothing was imported from"):
        import_jira([export], StoredConversation(store))
