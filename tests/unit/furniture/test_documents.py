"""Do the documents speak of what is there?"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from teammemory_bot.support.errors import ExitCode

ROOT = Path(__file__).parents[3]

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", flags=re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", flags=re.MULTILINE | re.DOTALL)


def _documents() -> list[Path]:
    folders = (ROOT, ROOT / "docs", ROOT / "tests")
    return sorted(path for folder in folders for path in folder.glob("*.md"))


def _anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("document", _documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links__inside_the_repository_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(FENCE.sub("", document.read_text("utf-8"))):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        page = document.parent / name if name else document
        assert page.exists(), f"{document.name} links to {target}"
        if anchor:
            assert anchor in map(_anchor, HEADING.findall(page.read_text("utf-8"))), target


def test_make__lists_every_target_and_the_documents_name_only_those() -> None:
    help_text = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    listed = set(re.findall(r"^  make ([a-z-]+)", help_text, flags=re.MULTILINE))
    phony = re.findall(
        r"^\.PHONY: ([a-z-]+)", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE
    )
    assert listed == set(phony)
    for document in _documents():
        named = set(re.findall(r"\bmake ([a-z-]+)`", document.read_text("utf-8")))
        assert named <= listed, document.name


def test_exit_codes__are_all_documented() -> None:
    rows = re.findall(
        r"^\| (\d) \|", (ROOT / "docs/exit-codes.md").read_text("utf-8"), flags=re.MULTILINE
    )
    assert [int(code) for code in rows] == [code.value for code in ExitCode]
