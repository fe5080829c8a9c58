"""Do facts follow who is who: joined by proof, renamed in place, and told with the proof?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from teammemory_bot.agents.answers.file_experts import file_experts
from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.finding import plain_text
from teammemory_bot.domain.identity import Login, PullNumber
from teammemory_bot.domain.records import (
    Account,
    ApiRecord,
    Batch,
    LoginProof,
    ReviewRecord,
    ReviewState,
)
from teammemory_bot.store.identities import weigh
from teammemory_bot.store.identity_report import identity_report
from teammemory_bot.store.identity_rules import IdentityUnreadable, identity_rules
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, CHI, Person, RepoBuilder


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "repo")


@pytest.fixture
def store(repo: RepoBuilder, tmp_path: Path) -> Iterator[Store]:
    repo.commit({"a.py": "1\n"}, by=ANA)
    repo.commit({"a.py": "2\n"}, by=Person(ANA.name, "ana@laptop.example"))
    with remember(repo, tmp_path / "memory.sqlite") as opened:
        yield opened


def _save(store: Store, *records: ApiRecord) -> None:
    store.save(Batch(source="test", records=records))


def _review(number: int, by: str, name: str = "") -> ReviewRecord:
    return ReviewRecord(
        external_id=f"r{number}",
        pull=PullNumber(number),
        reviewer=Account(login=Login(by), name=name),
        state=ReviewState.APPROVED,
        submitted_at=1_700_000_000,
    )


def _authors(store: Store) -> list[tuple[str, str | None]]:
    store.settle_identities()
    return [
        (name, login)
        for name, login in store.database.execute(
            "SELECT d.name, d.login FROM changes AS h JOIN developers AS d ON d.id = h.author_id "
            "ORDER BY h.seq"
        )
    ]


def test_commit__is_its_accounts_by_the_word_of_the_api(store: Store) -> None:
    _save(store, _review(1, "ana"), LoginProof(ANA.name, ANA.email, "ana"))
    _save(store, LoginProof(ANA.name, "ana@laptop.example", "ana"))
    assert _authors(store) == [(ANA.name, "ana")] * 2
    report = identity_report(store)
    assert [(joined.developer.login, len(joined.identities)) for joined in report.joined] == [
        ("ana", 3)
    ]
    assert {i.proof for i in report.joined[0].identities} == {"", "commit"}


def test_second_address__joins_by_name_and_says_that_this_is_weak(store: Store) -> None:
    _save(store, LoginProof(ANA.name, ANA.email, "ana"))
    assert _authors(store) == [(ANA.name, "ana")] * 2
    (joined,) = identity_report(store).joined
    assert [(identity.proof, identity.is_weak) for identity in joined.identities] == [
        ("", False),
        ("name", True),
    ]


def test_forged_name__that_git_alone_cannot_tell_is_marked(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    repo.commit({"a.py": "1\n"}, by=BEN)
    repo.commit({"a.py": "2\n"}, by=Person(BEN.name, "evil@mallory.example"))
    repo.commit({"a.py": "3\n"}, by=ANA)
    with remember(repo, tmp_path / "memory.sqlite") as store:
        answer = file_experts("a.py", store.memory_at(), now=store.newest_at())
    marked = {
        dict(item.data)["name"]: dict(item.data)["partly_by_name_alone"]
        for item in answer.lists[0].items
    }
    assert marked == {BEN.name: True, ANA.name: False}
    (said,) = [item for item in answer.lists[0].items if len(item.details) > 1]
    assert "by the same full name alone" in plain_text(said.details[1])


def test_forged_name__gains_nothing_for_anybody(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.py": "1\n"}, by=ANA)
    for number in range(5):
        repo.commit({"b.py": f"{number}\n"}, by=Person(ANA.name, "evil@mallory.example"))
    with remember(repo, tmp_path / "memory.sqlite") as store:
        _save(
            store,
            LoginProof(ANA.name, ANA.email, "ana"),
            LoginProof(ANA.name, "evil@mallory.example", "", "mallory"),
        )
        assert _authors(store) == [(ANA.name, "ana")] + [(ANA.name, None)] * 5
        (apart,) = identity_report(store).apart
        assert "pull requests of somebody else" in apart.objection


def test_two_accounts__of_one_name_stay_apart(store: Store) -> None:
    _save(store, LoginProof(ANA.name, ANA.email, "ana"))
    _save(store, LoginProof(ANA.name, "ana@laptop.example", "the-other-ana"))
    assert _authors(store) == [(ANA.name, "ana"), (ANA.name, "the-other-ana")]
    assert not weigh(store.database, store.identity_rules).is_torn


def test_somebody_new__gets_no_number_of_a_persona_that_was_joined(store: Store) -> None:
    assert _authors(store) == [(ANA.name, None)] * 2  # the second persona became the first one
    _save(store, _review(1, "zed"), _review(2, "yan"))
    identities = identity_report(store).joined
    assert [len(joined.identities) for joined in identities] == [2]
    rows = store.database.execute("SELECT persona_id, developer_id FROM identities")
    assert len(dict(rows)) == 4


def test_join__that_is_no_longer_proved_is_said_to_be_torn(store: Store) -> None:
    assert _authors(store) == [(ANA.name, None)] * 2
    assert (
        len({author for (author,) in store.database.execute("SELECT author_id FROM changes")}) == 1
    )
    _save(store, LoginProof(ANA.name, ANA.email, "ana"))
    _save(store, LoginProof(ANA.name, "ana@laptop.example", "the-other-ana"))
    assert identity_report(store).is_torn


def test_noreply_address__is_the_login_that_it_holds(repo: RepoBuilder, tmp_path: Path) -> None:
    repo.commit({"a.py": "1\n"}, by=Person("whoever", "12345+ana@users.noreply.github.com"))
    with remember(repo, tmp_path / "memory.sqlite") as store:
        _save(store, _review(1, "Ana"))
        assert _authors(store) == [("whoever", "Ana")]
        assert identity_report(store).with_login == 1


def test_person__is_called_as_they_sign_and_not_as_others_mistype_them(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    mistyped = f"Reviewed-by: Aan Silva <{ANA.email}>"
    repo.commit({"a.py": "1\n"}, by=BEN, body=mistyped)
    repo.commit({"a.py": "2\n"}, by=ANA)
    repo.commit({"a.py": "3\n"}, by=BEN, body=mistyped)
    with remember(repo, tmp_path / "memory.sqlite") as store:
        names = {who for who, _ in _authors(store)}
    assert names == {ANA.name, BEN.name}


def test_bot__is_recognised_by_its_account(store: Store) -> None:
    _save(store, _review(1, "renovate[bot]"))
    report = identity_report(store)
    assert (report.bots, report.developers) == (1, 2)


def test_merge__is_by_whoever_wrote_most_after_joining(repo: RepoBuilder, tmp_path: Path) -> None:
    laptop = Person(ANA.name, "ana@laptop.example")
    repo.commit({"a.py": "0\n"}, by=CHI)
    repo.branch("feature")
    for number, who in enumerate([ANA, BEN, laptop, BEN]):
        repo.commit({"a.py": f"{number}\n"}, by=who, subject=f"Step {number}")
    repo.switch("main")
    repo.commit({"b.py": "1\n"}, by=CHI)
    repo.merge("feature", number=12, title="Together", by=CHI)
    with remember(repo, tmp_path / "memory.sqlite") as store:
        # Two against two: the one who began, now that both addresses are one person's.
        assert _authors(store)[-1][0] == ANA.name


def test_reviewer__who_turns_out_to_be_the_author_is_none(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    subject = "Change\n\nReviewed-by: Ana Silva <ana@laptop.example>"
    repo.commit({"a.py": "1\n"}, by=ANA, subject=subject)
    with remember(repo, tmp_path / "memory.sqlite") as store:
        store.settle_identities()
        assert list(store.database.execute("SELECT reviewer_id FROM reviews")) == []


def test_identities__are_found_by_who_asks(store: Store) -> None:
    _save(store, LoginProof(ANA.name, ANA.email, "ana"))
    memory = store.memory_at()
    laptop = memory.developer_of(Identity("anything", "ana@laptop.example"))
    assert laptop is not None
    assert laptop.login == "ana"


def test_configuration__joins_what_the_team_says(store: Store) -> None:
    _save(store, _review(1, "ana"), _review(2, "ana-at-work"))
    rules = identity_rules(
        [["@Ana", "ana-at-work", ANA.email, "ana@laptop.example"]], salt=store.identity.salt
    )
    store.identity_rules = rules
    assert _authors(store) == [(ANA.name, "ana")] * 2
    assert identity_report(store).developers == 1


@pytest.mark.parametrize("text", ["", "Ana Silva", "a b@c", "jira:", "-x", "a" * 400])
def test_configuration__refuses_what_is_no_identity(text: str) -> None:
    with pytest.raises(IdentityUnreadable, match="is no identity"):
        identity_rules([[text]], salt="s")


def test_settling__twice_changes_nothing(store: Store) -> None:
    _save(store, LoginProof(ANA.name, ANA.email, "ana"))
    store.settle_identities()
    before = list(store.database.execute("SELECT * FROM identities ORDER BY kind, value"))
    store.settle_identities()
    _save(store, LoginProof(ANA.name, ANA.email, "ana"))
    store.settle_identities()
    after = list(store.database.execute("SELECT * FROM identities ORDER BY kind, value"))
    assert after == before


def test_email__is_nowhere_in_the_memory(store: Store, tmp_path: Path) -> None:
    _save(store, LoginProof(ANA.name, "secret@canary.example", "ana"))
    store.settle_identities()
    assert b"canary.example" not in (tmp_path / "memory.sqlite").read_bytes()
    assert ANA.email.encode() not in (tmp_path / "memory.sqlite").read_bytes()
