"""Do the checklists, and the code, name places that are there?"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
CODE_PATH = re.compile(r"`([\w.<>*/-]+/[\w.<>*/-]*)`")


def test_checklists__name_places_that_exist() -> None:
    """`agents/<name>.py` need not exist, its folder must; a path without a blank must itself."""
    paths = set(CODE_PATH.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    assert len(paths) > 15
    missing = {path for path in paths if not (ROOT / re.split(r"[^/]*[<*]", path)[0]).exists()}
    assert missing == set()


def test_security_model__names_tests_that_exist_for_each_threat() -> None:
    page = (ROOT / "docs/security-model.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`", page)
    assert [path for path in named if not (ROOT / path).is_file()] == []
    threats = page.partition("| threat |")[2].partition("\n\n")[0].splitlines()[2:]
    assert len(threats) > 20
    assert [row for row in threats if "`tests/" not in row] == []


def test_code__names_only_pages_that_exist() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "teammemory_bot").rglob("*.py"))
    named = set(re.findall(r"\bdocs/[a-z-]+\.md\b", code))
    assert len(named) > 5
    assert {page for page in named if not (ROOT / page).exists()} == set()
