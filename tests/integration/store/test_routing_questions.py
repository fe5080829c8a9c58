"""Does the store's one answer weigh the past exactly as the replay of all changes does?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.identity import DeveloperId, Login, PullNumber, RepoPath
from teammemory_bot.domain.past_change import PastChange, ReviewQuestion
from teammemory_bot.domain.questions.routing import EvidenceKeys
from teammemory_bot.domain.records import (
    Account,
    Batch,
    PullRequestRecord,
    PullState,
    ReviewRecord,
    ReviewState,
)
from teammemory_bot.scoring.lift import LiftRanking
from teammemory_bot.scoring.nodes import ROOT, directories_of
from teammemory_bot.scoring.past_evidence import PastEvidence
from teammemory_bot.scoring.review_evidence import ReviewLedger
from teammemory_bot.scoring.words import counted_path_words, title_words
from teammemory_bot.store import store as store_module
from teammemory_bot.store import word_index
from teammemory_bot.store.change_columns import (
    ChangeColumns,
    change_columns,
    packed_changes,
    take_back_columns,
)
from teammemory_bot.store.memory import StoredMemory
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, BOT, CHI, RepoBuilder

PEOPLE = (ANA, BEN, CHI)
PATHS = ("README.md", "src/auth/token.py", "src/auth/TokenStore.py", "src/web/view.py")


def history(repo: RepoBuilder) -> None:
    """Forty changes with reviews by turns, a rename, a bot, a merge and one change of 201 files."""
    repo.commit(dict.fromkeys(PATHS, "0\n"), subject="Begin", by=ANA)
    for number in range(1, 36):
        author, reviewer = PEOPLE[number % 3], PEOPLE[(number * 2 + 1) % 3]
        paths = [PATHS[number % 4], PATHS[(number * 3) % 4]]
        repo.commit(
            {path: f"{number} {path}\n" for path in paths},
            subject=f"Improve the {'login' if number % 2 else 'token refresh'} (#{number})",
            body=f"Reviewed-by: {reviewer.name} <{reviewer.email}>",
            by=BOT if number % 11 == 0 else author,
        )
        if number == 12:
            repo.rename("src/web/view.py", "src/web/page.py")
            repo.commit(subject="Rename the view", by=BEN)
    repo.commit({f"many/{n}.txt": "x\n" for n in range(201)}, subject="Import login data", by=CHI)
    repo.branch("side")
    repo.commit({"src/auth/token.py": "side\n"}, subject="Side work", by=CHI)
    repo.switch("main")
    repo.merge("side", number=77, title="Merge the login side work")


@pytest.fixture(params=["indexed", "from the rows"])
def store(request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(word_index, "BLOCK", 16)  # several blocks in a small history
    repo = RepoBuilder(tmp_path / "repo")
    history(repo)
    if request.param == "from the rows":
        monkeypatch.setattr(store_module, "extend_index", lambda _: None)
    with remember(repo, tmp_path / "memory.sqlite") as opened:
        assert word_index.indexed_changes(opened.database) == 0, "until somebody asks"
        opened.memory_at()
        is_indexed = word_index.indexed_changes(opened.database) == opened.tip_seq() + 1
        assert is_indexed == (request.param == "indexed")
        yield opened


def keys_of(asked: ReviewQuestion) -> EvidenceKeys:
    folders = {folder for path in asked.paths for folder in directories_of(path)} - {ROOT}
    return EvidenceKeys(
        title_words=title_words(asked.title),
        path_words=tuple(counted_path_words(asked.paths)),
        directories=tuple(sorted(folders)),
        files=asked.files,
    )


def by_columns(memory: StoredMemory, asked: ReviewQuestion) -> LiftRanking:
    return LiftRanking(asked, PastEvidence(memory.review_past(keys_of(asked)), now=asked.now))


def by_replay(changes: list[PastChange], asked: ReviewQuestion) -> LiftRanking:
    ledger = ReviewLedger()
    for change in changes:
        ledger.learn(change)
    return LiftRanking(asked, ledger.at(asked.now))


def test_review_past__gives_the_scores_of_the_replay_at_many_changes(store: Store) -> None:
    changes = list(store.memory_at().past_changes())
    for seq in range(1, len(changes), 4):
        then = changes[seq]
        asked = ReviewQuestion(
            now=then.at, author=then.author, title=then.title, paths=then.paths, files=then.files
        )
        one, other = by_columns(store.memory_at(seq - 1), asked), by_replay(changes[:seq], asked)
        assert [r.person for r in one.ranked()] == [r.person for r in other.ranked()]
        for ranked in one.ranked():
            assert other.score(ranked.person) == pytest.approx(ranked.score, abs=2e-6)


def test_past_changes__stop_at_the_change_asked_about(store: Store) -> None:
    everything, some = store.memory_at().past_changes(), store.memory_at(9).past_changes()
    assert list(some) == list(everything)[:10]


def test_past_changes__know_files_across_renames_and_their_lines(store: Store) -> None:
    changes = store.memory_at().past_changes()
    paths = {
        c.paths[c.files.index(f)] for c in changes for f in c.files if "src/web/view.py" in c.paths
    }
    assert "src/web/view.py" in paths
    (page,) = store.memory_at().file_keys([RepoPath("src/web/page.py")]).values()
    touching = [c for c in changes if page in c.files]
    assert {"src/web/view.py", "src/web/page.py"} <= {p for c in touching for p in c.paths}
    assert any(sum(count or 0 for count in change.churn) for change in changes)


def test_review_past__counts_a_review_told_twice_once(store: Store) -> None:
    before = store.memory_at().review_past(EvidenceKeys())
    ben = store.memory_at().developer_of(Identity(BEN.name, BEN.email))
    dee = Account(login=Login("dee"), name="Dee Okafor")
    store.save(
        Batch(
            source="test",
            records=tuple(
                ReviewRecord(
                    external_id=f"{who.name}-{state}",
                    pull=PullNumber(3),
                    reviewer=who,
                    state=state,
                    submitted_at=1,
                )
                for who in (Account(name=BEN.name, email=BEN.email), dee)
                for state in (ReviewState.COMMENTED, ReviewState.APPROVED)
            ),
        )
    )
    after = store.memory_at().review_past(EvidenceKeys())
    assert ben is not None
    dee_id = store.memory_at().developer_of(Identity("", "dee@users.noreply.github.com")).id
    assert len(after.reviewed(dee_id)) == 1
    (change,) = after.reviewed(dee_id)
    assert after.reviewers_of(change).count(ben.id) == after.reviewed(ben.id).count(change) <= 1
    assert len(after.reviewed(ben.id)) - len(before.reviewed(ben.id)) in {0, 1}


def test_index__taken_back_and_extended__is_the_same(store: Store) -> None:
    asked = EvidenceKeys(title_words=("login",), path_words=("auth",), directories=("src/",))
    before = store.memory_at().review_past(asked)
    with store.database.transaction():
        word_index.take_back_index(store.database, first_seq=20)
        assert word_index.indexed_changes(store.database) in {0, 16}
        word_index.extend_index(store.database)
    after = store.memory_at().review_past(asked)
    assert (after.titled, after.pathed, after.below) == (before.titled, before.pathed, before.below)
    assert before.below["src/"][-1] == store.tip_seq()


def test_index__a_very_long_word_is_found(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    folder = "a" * 150 + "/" + "b" * 150 + "/"
    repo.commit({f"{folder}c.py": "1\n"}, subject="Begin")
    with remember(repo, tmp_path / "memory.sqlite") as store:
        past = store.memory_at().review_past(EvidenceKeys(directories=(folder,)))
        assert past.below[folder] == [0]


def test_packed_changes__are_what_the_rows_say_at_every_change(store: Store) -> None:
    store.memory_at()
    assert packed_changes(store.database) == store.tip_seq() + 1
    packed = [_people_at(store, seq) for seq in range(-1, store.tip_seq() + 1)]
    for seq, (changes, newest) in enumerate(packed, start=-1):
        with store.database.transaction():
            take_back_columns(store.database, first_seq=0)
        assert _people_at(store, seq) == (changes, newest)
        assert newest == changes.newest_of_people()


def test_packed_changes__follow_whoever_an_api_names(store: Store) -> None:
    before = store.memory_at().review_past(EvidenceKeys())
    eve = Account(login=Login("eve"), name="Eve Ito", email="eve@example.com")
    pull = PullRequestRecord(
        number=PullNumber(3),
        title="Improve the login (#3)",
        state=PullState.MERGED,
        author=eve,
        created_at=1,
        updated_at=2,
    )
    store.save(Batch(source="test", records=(pull,)))
    memory = store.memory_at()
    after = memory.review_past(EvidenceKeys())
    number = memory.developer_of(Identity("", "eve@users.noreply.github.com")).id
    (change,) = [n for n, who in enumerate(after.authors) if who != before.authors[n]]
    assert (after.authors[change], list(after.written(number))) == (number, [change])
    assert change not in after.written(before.authors[change])


def _people_at(store: Store, seq: int) -> tuple[ChangeColumns, dict[DeveloperId, int]]:
    return change_columns(store.database, seq=seq)
