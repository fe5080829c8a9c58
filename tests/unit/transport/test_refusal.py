"""Which error is which refusal, and does it say what the service said?"""

from __future__ import annotations

import pytest

from teammemory_bot.transport import errors
from teammemory_bot.transport.refusal import error_of

CALL = "GET /repos/o/r/issues"


@pytest.mark.parametrize(
    ("status", "message", "kind", "kept_status"),
    [
        (401, "x", errors.CredentialsRefused, 401),
        (403, "x", errors.PermissionMissing, 403),
        (404, "x", errors.NotFoundOrPrivate, 404),
        (407, "x", errors.ProxyRefused, 407),
        (410, "x", errors.NotServed, 410),
        (451, "x", errors.NotServed, 451),
        (422, "Body is TOO LONG (maximum is 65536)", errors.BodyTooLong, 422),
        (422, "Validation Failed", errors.RequestRefused, 422),
        (400, "Body is too long", errors.RequestRefused, 400),
        (409, "", errors.RequestRefused, 409),
    ],
)
def test_status__has_its_error(
    status: int, message: str, kind: type[errors.CallFailed], kept_status: int
) -> None:
    error = error_of("GitHub", CALL, status, {}, message)
    assert type(error) is kind
    assert error.status == kept_status
    assert "GitHub" in str(error)


def test_sentences__name_call_status_permission_and_the_words_of_the_service() -> None:
    needed = {"x-accepted-github-permissions": "pull_requests=write"}
    said = str(error_of("GitHub", CALL, 403, needed, "Resource not accessible"))
    assert said == (
        f'the token may not {CALL} at GitHub ("Resource not accessible"); '
        "it needs pull_requests=write"
    )
    assert str(error_of("GitHub", CALL, 403, {}, "")) == f"the token may not {CALL} at GitHub"
    assert f"does not serve {CALL} (HTTP 451)" in str(error_of("Jira", CALL, 451, {}, ""))
    refused = str(error_of("Jira", CALL, 400, {}, "no such field"))
    assert f'Jira refused {CALL} as invalid (HTTP 400): "no such field"' in refused
    assert f"the text of {CALL}" in str(error_of("GitHub", CALL, 422, {}, "too long"))
    assert f"credentials at {CALL}" in str(error_of("GitHub", CALL, 401, {}, ""))
    assert "knows no /repos/o/r/issues," in str(error_of("GitHub", CALL, 404, {}, ""))
