"""Does a step end that never would by itself, and is nothing left of the alarm?"""

from __future__ import annotations

import signal
import sqlite3
import threading
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from teammemory_bot.domain.finding import Outcome, Report, found
from teammemory_bot.pipeline.asking import ask_one
from teammemory_bot.store.sqlite import SqliteDatabase
from teammemory_bot.support import time_limit
from teammemory_bot.support.time_limit import run_at_most
from teammemory_bot.support.trace import Trace
from testing.postgres import server_address
from testing.virtual_clock import VirtualClock

SOON = 0.05
"""Seconds: long enough that the step has begun, on any machine."""
ENDLESS_SQL = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
)


def spin() -> None:
    while True:
        pass


def spin_and_catch() -> None:
    """Do what a step must not: go on whatever happens."""
    while True:
        with suppress(Exception):
            spin()


@pytest.fixture(autouse=True)
def _alarm_is_put_back():
    yield
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


@pytest.mark.parametrize("work", [spin, spin_and_catch])
def test_endless_loop__is_stopped(work) -> None:
    assert run_at_most(SOON, work) is None


def test_work_that_ends__gives_what_it_gives() -> None:
    assert run_at_most(SOON, lambda: 7) == 7
    with pytest.raises(KeyError):
        run_at_most(60, lambda: {}["x"])


def test_alarm__rings_again_for_whoever_swallows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "_AGAIN_SECONDS", SOON)
    caught = []

    def stubborn() -> None:
        try:
            spin()
        except KeyboardInterrupt:
            caught.append(1)
        spin()

    assert run_at_most(SOON, stubborn) is None
    assert caught == [1]


@pytest.mark.parametrize("seconds", [0.0, -1.0, 0.0001, 0.001, 0.002])
def test_alarm__that_rings_at_once_leaves_nothing_behind(seconds: float) -> None:
    for _ in range(5):
        assert run_at_most(seconds, spin) is None
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_other_thread__is_not_limited_and_not_broken() -> None:
    said = []
    thread = threading.Thread(target=lambda: said.append(run_at_most(SOON, lambda: 7)))
    thread.start()
    thread.join()
    assert said == [7]


def test_endless_statement__is_stopped_in_sqlite(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "m.sqlite")
    assert run_at_most(SOON, lambda: list(database.execute(ENDLESS_SQL))) is None
    assert list(database.execute("SELECT 1")) == [(1,)], "the connection is as good as before"
    database.execute("CREATE TABLE t (x)")

    def half_a_write() -> None:
        with database.transaction():
            database.execute("INSERT INTO t VALUES (1)")
            list(database.execute(ENDLESS_SQL))

    assert run_at_most(SOON, half_a_write) is None
    assert list(database.execute("SELECT count(*) FROM t")) == [(0,)]
    database.close()


def test_blocking_statement__is_cancelled_in_postgresql() -> None:
    with psycopg.connect(server_address(), autocommit=True) as connection:
        assert run_at_most(SOON, lambda: connection.execute("SELECT pg_sleep(60)")) is None
        assert connection.execute("SELECT 1").fetchone() == (1,)


def agent(work) -> SimpleNamespace:
    return SimpleNamespace(NAME="endless", TITLE="Endless", run=lambda _pr, _memory: work())


def sql(path: Path) -> None:
    SqliteDatabase(path).raw.execute(ENDLESS_SQL).fetchall()


def test_agent_that_never_returns__costs_its_own_answer_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock = VirtualClock()
    trace = Trace(clock, total_seconds=SOON)
    pr = SimpleNamespace(base="b", head="h")
    for work in (spin, lambda: sql(tmp_path / "m.sqlite")):
        report = ask_one(agent(work), pr, None, trace=trace)
        assert report.outcome is Outcome.NOT_AVAILABLE
        assert "stopped" in report.reason
    assert [step.outcome for step in trace.steps] == ["StepTookTooLong", "OperationalError"]
    fine: Report = ask_one(agent(lambda: found("x", ())), pr, None, trace=trace)
    assert fine.outcome is Outcome.NOTHING_TO_SAY


def test_agent_that_breaks_by_itself__is_not_said_to_be_slow(tmp_path: Path) -> None:
    def broken() -> None:
        raise sqlite3.OperationalError("no such table")

    report = ask_one(agent(broken), SimpleNamespace(base="b", head="h"), None)
    assert (report.outcome, report.reason) == (Outcome.FAILED, "OperationalError")
