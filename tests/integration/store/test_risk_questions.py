"""Do the answers behind risk agree with a replay of the whole history, as of any change?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from teammemory_bot.backtest.co_change import CoChangeLedger
from teammemory_bot.backtest.risk_ledger import RiskLedger
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.risk_history import HistoryStep
from teammemory_bot.scoring.change_risk import ChangeRisk, risk_of_files
from teammemory_bot.scoring.standing import Standing
from teammemory_bot.store.memory import StoredMemory
from teammemory_bot.store.store import Store
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, RepoBuilder

DAY = 86_400
START = 1_600_000_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Four years: files that move, go and come back, sweeps, wide fixes, tests and vendored files."""
    folder = tmp_path_factory.mktemp("risk-questions")
    repo = RepoBuilder(folder / "repo")
    many = {f"src/many{n}.py": f"x = {n}\n" * (n + 1) for n in range(45)}
    repo.commit(
        {**many, "src/a.py": "a = 0\n", "vendor/v.py": "v\n", "src/__init__.py": ""}, at=START
    )
    moments = iter(range(START + 30 * DAY, START + 4 * 365 * DAY, 30 * DAY))
    for step in range(1, 25):
        verb = ("Fix the crash", "Tune", "fix: leak")[step % 3]
        repo.commit(
            {
                "src/a.py": f"a = {step}\n" * (step % 5 + 1),
                f"src/many{step % 4}.py": f"if x == {step}:\n    pass\n",
                "tests/test_a.py": f"assert a == {step}\n",
            },
            subject=f"{verb} of step {step} (#{step})",
            by=(ANA, BEN)[step % 2],
            at=next(moments),
        )
    swept = {name: f"{text}swept = 1\n" for name, text in many.items()}
    repo.commit(swept, subject="Fix the style of everything", at=next(moments))
    wide = {f"src/many{n}.py": f"wide = {n}\n" for n in range(16)}
    repo.commit(wide, subject="Fix a crash everywhere", at=next(moments))
    repo.rename("src/a.py", "lib/b.py", at=next(moments))
    repo.commit({"lib/b.py": "b = 1\nb = 2\n"}, subject="Fix the move", at=next(moments))
    repo.commit({"src/many7.py": None}, subject="Remove it", at=next(moments))
    repo.commit({"src/many8.py": None}, subject="Remove that", at=next(moments))
    repo.commit({"src/many8.py": "back = 1\n"}, subject="Bring it back", at=next(moments))
    repo.commit({"README.md": "hello\n"}, subject="Say hello", at=next(moments))
    with remember(repo, folder / "memory.sqlite", days=20_000) as store:
        yield store


SEQS = (5, 24, 27, 29, 30, 31, 32)


@pytest.mark.parametrize("seq", SEQS)
def test_source_past__gives_the_scores_of_a_replay(store: Store, seq: int) -> None:
    memory = store.memory_at(seq)
    steps = memory.history()
    assert len(steps) == seq + 1
    ledger = _learned(steps)
    now = steps[-1].at + 3 * DAY
    heats = Standing.ask(memory, now=now).heats
    expected = {file: record.heat(now) for file, record in ledger.living_source()}
    assert heats == expected


@pytest.mark.parametrize("seq", SEQS)
def test_source_past__gives_the_risks_of_a_replay(store: Store, seq: int) -> None:
    memory = store.memory_at(seq)
    steps = memory.history()
    expected = []
    ledger = RiskLedger()
    for step in steps:
        files = [file for file in step.source_files if file.status != "D"]
        if files:
            risks = (
                ChangeRisk(
                    added=file.added or 0,
                    tokens=file.tokens,
                    fixes=ledger.record(file.file).fixes(step.at),
                )
                for file in files
            )
            expected.append(risk_of_files(risks).score)
        ledger.learn(step)
    standing = Standing.ask(memory, now=steps[-1].at)
    # Everything older than three years is beyond the window, and so is what is compared with.
    newest = sorted(expected[-len(standing.compared) :])
    assert list(standing.compared) == pytest.approx(newest, abs=0.2)
    assert len(standing.compared) >= min(len(expected), 20)


