"""Can the log of runs be changed unnoticed, and does it give up what it may not keep?"""

from __future__ import annotations

import json
import random

import pytest

from teammemory_bot.domain.audit import Accuracy
from teammemory_bot.store.accuracy import note_accuracy
from teammemory_bot.store.forgetting import forget
from teammemory_bot.store.run_log import KEPT, NoSuchRun, RunLog, memory_digest
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.other_writer import ABOUT
from testing.repo_builder import RepoBuilder
from tests.contract.store.conftest import Place

EDITS = {
    "flip a record": "UPDATE runs SET record = REPLACE(record, 'said', 'sung') WHERE number = {n}",
    "flip a digest": "UPDATE runs SET record_digest = 'f' || SUBSTR(record_digest, 2), record = NULL"
    " WHERE number = {n} AND SUBSTR(record_digest, 1, 1) <> 'f'",
    "flip a link": "UPDATE runs SET link = record_digest WHERE number = {n}",
    "delete": "DELETE FROM runs WHERE number = {n}",
    "insert": "INSERT INTO runs SELECT number + 1000, record_digest, link, record FROM runs"
    " WHERE number = {n}",
    "reorder": "UPDATE runs SET number = CASE number WHEN {n} THEN -1 ELSE number END",
    "cut the end": "DELETE FROM runs WHERE number > {n}",
}


def _record(number: int) -> str:
    return json.dumps({"said": number})


def test_run_log__counts_from_one_and_says_nothing_twice(place: Place) -> None:
    with Store.open(place, ABOUT) as store:
        log = RunLog(store)
        assert log.runs() == []
        assert log.head() == ""
        first, second = log.add(_record(1)), log.add(_record(2))
        assert log.add(_record(1)) == first
        assert [run.number for run in log.runs()] == [1, 2]
        assert log.head() == second.link
        assert list(log.objections(head=first.link)) == []
        with pytest.raises(NoSuchRun, match="1 to 2"):
            log.run(3)


@pytest.mark.parametrize("times", [60, pytest.param(1_000, marks=pytest.mark.prove)])
def test_run_log__every_edit_is_found(place: Place, times: int) -> None:
    chance = random.Random(times)  # noqa: S311  # which edits, no secret
    with Store.open(place, ABOUT) as store:
        log = RunLog(store)
        for number in range(1, 21):
            log.add(_record(number))
        whole, head = log.runs(), log.head()
        for time in range(times):
            name = list(EDITS)[time % len(EDITS)]
            edit = EDITS[name].format(n=chance.randrange(1, 20))
            with store.database.transaction():
                store.database.execute(edit)
            if log.runs() != whole:
                assert list(log.objections(head=head)), edit
                assert name == "cut the end" or list(log.objections()), edit
            with store.database.transaction():
                store.database.execute("DELETE FROM runs")
                columns = ("number", "record_digest", "link", "record")
                rows = [(run.number, run.digest, run.link, run.record) for run in whole]
                store.database.insert("runs", columns, rows)
        assert list(log.objections(head=head)) == []


def test_run_log__old_records_go_and_the_chain_stays(place: Place) -> None:
    with Store.open(place, ABOUT) as store, store.writing():
        log = RunLog(store)
        for number in range(KEPT + 2):
            log.add(_record(number))
        assert [run.number for run in log.runs() if run.record is None] == [1, 2]
        assert list(log.objections()) == []


@pytest.mark.parametrize(
    "said",
    [
        "Ana Silva wrote it",
        "ana silva",
        "&#42;Ana  Silva&#42;",
        "An\u200ba Silva",
        "https://x.test/?author=Ana%20Silva",
        "by ana@example.com",
    ],
)
def test_forgetting__empties_records_that_name_the_person(
    place: Place, said: str, tmp_path
) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "1\n"})
    with remember(repo, place) as store:
        log = RunLog(store)
        log.add(json.dumps({"comment": {"lines": [said]}}))
        kept = log.add(json.dumps({"comment": "Anna Silvaner, anas silva"}))
        head = log.head()
        assert forget(store, "ana@example.com" if "@" in said else "Ana Silva").runs == 1
        assert [run.record is None for run in log.runs()] == [True, False]
        assert log.run(2) == kept
        assert list(log.objections(head=head)) == []
        dump = repr(list(store.database.execute("SELECT * FROM runs"))).lower()
        assert "ana silva" not in dump


def test_run_log__keeps_nothing_about_whoever_is_forgotten(place: Place) -> None:
    with Store.open(place, ABOUT) as store:
        forget(store, "qcanary")
        run = RunLog(store).add(json.dumps({"author_login": "QCanary"}))
        assert RunLog(store).run(run.number).record is None
        assert list(RunLog(store).objections()) == []


def test_memory_digest__changes_with_what_is_known_not_with_what_was_said(
    place: Place, tmp_path
) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "1\n"})
    with remember(repo, place) as store:
        before = memory_digest(store)
        RunLog(store).add(_record(1))
        assert memory_digest(store) == before
    repo.commit({"a.py": "2\n"})
    with remember(repo, place) as store:
        later = memory_digest(store)
        assert later != before
        figure = Accuracy(what="Reviewers", method="lift", measure="top3", value=0.8)
        note_accuracy(store, "reviewers", [figure])  # the comment quotes it
        assert memory_digest(store) != later


def test_memory_digest__is_the_same_on_both_databases(both) -> None:
    assert memory_digest(both.sqlite) == memory_digest(both.postgres)
