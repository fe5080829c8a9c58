"""Do the design's questions give the design's answers on the design's demo?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from teammemory_bot.entrypoints.cli import main

EXPECTED_CONTEXT = """\
Issue: PROJ-1247
Summary: Token refresh race condition
Status: In Progress
Priority: High
Component: auth
Type: Bug

Related PRs:
- #382 Fix token refresh race condition [merged]

Commits:
- f00ba47 Mehmet Turac — PROJ-1247 guard token refresh with per-session lock
- b91c0de Ayşe Demir — PROJ-1247 add regression test for refresh race

Changed files:
- src/auth/token_service.py
- src/auth/session_manager.py
- tests/auth/test_token_refresh.py

People in context:
- Mehmet Turac
- Ayşe Demir
- Burak Kaya

Earlier fixes alike:
- #365 Revert "PROJ-1180 fix race condition on refresh" [2026-03-24]
- #361 PROJ-1180 fix race condition on refresh [2026-03-20]
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    done = CliRunner().invoke(main, ["--memory", str(path), "seed"])
    assert done.exit_code == 0, done.output
    return path


def ask(demo: Path, *words: str) -> str:
    done = CliRunner().invoke(main, ["--memory", str(demo), *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_issue_context__has_the_designs_layout(demo: Path) -> None:
    assert ask(demo, "issue-context", "PROJ-1247") == EXPECTED_CONTEXT
    assert ask(demo, "issue-context", "proj-1247") == EXPECTED_CONTEXT


def test_file_experts__counts_what_the_design_counts(demo: Path) -> None:
    said = ask(demo, "file-experts", "src/auth/token_service.py")
    assert said.startswith("Experts for src/auth/token_service.py\n\n1. Ayşe Demir — score ")
    assert "   commits: 4, reviews: 2, comments: 1, churn: 430, last activity: 2026-05-20\n" in said
    assert "   commits: 3, reviews: 1, comments: 2, churn: 390, last activity: 2026-05-18\n" in said
    assert "Last touched by:\n- Ayşe Demir on 2026-05-20 in #385\n" in said


def test_component_risk__says_why_it_changed(demo: Path) -> None:
    said = ask(demo, "component-risk", "auth")
    assert "1. src/auth/token_service.py — score " in said
    assert "Why it changed:\n- 3 of 5 changes are bug fixes (#361 #365 #382)\n" in said


def test_onboarding__names_what_to_read_and_why(demo: Path) -> None:
    said = json.loads(ask(demo, "onboarding", "auth", "--json"))
    assert said["lists"]["issues_to_read"][0]["issue"] == "PROJ-1180"
    first = said["lists"]["pull_requests_to_read"][0]
    assert first["pull"] == 382
    assert "discussed in 5 comments by 1 reviewer; fixed a bug" in first["details"][0]


def test_review_suggest__looks_only_at_what_landed_before(demo: Path) -> None:
    said = json.loads(ask(demo, "review-suggest", "382", "--json"))
    names = [item["name"] for item in said["lists"]["items"]]
    assert names == ["Ayşe Demir", "Burak Kaya"]
    assert said["lists"]["items"][0]["commits"] == 3


def test_hygiene__reports_the_designs_five(demo: Path) -> None:
    said = ask(demo, "hygiene")
    assert "commit-without-issue-key (2 of 11):" in said
    assert "empty-description (1 of 8):\n- #355 " in said
    assert "done-issue-without-commit (1 of 6):" in said
    assert "not for blame" in said


@pytest.mark.parametrize("verb", ["issue-context", "file-experts", "onboarding"])
def test_question__says_in_one_sentence_what_is_not_in_the_memory(demo: Path, verb: str) -> None:
    done = CliRunner().invoke(main, ["--memory", str(demo), verb, "nothing"])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "the memory knows no" in done.stderr


def test_file_experts__suggests_a_near_path(demo: Path) -> None:
    done = CliRunner().invoke(
        main, ["--memory", str(demo), "file-experts", "src/auth/token_servic.py"]
    )
    assert "did you mean src/auth/token_service.py" in done.stderr


def test_seed__twice_is_seed_once(demo: Path) -> None:
    before = ask(demo, "hygiene")
    ask(demo, "seed")
    assert ask(demo, "hygiene") == before
