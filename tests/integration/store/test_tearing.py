"""Is a join taken back when something speaks against it, and does the team's word count?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.identity import Login, PullNumber
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    Batch,
    Cursor,
    LoginProof,
    PullRequestRecord,
    PullState,
    ReviewRecord,
)
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.store.identity_report import identity_report
from testing.repo_builder import ANA, BEN, Person, RepoBuilder

LAPTOP = Person(ANA.name, "ana@laptop.example")


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "1\n"}, by=ANA)
    repo.commit({"a.py": "2\n"}, by=LAPTOP)
    repo.commit({"a.py": "3\n"}, by=BEN)
    return repo


@contextmanager
def _run(repo: RepoBuilder, tmp_path: Path) -> Iterator[Workplace]:
    """Open the memory as every verb does, up to date."""
    with open_workplace(repo.path, memory=tmp_path / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda _done, _total: None)
        place.store.settle_identities()
        yield place


def _save(place: Workplace, *records: ApiRecord) -> None:
    place.store.save(Batch(source="test", records=records))
    place.store.settle_identities()


def _reviews(*logins: str) -> list[ApiRecord]:
    return [
        ReviewRecord(
            external_id=f"R{number}",
            pull=PullNumber(number),
            reviewer=Account(login=Login(login)),
            state="APPROVED",
            submitted_at=1_700_000_000,
        )
        for number, login in enumerate(logins, start=1)
    ]


def _authors(place: Workplace) -> list[str]:
    rows = place.store.database.execute(
        "SELECT d.login, d.name FROM changes AS h JOIN developers AS d ON d.id = h.author_id "
        "ORDER BY h.seq"
    )
    return [login or name for login, name in rows]


def _reviewers(place: Workplace) -> list[str]:
    rows = place.store.database.execute(
        "SELECT d.login FROM reviews AS r JOIN developers AS d ON d.id = r.reviewer_id "
        "ORDER BY r.external_id"
    )
    return [str(login) for (login,) in rows]


def test_join_by_name__is_taken_back_when_two_accounts_bear_it(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    with _run(repo, tmp_path) as place:
        assert _authors(place) == [ANA.name, ANA.name, BEN.name]
        assert len(set(_authors(place))) == 2
        proofs = (
            LoginProof(ANA.name, ANA.email, "ana"),
            LoginProof(ANA.name, LAPTOP.email, "other-ana"),
        )
        _save(place, *_reviews("ana", "other-ana"), *proofs)
        assert identity_report(place.store).is_torn
    with _run(repo, tmp_path) as place:
        assert not identity_report(place.store).is_torn
        assert _authors(place) == ["ana", "other-ana", BEN.name]
        assert _reviewers(place) == ["ana", "other-ana"]
        before = list(place.store.database.execute("SELECT * FROM commits ORDER BY id"))
    with _run(repo, tmp_path) as place:  # and only once
        after = list(place.store.database.execute("SELECT * FROM commits ORDER BY id"))
        assert after == before


def test_teams_word__joins_and_is_taken_back(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit(
        {".github/teammemory.yml": f"identities:\n  same: [['{BEN.email}', ana]]\n"}, by=BEN
    )
    with _run(repo, tmp_path) as place:
        _save(place, *_reviews("ana"), LoginProof(ANA.name, ANA.email, "ana"))
        assert set(_authors(place)) == {"ana"}
    repo.commit({".github/teammemory.yml": "version: 1\n"}, by=BEN)
    with _run(repo, tmp_path) as place:
        assert _authors(place) == ["ana", "ana", BEN.name, BEN.name, BEN.name]
        assert _reviewers(place) == ["ana"]


def test_teams_word__against_names_holds_from_the_next_run_on(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    with _run(repo, tmp_path) as place:
        assert identity_report(place.store).joined
    repo.commit({".github/teammemory.yml": "identities:\n  join_names: false\n"}, by=BEN)
    with _run(repo, tmp_path) as place:
        assert identity_report(place.store).joined == ()
        authors = list(place.store.database.execute("SELECT author_id FROM changes ORDER BY seq"))
        assert len(set(authors[:2])) == 2


def test_two_accounts__that_were_one_by_word_are_asked_for_again(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    repo.commit({".github/teammemory.yml": "identities:\n  same: [[ana, ben]]\n"}, by=BEN)
    with _run(repo, tmp_path) as place:
        _save(place, *_reviews("ana", "ben"))
        cursor = Cursor(source="github-pulls", name="live", position="9")
        place.store.save(Batch(source="github-pulls", cursors=(cursor,)))
        assert len(set(_reviewers(place))) == 1
    repo.commit({".github/teammemory.yml": "version: 1\n"}, by=BEN)
    with _run(repo, tmp_path) as place:
        assert place.store.cursor("github-pulls", "live") is None
        _save(place, *_reviews("ana", "ben"))  # the services are read again
        assert _reviewers(place) == ["ana", "ben"]


def test_pull_requests__keep_their_authors_through_it(repo: RepoBuilder, tmp_path: Path) -> None:
    pull = PullRequestRecord(
        number=PullNumber(1),
        title="Begin",
        state=PullState.OPEN,
        author=Account(login=Login("ana")),
        created_at=1,
        updated_at=2,
    )
    with _run(repo, tmp_path) as place:
        _save(place, pull, LoginProof(ANA.name, ANA.email, "ana"))
        assert _authors(place)[:2] == ["ana", "ana"]
        _save(place, LoginProof(ANA.name, LAPTOP.email, "", "mallory"))
    with _run(repo, tmp_path) as place:
        assert _authors(place) == ["ana", ANA.name, BEN.name]
        rows = place.store.database.execute(
            "SELECT d.login FROM pull_requests AS p JOIN developers AS d ON d.id = p.author_id"
        )
        assert [login for (login,) in rows] == ["ana"]
