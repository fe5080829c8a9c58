"""Do tests of PostgreSQL skip only where nobody promised a server?"""

from __future__ import annotations

import pytest

from testing import postgres

CLOSED = "postgresql://postgres@127.0.0.1:9/postgres"


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "USUAL_ADDRESS", CLOSED)
    monkeypatch.delenv(postgres.ADDRESS_VARIABLE, raising=False)
    monkeypatch.delenv(postgres.REQUIRED_VARIABLE, raising=False)


def test_server__that_nobody_promised_is_skipped_with_a_word() -> None:
    with pytest.raises(pytest.skip.Exception, match="no PostgreSQL server at TEAMMEMORY_TEST"):
        postgres.server_address()


def test_server__that_is_required_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.REQUIRED_VARIABLE, "1")
    with pytest.raises(pytest.fail.Exception, match="no PostgreSQL server"):
        postgres.server_address()


def test_server__that_is_named_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.ADDRESS_VARIABLE, CLOSED)
    with pytest.raises(pytest.fail.Exception, match="no PostgreSQL server"):
        postgres.server_address()