def test_together_with__gives_the_transactions_of_a_replay(store: Store) -> None:
    memory = store.memory_at()
    ledger = CoChangeLedger()
    for step in memory.history():
        files = frozenset(one.file for one in step.files if one.kind is not FileKind.VENDORED)
        ledger.learn(step, files)
    for path in ("lib/b.py", "tests/test_a.py", "src/many1.py", "vendor/v.py"):
        number = memory.file_numbers([RepoPath(path)])[RepoPath(path)]
        asked = memory.together_with(number, last=20, max_files=20)
        kept = ledger.transactions[number]
        assert [(one.seq, one.at, one.files) for one in asked] == [
            (one.seq, one.at, one.files) for one in kept
        ]


def test_touches__count_a_moved_file_under_all_its_names(store: Store) -> None:
    memory = store.memory_at()
    number = _number(memory, "lib/b.py")
    touches = memory.touches_of(number)
    assert [touch.seq for touch in touches] == [28, 27, *range(24, -1, -1)]
    assert len({touch.author for touch in touches}) == 2
    assert sum(bool(touch.fix_rule) for touch in touches) == 16 + 1
    assert memory.touches_of(number, since=touches[0].at) == touches[:1]
    assert memory.lines_of(number) == 2


def test_touches__follow_what_counts_as_source(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "a\n", "b.py": "b\n"}, at=START)
    with remember(repo, tmp_path / "memory.sqlite") as store:
        memory = store.memory_at()
        number = _number(memory, "a.py")
        assert [touch.n_source_files for touch in memory.touches_of(number)] == [2]
        kinds = {"a.py": FileKind.SOURCE, "b.py": FileKind.GENERATED}
        store.settle_kinds(lambda path: kinds[path], "b.py is generated")
        assert [t.n_source_files for t in store.memory_at().touches_of(number)] == [1]


def test_names__know_what_exists(store: Store) -> None:
    memory = store.memory_at()
    before = store.memory_at(26)
    moved, gone, back = (
        _number(before, path) for path in ("src/a.py", "src/many7.py", "src/many8.py")
    )
    names = memory.names_of((moved, gone, back, 9_999))
    assert names[moved] == ("lib/b.py", True, FileKind.SOURCE)
    assert names[gone] == ("src/many7.py", False, FileKind.SOURCE)
    assert names[back] == ("src/many8.py", True, FileKind.SOURCE)
    assert 9_999 not in names
    assert before.names_of((moved,))[moved] == ("src/a.py", True, FileKind.SOURCE)


def test_fix_rule__of_what_has_not_landed_is_none(store: Store) -> None:
    assert store.memory_at(20).fix_rule_of(20) == "prefix"
    assert store.memory_at(20).fix_rule_of(21) == ""
    assert store.memory_at(21).fix_rule_of(21) == "keyword"


def test_source_past__of_an_empty_memory_is_empty(store: Store) -> None:
    standing = Standing.ask(store.memory_at(-1), now=START)
    assert (standing.past.steps, standing.past.living, standing.compared) == ((), (), ())
    assert standing.percentile_of_change(ChangeRisk(added=1, tokens=1, fixes=0.0)) is None
    assert standing.percentile_of_file(1) is None


def test_sizes__are_left_out_where_they_are_not_known(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "a\n" * 50, "b.py": "b\n"}, at=START)
    repo.commit({"a.py": "a\n" * 51}, at=START + 900 * DAY)
    with remember(repo, tmp_path / "memory.sqlite", days=30) as store:
        standing = Standing.ask(store.memory_at(), now=START + 900 * DAY)
    assert not standing.has_sizes
    assert {heat.lines for heat in standing.heats.values()} == {0}


def _learned(steps: tuple[HistoryStep, ...]) -> RiskLedger:
    ledger = RiskLedger()
    for step in steps:
        ledger.learn(step)
    return ledger


def _number(memory: StoredMemory, path: str) -> int:
    return memory.file_numbers([RepoPath(path)])[RepoPath(path)]
