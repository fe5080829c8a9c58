"""Does adding an agent really take one file and one line?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from testing.repo_builder import RepoBuilder

ROOT = Path(__file__).parents[2]

AGENT = '''
"""Does this change spread over folders that never changed together?"""

from __future__ import annotations

from typing import Final

from teammemory_bot.domain import claims
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.finding import (
    Confidence, Evidence, EvidenceKind, Finding, Number, Report, Severity, found, phrase,
)
from teammemory_bot.domain.ports import Memory

NAME: Final = "spread"
TITLE: Final = "Spread"


def run(pr: PullRequest, memory: Memory) -> Report:
    """Say over how many files the change spreads, if it leaves one folder."""
    del memory
    folders = {file.path.rpartition("/")[0] for file in pr.files}
    if len(folders) < 2:
        return found(NAME, ())
    count = claims.files_of_change(value=len(pr.files))
    sentence = phrase("The change leaves its folder: ", Number(count.value, count), " files.")
    finding = Finding(
        rule="wide-change",
        severity=Severity.LOW,
        confidence=Confidence.HIGH,
        phrase=sentence,
        claims=(count,),
        evidence=(Evidence(kind=EvidenceKind.DIFF, reference=f"{pr.merge_base}..{pr.head}"),),
    )
    return found(NAME, (finding,))
'''


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of what ships, to build in."""
    copy = tmp_path / "house"
    skip = shutil.ignore_patterns("__pycache__")
    for room in ("teammemory_bot", "templates"):
        shutil.copytree(ROOT / room, copy / room, ignore=skip)
    return copy


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    repo = RepoBuilder(tmp_path / "repo")
    repo.commit({"src/a.py": "a = 1\n", "docs/a.md": "a\n"}, subject="Begin")
    repo.commit({"src/a.py": "a = 2\n", "docs/a.md": "b\n"}, subject="Say two")
    return repo


def _review(house: Path, repo: RepoBuilder) -> str:
    memory = house / "memory.sqlite"
    done = subprocess.run(
        [sys.executable, "-m", "teammemory_bot", "--repo", repo.path, "--memory", memory, "review",
         "--format", "markdown"],
        cwd=house,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_agent__added_by_one_file_and_one_line_speaks_in_the_comment(
    house: Path, repo: RepoBuilder
) -> None:
    assert "Spread" not in _review(house, repo)

    (house / "teammemory_bot/agents/spread.py").write_text(AGENT, "utf-8")
    registry = house / "teammemory_bot/agents/registry.py"
    text = registry.read_text("utf-8")
    tuple_opens = "AGENTS: Final[tuple[Agent, ...]] = ("
    assert text.count(tuple_opens) == 1
    text = text.replace(tuple_opens, f"{tuple_opens}spread, ")
    text = text.replace(
        "\nfrom teammemory_bot.agents import ", "\nfrom teammemory_bot.agents import spread, ", 1
    )
    registry.write_text(text, "utf-8")

    comment = _review(house, repo)
    assert "**Spread**" in comment
    assert "The change leaves its folder: " in comment
