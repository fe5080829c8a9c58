"""What happens when GitHub fails, limits, stalls and lies? Every script of the corpus, on a real line.

The time is virtual: each wait is counted, none is waited for. Scripts that are about whole lists
end in `tests/integration/ingest/test_github_faults.py`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NameResolutionError

from teammemory_bot.support.errors import ExitCode
from teammemory_bot.transport import errors
from teammemory_bot.transport.github_api import GithubApi, github_service
from teammemory_bot.transport.service import Service
from teammemory_bot.transport.write_once import create_once
from testing.github_server import GithubServer, github_server

CORPUS = Path(__file__).parents[2] / "data" / "hostile" / "api_faults.json"
SCRIPTS = {case["id"]: case for case in json.loads(CORPUS.read_text("utf-8"))}
OF_WHOLE_LISTS = {33, 34, 37, 38, 39, 57, 58, 59, 60}


@pytest.fixture
def server() -> Iterator[GithubServer]:
    with github_server() as running:
        running.world.open_pull(1)
        yield running
        assert running.faults == []


@pytest.fixture
def api(server: GithubServer) -> Iterator[GithubApi]:
    api = _api(server)
    yield api
    api.close()


def _api(server: GithubServer, **options: Any) -> GithubApi:
    return GithubApi(
        server.world.repository,
        token="ghs_canary",  # noqa: S106 - planted, to be looked for in messages
        clock=server.clock,
        base_url=server.url,
        **options,
    )


def _script(number: int) -> list[Any]:
    script: list[Any] = SCRIPTS[f"fault-{number:03d}"]["script"]
    return script


def _list(api: GithubApi) -> list[dict[str, Any]]:
    return api.read_page("/issues/comments", sort="updated", direction="asc")


def _gaps(server: GithubServer) -> list[float]:
    return [
        later.at - earlier.at for earlier, later in zip(server.seen, server.seen[1:], strict=False)
    ]


@pytest.mark.parametrize(
    ("number", "waits"),
    [
        (0, [1]),
        (1, [1, 4, 9]),
        (2, [2]),
        (3, [1]),
        (4, [2]),
        (5, [60]),
        (6, [2]),
        (8, [60]),
        (10, [30]),
        (11, [60]),
        (12, [60]),
        (26, [1]),
        (27, [1]),
        (28, [1]),
        (29, [1]),
        (30, [1]),
        (41, [1]),
    ],
)
def test_read__gets_its_answer_after_exactly_the_right_wait(
    server: GithubServer, api: GithubApi, number: int, waits: list[float]
) -> None:
    server.play(*_script(number))
    assert _list(api) == []
    assert _gaps(server) == waits
    assert server.clock.sleeps == waits


def test_read__tries_again_after_silence(server: GithubServer) -> None:
    service = github_service(server.url)
    impatient = _api(server, service=_with(service, read_seconds=0.2))
    server.play(*_script(42))
    assert _list(impatient) == []
    assert server.clock.sleeps == [1]


@pytest.mark.parametrize(("number", "until"), [(7, 3_541), (13, 86_400)])
def test_limit__beyond_our_patience_stops_at_once_and_says_when(
    server: GithubServer, api: GithubApi, number: int, until: float
) -> None:
    server.play(*_script(number))
    with pytest.raises(errors.RateLimitReached, match=r"before 2026-10-2\d .* UTC") as end:
        _list(api)
    assert end.value.until == pytest.approx(server.clock.now() + until)
    assert (len(server.seen), server.clock.sleeps) == (1, [])
    assert end.value.exit_code is ExitCode.FINE


def test_limit__that_never_ends_is_given_up_after_growing_waits(
    server: GithubServer, api: GithubApi
) -> None:
    server.play(*_script(9))
    with pytest.raises(errors.RateLimitReached):
        _list(api)
    assert server.clock.sleeps == [60, 120]
    patient = _api(server, patience_seconds=10_000)
    server.clock.sleeps.clear()
    with pytest.raises(errors.RateLimitReached):
        _list(patient)
    assert server.clock.sleeps == [60, 120, 240, 480]


@pytest.mark.parametrize(
    ("number", "error", "words"),
    [
        (14, errors.PermissionMissing, "Resource not accessible by integration"),
        (15, errors.CredentialsRefused, "token"),
        (16, errors.NotFoundOrPrivate, "may not see it"),
        (17, errors.NotServed, "410"),
        (19, errors.RequestRefused, "report this"),
        (20, errors.NotServed, "451"),
        (31, errors.UnusableAnswer, "null"),
        (32, errors.UnusableAnswer, "an object instead of a list"),
        (54, errors.ProxyRefused, "HTTPS_PROXY"),
    ],
)
def test_refusal__is_final_and_explains_itself(
    server: GithubServer, api: GithubApi, number: int, error: type[errors.CallFailed], words: str
) -> None:
    script = [422] if number == 19 else _script(number)
    server.play(*({"s": 451} if step == 451 else step for step in script))
    with pytest.raises(error, match=words) as end:
        _list(api)
    assert (len(server.seen), server.clock.sleeps) == (1, [])
    assert "canary" not in str(end.value)
    assert "\n" not in str(end.value)


def test_refusal__names_the_permission_that_is_missing(
    server: GithubServer, api: GithubApi
) -> None:
    needed = {"x-accepted-github-permissions": "pull_requests=write"}
    server.play({"s": 403, "h": needed, "m": "Resource not accessible by integration"})
    with pytest.raises(errors.PermissionMissing, match="it needs pull_requests=write"):
        api.repository.get_issue(1).create_comment("hello")


def test_body__too_long_has_its_own_error(server: GithubServer, api: GithubApi) -> None:
    server.play(*_script(18))
    issue = api.repository.get_issue(1)
    with pytest.raises(errors.BodyTooLong):
        issue.create_comment("long")
    assert issue.create_comment("shorter").body == "shorter"


def test_redirect__to_a_renamed_repository_is_followed(
    server: GithubServer, api: GithubApi
) -> None:
    server.play({"s": 301, "h": {"location": "/repositories/1/issues/comments?page=1"}, "b": ""})
    assert _list(api) == []
    assert [one.path for one in server.seen][1] == "/repositories/1/issues/comments"


def test_redirect__to_another_host_never_gets_the_token(
    server: GithubServer, api: GithubApi
) -> None:
    with github_server() as other:
        server.play({"s": 302, "h": {"location": f"{other.url}/user"}, "b": ""})
        with pytest.raises(errors.ForeignAddress, match=r"127\.0\.0\.1"):
            _list(api)
        assert other.seen == []
    server.play(*_script(22))
    with pytest.raises(errors.ForeignAddress, match=r"https://evil\.test/"):
        _list(api)


def test_redirect__in_a_circle_is_bounded(server: GithubServer, api: GithubApi) -> None:
    server.play(*_script(23))
    with pytest.raises(errors.UnusableAnswer, match="redirects without end"):
        _list(api)
    assert len(server.seen) == 6


def test_redirect__to_another_kind_of_call_is_no_defect_of_ours(
    server: GithubServer, api: GithubApi
) -> None:
    server.play({"s": 301, "h": {"location": "/repositories/1/hooks"}, "b": ""})
    with pytest.raises(errors.UnusableAnswer, match="redirect to /repositories/1/hooks"):
        _list(api)
    assert len(server.seen) == 1


def test_redirect__of_a_write_is_not_followed(server: GithubServer, api: GithubApi) -> None:
    server.play({"s": 307, "h": {"location": "/repositories/1/issues/1/comments"}, "b": ""})
    with pytest.raises(errors.ForeignAddress):
        api.repository.get_issue(1).create_comment("hello")
    assert len(server.seen) == 1


def test_unchanged__answer_is_taken_from_before_and_costs_nothing(
    server: GithubServer, api: GithubApi
) -> None:
    server.world.comment(1, "ana")
    first = _list(api)
    assert api.calls == 1
    assert _list(api) == first
    assert server.seen[-1].headers["if-none-match"]
    assert api.calls == 1


def test_unchanged__without_anything_before_is_asked_again(
    server: GithubServer, api: GithubApi
) -> None:
    server.play(*_script(25))
    assert _list(api) == []
    assert "if-none-match" not in server.seen[-1].headers


def test_next__on_another_host_is_refused(server: GithubServer, api: GithubApi) -> None:
    server.play({**_script(35)[0], "b": "[]"})
    pages = api.read_pages("/issues/comments")
    assert next(pages) == []
    with pytest.raises(errors.ForeignAddress, match=r"https://evil\.test/p2"):
        next(pages)
    assert len(server.seen) == 1


def test_next__on_another_host_is_refused_by_pygithub_lists_too(
    server: GithubServer, api: GithubApi
) -> None:
    server.play({**_script(35)[0], "b": '[{"id": 1}]'})
    with pytest.raises(errors.ForeignAddress):
        list(api.repository.get_issues_comments())


def test_next__that_loops_is_bounded(server: GithubServer, api: GithubApi) -> None:
    link = f'<{server.url}/repos/{server.world.repository}/issues/comments?page=2>; rel="next"'
    server.play({"s": 200, "h": {"link": link}, "b": "[]"}, "repeat")
    with pytest.raises(errors.UnusableAnswer, match="a list without end"):
        list(api.read_pages("/issues/comments"))
    assert len(server.seen) == 2


class _FailsFirst(HTTPAdapter):
    """A real adapter whose first request goes wrong on its way."""

    def __init__(self, send: Callable[..., requests.Response]) -> None:
        super().__init__(max_retries=0)
        self._first: Callable[..., requests.Response] | None = send

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        first, self._first = self._first, None
        if first is not None:
            return first(super().send, request, *args, **kwargs)
        return super().send(request, *args, **kwargs)


def _to_a_closed_door(send: Any, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
    elsewhere = request.copy()
    elsewhere.url = "http://127.0.0.1:9/"
    response: requests.Response = send(elsewhere, *args, **kwargs)
    return response


def _to_no_name(send: Any, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
    reason = NameResolutionError("github.invalid", HTTPConnection("github.invalid"), OSError())  # type: ignore[arg-type]
    raise requests.exceptions.ConnectionError(MaxRetryError(None, "/", reason))  # type: ignore[arg-type]


@pytest.mark.parametrize("way", [_to_a_closed_door, _to_no_name], ids=["refused", "dns"])
def test_connection__that_never_was_is_tried_again_even_for_a_write(
    server: GithubServer, way: Any
) -> None:
    api = _api(server, inner=_FailsFirst(way))
    assert _list(api) == []
    api = _api(server, inner=_FailsFirst(way))
    api.repository.get_issue(1).create_comment("hello")
    assert len(server.world.comments) == 1
    assert server.clock.sleeps == [1, 1]


@pytest.mark.parametrize("kind", ["502-after-effect", "timeout-after-effect", "reset"])
def test_create__in_doubt_is_looked_for_before_it_is_tried_again(
    server: GithubServer, kind: str
) -> None:
    api = _api(server, service=_with(github_service(server.url), read_seconds=0.2))
    issue = api.repository.get_issue(1)
    server.play(200, kind)
    made = create_once(
        lambda: next(iter(issue.get_comments()), None),
        lambda: issue.create_comment("hello"),
        clock=server.clock,
    )
    assert [row["id"] for row in server.world.comments.values()] == [made.id]


def test_write__that_failed_halfway_is_never_repeated_blindly(
    server: GithubServer, api: GithubApi
) -> None:
    server.play(502, "repeat")
    with pytest.raises(errors.WriteInDoubt):
        api.repository.get_issue(1).create_comment("hello")
    assert len(server.writes()) == 1


def test_edit__is_repeated_since_twice_is_once(server: GithubServer, api: GithubApi) -> None:
    comment = api.repository.get_issue(1).create_comment("hello")
    server.play(*_script(45))
    comment.edit("hi")
    assert [row["body"] for row in server.world.comments.values()] == ["hi"]


def test_edit__of_a_deleted_comment_says_that_it_is_gone(
    server: GithubServer, api: GithubApi
) -> None:
    comment = api.repository.get_issue(1).create_comment("hello")
    server.world.comments.clear()
    with pytest.raises(errors.NotFoundOrPrivate):
        comment.edit("hi")


def test_write__with_a_read_only_token_is_forbidden_without_a_second_try(
    server: GithubServer, api: GithubApi
) -> None:
    server.play(*_script(47))
    with pytest.raises(errors.PermissionMissing):
        api.repository.get_issue(1).create_comment("hello")
    assert (len(server.writes()), server.clock.sleeps) == (1, [])


def test_graphql__limit_in_a_good_answer_is_a_limit(server: GithubServer, api: GithubApi) -> None:
    server.play(*_script(48))
    assert api.query("{rateLimit{cost}}", {}) == {"rateLimit": {"cost": 1}}
    assert server.clock.sleeps == [60]


def test_graphql__limit_says_when(server: GithubServer, api: GithubApi) -> None:
    left = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "now+40"}
    server.play({**_script(48)[0], "h": left})
    api.query("{rateLimit{cost}}", {})
    assert server.clock.sleeps == [41]


def test_graphql__own_failure_of_github_is_tried_again(
    server: GithubServer, api: GithubApi
) -> None:
    message = "Something went wrong while executing your query. This may be the result of a timeout"
    server.play({"s": 200, "b": json.dumps({"errors": [{"message": message}]})})
    assert api.query("{rateLimit{cost}}", {})
    assert server.clock.sleeps == [1]


def test_graphql__part_is_not_taken_for_the_whole(server: GithubServer, api: GithubApi) -> None:
    part = {"data": {"rateLimit": {"cost": 1}, "repository": {}}, "errors": [{"type": "X"}]}
    server.play({"s": 200, "b": json.dumps(part)})
    with pytest.raises(errors.QueryFailed):
        api.query("{rateLimit{cost}}", {})


def test_graphql__without_data_is_no_answer(server: GithubServer, api: GithubApi) -> None:
    server.play({"s": 200, "b": '{"message": "x"}'})
    with pytest.raises(errors.QueryFailed):
        api.query("{rateLimit{cost}}", {})


@pytest.mark.parametrize("skew", [3_600, -3_600])
def test_reset__is_compared_with_the_clock_of_the_service(
    server: GithubServer, api: GithubApi, skew: float
) -> None:
    server.skew_seconds = skew
    reset = str(int(server.clock.now() + skew) + 10)
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    server.play({"s": 403, "h": headers})
    assert _list(api) == []
    assert server.clock.sleeps == [11]


def test_tls__that_cannot_be_verified_is_never_tried_without(server: GithubServer) -> None:
    api = GithubApi(
        "o/r", token="", clock=server.clock, base_url=server.url.replace("http:", "https:")
    )
    with pytest.raises(errors.UnsafeConnection, match="REQUESTS_CA_BUNDLE"):
        _list(api)
    assert server.clock.sleeps == []


def test_answer__that_drips_has_a_whole_deadline(server: GithubServer, api: GithubApi) -> None:
    server.play("drip")
    assert _list(api) == []
    assert server.seen[1].at - server.seen[0].at > 60


def test_answer__that_grows_without_end_is_cut_off(server: GithubServer, api: GithubApi) -> None:
    server.play("gzip-bomb", "repeat")
    with pytest.raises(errors.AnswerTooBig, match="32 MiB"):
        _list(api)
    assert len(server.seen) == 1


def test_service__that_stays_away_is_given_up(server: GithubServer, api: GithubApi) -> None:
    server.play(500, "repeat")
    with pytest.raises(errors.ServiceUnreachable, match="4 tries") as end:
        _list(api)
    assert server.clock.sleeps == [1, 4, 9]
    assert end.value.exit_code is ExitCode.FINE


def test_call__that_is_not_on_the_list_never_leaves(server: GithubServer, api: GithubApi) -> None:
    with pytest.raises(errors.CallNotAllowed):
        api.repository.get_branch("main")
    assert server.seen == []


def test_writes__are_a_second_apart(server: GithubServer, api: GithubApi) -> None:
    issue = api.repository.get_issue(1)
    for text in "abcd":
        issue.create_comment(text)
    assert _gaps(server) == [1, 1, 1]


def test_enterprise_server__is_asked_at_its_own_addresses() -> None:
    with github_server(prefix="/api/v3") as server:
        server.world.open_pull(1)
        api = _api(server)
        assert _list(api) == []
        assert api.query("{rateLimit{cost}}", {})
        api.repository.get_issue(1).create_comment("hello")
        assert [one.path for one in server.seen] == [
            "/api/v3/repos/octo-org/tool/issues/comments",
            "/api/graphql",
            "/api/v3/repos/octo-org/tool/issues/1/comments",
        ]
        assert server.faults == []


def test_corpus__has_no_script_without_a_test() -> None:
    """Scripts with a number of their own in this file or in the one about whole lists."""
    named = set(range(61)) - OF_WHOLE_LISTS
    assert {int(name.removeprefix("fault-")) for name in SCRIPTS} == named | OF_WHOLE_LISTS


def _with(service: Service, **changes: Any) -> Service:
    return dataclasses.replace(service, **changes)
