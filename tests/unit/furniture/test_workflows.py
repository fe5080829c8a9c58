"""Is every action that our workflows use named by one full commit, with its version beside it?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
USES = re.compile(r"^\s*-?\s*uses: (\S+)(.*)$", flags=re.MULTILINE)
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")


def _files() -> list[Path]:
    """Every YAML file that GitHub runs, or that a user copies and GitHub then runs."""
    folders = (".github/workflows", "composite", "examples")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.yml")]
    return sorted([*found, *ROOT.glob("action.yml")])


def _uses(path: Path) -> list[tuple[str, str]]:
    return [
        (what, rest)
        for what, rest in USES.findall(path.read_text("utf-8"))
        if not what.startswith(("./", "$/"))
    ]


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_actions__are_pinned_by_commit_with_their_version(path: Path) -> None:
    for what, rest in _uses(path):
        assert PINNED.fullmatch(what), f"{path.name} uses {what}"
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", rest), f"{path.name}: which version is {what}?"


def test_actions__are_the_same_commit_everywhere() -> None:
    seen = {use for path in _files() for use in _uses(path)}
    names = [what.partition("@")[0] for what, _ in seen]
    assert sorted(set(names)) == sorted(names)
