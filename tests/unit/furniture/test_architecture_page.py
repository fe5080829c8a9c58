"""Does the page on architecture show the doors that the linter holds, and the rooms that there are?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "teammemory_bot"


def _page() -> str:
    return (ROOT / "docs/architecture.md").read_text("utf-8")


def _layers() -> list[set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [{room.strip() for room in layer.split("|")} for layer in layers]


def test_diagram__shows_the_contract_of_the_doors() -> None:
    diagram = re.findall(r"^```\n(.*?)^```", _page(), flags=re.MULTILINE | re.DOTALL)[0]
    shown = [set(re.split(r" \| ", re.split(r" {2,}", line)[0])) for line in diagram.splitlines()]
    assert shown == [layer for layer in _layers() if layer != {"__main__"}]


def test_table__has_one_row_for_each_room() -> None:
    rows = re.findall(r"^\| `(\w+)(?:/|\.py)` \|", _page(), flags=re.MULTILINE)
    modules = [path.stem for path in PACKAGE.glob("[a-z]*.py")]
    rooms = modules + [path.parent.name for path in PACKAGE.glob("*/__init__.py")]
    assert sorted(rows) == sorted(rooms) == sorted(set.union(*_layers()) - {"__main__"})


def test_pure_rooms__are_the_ones_that_the_contract_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (pure,) = (each["source_modules"] for each in contracts if each["type"] == "forbidden")
    told = re.search(r"The pure rooms \((.*?)\)", _page())
    assert told is not None
    assert re.findall(r"`(\w+)`", told[1]) == [name.rpartition(".")[2] for name in pure]


def test_steps__are_thirteen_and_counted_right() -> None:
    section = _page().partition("## One pull request in thirteen steps")[2].partition("\n## ")[0]
    steps = re.findall(r"^(\d+)\. ", section, flags=re.MULTILINE)
    assert [int(step) for step in steps] == list(range(1, 14))


def test_paragraphs__stand_once() -> None:
    """A merge of two texts doubles what both had."""
    parts = [part for part in re.split(r"\n{2,}|\n(?=\|)", _page()) if len(part) > 80]
    assert sorted(set(parts)) == sorted(parts)
