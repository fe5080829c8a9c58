"""Does the replay of a real repository blame as git does, and need nothing but memory and clone?"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from teammemory_bot.backtest.co_change import backtest_co_change, replay_co_changes
from teammemory_bot.backtest.risk import backtest_risk, judged, patches_of
from teammemory_bot.backtest.risk_report import co_change_json_text, json_text
from teammemory_bot.backtest.szz import Induced, induced_links
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.risk_history import HistoryStep, StepFile
from teammemory_bot.entrypoints.cli import main
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.own_repository import OwnRepository, open_own_repository
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, RepoBuilder

DAY = 86_400
START = 1_600_000_000
SUBJECTS = ("Add a step", "fix: the step", "Rework the step", "fix: a crash")


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    """Give a repository in which files grow, shrink, move and are repaired, seven years long."""
    dice = random.Random(7)  # noqa: S311  # a repository to look at, no secret
    repo = RepoBuilder(tmp_path_factory.mktemp("replay") / "repo")
    lines = {
        "src/a b.py": [f"a{n} = call({n})" for n in range(30)],
        "src/b.py": [f"b{n} = call({n})" for n in range(30)],
        "tests/test_b.py": ["assert b"] * 5,
    }
    repo.commit({name: "\n".join(text) for name, text in lines.items()}, at=START)
    for step in range(1, 60):
        name = dice.choice(["src/a b.py", "src/b.py"])
        text = lines[name]
        for _ in range(dice.randint(1, 3)):
            place = dice.randrange(len(text))
            cut = dice.randint(0, 3)
            text[place : place + cut] = [
                f"s{step}_{n} = call({dice.random()})" for n in range(dice.randint(0, 4))
            ]
            text = text or ["x = call()"]
        lines[name] = text
        changed = {name: "\n".join(text) + dice.choice(["", "\n"])}
        if step % 4:
            changed["tests/test_b.py"] = f"assert b == {step}\n"
        by = dice.choice([ANA, BEN])
        repo.commit(changed, subject=dice.choice(SUBJECTS), by=by, at=START + step * 45 * DAY)
    repo.rename("src/b.py", "src/c.py", at=START + 61 * 45 * DAY)
    lines["src/b.py"][:3] = ["c = call()"]
    content = {"src/c.py": "\n".join(lines["src/b.py"])}
    repo.commit(content, subject="fix: the move", at=START + 62 * 45 * DAY)
    return repo


@pytest.fixture
def own(repo: RepoBuilder) -> Iterator[OwnRepository]:
    with open_own_repository(find_checkout(repo.path)) as own:
        yield own


def test_induced_links__agree_with_git_blame(
    repo: RepoBuilder, own: OwnRepository, tmp_path: Path
) -> None:
    with remember(repo, tmp_path / "memory.sqlite") as store:
        steps = store.memory_at().history()
    links = induced_links(steps, patches_of(own, steps))
    found: dict[int, Counter[str]] = {}
    for link in links:
        found.setdefault(link.fix, Counter())[steps[link.writer].sha] += link.lines
    fixes = [step for step in steps if step.is_fix]
    assert len(fixes) > 20
    for fix in fixes:
        assert found.get(fix.seq, Counter()) == _blamed_by_git(repo, fix.sha)


def _blamed_by_git(repo: RepoBuilder, sha: str) -> Counter[str]:
    """Return how many source lines that a commit deletes were written by which commit."""
    blamed: Counter[str] = Counter()
    patch = repo.git("show", "-U0", "-w", "-M", "--format=", sha, "--", "src")
    path = ""
    for line in patch.splitlines():
        if line.startswith("--- "):
            path = line[6:].rstrip("\t")
        if line.startswith("@@"):
            first, _, count = line.split()[1][1:].partition(",")
            if count != "0":
                span = f"{first},+{count or 1}"
                blame = repo.git("blame", "-w", "-s", "-l", "-L", span, f"{sha}^", "--", path)
                blamed.update(row.split()[0].lstrip("^") for row in blame.splitlines())
    return Counter({_full(repo, short): count for short, count in blamed.items()})


def _full(repo: RepoBuilder, short: str) -> str:
    return repo.git("rev-parse", short).strip()


def test_backtest_risk__counts_what_the_memory_did_not(
    repo: RepoBuilder, own: OwnRepository, tmp_path: Path
) -> None:
    texts = []
    for days in (20_000, 0):
        with remember(repo, tmp_path / f"{days}.sqlite", days=days) as store:
            memory = store.memory_at()
            texts += [json_text(backtest_risk(memory, own)) for _ in range(2)]
    assert len(set(texts)) == 1
    assert '"evaluated": ' in texts[0]


def test_backtest_risk__judges_the_newest_when_asked(
    repo: RepoBuilder, own: OwnRepository, tmp_path: Path
) -> None:
    with remember(repo, tmp_path / "memory.sqlite") as store:
        memory = store.memory_at()
        assert backtest_risk(memory, own).evaluated > 30
        assert backtest_risk(memory, own, last=5).evaluated == 5
        whole = backtest_co_change(memory)["p>=0.6"]
        newest = backtest_co_change(memory, last=5)["p>=0.6"]
    assert whole.whole > newest.whole == 5


def test_backtest_risk__of_a_young_repository_says_nothing(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "x = 1\n"})
    with (
        remember(repo, tmp_path / "memory.sqlite") as store,
        open_own_repository(find_checkout(repo.path)) as own,
    ):
        result = backtest_risk(store.memory_at(), own)
    assert result.evaluated == 0
    assert result.changes["evidence"]["auc"] is None


def test_backtest__finds_in_tables_what_it_finds_in_the_memory(
    repo: RepoBuilder, own: OwnRepository, tmp_path: Path
) -> None:
    with remember(repo, tmp_path / "memory.sqlite", days=20_000) as store:
        landed = store.memory_at().history()
    links = induced_links(landed, patches_of(own, landed))
    steps = _by_last_name(landed)
    _write_tables(tmp_path, steps, links)
    result, scores = judged(steps, links), replay_co_changes(steps)
    assert result.changes["evidence"]["auc"]
    assert scores["p>=0.6"].right
    texts = {"risk": json_text(result), "co-change": co_change_json_text(scores)}
    for verb, text in texts.items():
        asked = ["backtest", verb, "--data"]
        told = CliRunner().invoke(main, [*asked, str(tmp_path), "--json"])
        assert told.stdout == text
        chart = tmp_path / f"{verb}.svg"
        last = ("--last", "5", "--chart", str(chart))
        told = CliRunner().invoke(main, [*asked, str(tmp_path / "sample"), *last])
        assert "5 changes" in told.stdout
        assert chart.read_text(encoding="utf-8").startswith("<svg ")


def _by_last_name(steps: Sequence[HistoryStep]) -> list[HistoryStep]:
    """Call each file what it was called last, which is all that the tables know."""
    names = {file.file: file.path for step in steps for file in step.files}
    return [
        replace(step, files=tuple(f._replace(path=names[f.file]) for f in step.files))
        for step in steps
    ]


def _write_tables(folder: Path, steps: Sequence[HistoryStep], links: Sequence[Induced]) -> None:
    """Write a history in the tables that `--data` reads."""
    paths = {file.file: file.path for step in steps for file in step.files}
    tables: dict[str, tuple[str, list[tuple[object, ...]]]] = {
        "commits": (
            "seq,commit,time,author,is_fix,is_revert",
            [(s.seq, s.sha, s.at, s.author, int(s.is_fix), int(s.is_revert)) for s in steps],
        ),
        "commit_files": (
            "seq,file_id,additions,deletions,lines_before,status,kind,logic_added",
            [(step.seq, *_cells(file)) for step in steps for file in step.files],
        ),
        "paths": ("file_id,last_path", list(paths.items())),
        "szz": ("fix_seq,inducing_seq,file_id,lines", [tuple(link) for link in links]),
    }
    for name, (head, rows) in tables.items():
        lines = [head, *(",".join(map(str, row)) for row in rows)]
        text = "\n".join(lines) + "\n"
        (folder / f"sample_{name}.csv").write_text(text, encoding="utf-8")


def _cells(file: StepFile) -> tuple[object, ...]:
    kind = {FileKind.SOURCE: 1, FileKind.TEST: 2, FileKind.DOC: 3}[file.kind]
    return file.file, file.added, file.deleted, 0, "MADR".index(file.status), kind, file.tokens


def test_backtest__leaves_its_figures_for_the_audit(repo: RepoBuilder, tmp_path: Path) -> None:
    place = ("--repo", str(repo.path), "--memory", str(tmp_path / "memory.sqlite"))
    run = CliRunner().invoke
    assert json.loads(run(main, [*place, "--json", "audit"]).stdout)["accuracy"] == []
    figures = json.loads(run(main, [*place, "--json", "backtest", "risk"]).stdout)
    noted = json.loads(run(main, [*place, "--json", "audit"]).stdout)["accuracy"]
    changes = {a["method"]: a["value"] for a in noted if a["what"].startswith("Changes")}
    assert changes.keys() == {"evidence", "classic", "lines_added"}
    for method, value in changes.items():
        assert value == pytest.approx(figures["changes"][method]["auc"], abs=1e-6)
    assert "Accuracy of suggestions here" in run(main, [*place, "audit"]).stdout
