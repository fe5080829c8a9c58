"""Does each end say in one sentence what happened and what to do, and keep its status?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from teammemory_bot.support.errors import ExitCode
from teammemory_bot.transport import errors

AFTER_THE_LAST_MOMENT = 10.0**15


@pytest.mark.parametrize(
    ("make", "sentence", "status", "exit_code"),
    [
        (
            lambda: errors.ServiceUnreachable(
                "GitHub", "GET /x", why="HTTP 500", tries=4, status=500
            ),
            "GitHub did not answer GET /x (HTTP 500, 4 tries); "
            "what was read before is kept, run again later",
            500,
            ExitCode.FINE,
        ),
        (
            lambda: errors.ServiceUnreachable("GitHub", "GET /x", why="no connection", tries=4),
            "GitHub did not answer GET /x (no connection, 4 tries); "
            "what was read before is kept, run again later",
            0,
            ExitCode.FINE,
        ),
        (
            lambda: errors.RateLimitReached("GitHub", until=0.0),
            "GitHub takes no further request before 1970-01-01 00:00:00 UTC (rate limit); "
            "what was read before is kept, run again then",
            429,
            ExitCode.FINE,
        ),
        (
            lambda: errors.RateLimitReached("GitHub", until=AFTER_THE_LAST_MOMENT),
            "GitHub takes no further request before 9999-12-31 23:59:59 UTC (rate limit); "
            "what was read before is kept, run again then",
            429,
            ExitCode.FINE,
        ),
        (
            lambda: errors.UnusableAnswer("Jira", "GET /x", why="HTML"),
            "Jira answered GET /x with something else than documented (HTML); "
            "nothing of it was stored, run again later",
            0,
            ExitCode.FINE,
        ),
        (
            lambda: errors.AnswerTooBig("Jira", "GET /x", limit=32 * 1024 * 1024),
            "Jira answered GET /x with more than 32 MiB; nothing of it was stored",
            0,
            ExitCode.FINE,
        ),
        (
            lambda: errors.ForeignAddress(
                "GitHub", "GET /x", address="https://user:s3cret@evil.test:1/p?s3cret#s3cret"
            ),
            "GitHub answered GET /x with a pointer to https://evil.test/p, which is not the configured "
            "address; nothing was sent there. If the service has moved, configure its new address",
            0,
            ExitCode.WRONG_USE,
        ),
        (
            lambda: errors.ForeignAddress("GitHub", "GET /x", address="file:///p"),
            "GitHub answered GET /x with a pointer to file:///p, which is not the configured "
            "address; nothing was sent there. If the service has moved, configure its new address",
            0,
            ExitCode.WRONG_USE,
        ),
        (
            lambda: errors.UnsafeConnection("GitHub"),
            "the connection to GitHub could not be verified (TLS); if a proxy of your own signs "
            "it, name its certificates in REQUESTS_CA_BUNDLE",
            0,
            ExitCode.WRONG_USE,
        ),
        (
            lambda: errors.ProxyRefused("GitHub"),
            "the proxy on the way to GitHub refused the call; check HTTPS_PROXY, its user name and "
            "password, or exempt the host with NO_PROXY",
            407,
            ExitCode.WRONG_USE,
        ),
        (
            lambda: errors.CredentialsRefused("GitHub", "GET /x"),
            "GitHub refused the credentials at GET /x; check that the token is set and not expired",
            401,
            ExitCode.WRONG_USE,
        ),
        (
            lambda: errors.NotFoundOrPrivate("GitHub", "GET /x y"),
            "GitHub knows no /x y, or this token may not see it",
            404,
            ExitCode.FINE,
        ),
        (
            lambda: errors.BodyTooLong("GitHub", "POST /x"),
            "GitHub found the text of POST /x too long",
            422,
            ExitCode.FINE,
        ),
        (
            lambda: errors.RequestRefused("GitHub", "GET /x", status=409, message=""),
            "GitHub refused GET /x as invalid (HTTP 409); please report this",
            409,
            ExitCode.OUR_FAULT,
        ),
        (
            lambda: errors.QueryFailed("GitHub", "a query", kinds=("X",), message='no "y"\n'),
            "GitHub could not answer a query whole: \"no 'y'\"",
            200,
            ExitCode.FINE,
        ),
        (
            lambda: errors.WriteInDoubt("GitHub", "POST /x", why="HTTP 502"),
            "GitHub did not confirm POST /x (HTTP 502): it may have been done or not",
            0,
            ExitCode.FINE,
        ),
        (
            lambda: errors.BudgetSpent("calls"),
            "the budget of this run is used up (calls); the next run goes on from here",
            0,
            ExitCode.FINE,
        ),
    ],
)
def test_error__says_what_happened_and_what_to_do(
    make: Callable[[], errors.CallFailed], sentence: str, status: int, exit_code: ExitCode
) -> None:
    error = make()
    assert str(error) == sentence
    assert error.status == status
    assert error.exit_code is exit_code


def test_call__that_is_not_on_the_list_is_our_own_fault() -> None:
    error = errors.CallNotAllowed("GitHub", "GET /x")
    assert str(error) == (
        "refused to ask GitHub for GET /x: it is not on the list of calls that this program "
        "makes; please report this"
    )
    assert error.exit_code is ExitCode.OUR_FAULT


def test_error__keeps_what_its_catcher_asks_for() -> None:
    assert errors.RateLimitReached("GitHub", until=7.5).until == 7.5
    assert errors.QueryFailed("GitHub", "a query", kinds=("X",), message="").kinds == ("X",)
    missing = errors.PermissionMissing("GitHub", "POST /x", needed="issues=write", message="")
    assert missing.needed == "issues=write"


def test_error__without_a_status_has_none_of_the_services() -> None:
    assert errors.CallFailed("x").status == 0


def test_said__is_one_printable_line_of_at_most_160_characters() -> None:
    assert errors.said(' a\x00\n\u202eb "c"~ ') == "a b 'c'~"
    assert errors.said("x" * 161) == "(too long to show)", (
        "a part of it could be a part of a secret"
    )
    assert errors.said("a b " + "x" * 157) == "a b"
    assert errors.said("a b " + "x" * 156 + " c") == "a b " + "x" * 156
    assert errors.said("x" * 159 + "y") == "x" * 159 + "y"
