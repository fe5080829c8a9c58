"""What if any one call of the database, the file system or git fails? A right or labelled answer, or a code.

After each failure the same command is run again, undisturbed: it says what it says when nothing ever failed.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from click.testing import CliRunner

from teammemory_bot.entrypoints.cli import main
from testing.nth_call import CALLS, NthCall
from testing.repo_builder import ANA, BEN, RepoBuilder

DOCUMENTED = {0, 1, 2, 3}


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"a.py": "x = 1\n"}, subject="PROJ-1 Begin", by=ANA)
    for number in (2, 3):
        repo.branch(f"topic-{number}")
        repo.commit({"a.py": f"x = {number}\n"}, subject=f"PROJ-{number} Fix it", by=BEN)
        repo.switch("main")
        repo.merge(f"topic-{number}", number=number, title=f"PROJ-{number} Fix it")
    return repo


def review(repo: RepoBuilder, memory: Path) -> tuple[int, str, str]:
    words = ["--repo", str(repo.path), "--memory", str(memory), "review", "--format", "markdown"]
    ended = CliRunner().invoke(main, words)
    return ended.exit_code, ended.stdout, ended.stderr


@pytest.mark.parametrize("kind", list(CALLS))
@pytest.mark.parametrize(
    "every", [37, pytest.param(1, marks=pytest.mark.prove)], ids=["some", "all"]
)
def test_review__when_one_call_fails__ends_well_and_recovers(
    repo: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, every: int
) -> None:
    with monkeypatch.context() as counting:
        counted = NthCall(counting, kind, 0)
        expected = review(repo, tmp_path / "whole" / "m.sqlite")
    assert expected[0] == 0, expected
    assert counted.calls >= 3
    step = min(every, max(1, counted.calls // 3)) if every > 1 else 1
    for last in itertools.chain(range(1, counted.calls + 1, step), [counted.calls]):
        memory = tmp_path / f"{last}" / "m.sqlite"
        with monkeypatch.context() as failing:
            NthCall(failing, kind, last)
            code, out, err = review(repo, memory)
        assert code in DOCUMENTED, (last, err)
        assert "Traceback" not in out + err, last
        if code in {2, 3}:
            assert err.startswith("teammemory: "), (last, err)
        elif out != expected[1]:
            assert "not answered" in out or "could not be" in out or "not known" in out, (last, out)
        assert review(repo, memory)[:2] == expected[:2], last
