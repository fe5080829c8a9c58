"""Is nothing left of a person who was forgotten, also after the next run, and is all else as before?"""

from __future__ import annotations

from pathlib import Path

import pytest

from teammemory_bot.domain.identity import Login, PullNumber
from teammemory_bot.domain.records import (
    Account,
    Batch,
    LoginProof,
    PullRequestRecord,
    PullState,
    ReviewRecord,
)
from teammemory_bot.store.forgetting import SeveralPeople, forget
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, Person, RepoBuilder

CANARY = Person("Canary Quetzal", "canary@quetzal.example")


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    built = RepoBuilder(tmp_path / "repo")
    built.commit({"a.py": "1\n"}, by=ANA)
    built.commit({"a.py": "2\n"}, by=CANARY, subject="Thank Canary Quetzal and @qcanary")
    built.commit(
        {"a.py": "3\n"}, by=BEN, subject="Reviewed\n\nReviewed-by: Canary Quetzal <c@q.example>"
    )
    return built


def _talk(store: Store) -> None:
    canary = Account(login=Login("QCanary"), name="Canary Quetzal", jira_account="jira-quetzal")
    store.save(
        Batch(
            source="test",
            records=(
                LoginProof(CANARY.name, CANARY.email, "QCanary"),
                PullRequestRecord(
                    number=PullNumber(7),
                    title="canary quetzal's work",
                    state=PullState.OPEN,
                    author=canary,
                    created_at=1,
                    updated_at=1,
                    head_branch="qcanary/topic",
                ),
                ReviewRecord(
                    external_id="r",
                    pull=PullNumber(7),
                    reviewer=canary,
                    state="APPROVED",
                    submitted_at=1,
                ),
                LoginProof("Somebody", "some@where.example", "", "qcanary"),
            ),
        )
    )


def _bytes(path: Path) -> bytes:
    return b"".join(
        file.read_bytes().lower()
        for file in path.parent.iterdir()
        if file.name.startswith(path.name)
    )


@pytest.mark.parametrize(
    "person", ["qcanary", "@QCanary", CANARY.email, "Canary Quetzal", "jira:jira-quetzal"]
)
def test_forgotten__leaves_no_byte_and_does_not_come_back(
    repo: RepoBuilder, tmp_path: Path, person: str
) -> None:
    path = tmp_path / "memory" / "memory.sqlite"
    with remember(repo, path) as store:
        _talk(store)
        store.settle_identities()
        counts = _counts(store)
        done = forget(store, person)
        assert done.people == 1
        assert done.texts == 3  # a subject, a title, a branch
        assert _counts(store) == counts
        held = _bytes(path)
        assert b"quetzal" not in held
        assert b"qcanary" not in held
        _talk(store)
        store.settle_identities()
        rows = list(store.database.execute("SELECT name, login FROM developers ORDER BY id"))
        assert ("forgotten", None) in rows
        assert not [row for row in rows if "Canary" in f"{row}"]
        assert not list(
            store.database.execute("SELECT 1 FROM identities WHERE value LIKE '%canary%'")
        )


def test_forgotten__stays_out_of_a_history_that_is_read_anew(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    path = tmp_path / "memory" / "memory.sqlite"
    with remember(repo, path) as store:
        _talk(store)
        forget(store, "qcanary")
        store.start_over()
    repo.commit(
        {"a.py": "4\n"}, by=BEN, subject="Ask Canary  Quetzal (QCanary) about Canary's cage"
    )
    with remember(repo, path) as store:
        _talk(store)
        subjects = [s for (s,) in store.database.execute("SELECT subject FROM commits ORDER BY id")]
        assert subjects[1] == "Thank [forgotten] and @[forgotten]"
        assert subjects[3] == "Ask [forgotten] ([forgotten]) about Canary's cage"
        store.database.compact()
        assert b"quetzal" not in _bytes(path)
        assert b"qcanary" not in _bytes(path)


def _counts(store: Store) -> list[tuple[int, ...]]:
    tables = ("commits", "changes", "pull_requests", "reviews", "issue_comments")
    return [
        next(iter(store.database.execute(f"SELECT COUNT(*) FROM {table}")))  # noqa: S608
        for table in tables
    ]


def test_forgotten__is_asked_by_nobody(repo: RepoBuilder, tmp_path: Path) -> None:
    with remember(repo, tmp_path / "memory.sqlite") as store:
        _talk(store)
        forget(store, "qcanary")
        change = store.memory_at().change_at(1)
        assert change is not None
        assert change.author.name == "forgotten"
        assert change.author.login is None


def test_forgotten__before_being_known_never_becomes_known(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    path = tmp_path / "memory" / "memory.sqlite"
    repo2 = RepoBuilder(tmp_path / "other")
    repo2.commit({"a.py": "1\n"}, by=ANA)
    with remember(repo2, path) as store:
        assert forget(store, "qcanary").people == 0
        store.save(Batch(source="t", records=(LoginProof(CANARY.name, CANARY.email, "QCanary"),)))
        assert b"quetzal" not in _bytes(path)
        assert b"qcanary" not in _bytes(path)


def test_forgetting__a_name_of_several_people_asks_for_more(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    with remember(repo, tmp_path / "memory.sqlite") as store:
        for login in ("one", "two"):
            account = Account(login=Login(login), name="Ana Silva")
            review = ReviewRecord(
                external_id=login, pull=PullNumber(1), reviewer=account, state="X", submitted_at=1
            )
            store.save(Batch(source="t", records=(review,)))
        with pytest.raises(SeveralPeople, match="one, two"):
            forget(store, "Ana Silva")


def test_forgetting__leaves_everybody_else(repo: RepoBuilder, tmp_path: Path) -> None:
    with remember(repo, tmp_path / "memory.sqlite") as store:
        _talk(store)
        forget(store, "qcanary")
        names = {name for (name,) in store.database.execute("SELECT name FROM developers")}
        assert {ANA.name, BEN.name} <= names
