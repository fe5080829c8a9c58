"""Does the page on troubleshooting quote what the product says, and all of it?"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import teammemory_bot
from teammemory_bot.support.errors import TeamMemoryError

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/troubleshooting.md"
GAP = "…"
ROW = re.compile(r"^\|(?: (?:`(\w+)`)? \|)? `(.+?)` \| ", flags=re.MULTILINE)
SPECIAL = {f"{GAP}:{GAP}:{GAP}: {GAP}"}  # has no words of its own


def _kinds() -> set[str]:
    """Return the name of each error that is raised; a family's own name is not."""
    for module in pkgutil.walk_packages(teammemory_bot.__path__, "teammemory_bot."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {kind.__name__ for kind in _below(TeamMemoryError) if not kind.__subclasses__()}


def _below(kind: type[TeamMemoryError]) -> Iterator[type[TeamMemoryError]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("teammemory_bot."):
            yield child
            yield from _below(child)


def _sentences() -> list[str]:
    """Return every text that stands in the source, with a gap for what is put in."""
    found = []
    for path in sorted((ROOT / "teammemory_bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.JoinedStr():
                    found.append("".join(map(_part, node.values)))
                case ast.Constant(value=str() as text):
                    found.append(text)
    return found


def _part(value: ast.expr) -> str:
    return str(value.value) if isinstance(value, ast.Constant) else GAP


def _rows() -> list[tuple[str, str]]:
    return ROW.findall(PAGE.read_text("utf-8"))


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    return _sentences()


@pytest.mark.parametrize("quoted", [quoted for _, quoted in _rows() if quoted not in SPECIAL])
def test_message__that_is_quoted_stands_in_the_source(quoted: str, sentences: list[str]) -> None:
    pieces = [re.escape(piece.strip()) for piece in quoted.split(GAP) if piece.strip()]
    asked = re.compile(".*".join(pieces), flags=re.DOTALL)
    assert any(asked.search(sentence) for sentence in sentences)


def test_errors__are_all_explained_and_no_other() -> None:
    named = [name for name, _ in _rows() if name]
    assert len(named) == len(set(named))
    assert set(named) == _kinds()


def test_rows__are_read() -> None:
    """Else the tests above would hold of nothing."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert len(_rows()) >= len(lines) > 50
